"""Whose code is tried next, so that guessing is slow and nobody honest waits for it. Pure.

Only wrong codes use up the budget: of each source, and of all kiosks and all pages together. Who has not been wrong
lately goes before everybody else, and the last of the budget is kept for them. Of one source the newest code comes
first: whoever stands there now does not wait for what was typed, or poured in, before them.
"""

from collections import deque
from dataclasses import dataclass

PAGES = "@pages"  # no kiosk can have that name; whoever wants fair turns between visitors adds to it
MOST_WAITING = 6000  # of one source: more cannot be tried before the codes of a day are gone
MINUTE = 60_000
LATELY = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Budget:
    """Wrong codes: so many at once, so many more each minute; `reserve`: the last ones, for who was not wrong."""

    at_once: int
    a_minute: int
    reserve: int = 0


OF_A_SOURCE = Budget(4, 3)
OF_KIOSKS = Budget(8, 6, reserve=3)
OF_PAGES = Budget(6, 4, reserve=2)


class _Bucket:
    """How much of a budget is left. Times in ms of a clock that only runs forward."""

    def __init__(self, budget: Budget, now: int) -> None:
        self.budget, self._left, self._at = budget, float(budget.at_once), now
        self.wrong_at, self._before = -LATELY, -LATELY

    def left(self, now: int) -> float:
        grown = self._left + (now - self._at) * self.budget.a_minute / MINUTE
        self._left, self._at = min(self.budget.at_once, grown), now
        return self._left

    def was_wrong(self, now: int) -> bool:
        return now - self.wrong_at < LATELY

    def draw(self, now: int) -> None:
        self.left(now)
        self._left -= 1
        self._before, self.wrong_at = self.wrong_at, now

    def give_back(self, now: int) -> None:
        self._left = min(self.budget.at_once, self.left(now) + 1)
        self.wrong_at = self._before

    def until(self, wanted: float, now: int) -> int:
        """Milliseconds until so much is left."""
        return max(0, int((wanted - self.left(now)) * MINUTE / self.budget.a_minute) + 1)


class Turns:
    """Codes that wait, by source: a kiosk's id, or a name that begins with PAGES."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[str]] = {}
        self._sources: dict[str, _Bucket] = {}
        self._kiosks, self._pages = _Bucket(OF_KIOSKS, 0), _Bucket(OF_PAGES, 0)

    def wait(self, id_: str, source: str) -> None:
        """One more code wants to be tried; of too many the oldest is given up."""
        self._waiting.setdefault(source, deque(maxlen=MOST_WAITING)).appendleft(id_)

    def next(self, now: int) -> tuple[str, str] | None:
        """(id, source) of the code to be tried now, its share of the budget drawn; None where none may be."""
        may = [source for source in self._waiting if self._pause(source, now) == 0]
        if not may:
            self._tidy(now)
            return None
        source = min(may, key=lambda one: self._bucket(one, now).wrong_at)
        bucket, waiting = self._bucket(source, now), self._waiting[source]
        for drawn in (bucket, self._together(source)):
            drawn.draw(now)
        id_ = waiting.popleft()
        if not waiting:
            del self._waiting[source]
        return id_, source

    def was_right(self, source: str, now: int) -> None:
        """What was tried was no guess: it costs nothing."""
        for drawn in (self._bucket(source, now), self._together(source)):
            drawn.give_back(now)

    def pause(self, now: int) -> int | None:
        """Milliseconds until some code may be tried; None where none waits."""
        return min((self._pause(source, now) for source in self._waiting), default=None)

    def _pause(self, source: str, now: int) -> int:
        own, together = self._bucket(source, now), self._together(source)
        kept = together.budget.reserve if own.was_wrong(now) else 0
        waits = [
            bucket.until(least, now)
            for bucket, least in ((own, 1), (together, 1 + kept))
            if bucket.left(now) < least
        ]
        return max(waits, default=0)

    def _bucket(self, source: str, now: int) -> _Bucket:
        if source not in self._sources:
            self._sources[source] = _Bucket(OF_A_SOURCE, now)
        return self._sources[source]

    def _together(self, source: str) -> _Bucket:
        return self._pages if source.startswith(PAGES) else self._kiosks

    def _tidy(self, now: int) -> None:
        """Forget sources that have been quiet: who they were is kept no longer than needed."""
        quiet = [
            one
            for one, bucket in self._sources.items()
            if one not in self._waiting and not bucket.was_wrong(now)
        ]
        for one in quiet:
            del self._sources[one]
