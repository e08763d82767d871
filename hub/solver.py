"""The best tables of one pool, by integer programming over tables; runs in a child process of `hub.tables`.

Everyone is to sit at one table, and the worth of a table is known: a set partition. A linear program over many good
tables prices each person by what they add; with these prices the few tables that can be part of a better partition
are found, and an integer program chooses among them (HiGHS, by SciPy). In pools of up to `EXACT_TO` people all
permitted tables are listed, and the outcome is the best there is; in larger ones the tables around each person are
listed, and `hub.grouping` improves the outcome.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from time import monotonic
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_matrix, eye_array, hstack, vstack

from hub.grouping import FORBIDDEN, WHOLE, Group, Ints, Party, improve, worth
from hub.seating import Seating, bench_of, seat

EXACT_TO = 24  # people; above, all tables cannot be listed within a second
CHAIR = 5 * WHOLE  # what a chair is worth: more than any company
TRIADS = 8000  # looked at in larger pools, shared out among the people
WIDENED = 4  # people near each one at a table, of whom one may join it
MARGIN = 600  # so far below the price of its people, a table of a larger pool is still a candidate
AT_ONCE = 4000  # tables taken into the linear program in one step
FEW_THEN_ALL = (1500, 20_000)  # tables the integer program chooses among: what few give makes all fewer
CHOOSING = 0.7  # the share of the time left that the integer program may take
MOSTLY, NEARLY_WHOLE = 0.6, 0.99  # shares of a table; two taken mostly cannot share a person
MOST_OPEN = 50  # people among whom the integer program chooses in a larger pool
EXACTLY, ROUGHLY = (1e-6, 5000), (1e-3, 50)  # gap and nodes at which the integer program ends: work, not time

Floats = npt.NDArray[np.float64]


class Tables(NamedTuple):
    """Tables to choose from: members (m, widest), filled up with `n`, the number of people; worth, hosted (m,)."""

    n: int
    members: Ints
    worth: Ints
    hosted: npt.NDArray[np.bool_]

    def some(self, which: npt.NDArray[np.bool_] | Ints) -> "Tables":
        """Those chosen by a mask or by numbers."""
        return Tables(self.n, self.members[which], self.worth[which], self.hosted[which])

    def groups(self) -> list[Group]:
        """The same as groups."""
        rows = zip(self.hosted.tolist(), self.members.tolist(), strict=True)
        return [(hosted, tuple(one for one in row if one < self.n)) for hosted, row in rows]


class Relaxed(NamedTuple):
    """The best when tables may be shared out in fractions.

    people: what each adds, (n + 1,) with a last 0. host: what a host adds. best: the worth of all. shares: (m,) of
    each table taken.
    """

    people: Floats
    host: float
    best: float
    shares: Floats

    def surplus(self, tables: Tables) -> Floats:
        """What tables are worth beyond the price of their people; above 0 only for those not yet priced in."""
        gained: Floats = tables.worth - self.people[tables.members].sum(axis=1) - self.host * tables.hosted
        return gained


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
    tables, relaxed = _price(_every_table(party), party.room.hosts)
    for many in FEW_THEN_ALL:
        gap = relaxed.best - worth_of(party, start)
        if gap <= 1:
            break
        candidates = _foremost(tables, relaxed, gap + 1, many)
        chosen = _choose(candidates, np.ones(tables.n), party.room.hosts, EXACTLY, left() * CHOOSING)
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
    chosen = _choose(
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


def _tables(party: Party, kinds: Iterable[tuple[bool, Ints]]) -> Tables:
    """The permitted ones of tables given by kind, (hosted, (m, k) members)."""
    n, wide = len(party.near), max(party.room.rules.table_max, party.room.rules.hosted_max)
    members, worths, hosted = [np.zeros((0, wide), np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, bool)]
    for beside_host, listed in kinds:
        value = worth(party, listed, hosted=beside_host)
        some, value = listed[value > FORBIDDEN], value[value > FORBIDDEN]
        members.append(np.pad(some, ((0, 0), (0, wide - some.shape[1])), constant_values=n))
        worths.append(value)
        hosted.append(np.full(len(some), beside_host))
    return Tables(n, np.concatenate(members), np.concatenate(worths), np.concatenate(hosted))


def _joined(*several: Tables) -> Tables:
    """Several lists as one, each table once."""
    n = several[0].n
    members, worths, hosted = (np.concatenate([each[at] for each in several]) for at in (1, 2, 3))
    keys = np.column_stack([members, hosted])
    _, first = np.unique(keys, axis=0, return_index=True)
    return Tables(n, members, worths, hosted).some(np.sort(first))


def _every_table(party: Party) -> Tables:
    rules, n = party.room.rules, len(party.near)
    kinds = [(False, k) for k in range(rules.table_min, min(rules.table_max, n) + 1)]
    kinds += [(True, k) for k in range(1, min(rules.hosted_max, n) + 1)] if party.room.hosts else []
    return _tables(party, ((hosted, np.array(list(combinations(range(n), k)))) for hosted, k in kinds))


def _tables_around(party: Party, left: Callable[[], float]) -> tuple[Tables, Relaxed]:
    """Good tables of a larger pool and prices for them: triads first, then twice what the prices call for."""
    tables, given = _tables(party, [(False, _triads(party))]), left()
    relaxed = _relax(tables, party.room.hosts)
    for _ in range(2):
        if left() < given / 2:
            break
        near = tables.some(relaxed.surplus(tables) >= -MARGIN)
        tables = _joined(near, _tables(party, _widened(party, near)), _tables(party, _hosted(party, relaxed)))
        relaxed = _relax(tables, party.room.hosts)
    return tables, relaxed


def _triads(party: Party) -> Ints:
    """(m, 3): each person with two of those nearest to them."""
    n = len(party.near)
    around = min(n - 1, max(6, round((2 * TRIADS / n) ** 0.5)))
    nearest = np.argsort(-party.near, axis=1, kind="stable")[:, :around]
    two = np.array(list(combinations(range(nearest.shape[1]), 2)))
    some = np.column_stack([np.repeat(np.arange(n), len(two)), nearest[:, two].reshape(-1, 2)])
    return _distinct(some)


def _widened(party: Party, tables: Tables) -> Iterator[tuple[bool, Ints]]:
    """Ordinary tables with one more of those nearest to one of their people."""
    nearest = np.argsort(-party.near, axis=1, kind="stable")[:, :WIDENED]
    size = (tables.members < tables.n).sum(axis=1)
    for k in range(party.room.rules.table_min, party.room.rules.table_max):
        some = tables.members[(size == k) & ~tables.hosted][:, :k]
        more = nearest[some].reshape(len(some), k * nearest.shape[1])
        yield False, _distinct(np.column_stack([np.repeat(some, more.shape[1], axis=0), more.ravel()]))


def _hosted(party: Party, prices: Relaxed) -> Iterator[tuple[bool, Ints]]:
    """Hosted tables grown around each person, by those who gain most there above their price."""
    n = len(party.near)
    members, sums = np.arange(n)[:, None], party.near.astype(np.float64)
    for k in range(1, min(party.room.rules.hosted_max, n) + 1 if party.room.hosts else 0):
        yield True, np.sort(members, axis=1)
        gain = 2 * sums / (k + 1) - prices.people[:n]
        np.put_along_axis(gain, members, -np.inf, axis=1)
        next_one = gain.argmax(axis=1)
        members = np.column_stack([members, next_one])
        sums += party.near[next_one]


def _distinct(some: Ints) -> Ints:
    """Rows sorted, each once, without those that name somebody twice."""
    some = np.sort(some, axis=1)
    return np.unique(some[(np.diff(some, axis=1) > 0).all(axis=1)], axis=0)


def _price(tables: Tables, hosts: int) -> tuple[Tables, Relaxed]:
    """Relaxed that hold for all the tables, found by taking in those above their price until there are none."""
    size = (tables.members < tables.n).sum(axis=1)
    use = np.zeros(len(size), bool)
    use[np.argsort(-tables.worth / size, kind="stable")[:AT_ONCE]] = True
    use[size == 1] = True
    while True:
        prices = _relax(tables.some(use), hosts)
        over = np.where(use, 0, prices.surplus(tables))
        more = np.argsort(-over, kind="stable")[:AT_ONCE]
        more = more[over[more] > 0.01]
        if not len(more):
            return tables, prices
        use[more] = True


def _relax(tables: Tables, hosts: int) -> Relaxed:
    """The linear program: tables may be shared out in fractions, and a person left without a chair costs `CHAIR`."""
    everyone = hstack([_cover(tables), eye_array(tables.n)], format="csc")
    beside_host = csc_matrix(np.r_[tables.hosted.astype(float), np.zeros(tables.n)][None])
    cost = np.r_[-tables.worth.astype(float), np.full(tables.n, float(CHAIR))]
    found = linprog(cost, beside_host, [hosts], everyone, np.ones(tables.n), (0, None), method="highs")
    people = np.r_[-found.eqlin.marginals, 0.0]
    host = -float(found.ineqlin.marginals[0])
    return Relaxed(people, host, -float(found.fun), found.x[: len(tables.worth)])


def _choose(
    tables: Tables, open_to: Floats, hosts: int, effort: tuple[float, int], seconds: float
) -> list[Group]:
    """The integer program: one table for each of those open to one, (n,) 1 or 0; empty where time ran out."""
    m, n = len(tables.worth), tables.n
    everyone = hstack([_cover(tables), eye_array(n)], format="csc")
    beside_host = csc_matrix(np.r_[tables.hosted.astype(float), np.zeros(n)][None])
    found = milp(
        np.r_[-tables.worth.astype(float), np.full(n, float(CHAIR))],
        integrality=np.ones(m + n),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            vstack([everyone, beside_host], format="csc"), np.r_[open_to, 0], np.r_[open_to, hosts]
        ),
        options={"time_limit": seconds, "mip_rel_gap": effort[0], "node_limit": effort[1]},
    )
    return tables.some(found.x[:m] > MOSTLY).groups() if found.x is not None else []


def _cover(tables: Tables) -> csc_matrix:
    """(n, m): who sits at which table."""
    at, column = np.nonzero(tables.n > tables.members.T)
    return csc_matrix(
        (np.ones(len(at)), (tables.members.T[at, column], column)), (tables.n, len(tables.worth))
    )
