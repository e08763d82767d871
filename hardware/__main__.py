"""Renders the hardware into out/hardware: wiring, enclosure, totals; ends with one line of JSON.

    python -m hardware [--without-enclosure] [--keep]     (`make hardware` installs what it needs, then does it)

The line: what a kiosk and a hub cost (kiosk_usd, hub_usd; kiosk_least_usd with every alternate that is cheaper), how
many things do not agree (mismatches; each is said in a sentence before), and for how much of the price nobody has seen
a source.
The process ends with 1 where anything does not agree.
"""

import argparse
import json
import shutil
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from hardware import bom, checks, documents, harness, power
from hardware.enclosure import reach

OUT = Path("out/hardware")


def main() -> int:
    """Render, check, tell."""
    options = argparse.ArgumentParser(prog="python -m hardware")
    options.add_argument("--without-enclosure", action="store_true", help="leave out what needs CadQuery")
    options.add_argument("--keep", action="store_true", help="and the pictures of this folder's pages anew")
    chosen = options.parse_args()
    parts = bom.read_bom()
    found = checks.mismatches(parts, datetime.now(UTC).date()) + documents.mismatches(parts)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "power.md").write_text(power.table(parts), encoding="utf-8")
    (OUT / "heights.md").write_text(reach.table(), encoding="utf-8")
    harness.render(OUT / "wiring")
    if chosen.keep:
        keep()
    if not chosen.without_enclosure:
        found += enclosure(parts, keep_pictures=chosen.keep)
    for sentence in found:
        print(sentence, file=sys.stderr)
    told = {
        "kiosk_usd": bom.total(parts, "kiosk"),
        "kiosk_least_usd": bom.least_total(parts, "kiosk"),
        "hub_usd": bom.total(parts, "hub"),
        "estimated_share": round(bom.estimated_share(parts, "kiosk"), 2),
        "mismatches": len(found),
    }
    print(json.dumps(told))
    return 1 if found else 0


def keep() -> None:
    """The wiring drawings small enough for the repository."""
    for name in harness.DRAWINGS:
        with Image.open(OUT / "wiring" / f"{name}.png") as large:
            half = (large.width // 2, large.height // 2)
            small = large.convert("RGB").resize(half, Image.Resampling.LANCZOS)
        small.quantize(32, dither=Image.Dither.NONE).save(harness.FOLDER / f"{name}.png", optimize=True)


def enclosure(parts: list[bom.Part], *, keep_pictures: bool) -> list[str]:
    """Solids, drawings and pictures into out/hardware; a sentence for each thing that is wrong with them."""
    if find_spec("cadquery") is None:
        return [
            "enclosure: CadQuery is not here; make hardware installs it, --without-enclosure leaves it out"
        ]
    from hardware.enclosure import render, solids

    render.everything(OUT / "enclosure")
    if keep_pictures:
        shutil.copytree(OUT / "enclosure/pictures", Path(__file__).parent / "pictures", dirs_exist_ok=True)
    return solids.misfits(parts)


if __name__ == "__main__":
    sys.exit(main())
