"""The worth of tables, and their improvement by cutting two or three of them anew. Pure.

A local search whose every step is exact: the people of some tables are laid together and cut in the best of all
permitted ways, for hundreds of such sets of tables at once. It takes the best cuts that do not touch each other and
goes on until no two tables, and no three that are near to each other, can be cut better.

Whole numbers only, so that the same people are seated the same on every machine.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hub.nearness import ONLY_62_BITS, bits_of, places_of
from hub.rules import Person
from hub.seating import Room

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Group = tuple[bool, tuple[int, ...]]  # hosted, members as places in the party

WHOLE = 10_000  # an affinity of 1
APART = -(10**6)  # two who must not sit together
FORBIDDEN = -(10**9)  # the worth of a table that no rule permits
FAIR_TO, FAIRNESS = (
    60,
    80,
)  # below so many hundredths of one's own best, so many hundredths of what lacks count double
RELATED = (16, 5)  # tables near to each that are tried with it: one more at a time, two more at a time
CHUNK = 2_000_000  # numbers held at once while cuts are compared


@dataclass(frozen=True, slots=True)
class Party:
    """The people of one pool, and what the rules and their wishes say as arrays.

    near: (n, n) affinities in ten-thousandths, APART where two must not sit together. tongues: (n,) languages as
    bits. due: (n,) the affinity below which somebody counts as badly off.
    """

    people: Sequence[Person]
    room: Room
    near: Ints
    tongues: npt.NDArray[Any]  # int64, Python's own integers where a day knows more than 62 languages
    due: Ints


def party_of(people: Sequence[Person], room: Room, near: npt.NDArray[np.float32]) -> Party:
    """The party of some people; near: (n, n) in [0, 1], zero on the diagonal and for those without a language."""
    n = len(people)
    whole = np.rint(near * WHOLE).astype(np.int64).reshape(n, n)
    two_best = np.sort(whole, axis=1)[:, -2:].sum(axis=1) // 2
    places = places_of(people)
    for at, one in enumerate(people):
        for name in one.barred & places.keys():
            whole[at, places[name]] = APART
    np.fill_diagonal(whole, 0)
    return Party(people, room, whole, bits_of(people), np.maximum(two_best * FAIR_TO // 100, 1))


def worth(party: Party, members: Ints, *, hosted: bool) -> Ints:
    """Worth of tables, (..., k) places -> (...): everyone's affinity, less what the badly off lack; or FORBIDDEN.

    Affinity is the mean with the others at the table; the host counts as one more, near to nobody.
    """
    k = members.shape[-1]
    columns = [np.zeros(members.shape[:-1], np.int64) for _ in range(k)]
    for a, b in combinations(range(k), 2):
        pair = party.near[members[..., a], members[..., b]]
        columns[a] += pair
        columns[b] += pair
    sums = np.stack(columns, axis=-1)
    affinity = sums // max(1, k - (not hosted))
    due = party.due[members]
    lack = np.maximum(due - affinity, 0)
    total = (affinity - FAIRNESS * lack * lack // (100 * due)).sum(axis=-1)
    return np.where((sums < 0).any(axis=-1) | ~_talk(party, members, hosted), FORBIDDEN, total)


def improve(
    party: Party, groups: Iterable[Group], still: Callable[[], bool] = lambda: True
) -> tuple[Group, ...]:
    """The groups cut better and better, until nothing that was not tried yet is; permitted groups stay permitted.

    still: asked before each round, False ends the search with what it has.
    """
    tables = list(groups)
    tables += [(True, ())] * (party.room.hosts - sum(hosted for hosted, _ in tables))
    liking = (np.maximum(party.near, 0) ** 2 // WHOLE).astype(
        np.float64
    )  # whole numbers: their sums are exact
    known: dict[Group, int] = {}
    settled: tuple[set[Group], ...] = tuple(set() for _ in RELATED)
    by = 2
    while still():
        cuts = _best_cuts(party, tables, _sets(tables, by, liking, settled[by - 2]), known)
        settled[by - 2].update(tables)
        if not cuts and by == len(RELATED) + 1:
            break
        tables = _apply(tables, cuts)
        by = 2 if cuts else by + 1
    return tuple(sorted(table for table in tables if table[1]))


class Cuts(NamedTuple):
    """All ways to cut so many people to tables.

    parts: every table that can be, by kind. kinds: (hosted, (m, k) places) of the same tables in the same order.
    ways: (w, tables) numbers of parts; the number one past the last is no table.
    """

    parts: tuple[Group, ...]
    kinds: tuple[tuple[bool, Ints], ...]
    ways: Ints

    def groups(self, way: int, people: Sequence[int]) -> list[Group]:
        """One way as groups of people."""
        chosen = [self.parts[number] for number in self.ways[way] if number < len(self.parts)]
        return [(hosted, tuple(sorted(int(people[at]) for at in part))) for hosted, part in chosen]


@lru_cache(maxsize=64)
def cuts_of(size: int, most: int, sizes: tuple[int, int], hosted_max: int) -> Cuts:
    """Ways to cut `size` people to at most `most` ordinary tables of `sizes`, and a hosted one where hosted_max > 0."""
    everyone, ways = tuple(range(size)), list[list[tuple[bool, tuple[int, ...]]]]()
    for hosts in range(min(hosted_max, size) + 1):
        for guests in combinations(everyone, hosts):
            rest = tuple(one for one in everyone if one not in guests)
            seats = [(True, guests)] if guests else []
            ways += [[*seats, *((False, part) for part in cut)] for cut in _cut(rest, sizes, most)]
    lengths = sorted({(hosted, len(part)) for way in ways for hosted, part in way})
    parts = [(hosted, part) for hosted, length in lengths for part in combinations(everyone, length)]
    number = {part: at for at, part in enumerate(parts)}
    filled = np.full((len(ways), most + 1), len(parts))
    for row, way in enumerate(ways):
        filled[row, : len(way)] = [number[part] for part in way]
    kinds = [(hosted, np.array(list(combinations(everyone, length)))) for hosted, length in lengths]
    return Cuts(tuple(parts), tuple(kinds), filled)


def _cut(people: tuple[int, ...], sizes: tuple[int, int], most: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All ways to cut people to at most `most` tables; the first of those left always sits at the next table."""
    if not people:
        yield ()
    elif sizes[0] <= len(people) <= most * sizes[1]:
        for length in range(sizes[0], sizes[1] + 1):
            for others in combinations(people[1:], length - 1):
                rest = tuple(one for one in people[1:] if one not in others)
                yield from (((people[0], *others), *cut) for cut in _cut(rest, sizes, most - 1))


def _talk(party: Party, members: Ints, hosted: bool) -> npt.NDArray[np.bool_]:
    tongues = party.tongues[members]
    host = party.room.tongues if tongues.dtype == object else party.room.tongues & ONLY_62_BITS
    if hosted and party.room.rules.hosted_language == "host":
        return np.asarray((((tongues & host) != 0) | (tongues == 0)).all(axis=-1))
    shared = np.bitwise_and.reduce(tongues, axis=-1)
    return np.asarray((shared & host if hosted else shared) != 0)


def _sets(tables: Sequence[Group], by: int, liking: Floats, settled: set[Group]) -> list[tuple[int, ...]]:
    """Each table with by - 1 of those whose people are nearest to its own, where one of them is not settled."""
    sits = np.zeros((len(tables), len(liking)))
    for at, (_, members) in enumerate(tables):
        sits[at, list(members)] = 1
    related = sits @ liking @ sits.T
    np.fill_diagonal(related, -1)
    nearest = np.argsort(-related, axis=1, kind="stable")[:, : min(RELATED[by - 2], len(tables) - 1)].tolist()
    new = {at for at, table in enumerate(tables) if table not in settled}
    sets = ((at, *some) for at, row in enumerate(nearest) for some in combinations(row, by - 1))
    return sorted({tuple(sorted(some)) for some in sets if not new.isdisjoint(some)})


class _Better(NamedTuple):
    loss: int  # what is gained, negative: the best sorts first
    tables: tuple[int, ...]
    groups: list[Group]


def _best_cuts(
    party: Party, tables: Sequence[Group], sets: Iterable[tuple[int, ...]], known: dict[Group, int]
) -> list[_Better]:
    """For each set of tables that can be cut better, the best cut. known: worths, added to."""
    alike = defaultdict(list)
    for some in sets:
        shape = _shape(party, [tables[at] for at in some])
        if shape:
            alike[shape].append(some)
    for hosted, members in set(tables) - known.keys():
        known[hosted, members] = int(worth(party, np.array(members), hosted=hosted)) if members else 0
    found: list[_Better] = []
    for (size, most, hosted_max), sets_alike in sorted(alike.items()):
        cuts = cuts_of(size, most, (party.room.rules.table_min, party.room.rules.table_max), hosted_max)
        people = np.array([[one for at in some for one in tables[at][1]] for some in sets_alike])
        before = np.array([sum(known[tables[at]] for at in some) for some in sets_alike])
        after, way = _compare(party, cuts, people)
        found += [
            _Better(int(before[at] - after[at]), sets_alike[at], cuts.groups(int(way[at]), people[at]))
            for at in np.flatnonzero(after > before).tolist()
        ]
    return found


def _shape(party: Party, some: Sequence[Group]) -> tuple[int, int, int] | None:
    """(people, most ordinary tables, chairs beside the host) of tables laid together; None where ways are too many."""
    hosted = sum(hosted for hosted, _ in some)
    size = sum(len(members) for _, members in some)
    ordinary = len(some) - hosted
    if hosted > 1 or not size:
        return None
    if len(some) == 2:
        one_more = size <= (8 if hosted else 10)
        return size, ordinary + one_more, party.room.rules.hosted_max * hosted
    return (size, ordinary, party.room.rules.hosted_max * hosted) if size <= (9 if hosted else 10) else None


def _compare(party: Party, cuts: Cuts, people: Ints) -> tuple[Ints, Ints]:
    """(worth of the best way, its number) for each row of people, (sets, size)."""
    step = max(1, CHUNK // max(1, cuts.ways.size))
    best = []
    for start in range(0, len(people), step):
        rows = people[start : start + step]
        each = [worth(party, rows[:, part], hosted=hosted) for hosted, part in cuts.kinds]
        part = np.concatenate([*each, np.zeros((len(rows), 1), np.int64)], axis=1)
        total = part[:, cuts.ways[:, 0]]
        for column in cuts.ways.T[1:]:
            total += part[:, column]
        way = total.argmax(axis=1)
        best.append((total[np.arange(len(rows)), way], way))
    return np.concatenate([worth for worth, _ in best]), np.concatenate([way for _, way in best])


def _apply(tables: Sequence[Group], cuts: list[_Better]) -> list[Group]:
    """The tables after the best cuts that do not touch each other."""
    gone: set[int] = set()
    new: list[Group] = []
    for _, some, groups in sorted(cuts):
        if gone.isdisjoint(some):
            gone.update(some)
            lost_host = any(tables[at][0] for at in some) and not any(hosted for hosted, _ in groups)
            new += [*groups, (True, ())] if lost_host else groups
    return [table for at, table in enumerate(tables) if at not in gone] + new
