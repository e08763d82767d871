"""The power budget: what each rail carries in each state, against supply, fuses and wires. Computed from bom.csv.

All currents in mA at 5 V, but those of the 3.3 V rails: their regulators take 5 V at 85 %, so 1 mA there is 0.78 mA
here; they are counted as 1.
"""

from typing import NamedTuple

from firmware import pinout
from hardware.bom import STATES, Part

USE_OF_SUPPLY = 0.8  # never more than this share of what a supply gives
PTC_AT_50_DEGREES = 0.8  # of the hold current at 20 degrees
COPPER = 0.0175  # ohm mm2 / m at 20 degrees
MOST_DROP_MV = 150  # 3 % of 5 V, there and back
LAMP_MA = 60  # one WS2812, white, at full brightness


class Rail(NamedTuple):
    """A line of supply. limit_ma: what feeds it can give; fuse: its line in bom.csv, with its hold current."""

    name: str
    fed_from: str  # another rail, or the supply's line in bom.csv
    limit_ma: int
    fuse: str
    fuse_ma: int
    resettable: bool
    wire_mm2: float
    wire_ma: int  # what such a wire may carry in a bundle
    length_m: float


# The Pi's rail carries all that hangs on its USB: a hub, a screen or a sound adapter that stayed on would feed the Pi
# backwards through its USB socket, and a Pi that was switched off would not be off.
RAILS = (
    Rail("main", "supply", 5000, "main_fuse", 5000, False, 0.75, 6000, 0.3),
    Rail("pi", "main", 5000, "pi_fuse", 2500, True, 0.75, 6000, 0.4),
    Rail("printer", "main", 5000, "printer_fuse", 3000, True, 0.75, 6000, 0.4),
    Rail("panel", "main", 5000, "panel_fuse", 650, True, 0.14, 1000, 0.4),
    Rail("3v3", "panel", 300, "panel_fuse", 650, True, 0.14, 1000, 0.4),
    Rail("hub", "hub_supply", 3000, "", 0, False, 0.5, 3000, 0.2),
    Rail("hub_3v3", "hub", 500, "", 0, False, 0.14, 1000, 0.05),
)


def load(parts: list[Part], rail: str, state: str) -> float:
    """Current of a rail in a state, mA: all that hangs on it and on the rails behind it."""
    own = sum(part.quantity * part.milliamperes[state] for part in parts if part.rail == rail)
    return own + sum(load(parts, behind.name, state) for behind in RAILS if behind.fed_from == rail)


def drop_mv(rail: Rail, milliamperes: float) -> float:
    """Voltage lost in a rail's wires there and back, mV."""
    return milliamperes * COPPER * 2 * rail.length_m / rail.wire_mm2


def ring_ma() -> float:
    """What the lamp ring takes at most: the firmware's own limit, not the lamps', mA."""
    share = pinout.RING_BRIGHTEST / 255
    return pinout.RING_LAMPS * LAMP_MA * share


def capacitor_uf(step_ma: float = 2000, reacts_us: float = 150, dip_mv: float = 150) -> float:
    """Capacity that carries the printer's step until the supply has noticed, uF: I t / U."""
    return step_ma * reacts_us / dip_mv


def misfits(parts: list[Part]) -> list[str]:
    """A sentence for each rail, fuse or wire that is asked for too much."""
    found = [f"bom.csv: {part.id} hangs on the rail {part.rail}, which power.py has not"
             for part in parts if part.rail and part.rail not in {rail.name for rail in RAILS}]  # fmt: skip
    for rail in RAILS:
        peak = load(parts, rail.name, "peak")
        if peak > USE_OF_SUPPLY * rail.limit_ma:
            found.append(f"power: {rail.name} carries {peak:.0f} mA, more than 0.8 of {rail.limit_ma} mA")
        hold = rail.fuse_ma * (PTC_AT_50_DEGREES if rail.resettable else 1)
        if rail.fuse and peak > hold:
            found.append(f"power: {rail.fuse} would trip at {peak:.0f} mA on {rail.name}")
        if rail.fuse_ma > rail.wire_ma:
            found.append(f"power: the wire of {rail.name} burns before {rail.fuse} trips")
        if drop_mv(rail, peak) > MOST_DROP_MV:
            found.append(f"power: {rail.name} loses {drop_mv(rail, peak):.0f} mV in its wires")
    ring = next((part for part in parts if part.id == "ring"), None)
    if ring is None or abs(ring.milliamperes["peak"] - ring_ma()) > 1:
        found.append(
            f"power: the ring's peak in bom.csv is not what firmware/pinout.py allows, {ring_ma():.0f} mA"
        )
    return found


def table(parts: list[Part]) -> str:
    """The budget as a table for power.md, ended by a line break."""
    lines = [
        "| rail | fed from | idle | printing | peak | gives | 0.8 of it | fuse | loses in its wires at peak |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for rail in RAILS:
        loads = [load(parts, rail.name, state) for state in STATES]
        fuse = f"`{rail.fuse}`, {rail.fuse_ma / 1000:g} A" if rail.fuse else "the supply's own"
        lines.append(
            f"| {rail.name} | {rail.fed_from} | {loads[0]:.0f} mA | {loads[1]:.0f} mA | {loads[2]:.0f} mA "
            f"| {rail.limit_ma} mA | {USE_OF_SUPPLY * rail.limit_ma:.0f} mA | {fuse} "
            f"| {drop_mv(rail, loads[2]):.0f} mV |"
        )
    return "\n".join(lines) + "\n"
