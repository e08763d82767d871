"""What is to be seen of the simulated board, as it tells it (firmware/simulated/machine.py). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from kiosk_ui.theme import Rgb

NO_LAMPS: tuple[Rgb, ...] = ((0, 0, 0),) * 12
NO_PINS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BoardState:
    """pins: levels of its outputs, by the names of firmware/pinout.py, those that it has changed since it began."""

    runs_on: str = ""  # which Python, empty while it starts or has no power
    pins: Mapping[str, int] = field(default_factory=lambda: NO_PINS)
    lamps: tuple[Rgb, ...] = NO_LAMPS  # 0 to 51
    now_ms: int = 0  # what it came to when its time was moved last
    clock_s: int | None = None  # since 1970, as the firmware has set its clock
    begun: int = 0  # lives of the firmware so far
    resets: int = 0  # of them, those after a reset of its own
    fault: str = ""  # why there will be no more of them

    @property
    def pi_has_power(self) -> bool:
        """Whether the Pi is let have its power."""
        return not self.pins.get("pi_power_cut", 0)

    @property
    def asks_to_halt(self) -> bool:
        """Whether the Pi is asked to shut down."""
        return not self.pins.get("pi_please_halt", 1)


def heard(state: BoardState, message: Mapping[str, Any]) -> BoardState:
    """The state after what the board has just told; what is not known changes nothing."""
    match message:
        case {"board": str(name)}:
            return replace(state, runs_on=name)
        case {"pin": str(name), "level": int(level)}:
            return replace(state, pins=MappingProxyType({**state.pins, name: level}))
        case {"ring": [*colours]}:
            return replace(state, lamps=tuple((red, green, blue) for red, green, blue in colours))
        case {"clock": int(seconds)}:
            return replace(state, clock_s=seconds)
        case {"now": int(now)}:
            return replace(state, now_ms=now)
    return state


def begun(state: BoardState, after_reset: bool) -> BoardState:
    """A new life of the firmware begins."""
    return replace(without_power(state), begun=state.begun + 1, resets=state.resets + after_reset, now_ms=0)


def without_power(state: BoardState) -> BoardState:
    """Every pin as nobody drives it, every lamp dark."""
    return replace(state, runs_on="", pins=NO_PINS, lamps=NO_LAMPS)
