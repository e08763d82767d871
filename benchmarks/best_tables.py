"""The best tables of a small pool, proved by CP-SAT (OR-Tools).

Lists and values the tables anew and shares no code with `hub.solver`, so that each can be held against the other.
"""

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csc_matrix, eye_array, hstack

from benchmarks.chairs import Bools, Ints, Seats, exact_solver
from hub.grouping import APART, Group, Party

Floats = npt.NDArray[np.float64]

NO_CHAIR = (
    10**6
)  # what a person without a chair costs, in ten-thousandths of affinity: more than any table is worth
AT_ONCE = 4000  # tables taken into the linear program in one step
FEW = 2000  # tables the first integer program chooses among; what it finds says which others can be better


class Listed(NamedTuple):
    """Permitted tables: members (m, widest), filled up with n; the sum of affinities in ten-thousandths; hosted."""

    members: Ints
    value: Ints
    hosted: Bools

    def some(self, which: Any) -> "Listed":
        """Those chosen by a mask or by numbers."""
        return Listed(self.members[which], self.value[which], self.hosted[which])


def best_of_party(party: Party, seconds: float) -> list[Group] | None:
    """The best tables of a pool as the hub knows it; None where they were not proved in time."""
    room = party.room
    seats = Seats(party.tongues, room.tongues, party.near == APART, room.hosts, room.rules)
    return best_tables(party.near, seats, seconds)


def best_tables(near: Ints, seats: Seats, seconds: float) -> list[Group] | None:
    """The tables of the greatest sum of affinities, fairness set aside; None where that was not proved in time.

    near: (n, n) in ten-thousandths. All permitted tables are listed and priced by a linear program; those that no
    better partition can hold by these prices fall away, and CP-SAT chooses among the rest.
    """
    n, hosts = len(near), seats.hosts
    listed = every_table(near, seats)
    prices, host, bound = _priced(listed, n, hosts)
    surplus = listed.value - prices[listed.members].sum(axis=1) - host * listed.hosted
    foremost = listed.some(np.sort(np.argsort(-surplus, kind="stable")[:FEW]))
    first, _ = _chosen(foremost, n, hosts, seconds)
    if first is None:
        return None
    gap = bound - int(first.value.sum())
    best, proved = _chosen(listed.some(surplus >= -gap - 1), n, hosts, seconds)
    return _groups(best, n) if best is not None and proved else None


def every_table(near: Ints, seats: Seats) -> Listed:
    """All permitted tables of (n, n) affinities in ten-thousandths."""
    rules, n = seats.rules, len(near)
    wide = max(rules.table_max, rules.hosted_max)
    kinds = [(False, k) for k in range(rules.table_min, min(rules.table_max, n) + 1)]
    kinds += [(True, k) for k in range(1, min(rules.hosted_max, n) + 1)] if seats.hosts else []
    found = []
    for hosted, k in kinds:
        some = np.array(list(combinations(range(n), k)), np.int64)
        sums, fits = np.zeros(len(some), np.int64), _shares_a_language(some, hosted, seats)
        for a, b in combinations(range(k), 2):
            sums += near[some[:, a], some[:, b]]
            fits &= ~seats.apart[some[:, a], some[:, b]]
        members = np.pad(some[fits], ((0, 0), (0, wide - k)), constant_values=n)
        found.append(
            Listed(members, 2 * sums[fits] // max(1, k - (not hosted)), np.full(int(fits.sum()), hosted))
        )
    return Listed(*(np.concatenate([each[at] for each in found]) for at in range(3)))


def _shares_a_language(some: Ints, hosted: bool, seats: Seats) -> Bools:
    tongues = seats.tongues[some]
    if hosted and seats.rules.hosted_language == "host":
        return np.asarray(((tongues & seats.host) != 0).all(axis=1) | False)
    shared = np.bitwise_and.reduce(tongues, axis=1)
    return np.asarray((shared & seats.host if hosted else shared) != 0)


def _priced(listed: Listed, n: int, hosts: int) -> tuple[Floats, float, float]:
    """(what each person adds, (n + 1,) with a last 0; what a host adds; the bound), valid for all listed tables."""
    size = (listed.members < n).sum(axis=1)
    use = np.zeros(len(size), bool)
    use[np.argsort(-listed.value / size, kind="stable")[:AT_ONCE]] = True
    use[size == 1] = True
    while True:
        some = listed.some(use)
        cost = np.r_[-some.value.astype(float), np.full(n, float(NO_CHAIR))]
        beside = csc_matrix(np.r_[some.hosted.astype(float), np.zeros(n)][None])
        everyone = hstack([_cover(some, n), eye_array(n)], format="csc")
        found = linprog(cost, beside, [hosts], everyone, np.ones(n), (0, None), method="highs")
        prices, host = np.r_[-found.eqlin.marginals, 0.0], -float(found.ineqlin.marginals[0])
        over = np.where(use, 0, listed.value - prices[listed.members].sum(axis=1) - host * listed.hosted)
        more = np.argsort(-over, kind="stable")[:AT_ONCE]
        more = more[over[more] > 1e-4]
        if not len(more):
            return prices, host, -float(found.fun)
        use[more] = True


def _cover(some: Listed, n: int) -> Any:
    at, column = np.nonzero(n > some.members.T)
    return csc_matrix((np.ones(len(at)), (some.members.T[at, column], column)), (n, len(some.value)))


def _chosen(some: Listed, n: int, hosts: int, seconds: float) -> tuple[Listed | None, bool]:
    """The tables that seat everybody once with the greatest value, and whether that is proved."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in some.value]
    at: list[list[Any]] = [[] for _ in range(n)]
    for row, yes in zip(some.members.tolist(), taken, strict=True):
        for one in row:
            if one < n:
                at[one].append(yes)
    for tables in at:
        model.add_exactly_one(tables)
    model.add(sum(yes for yes, hosted in zip(taken, some.hosted, strict=True) if hosted) <= hosts)
    model.maximize(sum(int(value) * yes for value, yes in zip(some.value, taken, strict=True)))
    solver = exact_solver(seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, False
    return some.some(np.array([solver.boolean_value(yes) for yes in taken])), status == cp_model.OPTIMAL


def _groups(some: Listed, n: int) -> list[Group]:
    rows = zip(some.hosted.tolist(), some.members.tolist(), strict=True)
    return [(hosted, tuple(one for one in row if one < n)) for hosted, row in rows]
