"""How warm it gets inside, computed: what the parts take, through the walls and out of the slots.

A closed case loses heat through its walls: dT = P / (U A), with U = 1 / (1 / h + wall / k + 1 / h). The slots at floor
and back let warm air out as a chimney does: dT = (P / (rho cp Cd A_slot sqrt(2 g H / T)))^(2/3). Both at once are
computed by halving until what leaves is what comes in.
"""

from hardware.bom import Part
from hardware.enclosure import parameters as p
from hardware.power import load

H = 8.0  # W / m2 K, still air and radiation, at either side of a wall
PETG_K = 0.2  # W / m K
RHO_CP = 1.16 * 1006  # J / m3 K of air
DISCHARGE = 0.6
GRAVITY, KELVIN = 9.81, 308.0
ROOM = 35.0  # degrees, a hot day behind a window without sun on the case
SLOTS_BELOW, SLOTS_ABOVE = 6, 6
LIMITS = {
    "screen (its maker's operating range is unverified)": 60.0,
    "Pi (its own brake begins at 80, some 25 above its air)": 55.0,
    "PETG (glass transition about 80)": 65.0,
}


def surface_m2() -> float:
    """Outside of the case without its floor, which may stand on wood."""
    side = p.DEPTH * p.CHIN + (p.DEPTH + p.DEPTH - p.FACE * p.lean_vector()[0]) / 2 * (p.height() - p.CHIN)
    front, back = p.WIDTH * (p.CHIN + p.FACE), p.WIDTH * p.height()
    return (2 * side + front + back) / 1e6


def watts_out(warmer: float) -> float:
    """What leaves the case when its air is so many degrees warmer than the room, W."""
    walls = surface_m2() / (2 / H + p.WALL / 1000 / PETG_K)
    slot = (
        min(SLOTS_BELOW, SLOTS_ABOVE) * p.VENT_SLOT[0] * p.VENT_SLOT[1] / 1e6 / 2**0.5
    )  # two openings in a row
    draught: float = DISCHARGE * slot * (2 * GRAVITY * p.height() / 1000 * warmer / KELVIN) ** 0.5
    return walls * warmer + RHO_CP * draught * warmer


def warmer(watts: float) -> float:
    """How much warmer than the room the air inside gets, degrees."""
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if watts_out(middle) < watts else (low, middle)
    return high


def watts(parts: list[Part], state: str) -> float:
    """What the kiosk turns into heat in a state, W."""
    return load(parts, "main", state) * 5 / 1000


def states(parts: list[Part]) -> dict[str, float]:
    """Watts of each state that lasts long enough to warm anything."""
    idle, printing = watts(parts, "idle"), watts(parts, "printing")
    return {
        "idle": idle,
        "busy: a tenth of the time printing": 0.9 * idle + 0.1 * printing,
        "printing without an end": printing,
    }


def table(parts: list[Part]) -> str:
    """For thermal.md, ended by a line break."""
    lines = [f"| | heat | warmer than the room | inside at {ROOM:.0f} degrees |", "|---|---|---|---|"]
    for state, heat in states(parts).items():
        rise = warmer(heat)
        lines.append(f"| {state} | {heat:.1f} W | {rise:.0f} K | {ROOM + rise:.0f} degrees |")
    return "\n".join(lines) + "\n"


def misfits(parts: list[Part]) -> list[str]:
    """A sentence for each limit that a busy day at 35 degrees would pass."""
    inside = ROOM + warmer(states(parts)["busy: a tenth of the time printing"])
    return [f"thermal: {inside:.0f} degrees inside, too warm for the {name}"
            for name, limit in LIMITS.items() if inside > limit]  # fmt: skip
