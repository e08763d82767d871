"""Who reaches what: heights above the floor of everything that hands use, for each way to put the kiosk up.

Limits, with their sources:
380 to 1,220 mm forward reach, nothing in the way (2010 ADA Standards 308.2.1); 1,220 mm over a table when one reaches
at most 510 mm far (308.2.2); 685 mm: what hangs lower than that a cane finds, whatever its depth (307.2); 22.2 N
(309.4). 800 to 1,100 mm for the screen is our own (docs/accessibility.md).
"""

from typing import NamedTuple

from hardware.enclosure import parameters as p

REACH = (380.0, 1220.0)
OVER_A_TABLE = 510.0
CANE_FINDS = 685.0
SCREEN_BETWEEN = (800.0, 1100.0)
MOST_FORCE_N = 22.2


class Mount(NamedTuple):
    """floor: of the case above the ground; edge: from a table's edge to the kiosk's front; hangs: free beneath."""

    floor: float
    edge: float
    hangs: bool


MOUNTS = {
    "table": Mount(740.0, 60.0, False),  # an ordinary table; at its edge
    "wall": Mount(680.0, 0.0, True),
    "stand": Mount(680.0, 0.0, True),  # a floor stand with a VESA 75 head
}


def heights(mount: Mount) -> dict[str, tuple[float, float]]:
    """Lowest and highest point of each thing that hands use, mm above the ground."""
    out = {"screen": p.screen_span()}
    for name, button in p.BUTTONS.items():
        out[f"{name} button"] = (button.at[1] - button.size[1] / 2, button.at[1] + button.size[1] / 2)
    half = p.PRINTER.bezel[1] / 2
    out["slip and paper door"] = (p.PRINTER_AT[1] - half, p.PRINTER_AT[1] + half)
    out["headphone jack"] = (p.JACK_AT[1], p.JACK_AT[1])
    return {name: (mount.floor + low, mount.floor + high) for name, (low, high) in out.items()}


def misfits() -> list[str]:
    """A sentence for each thing that somebody sitting or walking with a cane would not reach or would run into."""
    found = []
    for name, mount in MOUNTS.items():
        for thing, (low, high) in heights(mount).items():
            if low < REACH[0] or high > REACH[1]:
                found.append(f"reach: {thing} of the {name} mount is at {low:.0f} to {high:.0f} mm")
        low, high = heights(mount)["screen"]
        if low < SCREEN_BETWEEN[0] or high > SCREEN_BETWEEN[1]:
            found.append(f"reach: the screen of the {name} mount is at {low:.0f} to {high:.0f} mm")
        if mount.hangs and mount.floor > CANE_FINDS:
            found.append(f"reach: a cane does not find the {name} mount, which hangs at {mount.floor:.0f} mm")
        far = mount.edge + p.lean_vector()[0] * p.FACE
        if far > OVER_A_TABLE:
            found.append(f"reach: the top of the {name} mount's screen is {far:.0f} mm from who sits there")
    if p.PRESS_N > MOST_FORCE_N:
        found.append(f"reach: a button asks for {p.PRESS_N} N")
    return found


def table() -> str:
    """The heights as a table for mounting.md, ended by a line break."""
    lines = ["| | " + " | ".join(MOUNTS) + " |", "|---|" + "---|" * len(MOUNTS)]
    lines.append(
        "| floor of the case | " + " | ".join(f"{mount.floor:.0f}" for mount in MOUNTS.values()) + " |"
    )
    for thing in heights(MOUNTS["table"]):
        spans = [heights(mount)[thing] for mount in MOUNTS.values()]
        cells = [f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}" for low, high in spans]
        lines.append(f"| {thing} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
