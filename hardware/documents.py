"""What the pages of this folder say in figures, written anew from the parts list and compared with what they say.

    python -m hardware.documents     writes the blocks and the drawings anew

A block stands between `<!-- NAME -->` and `<!-- end -->`.
"""

import re
import sys
from pathlib import Path

from hardware import bom, power, thermal
from hardware.enclosure import drawings, reach
from hardware.enclosure import parameters as p

FOLDER = Path(__file__).parent
BLOCK = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)
PAGES = ("README.md", "power.md", "mounting.md", "thermal.md", "safety.md")


def totals(parts: list[bom.Part]) -> str:
    """What it costs, as a table."""
    lines = ["| | as listed | with every cheaper alternate | target |", "|---|---|---|---|"]
    for machine, target in bom.TARGETS_USD.items():
        lines.append(
            f"| {machine} | {bom.total(parts, machine):.2f} USD | {bom.least_total(parts, machine):.2f} USD "
            f"| {target:.0f} USD |"
        )
    lines.append(
        f"| test jig | {bom.total(parts, 'jig'):.2f} USD | {bom.least_total(parts, 'jig'):.2f} USD | |"
    )
    lines.append("")
    share = bom.estimated_share(parts, "kiosk")
    lines.append(
        f"For {share:.0%} of the kiosk's price nobody has seen a source yet: those lines say *unverified estimate* in "
        "`bom.csv`."
    )
    return "\n".join(lines) + "\n"


def hazards(parts: list[bom.Part]) -> str:
    """Every part that can hurt somebody, as a table."""
    rows = [f"| `{part.id}` | {part.used_in} | {part.hazard} |" for part in parts if part.hazard]
    return "\n".join(["| part | in | what to know |", "|---|---|---|", *rows]) + "\n"


def measures() -> str:
    """The case in numbers, as a list."""
    low, high = p.screen_span()
    return (
        f"- {p.WIDTH:.0f} x {p.DEPTH:.0f} x {p.height():.0f} mm; the face leans back by {p.LEAN:.0f} degrees\n"
        f"- screen: {p.SCREEN.name}, {p.SCREEN.lit[0]:g} x {p.SCREEN.lit[1]:g} mm lit, "
        f"{low:.0f} to {high:.0f} mm above the case's floor\n"
        f"- every printed part fits a bed of {p.BED:.0f} x {p.BED:.0f} mm\n"
    )


def drawn_otherwise() -> list[str]:
    """A sentence for each kept drawing that parameters.py draws otherwise."""
    return [f"drawings/{name}.svg is not what parameters.py draws: python -m hardware.documents writes it anew"
            for name, sheet in drawings.sheets().items()
            if (FOLDER / f"drawings/{name}.svg").read_text(encoding="utf-8") != sheet]  # fmt: skip


def blocks(parts: list[bom.Part]) -> dict[str, str]:
    """Every block's text by its name."""
    return {
        "totals": totals(parts),
        "power": power.table(parts),
        "heights": reach.table(),
        "thermal": thermal.table(parts),
        "hazards": hazards(parts),
        "measures": measures(),
    }


def mismatches(parts: list[bom.Part]) -> list[str]:
    """A sentence for each block that says something else than the parts list and the measures do."""
    right, found, seen = blocks(parts), drawn_otherwise(), set()
    for page in PAGES:
        for name, text in BLOCK.findall((FOLDER / page).read_text(encoding="utf-8")):
            seen.add(name)
            if right.get(name) != text:
                found.append(f"{page}: the block {name} is not what bom.csv and parameters.py say: "
                             "python -m hardware.documents writes it anew")  # fmt: skip
    return found + [f"hardware: no page has the block {name}" for name in sorted(right.keys() - seen)]


def write(parts: list[bom.Part]) -> None:
    """Every block and every kept drawing anew."""
    drawings.draw(FOLDER / "drawings")
    right = blocks(parts)
    for page in PAGES:
        path = FOLDER / page
        text = path.read_text(encoding="utf-8")
        new = BLOCK.sub(lambda found: f"<!-- {found[1]} -->\n{right[found[1]]}<!-- end -->", text)
        path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    write(bom.read_bom())
    sys.exit(0)
