"""The promise: which pool an entry is printed, at once and for good. Pure.

Everyone gets a seat first, then good company. A pool is good for an entry when people near to it sit there or are
still likely to come, when it brings those who sit there nearer company than they had, and when nobody who is still to
come will be in want of the chair. After each promise a permitted seating of the pool is at hand, so that nobody is
promised a chair that cannot be.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from hub import seating, settled
from hub.nearness import Company
from hub.outlook import Arrivals, two_nearest
from hub.rules import Acquaintance, Guest, Person, Pool, Rules, Table, Tongues, Vector, person_of

__all__ = ["Guest", "Pool", "Pools", "Rules"]

OTHERS = 1.2  # what a gain of those who sit there already weighs against one's own
JOINING = 0.3  # the share of those still to come who could take a pool that is counted as company there
PRICE = 0.4  # of a chair in a pool that will be just full when it closes, in affinity
FREE = 0.5  # people a chair at close, up to which it costs nothing
DEAREST = 1.5  # people a chair at close, from which it costs no more
# Entries to come for a free chair: where chairs are plenty, and where they are scarce. Where they are plenty, what a
# pool e times as large is worth, for there are more to choose among; where they are scarce, what an hour later costs,
# for the chairs of an early round are lost with it.
PLENTY, SCARCE = 0.55, 0.9
TOGETHER = 0.1
LATER = 0.02


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
        self._pools = sorted(pools, key=lambda pool: (pool.starts, pool.place))
        self._place = {(pool.starts, pool.place): at for at, pool in enumerate(self._pools)}
        self._arrivals = Arrivals(self._pools, rules)
        for pool in self._pools:
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
        for standing in self._by_worth(one, guest, at):
            if standing.seat(one):
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

    def guest(self, guest_id: str) -> Guest:
        """Somebody who was promised a pool. Raises KeyError for anybody else."""
        return self._guests[guest_id]

    def seating(self, place: str, starts: int) -> list[Table]:
        """The permitted seating that proves the promises of a pool; without those for whom none was found."""
        standing = self._standing.get((starts, place))
        if standing is None:
            return []
        benches = (*standing.seating, *(table.bench for table in standing.settled))
        return [seating.table_of(bench) for bench in benches]

    def settle(
        self, place: str, starts: int, sign: str, members: Collection[str], *, printed: bool = False
    ) -> bool:
        """Let these sit at one table whatever comes, with those whose table of this sign stands already.

        Each must have been promised the pool. False, and nothing changed, where the rest would then have no
        permitted seating, unless the table is `printed` on a slip already.
        """
        standing = self._standing.get((starts, place))
        return standing is not None and standing.settle(sign, members, printed)

    def settled(self, place: str, starts: int) -> tuple[settled.Settled, ...]:
        """The tables of a pool that stand already."""
        standing = self._standing.get((starts, place))
        return standing.settled if standing else ()

    def recentre(self, vectors: Mapping[str, Vector]) -> None:
        """Replace vectors of entries, by id, when the mean of the day has moved. Unknown ids are passed over."""
        for one in vectors.keys() & self._guests.keys():
            self._guests[one] = replace(self._guests[one], vector=vectors[one])
        for standing in self._standing.values():
            standing.company.recentre(vectors)

    def company(self, pool: Pool) -> Company:
        """Those who were promised a pool of this day, and how near they are to each other."""
        return self._standing[pool.starts, pool.place].company

    def worths(self, one: Person, guest: Guest, pools: Sequence[Pool], at: int) -> list[float]:
        """What a promise of each pool would be worth at minute `at`, in affinity; the order alone decides."""
        near = {key: standing.company.to(one, guest.vector) for key, standing in self._standing.items()}
        today = np.sort(np.concatenate(list(near.values())).astype(np.float64))[::-1]
        free = np.array([float(pool.seats - len(self.company(pool).people)) for pool in self._pools])
        outlook = self._arrivals.outlook(at, free)
        scarce = (self._arrivals.per_chair(at, free) - PLENTY) / (SCARCE - PLENTY)
        scarce = min(1.0, max(0.0, scarce))
        worths = []
        for pool in pools:
            place, here = self._place[pool.starts, pool.place], near[pool.starts, pool.place]
            own = two_nearest(here.astype(np.float64), today, JOINING * float(outlook.could[place]))
            others = float(np.maximum(here - self.company(pool).best[:, 1], 0).sum())
            size = len(here) + float(outlook.will[place])
            price = PRICE * max(0.0, min(size / pool.seats, DEAREST) - FREE) / (1 - FREE)
            price += scarce * LATER * (pool.starts - at) / 60
            larger = (1 - scarce) * TOGETHER * math.log1p(min(size, pool.seats))
            worths.append((own + OTHERS * others) / 2 + larger - price)
        return worths

    def _by_worth(self, one: Person, guest: Guest, at: int) -> list["_Standing"]:
        """The permitted pools, the best first."""
        permitted = [pool for pool in self._pools if self._permits(pool, guest, at)]
        worths = self.worths(one, guest, permitted, at) if len(permitted) > 1 else [0.0] * len(permitted)
        best = sorted(
            zip(worths, permitted, strict=True), key=lambda two: (-two[0], two[1].starts, two[1].place)
        )
        return [self._standing[pool.starts, pool.place] for _, pool in best]

    def _add(self, pool: Pool) -> None:
        room = seating.Room(pool.hosts, self._tongues.bits(pool.languages), self.rules)
        self._standing[pool.starts, pool.place] = _Standing(pool, room)

    def _keep(self, standing: "_Standing", one: Person, guest: Guest) -> None:
        self._guests[guest.id], self._promised[guest.id] = guest, standing
        standing.company.add(one, guest.vector)
        self._arrivals.add(guest)

    def _permits(self, pool: Pool, guest: Guest, at: int) -> bool:
        walk, rules = pool.walk.get(guest.kiosk), self.rules
        return (
            walk is not None
            and walk <= guest.reach
            and pool.starts >= at + rules.lead + walk
            and pool.starts > at + rules.close_before
            and (guest.rounds is None or pool.starts in guest.rounds)
            and len(self.company(pool).people) < pool.seats
            and not self._sits_then(guest.person, pool.starts)
        )

    def _sits_then(self, person: str, starts: int) -> bool:
        then = (standing for standing in self._standing.values() if standing.pool.starts == starts)
        return any(standing.company.has(person) for standing in then)


class _Standing:
    """A pool, who was promised it, a permitted seating of them, and those for whom none was found."""

    def __init__(self, pool: Pool, room: seating.Room) -> None:
        self.pool, self.room = pool, room
        self.company = Company()
        self.seating: seating.Seating = ()
        self.settled: tuple[settled.Settled, ...] = ()  # tables that stand, not part of the seating
        self.left: list[Person] = []

    def seat(self, one: Person) -> bool:
        found = settled.seat(self.settled, self.seating, one, self.room)
        if found:
            self.settled, self.seating = found
        return found is not None

    def settle(self, sign: str, members: Collection[str], printed: bool) -> bool:
        found = settled.settle((self.settled, self.seating), self.left, sign, members, self.room)
        if found is None or (len(found[2]) > len(self.left) and not printed):
            return False
        self.settled, self.seating, self.left = found
        return True

    def bring_in(self, more: Sequence[Person]) -> None:
        """Look for chairs for those left over before, and for `more`."""
        waiting, self.left = [*self.left, *more], []
        self.left = [one for one in waiting if not self.seat(one)]

    def withdraw(self, guest_id: str) -> None:
        self.company.remove(guest_id)
        if any(one.id == guest_id for one in self.left):
            self.left = [one for one in self.left if one.id != guest_id]
        elif any(one.id == guest_id for table in self.settled for one in table.bench.people):
            self.settled, more = settled.leave(self.settled, guest_id, self.room)
            self.bring_in(more)
        else:
            self.seating, more = seating.unseat(self.seating, guest_id, self.room)
            self.bring_in(more)


def _id(guest: Guest) -> str:
    return guest.id
