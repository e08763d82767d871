"""The two programs over tables: a linear one that prices each person, an integer one that chooses (HiGHS, by SciPy)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_matrix, eye_array, hstack, vstack

from hub.grouping import WHOLE, Group, Ints

CHAIR = 5 * WHOLE  # what a chair is worth: more than any company
AT_ONCE = 4000  # tables taken into the linear program in one step
MOSTLY = 0.6  # share of a table; two taken mostly cannot share a person

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


def price(tables: Tables, hosts: int) -> tuple[Tables, Relaxed]:
    """Relaxed that hold for all the tables, found by taking in those above their price until there are none."""
    size = (tables.members < tables.n).sum(axis=1)
    use = np.zeros(len(size), bool)
    use[np.argsort(-tables.worth / size, kind="stable")[:AT_ONCE]] = True
    use[size == 1] = True
    while True:
        prices = relax(tables.some(use), hosts)
        over = np.where(use, 0, prices.surplus(tables))
        more = np.argsort(-over, kind="stable")[:AT_ONCE]
        more = more[over[more] > 0.01]
        if not len(more):
            return tables, prices
        use[more] = True


def relax(tables: Tables, hosts: int) -> Relaxed:
    """The linear program: tables may be shared out in fractions, and a person left without a chair costs `CHAIR`."""
    everyone = hstack([_cover(tables), eye_array(tables.n)], format="csc")
    beside_host = csc_matrix(np.r_[tables.hosted.astype(float), np.zeros(tables.n)][None])
    cost = np.r_[-tables.worth.astype(float), np.full(tables.n, float(CHAIR))]
    found = linprog(cost, beside_host, [hosts], everyone, np.ones(tables.n), (0, None), method="highs")
    people = np.r_[-found.eqlin.marginals, 0.0]
    host = -float(found.ineqlin.marginals[0])
    return Relaxed(people, host, -float(found.fun), found.x[: len(tables.worth)])


def choose(
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
