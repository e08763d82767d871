"""Every entry that was left out, held against all seatings there are.

For each entry without a promise that had a permitted pool with a seat when it came, each of these pools is seated
anew by an exact search (`benchmarks.chairs`): all who were promised it by then, and this one. Where none of the pools
can be seated, no way to promise could have kept such a promise, given the promises before.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from benchmarks.chairs import Seats, has_seating
from hub.rules import Rules


class Refusal(NamedTuple):
    """An entry that was left out, and one pool that had a seat for it; could: whether all could have sat there."""

    entry: str
    place: str
    round_start: int
    promised: int
    could: bool | None


def refusals(day: Any, solution: Mapping[str, Any], seconds: float = 20.0) -> Iterator[Refusal]:
    """Each entry left out with each of its pools that had a seat; day: the scorer's `Day`. seconds: for each proof."""
    members: dict[int, list[int]] = {pool: [] for pool in range(len(day.pools))}
    busy: set[tuple[int, int]] = set()
    for promise in solution["promises"]:
        entry = day.at_of[promise["entry"]]
        if promise["place"] is not None:
            pool = day.pool_of[promise["place"], promise["round_start"]]
            members[pool].append(entry)
            busy.add((int(day.person[entry]), int(day.start[pool])))
            continue
        for pool in np.flatnonzero(day.permit[entry]).tolist():
            place, found = day.pools[pool]
            taken = len(members[pool])
            if taken < found["seats"] and (int(day.person[entry]), int(day.start[pool])) not in busy:
                could = has_seating(seats_of(day, pool, [*members[pool], entry]), seconds)
                yield Refusal(promise["entry"], place["id"], found["start"], taken, could)


def seats_of(day: Any, pool: int, people: list[int]) -> Seats:
    """Some entries of a day in one of its pools, as the rules see them."""
    apart = day.barred[np.ix_(people, people)] & ~np.eye(len(people), dtype=bool)
    rules = Rules(**{name: day.rules[name] for name in Rules.__slots__ if name in day.rules})
    hosts = day.pools[pool][1]["hosts"]
    return Seats(day.lang[people], int(day.host_lang[pool]), apart, hosts, rules)


def proofs(day: Any, solution: Mapping[str, Any]) -> dict[str, Any]:
    """How many were left out, and what was proved of them.

    left_out: entries without a promise that had a pool with a seat; had_a_seat: those whom some seating of such a pool
    would have held; not_proved: those for whom that was not decided in time; cases: the refusals of these two.
    """
    found = list(refusals(day, solution))
    out = {one.entry for one in found}
    had = {one.entry for one in found if one.could}
    open_still = {one.entry for one in found if one.could is None} - had
    cases = [one._asdict() for one in found if one.could is not False]
    return {"left_out": len(out), "had_a_seat": len(had), "not_proved": len(open_still), "cases": cases}
