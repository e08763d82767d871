"""Who may sit with whom, and a seating that proves that everyone promised gets a chair. Pure: no vectors, no clock.

A pool is seated at ordinary tables (`table_min` to `table_max` people who share a language) and at most `hosts`
hosted tables (the host and 1 to `hosted_max` people). Nobody sits with themselves or with someone met of late.
A seating is a plain tuple of benches; every function returns a new one and leaves the given one as it was.
"""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from hub.rules import Person, Rules, Table, are_apart, may_meet

MOST_TRIED = 2000  # combinations looked at before a search gives up: a person waits meanwhile
FRESH_TO = 60  # people in a pool that is still seated anew for one who finds no chair
# Orders of chance in which it is tried then; each finds about every second seating that was missed.
SHUFFLED = 12


class Bench(NamedTuple):
    """A table being filled; tongues: bits of the languages all its people share."""

    hosted: bool
    people: tuple[Person, ...]
    tongues: int


class Room(NamedTuple):
    """What a pool offers for sitting: hosts, their languages as bits, the rules."""

    hosts: int
    tongues: int
    rules: Rules


Seating = tuple[Bench, ...]


def table_of(bench: Bench) -> Table:
    """The bench as ids, sorted."""
    return Table(bench.hosted, tuple(sorted(one.id for one in bench.people)))


def join(bench: Bench, one: Person, room: Room) -> Bench | None:
    """The bench with one more, sizes below `table_min` included; None where a rule forbids it."""
    rules = room.rules
    if len(bench.people) >= (rules.hosted_max if bench.hosted else rules.table_max):
        return None
    tongues = bench.tongues & one.tongues
    if not _talks(bench, one, room):
        return None
    if any(are_apart(one, other) for other in bench.people):
        return None
    return Bench(bench.hosted, (*bench.people, one), tongues)


def _talks(bench: Bench, one: Person, room: Room) -> bool:
    """Whether they share a language there; somebody whose languages are not known sits with a host who interprets."""
    shared = bench.tongues & one.tongues
    if not bench.hosted:
        return shared != 0
    if room.rules.hosted_language == "host":
        return one.tongues & room.tongues != 0 or one.tongues == 0
    return shared & room.tongues != 0


def bench_of(people: Sequence[Person], room: Room, *, hosted: bool) -> Bench | None:
    """A bench of exactly these people, of any size; None where a rule forbids it."""
    bench: Bench | None = Bench(hosted, (), -1)
    for one in people:
        bench = bench and join(bench, one, room)
    return bench


def seat(seating: Seating, one: Person, room: Room) -> Seating | None:
    """The seating with one more person, others moved where need be; None where no such seating was found."""
    return (
        _seat_plainly(seating, one, room)
        or _seat_in_stead(seating, one, room)
        or _seat_afresh(seating, one, room)
    )


def without(bench: Bench, gone: Collection[str]) -> Bench:
    """The bench without some people, by id; itself where none of them sits there."""
    people = tuple(one for one in bench.people if one.id not in gone)
    return bench if len(people) == len(bench.people) else Bench(bench.hosted, people, _shared(people))


def unseat(seating: Seating, guest_id: str, room: Room) -> tuple[Seating, list[Person]]:
    """The seating without one guest, and those of their table who found no other chair."""
    here = next(bench for bench in seating if any(one.id == guest_id for one in bench.people))
    left: list[Person] = []
    kept, rest = _without(seating, here), without(here, {guest_id})
    if rest.people and (here.hosted or len(rest.people) >= room.rules.table_min):
        return (*kept, rest), left
    for one in rest.people:
        seated = seat(kept, one, room)
        kept, left = (seated, left) if seated else (kept, [*left, one])
    return kept, left


def arrange(people: Sequence[Person], room: Room) -> tuple[Seating, list[Person]]:
    """A seating from nothing, and those for whom no chair was found.

    Those with the fewest possible companions sit down first; where somebody is left, other orders are tried.
    The same people in any order give the same seating.
    """
    ids = sorted(people, key=lambda one: one.id)
    speakers = Counter(one.tongues for one in ids)
    company = {
        one.id: sum(count for tongues, count in speakers.items() if tongues & one.tongues) - len(one.barred)
        for one in ids
    }
    hard_first = sorted(ids, key=lambda one: (company[one.id], one.id))
    half = len(ids) // 2
    best: tuple[Seating, list[Person]] = ((), hard_first)
    orders = [hard_first, hard_first[::-1], ids, hard_first[half:] + hard_first[:half]]
    chance = random.Random(len(ids))  # the same for the same people
    if len(ids) <= FRESH_TO:
        orders += [chance.sample(ids, len(ids)) for _ in range(SHUFFLED)]
    for order in orders:
        found = _sit_down(order, room)
        if len(found[1]) < len(best[1]):
            best = found
        if not best[1]:
            break
    return best


def crowd(seating: Seating, left: Sequence[Person], room: Room) -> Seating:
    """Everyone who is left brought to a hosted table beyond its size, where the least stands against it.

    For promises already printed that no permitted seating can keep: better a full table than no chair. History
    is set aside before language, and nobody sits with themselves if any table is without them.
    """
    tables = list(seating)
    free = room.hosts - sum(bench.hosted for bench in tables)
    tables.extend([Bench(True, (), -1)] * max(free, 0 if free < room.hosts else 1))
    for one in left:
        hosted = [at for at, bench in enumerate(tables) if bench.hosted]
        at = min(hosted, key=lambda at: (_objections(tables[at], one, room), len(tables[at].people), at))
        people = (*tables[at].people, one)
        tables[at] = Bench(True, people, _shared(people))
    return tuple(bench for bench in tables if bench.people)


def _objections(bench: Bench, one: Person, room: Room) -> tuple[bool, bool, bool]:
    """What stands against a chair at this hosted table, the weightiest first."""
    common = room.rules.hosted_language != "host"
    tongues = room.tongues & one.tongues & (bench.tongues if common else -1)
    selves = any(other.name == one.name for other in bench.people)
    return selves, not tongues, any(are_apart(one, other) for other in bench.people)


def _shared(people: Sequence[Person]) -> int:
    tongues = -1
    for one in people:
        tongues &= one.tongues
    return tongues


def _without(seating: Seating, *gone: Bench) -> Seating:
    return tuple(bench for bench in seating if not any(bench is other for other in gone))


def _sit_down(order: Sequence[Person], room: Room) -> tuple[Seating, list[Person]]:
    """One after the other; whoever finds no chair tries again when others have sat down."""
    seating: Seating = ()
    left, before = list(order), len(order) + 1
    while left and len(left) < before:
        before, waiting = len(left), left
        left = []
        for one in waiting:
            now = _seat_plainly(seating, one, room) or _seat_in_stead(seating, one, room)
            seating, left = (now, left) if now else (seating, [*left, one])
        if left:
            seating, left = _found_from(seating, left, room)
    return seating, left


def _found_from(seating: Seating, left: list[Person], room: Room) -> tuple[Seating, list[Person]]:
    """New tables of people who all wait for a chair."""
    for some in combinations(left[:24], room.rules.table_min):
        if any(one not in left for one in some):
            continue
        bench = bench_of(some, room, hosted=False)
        if bench:
            seating, left = (*seating, bench), [one for one in left if one not in some]
    return seating, left


def _seat_plainly(seating: Seating, one: Person, room: Room) -> Seating | None:
    """A free chair, a host without a table, or a new table with people whom theirs can spare."""
    for bench in sorted(seating, key=lambda bench: bench.hosted):
        joined = join(bench, one, room)
        if joined:
            return (*_without(seating, bench), joined)
    if sum(bench.hosted for bench in seating) < room.hosts:
        opened = bench_of([one], room, hosted=True)
        if opened:
            return (*seating, opened)
    return _found(seating, one, room)


def _found(seating: Seating, one: Person, room: Room) -> Seating | None:
    """A new ordinary table of one and of others whom their tables can spare."""
    least = room.rules.table_min
    spare = [
        (bench, other)
        for bench in seating
        if bench.hosted or len(bench.people) > least
        for other in bench.people
        if may_meet(one, other)
    ]
    for some in islice(combinations(spare, least - 1), MOST_TRIED):
        new = bench_of([one, *(other for _, other in some)], room, hosted=False)
        old = _spared(seating, some, room) if new else None
        if new and old is not None:
            return (*old, new)
    return None


def _spared(seating: Seating, some: Sequence[tuple[Bench, Person]], room: Room) -> Seating | None:
    """The seating without some people; None where an ordinary table would be too small without them."""
    gone = {other.id for _, other in some}
    benches = []
    for bench in seating:
        rest = without(bench, gone)
        if rest is not bench and not bench.hosted and len(rest.people) < room.rules.table_min:
            return None
        if rest.people:
            benches.append(rest)
    return tuple(benches)


def _seat_in_stead(seating: Seating, one: Person, room: Room) -> Seating | None:
    """Somebody's chair, where that somebody finds another."""
    for bench, other in islice(((here, who) for here in seating for who in here.people), MOST_TRIED):
        joined = join(without(bench, {other.id}), one, room)
        seated = _seat_plainly((*_without(seating, bench), joined), other, room) if joined else None
        if seated:
            return seated
    return None


def _seat_afresh(seating: Seating, one: Person, room: Room) -> Seating | None:
    """Everybody up and seated anew, in pools small enough to try it while a person waits."""
    people = [one, *(other for bench in seating for other in bench.people)]
    if len(people) > FRESH_TO or len(_bound_to_hosts(people, room)) > room.hosts * room.rules.hosted_max:
        return None
    afresh, left = arrange(people, room)
    return None if left else afresh


def _bound_to_hosts(people: Sequence[Person], room: Room) -> list[Person]:
    """Those who share no language with enough others for an ordinary table: where they are too many, none can help."""
    speak = Counter(bit for one in people for bit in _bits(one.tongues))
    by_name = {one.name: one.tongues for one in people}
    bound = []
    for one in people:
        apart = Counter(bit for name in one.barred & by_name.keys() for bit in _bits(by_name[name]))
        if one.tags:
            apart += Counter(bit for other in people if _met(one, other) for bit in _bits(other.tongues))
        if all(speak[bit] - apart[bit] < room.rules.table_min - 1 for bit in _bits(one.tongues)):
            bound.append(one)
    return bound


def _met(one: Person, other: Person) -> bool:
    """Whether two share a table's tag and are not apart by name already."""
    return are_apart(one, other) and other.name not in one.barred


def _bits(tongues: int) -> list[int]:
    return [bit for bit in range(tongues.bit_length()) if tongues >> bit & 1]
