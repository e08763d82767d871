"""Tables worth looking at, listed: all of a small pool, or in a larger one those around each person."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from hub.grouping import FORBIDDEN, Ints, Party, worth
from hub.programs import Relaxed, Tables

TRIADS = 8000  # looked at in larger pools, shared out among the people
WIDENED = 4  # people near each one at a table, of whom one may join it


def every_table(party: Party) -> Tables:
    """All permitted tables."""
    rules, n = party.room.rules, len(party.near)
    kinds = [(False, k) for k in range(rules.table_min, min(rules.table_max, n) + 1)]
    kinds += [(True, k) for k in range(1, min(rules.hosted_max, n) + 1)] if party.room.hosts else []
    return permitted(party, ((hosted, np.array(list(combinations(range(n), k)))) for hosted, k in kinds))


def nearest_first(party: Party) -> Ints:
    """(n, n): everybody by nearness to each person."""
    return np.argsort(-party.near, axis=1, kind="stable")


def triads(nearest: Ints) -> Ints:
    """(m, 3): each person with two of those nearest to them."""
    n = len(nearest)
    around = min(n - 1, max(6, round((2 * TRIADS / n) ** 0.5)))
    two = np.array(list(combinations(range(around), 2)))
    some = np.column_stack([np.repeat(np.arange(n), len(two)), nearest[:, two].reshape(-1, 2)])
    return _distinct(some)


def widened(party: Party, nearest: Ints, tables: Tables) -> Iterator[tuple[bool, Ints]]:
    """Ordinary tables with one more of those nearest to one of their people."""
    nearest = nearest[:, :WIDENED]
    size = (tables.members < tables.n).sum(axis=1)
    for k in range(party.room.rules.table_min, party.room.rules.table_max):
        some = tables.members[(size == k) & ~tables.hosted][:, :k]
        more = nearest[some].reshape(len(some), k * nearest.shape[1])
        yield False, _distinct(np.column_stack([np.repeat(some, more.shape[1], axis=0), more.ravel()]))


def hosted(party: Party, prices: Relaxed) -> Iterator[tuple[bool, Ints]]:
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


def permitted(party: Party, kinds: Iterable[tuple[bool, Ints]]) -> Tables:
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


def joined(*several: Tables) -> Tables:
    """Several lists as one, each table once."""
    n = several[0].n
    members, worths, hosted = (np.concatenate([each[at] for each in several]) for at in (1, 2, 3))
    keys = np.column_stack([members, hosted])
    _, first = np.unique(keys, axis=0, return_index=True)
    return Tables(n, members, worths, hosted).some(np.sort(first))


def _distinct(some: Ints) -> Ints:
    """Rows sorted, each once, without those that name somebody twice."""
    some = np.sort(some, axis=1)
    return np.unique(some[(np.diff(some, axis=1) > 0).all(axis=1)], axis=0)
