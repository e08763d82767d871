"""The best tables of one pool, by integer programming over tables; runs in a child process of `hub.tables`.

Everyone is to sit at one table, and the worth of a table is known: a set partition. A linear program over many good
tables prices each person by what they add; with these prices the few tables that can be part of a better partition
are found, and an integer program chooses among them (HiGHS, by SciPy). In pools of up to `EXACT_TO` people all
permitted tables are listed, and the outcome is the best there is; in larger ones the tables around each person are
listed, and `hub.grouping` improves the outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from time import monotonic

import numpy as np

from hub.candidates import every_table, hosted, joined, nearest_first, permitted, triads, widened
from hub.grouping import Group, Ints, Party, improve, worth
from hub.programs import MOSTLY, Floats, Relaxed, Tables, choose, price, relax
from hub.seating import Seating, bench_of, seat

EXACT_TO = 24  # people; above, all tables cannot be listed within a second
MARGIN = 600  # so far below the price of its people, a table of a larger pool is still a candidate
FEW_THEN_ALL = (1500, 20_000)  # tables the integer program chooses among: what few give makes all fewer
CHOOSING = 0.7  # the share of the time left that the integer program may take
NEARLY_WHOLE = 0.99  # share of a table
MOST_OPEN = 50  # people among whom the integer program chooses in a larger pool
EXACTLY, ROUGHLY = (1e-6, 5000), (1e-3, 50)  # gap and nodes at which the integer program ends: work, not time


def solve(party: Party, start: Sequence[Group], seconds: float) -> tuple[Group, ...]:
    """Tables for everyone, the best there are in small pools; start: permitted tables to fall back on.

    seconds: when to come to an end. The same input gives the same tables unless this cuts the search short.
    """
    ends = monotonic() + seconds

    def left() -> float:
        return max(0.0, ends - monotonic())

    if not party.people:
        return ()
    if len(party.people) <= EXACT_TO:
        return _best(party, improve(party, start, lambda: left() > 0), left)
    return improve(party, _good(party, start, left), lambda: left() > 0)


def _best(party: Party, start: Sequence[Group], left: Callable[[], float]) -> tuple[Group, ...]:
    """The best of all permitted tables of a small pool, by what could still be better than start."""
    tables, relaxed = price(every_table(party), party.room.hosts)
    for many in FEW_THEN_ALL:
        gap = relaxed.best - worth_of(party, start)
        if gap <= 1:
            break
        candidates = _foremost(tables, relaxed, gap + 1, many)
        chosen = choose(candidates, np.ones(tables.n), party.room.hosts, EXACTLY, left() * CHOOSING)
        if sum(len(members) for _, members in chosen) == tables.n:
            start = max(start, tuple(chosen), key=lambda groups: worth_of(party, groups))
        if len(candidates.worth) < many:
            break
    return tuple(sorted(start))


def _good(party: Party, start: Sequence[Group], left: Callable[[], float]) -> Sequence[Group]:
    """Good tables of a larger pool: those the linear program is sure of, the best among the rest, then who is over."""
    tables, relaxed = _tables_around(party, left)
    settled = _settled(tables, relaxed.shares)
    open_to = np.ones(tables.n + 1, bool)
    open_to[tables.members[settled]] = False
    open_to[tables.n] = True
    still_open = tables.some(np.flatnonzero(open_to[tables.members].all(axis=1)))
    hosts = party.room.hosts - int(tables.hosted[settled].sum())
    chosen = choose(
        _foremost(still_open, relaxed, MARGIN, FEW_THEN_ALL[0]),
        open_to[:-1].astype(float),
        hosts,
        ROUGHLY,
        left() * CHOOSING,
    )
    return _completed(party, [*tables.some(settled).groups(), *chosen]) or start


def _foremost(tables: Tables, relaxed: Relaxed, margin: float, many: int) -> Tables:
    """Those not further below the price of their people than margin; the best of them where they are too many."""
    surplus = relaxed.surplus(tables)
    best = np.argsort(-surplus, kind="stable")[:many]
    return tables.some(np.sort(best[surplus[best] >= -margin]))


def _settled(tables: Tables, shares: Floats) -> Ints:
    """Numbers of the tables that the linear program takes nearly whole, more of them where many people are left."""
    size = (tables.members < tables.n).sum(axis=1)
    by_share = np.argsort(-shares, kind="stable")
    by_share = by_share[shares[by_share] > MOSTLY]
    seated = np.cumsum(size[by_share]) - size[by_share]
    sure: Ints = by_share[(shares[by_share] > NEARLY_WHOLE) | (tables.n - seated > MOST_OPEN)]
    return sure


def _completed(party: Party, groups: Sequence[Group]) -> list[Group]:
    """The groups with everyone who sits nowhere yet brought to a chair; empty where that fails."""
    people, room = party.people, party.room
    benches = (bench_of([people[at] for at in members], room, hosted=hosted) for hosted, members in groups)
    seating: Seating | None = tuple(bench for bench in benches if bench)
    for at in sorted(set(range(len(people))) - {one for _, members in groups for one in members}):
        seating = seating and seat(seating, people[at], room)
    place = {one.id: at for at, one in enumerate(people)}
    return [(bench.hosted, tuple(sorted(place[one.id] for one in bench.people))) for bench in seating or ()]


def worth_of(party: Party, groups: Iterable[Group]) -> int:
    """Worth of some tables together."""
    return sum(int(worth(party, np.array(members), hosted=hosted)) for hosted, members in groups)


def _tables_around(party: Party, left: Callable[[], float]) -> tuple[Tables, Relaxed]:
    """Good tables of a larger pool and prices for them: triads first, then twice what the prices call for."""
    nearest, given = nearest_first(party), left()
    tables = permitted(party, [(False, triads(nearest))])
    relaxed = relax(tables, party.room.hosts)
    for _ in range(2):
        if left() < given / 2:
            break
        near = tables.some(relaxed.surplus(tables) >= -MARGIN)
        tables = joined(
            near, permitted(party, widened(party, nearest, near)), permitted(party, hosted(party, relaxed))
        )
        relaxed = relax(tables, party.room.hosts)
    return tables, relaxed
