"""Early tables: where three of a pool clearly belong together, their table is settled before the round closes. Pure.

Clearly means three things. Each two of them are far nearer than people are on that day; nobody of the pool who is still
free comes anywhere near any of them; and the rest of the pool keeps a permitted seating. That is rare, and meant to be:
whoever is settled is lost to the tables that only the close could see, and whoever would have liked their company too.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np

from hub.nearness import Company, Row
from hub.pools import Pools
from hub.rules import Guest, Person, Pool, Table
from hub.seating import table_of
from hub.settled import Settled

LEAST = 0.4  # affinity below which nothing is clear, however unlike each other the day's entries are
CLEARANCE = 0.6  # of the least affinity among three: what nobody else who is free has to any of them
ABOVE = 0.25  # more than with nine tenths of the day,
BEGINS_WITH = 30  # which begins with so many who are near to nobody: a few early ones are not yet a usual day


class Beside(NamedTuple):
    """With whom somebody sits from now on; sign: of the table that stands already, empty for a new one."""

    sign: str
    members: tuple[str, ...]


def beside(
    pools: Pools, today: Sequence[Pool], pool: Pool, guest: str, open_to: Collection[str]
) -> Beside | None:
    """Those who clearly belong with an entry just promised `pool`; None where nobody does, as is usual.

    None as well for an entry that sits at a table that stands.

    today: all pools of the day. open_to: entries that may be settled at a new table, by id. Nothing is changed: the
    table stands when `Pools.settle` has taken it.
    """
    company = pools.company(pool)
    newest_first = reversed(range(len(company.people)))
    at = next((at for at in newest_first if company.people[at].id == guest), None)
    if at is None or company.best[at, 1] < LEAST:  # nearly everybody leaves here, before anything is reckoned
        return None
    tables = pools.settled(pool.place, pool.starts)
    if any(guest in table.core for table in tables):
        return None  # asked a second time
    look = _Look(company, pools.guest)
    free_ids = set(open_to) - {one for table in tables for one in table.core} - {guest}
    free = [at for at, one in enumerate(company.people) if one.id in free_ids]
    near = look.row(guest)
    two = sorted(free, key=lambda at: (-near[at], company.people[at].id))[:2]
    grown = _nearest_table(tables, company, near, pools.rules.table_max)
    best_free = float(near[two].mean()) if two else 0.0
    if grown and min(grown[1]) >= LEAST and float(np.mean(grown[1])) >= best_free:
        found = Beside(grown[0].sign, tuple(sorted(grown[0].core)))
    elif len(two) == 2 and look.stand_apart(guest, [company.people[at].id for at in two], free_ids):
        found = Beside("", tuple(sorted(company.people[at].id for at in two)))
    else:
        return None
    everybody = [guest, *found.members]
    return found if look.least(everybody) >= _clear(pools, today, look, everybody) else None


def around_the_settled(pools: Pools, place: str, starts: int) -> tuple[list[Table], list[Guest], list[Table]]:
    """What is to be seated at close: tables that stand, who sits at none of them, a permitted seating of those."""
    standing = [table_of(table.bench) for table in pools.settled(place, starts)]
    sits = {member for table in standing for member in table.members}
    guests = [guest for guest in pools.members(place, starts) if guest.id not in sits]
    return standing, guests, [table for table in pools.seating(place, starts) if table not in standing]


class _Look:
    """How near the people of one pool are to each other, asked for a few of them only."""

    def __init__(self, company: Company, guest: Callable[[str], Guest]) -> None:
        self.company, self.guest = company, guest
        self.person: dict[str, Person] = {one.id: one for one in company.people}
        self.place = {one.id: at for at, one in enumerate(company.people)}
        self._rows: dict[str, Row] = {}

    def row(self, one: str) -> Row:
        """(n,) affinity of one with each of the pool."""
        if one not in self._rows:
            self._rows[one] = self.company.to(self.person[one], self.guest(one).vector)
        return self._rows[one]

    def least(self, ids: Sequence[str]) -> float:
        """The least affinity among some."""
        places = [self.place[one] for one in ids]
        between = np.array([self.row(one)[places] for one in ids])
        return float(between[~np.eye(len(ids), dtype=bool)].min())

    def stand_apart(self, guest: str, two: Sequence[str], free_ids: Collection[str]) -> bool:
        """Whether three are near enough, and nobody else who is free comes near to one of them."""
        three = [guest, *two]
        if min(float(self.row(guest)[self.place[one]]) for one in two) < LEAST or self.least(three) < LEAST:
            return False
        free = np.array([one.id in free_ids and one.id not in three for one in self.company.people])
        nearest = max(float(self.row(one)[free].max(initial=0)) for one in three)
        return nearest <= CLEARANCE * self.least(three)


def _nearest_table(
    tables: Sequence[Settled], company: Company, near: Row, most: int
) -> tuple[Settled, list[float]] | None:
    """The table with room that somebody is nearest to, and how near they are to each there."""
    place = {one.id: at for at, one in enumerate(company.people)}
    reach = [
        (table, [float(near[place[one]]) for one in sorted(table.core)])
        for table in tables
        if len(table.core) < most
    ]
    return max(reach, key=lambda two: (min(two[1]), two[0].sign), default=None)


def _clear(pools: Pools, today: Sequence[Pool], look: _Look, ids: Sequence[str]) -> float:
    """The affinity from which some belong together clearly: well above theirs with nearly everybody else that day."""
    others = [
        company.to(look.person[one], look.guest(one).vector)[
            [other.id not in ids for other in company.people]
        ]
        for company in map(pools.company, today)
        for one in ids
    ]
    usual = np.concatenate([np.zeros(BEGINS_WITH * len(ids)), *others])
    return max(LEAST, float(np.quantile(usual, 0.9)) + ABOVE)
