"""What is still to come today, guessed from those who came so far, and what it means for a promise made now. Pure.

Those to come are taken to be like those who came: from the same kiosks, with as far to walk and as free, as many an
hour. From that follow two things for each pool: how many will want it (a chair that nobody else will want costs
nothing, one that somebody could be left without costs much), and how many could still join whoever sits there (a pool
with few near people now may be good company by the time it closes). Nothing of it is kept or shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hub.rules import Guest, Pool, Rules

Floats = npt.NDArray[np.float64]

INSTANTS = 10  # at which people are taken to come, evenly over what is left of the day
SLOW_START = 30  # minutes that the day is taken to have lasted at least when its pace is measured
LONGEST_DAY = 12 * 60  # before its last round; who came earlier came for another day's rounds
NEVER = -(10**9)
USUAL = 0.65  # entries a chair that a day is taken to bring, until it has shown its own pace
USUAL_FOR = 20  # minutes of the day's own pace that weigh as much as the usual one


@dataclass(frozen=True, slots=True)
class Outlook:
    """For each pool, (pools,): how many of those to come will take it, and how many could."""

    will: Floats
    could: Floats


class Arrivals:
    """Those who came today, as kinds: kiosk, reach, free rounds, and until which minute each pool is in reach."""

    def __init__(self, pools: Sequence[Pool], rules: Rules) -> None:
        self._pools, self._rules = pools, rules
        self._kinds: dict[tuple[str, int, frozenset[int] | None], int] = {}
        self._latest: Floats = np.zeros((0, len(pools)))
        self._many: Floats = np.zeros(0)
        self._first: int | None = None
        self._ends = max((pool.starts for pool in pools), default=0) - rules.lead

    def add(self, guest: Guest) -> None:
        """One more came."""
        kind = guest.kiosk, guest.reach, guest.rounds
        if kind not in self._kinds:
            self._kinds[kind] = len(self._kinds)
            self._latest = np.vstack([self._latest, [self._latest_for(guest, pool) for pool in self._pools]])
            self._many = np.append(self._many, 0.0)
        self._many[self._kinds[kind]] += 1
        self._first = guest.at if self._first is None else min(self._first, guest.at)

    def outlook(self, now: int, free: Floats) -> Outlook:
        """What to expect from now on; free: (pools,) chairs not promised yet."""
        nothing = np.zeros(len(self._pools))
        if self._first is None or now >= self._ends:
            return Outlook(nothing, nothing)
        lasted = max(SLOW_START, now - max(self._first, self._ends - LONGEST_DAY))
        each = self._many * (self._ends - now) / lasted / INSTANTS
        instants = now + (np.arange(INSTANTS) + 0.5) * (self._ends - now) / INSTANTS
        can = (self._latest[:, None, :] >= instants[:, None]).astype(float)
        chairs = can * np.maximum(free, 1e-6)
        among = chairs.sum(axis=2, keepdims=True)
        shares = np.divide(chairs, among, out=np.zeros_like(chairs), where=among > 0)
        return Outlook(np.einsum("k,kip->p", each, shares), np.einsum("k,kip->p", each, can))

    def per_chair(self, now: int, free: Floats) -> float:
        """Entries still to come for each free chair of the rounds that can still be reached; free: as in `outlook`."""
        first = now if self._first is None else max(self._first, self._ends - LONGEST_DAY)
        chairs = float(sum(pool.seats for pool in self._pools))
        usual = USUAL * chairs / max(1, self._ends - first)
        pace = (float(self._many.sum()) + usual * USUAL_FOR) / (max(0, now - first) + USUAL_FOR)
        open_still = [pool.starts > now + self._rules.lead for pool in self._pools]
        return pace * max(0, self._ends - now) / max(1.0, float(free[open_still].sum()))

    def _latest_for(self, guest: Guest, pool: Pool) -> float:
        walk = pool.walk.get(guest.kiosk)
        if (
            walk is None
            or walk > guest.reach
            or (guest.rounds is not None and pool.starts not in guest.rounds)
        ):
            return NEVER
        return pool.starts - self._rules.lead - walk


def two_nearest(here: Floats, today: Floats, to_come: float) -> float:
    """Expected sum of the two greatest affinities somebody will find in a pool when it closes.

    here: affinities to those who sit there. today: (n,) to all who came today, the greatest first, which stand for
    those who may still come. to_come: how many will, each as near as one of today, by chance. Where the count of
    those nearer than some affinity is Poisson with mean m, none is with probability exp(-m), and at most one with
    (1 + m) exp(-m); both are summed over all affinities above what sits there already.
    """
    best, second = [*np.sort(here)[:-3:-1].tolist(), 0.0, 0.0][:2]
    if to_come <= 0 or not len(today):
        return float(best + second)
    upper, lower = today, np.append(today[1:], 0.0)
    mean = to_come / len(today) * np.arange(1, len(today) + 1)
    none = np.exp(-mean)
    above_best = np.maximum(upper - np.maximum(lower, best), 0)
    between = np.maximum(np.minimum(upper, best) - np.maximum(lower, second), 0)
    gain = above_best * (2 - none - (1 + mean) * none) + between * (1 - none)
    return float(best + second + gain.sum())
