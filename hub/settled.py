"""Tables that stand before their round closes, and how the rest of a pool is seated around them. Pure.

A pool's seating is the proof of its promises. A table that is named on a slip may not be taken apart for it: the rest
is seated without these people. Only somebody who finds no other chair may be brought to such a table in the proof,
and sits there at close if that is still so.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from hub import seating
from hub.rules import Person
from hub.seating import Bench, Room, Seating


class Settled(NamedTuple):
    """A table that stands. sign: its picture; core: ids of those settled; bench: they and who found no other chair."""

    sign: str
    core: frozenset[str]
    bench: Bench


Around = tuple[tuple[Settled, ...], Seating]  # the tables that stand, and the seating of everybody else


def seat(settled: tuple[Settled, ...], rest: Seating, one: Person, room: Room) -> Around | None:
    """One more person in a pool; None where no permitted chair was found."""
    seated = seating.seat(rest, one, room)
    if seated is not None:
        return settled, seated
    for at, table in enumerate(settled):
        joined = seating.join(table.bench, one, room)
        if joined:
            return (*settled[:at], table._replace(bench=joined), *settled[at + 1 :]), rest
    return None


def settle(
    around: Around, waiting: Sequence[Person], sign: str, members: Collection[str], room: Room
) -> tuple[tuple[Settled, ...], Seating, list[Person]] | None:
    """The pool with a table of these members, and of those who were settled there before; and who has no chair now.

    waiting: who had no chair before. None where no rule permits the table, or where one of them is not in the pool or
    settled at another table.
    """
    settled, rest = around
    benches = (*rest, *(table.bench for table in settled))
    here = {one.id: one for people in (waiting, *(bench.people for bench in benches)) for one in people}
    before = next((table for table in settled if table.sign == sign), None)
    core = frozenset(members) | (before.core if before else frozenset())
    others = tuple(table for table in settled if table is not before)
    if not core <= here.keys() or any(table.core & core for table in others):
        return None
    bench = seating.bench_of([here[one] for one in sorted(core)], room, hosted=False)
    if bench is None or len(core) < room.rules.table_min:
        return None
    loose = [one for one in (*waiting, *(before.bench.people if before else ())) if one.id not in core]
    others = tuple(table._replace(bench=seating.without(table.bench, core)) for table in others)
    stay, more = _leave(rest, core, room)
    return _seat_all((*others, Settled(sign, core, bench)), stay, [*more, *loose], room)


def leave(settled: tuple[Settled, ...], gone: str, room: Room) -> tuple[tuple[Settled, ...], list[Person]]:
    """The tables that stand without somebody; one with too few left is dissolved, and its people are returned."""
    table = next(table for table in settled if any(one.id == gone for one in table.bench.people))
    others = tuple(other for other in settled if other is not table)
    bench, core = seating.without(table.bench, {gone}), table.core - {gone}
    if len(core) < room.rules.table_min:
        return others, list(bench.people)
    return (*others, Settled(table.sign, core, bench)), []


def _seat_all(
    settled: tuple[Settled, ...], rest: Seating, people: Sequence[Person], room: Room
) -> tuple[tuple[Settled, ...], Seating, list[Person]]:
    left: list[Person] = []
    for one in people:
        found = seat(settled, rest, one, room)
        settled, rest = found or (settled, rest)
        left += [] if found else [one]
    return settled, rest, left


def _leave(rest: Seating, gone: Collection[str], room: Room) -> tuple[Seating, list[Person]]:
    """The benches without some people, and those whose table is too small now."""
    stay: list[Bench] = []
    loose: list[Person] = []
    for bench in rest:
        left = seating.without(bench, gone)
        if left.hosted or len(left.people) >= room.rules.table_min:
            stay += [left] if left.people else []
        else:
            loose += left.people
    return tuple(stay), loose
