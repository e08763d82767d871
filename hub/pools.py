"""The promise: which pool an entry is printed, at once and for good. Pure.

Everyone gets a seat first, then good company. A pool is good for an entry when people near to it sit there already,
when it brings them nearer company than they had, when its chairs are not yet scarce, and when it starts early, for
an early chair not taken is lost for the day. After each promise a permitted seating of the pool is at hand, so that
nobody is promised a chair that cannot be.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from hub import seating
from hub.nearness import Company
from hub.rules import Acquaintance, Guest, Person, Pool, Rules, Table, Tongues, Vector, person_of

__all__ = ["Guest", "Pool", "Pools", "Rules"]

OTHERS = 0.7  # what a gain of those who sit there already weighs against one's own
PRICE = 0.6  # of the last chair of a pool, in affinity; falls with the square of what is taken
EARLINESS = 0.15  # what the first round of the day is worth above the last


class Pools:
    """One day's pools and who was promised which.

    met: pairs of persons who met on the last days. The same calls in the same order give the same promises;
    ties are broken by start and place.
    """

    def __init__(self, pools: Sequence[Pool], rules: Rules, met: Collection[tuple[str, str]] = ()) -> None:
        self.rules = rules
        self._tongues, self._met = Tongues(), Acquaintance(met)
        self._standing: dict[tuple[int, str], _Standing] = {}
        self._guests: dict[str, Guest] = {}
        self._promised: dict[str, _Standing] = {}
        for pool in sorted(pools, key=lambda pool: (pool.starts, pool.place)):
            self._add(pool)

    def promise(self, guest: Guest, now: int | None = None) -> Pool | None:
        """The best permitted pool, remembered: the same id is answered the same for good.

        now: the minute at which the slip is printed, `guest.at` where None or earlier. None is returned where
        no pool of this day has a seat for them that they can reach in time.
        """
        if guest.id in self._promised:
            return self._promised[guest.id].pool
        one = person_of(guest, self._tongues, self._met)
        at = guest.at if now is None else max(guest.at, now)
        for standing in self._by_worth(
            one, guest, [s for s in self._standing.values() if self._permits(s, guest, at)]
        ):
            seated = seating.seat(standing.seating, one, standing.room)
            if seated:
                standing.seating = seated
                self._keep(standing, one, guest)
                return standing.pool
        return None

    def restore(self, guest: Guest, place: str, starts: int) -> None:
        """Take over a promise that is printed already: kept, never refused, even over the seats or against a rule.

        A pool that this day does not know is added, with one host and no seats to promise.
        """
        if guest.id in self._promised:
            return
        if (starts, place) not in self._standing:
            self._add(Pool(place, starts, 0, 1, guest.languages, {}))
        one = person_of(guest, self._tongues, self._met)
        self._keep(self._standing[starts, place], one, guest)
        self._standing[starts, place].bring_in([one])

    def withdraw(self, guest_id: str) -> None:
        """Forget an entry and free its chair. Unknown ids are no error: a retraction may come before its entry."""
        standing = self._promised.pop(guest_id, None)
        if standing:
            del self._guests[guest_id]
            standing.withdraw(guest_id)

    def members(self, place: str, starts: int) -> list[Guest]:
        """Who was promised this pool, by id; empty where the pool is unknown."""
        standing = self._standing.get((starts, place))
        return sorted((self._guests[one.id] for one in standing.company.people), key=_id) if standing else []

    def seating(self, place: str, starts: int) -> list[Table]:
        """The permitted seating that proves the promises of a pool; without those for whom none was found."""
        standing = self._standing.get((starts, place))
        return [seating.table_of(bench) for bench in standing.seating] if standing else []

    def recentre(self, vectors: Mapping[str, Vector]) -> None:
        """Replace vectors of entries, by id, when the mean of the day has moved. Unknown ids are passed over."""
        for one in vectors.keys() & self._guests.keys():
            self._guests[one] = replace(self._guests[one], vector=vectors[one])
        for standing in self._standing.values():
            standing.company.recentre(vectors)

    def _add(self, pool: Pool) -> None:
        room = seating.Room(pool.hosts, self._tongues.bits(pool.languages), self.rules)
        self._standing[pool.starts, pool.place] = _Standing(pool, room)

    def _keep(self, standing: "_Standing", one: Person, guest: Guest) -> None:
        self._guests[guest.id], self._promised[guest.id] = guest, standing
        standing.company.add(one, guest.vector)

    def _permits(self, standing: "_Standing", guest: Guest, at: int) -> bool:
        pool, rules = standing.pool, self.rules
        walk = pool.walk.get(guest.kiosk)
        return (
            walk is not None
            and walk <= guest.reach
            and pool.starts >= at + rules.lead + walk
            and pool.starts > at + rules.close_before
            and (guest.rounds is None or pool.starts in guest.rounds)
            and len(standing.company.people) < pool.seats
            and not self._sits_then(guest.person, pool.starts)
        )

    def _sits_then(self, person: str, starts: int) -> bool:
        same_start = (s for s in self._standing.values() if s.pool.starts == starts)
        return any(one.name == person for standing in same_start for one in standing.company.people)

    def _by_worth(self, one: Person, guest: Guest, standing: list["_Standing"]) -> list["_Standing"]:
        starts = [each.pool.starts for each in self._standing.values()] or [0]
        first, last = min(starts), max(starts)
        for each in standing:
            early = (last - each.pool.starts) / max(1, last - first)
            each.worth = EARLINESS * early + _company(each, one, guest.vector) - _price(each)
        return sorted(standing, key=lambda each: (-each.worth, each.pool.starts, each.pool.place))


class _Standing:
    """A pool, who was promised it, a permitted seating of them, and those for whom none was found."""

    def __init__(self, pool: Pool, room: seating.Room) -> None:
        self.pool, self.room = pool, room
        self.company = Company()
        self.seating: seating.Seating = ()
        self.left: list[Person] = []
        self.worth = 0.0

    def bring_in(self, more: Sequence[Person]) -> None:
        """Look for chairs for those left over before, and for `more`."""
        waiting, self.left = [*self.left, *more], []
        for one in waiting:
            seated = seating.seat(self.seating, one, self.room)
            self.seating, self.left = (seated, self.left) if seated else (self.seating, [*self.left, one])

    def withdraw(self, guest_id: str) -> None:
        self.company.remove(guest_id)
        if any(one.id == guest_id for one in self.left):
            self.left = [one for one in self.left if one.id != guest_id]
        else:
            self.seating, more = seating.unseat(self.seating, guest_id, self.room)
            self.bring_in(more)


def _id(guest: Guest) -> str:
    return guest.id


def _price(standing: _Standing) -> float:
    return PRICE * (len(standing.company.people) / standing.pool.seats) ** 2


def _company(standing: _Standing, one: Person, vector: Vector) -> float:
    """What the two nearest are worth to a newcomer, and the newcomer to those who had less near ones."""
    company = standing.company
    near = company.to(one, vector)
    if not len(near):
        return 0.0
    second = np.sort(company.near, axis=1)[:, -2:].min(axis=1) if len(near) > 1 else np.zeros(1)
    return float(np.sort(near)[-2:].sum() + OTHERS * np.maximum(near - second, 0).sum()) / 2
