"""How long each screen waits, for whom, and what comes when it has waited long enough. Pure.

People are waited for as long as they touch anything; machines only so long, whatever people do meanwhile. now:
seconds that only run forward.
"""

import math

from kiosk_ui.session import ENDINGS, LIMITS, PATIENCE, Event, Screen

ANSWER_S = 3.0  # without a word from the hub for so long, the kiosk promises by itself
NEXT_LANGUAGE_S = 4.0
READING_S = 120.0  # where the slip is to be read or copied from the screen: writing by hand takes its time
WARNS_S = 20.0  # before something vanishes from the screen, the time that is left is to be seen
LEAVING_S = 6.0  # are left of an ending when nobody stands there: a sensor errs, a person bends for the paper
DIMS_S = 300.0  # without anybody, until the screen is dimmed
DIMS_IN_THE_DARK_S = 30.0  # a bright screen in a dark room is a lamp that nobody asked for
NEVER, AT_FIRST = float("inf"), float("-inf")

_ROTATING = {Screen.ASLEEP, Screen.ATTRACT}


class Patience:
    """The times of one kiosk, from visitor to visitor."""

    def __init__(self) -> None:
        self._screen = Screen.ASLEEP
        self._at: dict[Event, float] = {}
        self._rotate_at, self._dim_at = NEXT_LANGUAGE_S, AT_FIRST
        self._is_there: bool | None = None  # None: this kiosk has no sensor
        self._dims_s = DIMS_S
        self._served, self._reads = False, False
        self._ended_at = NEVER  # when an ending would end if somebody stood there
        self._seen = 0.0  # until when `left` was told
        self.turns = 0  # of the language that asks
        self.dimmed = False

    def deadline(self) -> float:
        """When something changes even if nobody touches anything."""
        rotating = self._rotate_at if self._screen in _ROTATING else NEVER
        return min(rotating, self._dim_at, self._next_second(), *self._at.values())

    def due(self, now: float) -> Event | None:
        """What has come with time, the first of it; to be asked again until nothing has, for much may change by it."""
        if self._screen in _ROTATING and now >= self._rotate_at:
            self._rotate_at = now + NEXT_LANGUAGE_S
            self.turns += 1
        if self._dim_at == AT_FIRST:  # this kiosk has begun just now, whatever the clock shows
            self._dim_at = now + self._dims_s
        if now >= self._dim_at:
            self.dimmed = not self._is_there
            self._dim_at = now + self._dims_s if self._is_there else NEVER
        event = min(self._at, key=lambda one: self._at[one], default=None)
        if event is None or now < self._at[event]:
            return None
        del self._at[event]
        return event

    def left(self, now: float) -> float:
        """What is left of the time that is warned of, 1 to 0 in whole seconds; 1 where nothing hurries."""
        self._seen = now
        if not self._warns() or Event.IDLE not in self._at:
            return 1.0
        return min(max(math.ceil(self._at[Event.IDLE] - now), 0) / WARNS_S, 1.0)

    def wait_for_answer(self, now: float) -> None:
        """The hub is to answer."""
        self._at[Event.NO_ANSWER] = now + ANSWER_S

    def answered(self) -> None:
        """It has, or somebody else did."""
        self._at.pop(Event.NO_ANSWER, None)

    def enter(self, screen: Screen, now: float) -> None:
        """Another screen stands there; its time begins."""
        self._screen, self._served, self._reads = screen, screen is not Screen.SLIP, False
        self._at.clear()
        if screen in LIMITS:
            self._at[Event.STUCK] = now + LIMITS[screen]
        if screen is Screen.ASLEEP:
            self._rotate_at, self._dim_at, self.turns = now + NEXT_LANGUAGE_S, now + self._dims_s, 0
        else:
            self._dim_at = NEVER
        self._begin(now)
        self._shorten(now)

    def touched(self, now: float) -> None:
        """Somebody is there: by a finger, a key or a button."""
        self._is_there = self._is_there or None  # a sensor that sees nobody now is not to be believed
        self._begin(now)

    def _begin(self, now: float) -> None:
        """This screen's time begins anew."""
        self.dimmed, self._ended_at = False, NEVER
        if self._screen is Screen.ASLEEP:
            self._dim_at = now + self._dims_s
        patience = READING_S if self._reads else PATIENCE.get(self._screen, NEVER)
        self._at.pop(Event.SOON, None)
        if patience < NEVER:
            self._at[Event.IDLE] = now + patience
            if self._reads:
                self._at[Event.SOON] = now + patience - WARNS_S

    def served(self, now: float, *, reads: bool) -> None:
        """The visitor has their slip: in the hand, or on the screen to be read."""
        self._served, self._reads = True, reads
        self._begin(now)
        self._shorten(now)

    def presence(self, is_there: bool | None, now: float) -> None:
        """Somebody came near, or nobody is near any more, as the panel's sensor says; None: there is no panel now."""
        self._is_there = is_there
        if is_there and self._screen is Screen.ASLEEP:
            self._begin(now)
        if is_there and self._ended_at < NEVER:
            self._at[Event.IDLE], self._ended_at = self._ended_at, NEVER
        self._shorten(now)

    def darken(self, is_dark: bool, now: float) -> None:
        """The room has become dark, or light again, as the panel's sensor says."""
        self._dims_s = DIMS_IN_THE_DARK_S if is_dark else DIMS_S
        if self._screen is Screen.ASLEEP and (not is_dark or not self.dimmed):
            self.dimmed, self._dim_at = False, now + self._dims_s

    def _shorten(self, now: float) -> None:
        """Nobody near ends an ending soon; what somebody writes is theirs until they have said nothing for long."""
        ends = self._at.get(Event.IDLE, NEVER)
        if self._is_there is False and self._served and self._screen in ENDINGS and ends > now + LEAVING_S:
            self._at[Event.IDLE], self._ended_at = now + LEAVING_S, ends

    def _warns(self) -> bool:
        return self._reads or self._screen is Screen.ASK_STAY

    def _next_second(self) -> float:
        """When `left` is another number."""
        if not self._warns() or Event.IDLE not in self._at:
            return NEVER
        rest = self._at[Event.IDLE] - self._seen
        return self._at[Event.IDLE] - min(max(math.ceil(rest) - 1, 0), WARNS_S - 1)
