"""Two kiosks by one name, as copied cards make them: seen in the sessions of those who say they are there. Pure."""

from collections import defaultdict, deque
from itertools import pairwise

from wire.messages import KioskState

WITHIN_S = 120.0
BIRTHS = 4


class Namesakes:
    """Watches who says "ready". A broker lets in one client of a name, so two of them push each other off in turn."""

    def __init__(self) -> None:
        self._births: dict[str, deque[tuple[float, int]]] = defaultdict(lambda: deque(maxlen=BIRTHS))
        self._last: dict[str, tuple[str, int]] = {}  # state and session
        self._told: dict[str, float] = {}

    def look_at(self, state: KioskState, now_s: float) -> str:
        """What to tell a host of it, at most every two minutes for each name; empty where all is well.

        now_s: seconds of a clock that only runs forward. One kiosk's sessions only grow, so sessions that fall and
        grow again are two kiosks'; the same one again and again may be a bad line too.
        """
        births, before = self._births[state.kiosk], self._last.get(state.kiosk)
        said = self._last[state.kiosk] = state.state, state.session
        if state.state == "closed":
            births.clear()
        if state.state != "ready" or said == before:  # a kiosk says so too when its paper has changed
            return ""
        births.append((now_s, state.session))
        sessions = [session for at, session in births if now_s - at < WITHIN_S]
        two = _falls_and_grows(sessions)
        often = len(sessions) == BIRTHS
        if not (two or often) or now_s - self._told.get(state.kiosk, -WITHIN_S) < WITHIN_S:
            return ""
        self._told[state.kiosk] = now_s
        if two:
            return f"two kiosks call themselves {state.kiosk!r} (a copied card?): join one of them anew by another name"
        return (
            f"kiosk {state.kiosk!r} came {BIRTHS} times within two minutes: its network is bad, or a second kiosk "
            "has the same name (a copied card?): then join one of them anew by another name"
        )


def _falls_and_grows(sessions: list[int]) -> bool:
    steps = list(pairwise(sessions))
    fell = next((at for at, (before, after) in enumerate(steps) if after < before), len(steps))
    return any(after > before for before, after in steps[fell:])
