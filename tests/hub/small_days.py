"""Small days of matching, made by hypothesis or by hand, led through, and held against the rules."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from hub.pools import Guest, Pool, Pools, Rules
from hub.rules import Table

HOUR = 60
TONGUES = ("en", "de", "ar")
Split = Callable[
    [Pool, Sequence[Guest], Rules, Sequence[tuple[str, str]], float, Sequence[Table]], list[Table]
]


@dataclass(frozen=True)
class SmallDay:
    pools: tuple[Pool, ...]
    guests: tuple[Guest, ...]
    rules: Rules
    met: tuple[tuple[str, str], ...]


def guest(number, **changed):
    known = {
        "id": f"e{number:03}",
        "person": f"h{number}",
        "kiosk": "k0",
        "at": 8 * HOUR,
        "languages": frozenset({"en"}),
        "reach": 15,
        "rounds": None,
        "vector": np.eye(8, dtype=np.float32)[number % 8],
    }
    return Guest(**{**known, **changed})


def pool(place="library", starts=10 * HOUR, **changed):
    known = {"seats": 12, "hosts": 1, "languages": frozenset({"en"}), "walk": {"k0": 5, "k1": 12}}
    return Pool(**{"place": place, "starts": starts, **known, **changed})


languages = st.frozensets(st.sampled_from(TONGUES), min_size=1, max_size=2)
tags = st.just(frozenset[str]()) | st.frozensets(st.sampled_from(("t0", "t1", "t2")), max_size=2)
vectors = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4).map(lambda x: np.array(x, np.float32))


@st.composite
def small_days(draw, most=30):
    starts = draw(st.lists(st.sampled_from((600, 780, 1050)), min_size=1, max_size=3, unique=True))
    pools = tuple(
        Pool(
            place=place,
            starts=start,
            seats=draw(st.integers(1, 14)),
            hosts=draw(st.integers(0, 2)),
            languages=draw(languages),
            walk={"k0": draw(st.integers(1, 12)), "k1": draw(st.integers(1, 12))},
        )
        for place in draw(st.sampled_from((("library",), ("library", "cafe"))))
        for start in starts
    )
    n = draw(st.integers(0, most))
    free = st.none() | st.frozensets(st.sampled_from((600, 780, 1050)), max_size=3)
    guests = tuple(
        Guest(
            id=f"e{at:03}",
            person=f"h{draw(st.integers(0, at)) if draw(st.integers(0, 4)) == 0 else at}",
            kiosk=draw(st.sampled_from(("k0", "k1", "unknown"))),
            at=draw(st.integers(480, 1000)),
            languages=draw(languages),
            reach=draw(st.sampled_from((6, 9, 14))),
            rounds=draw(free),
            vector=draw(vectors),
            met=draw(tags),
        )
        for at in range(n)
    )
    pair = st.tuples(st.integers(0, most), st.integers(0, most)).filter(lambda two: two[0] != two[1])
    met = tuple((f"h{a}", f"h{b}") for a, b in draw(st.lists(pair, max_size=20)))
    rules = Rules(hosted_language=draw(st.sampled_from(("host", "common"))))
    return SmallDay(pools, tuple(sorted(guests, key=lambda one: (one.at, one.id))), rules, met)


def live(day: SmallDay, split: Split):
    """(promises by entry, tables by pool) of a day, everybody promised in order of arrival and all rounds closed."""
    pools = Pools(day.pools, day.rules, day.met)
    promises = {one.id: pools.promise(one) for one in day.guests}
    return promises, closed(day, pools, split)


def closed(day: SmallDay, pools: Pools, split: Split):
    return {
        (each.place, each.starts): split(
            each,
            pools.members(each.place, each.starts),
            day.rules,
            day.met,
            5.0,
            pools.seating(each.place, each.starts),
        )
        for each in day.pools
    }


def broken_promises(day: SmallDay, promises):
    """What is wrong with the promises, as sentences; none where every rule is kept."""
    taken, busy, wrong = Counter(), set(), []
    for one in day.guests:
        found = promises[one.id]
        if found is None:
            continue
        walk = found.walk.get(one.kiosk, 10**6)
        taken[found.place, found.starts] += 1
        checks = {
            "too far": walk > one.reach,
            "too late": found.starts < one.at + day.rules.lead + walk,
            "not free": one.rounds is not None and found.starts not in one.rounds,
            "no seat": taken[found.place, found.starts] > found.seats,
            "person twice": (one.person, found.starts) in busy,
        }
        busy.add((one.person, found.starts))
        wrong += [f"{one.id} {what}" for what, true in checks.items() if true]
    return wrong


def broken_tables(each: Pool, guests, tables, rules: Rules, met):
    """What is wrong with the tables of one pool, as sentences; none where every rule is kept."""
    by_id, wrong = {one.id: one for one in guests}, []
    if Counter(one for table in tables for one in table.members) != Counter(list(by_id)):
        wrong.append("not everyone sits once")
    if sum(table.hosted for table in tables) > each.hosts:
        wrong.append("more hosted tables than hosts")
    apart = {frozenset(pair) for pair in met}
    for table in tables:
        people = [by_id[one] for one in table.members]
        least, most = (1, rules.hosted_max) if table.hosted else (rules.table_min, rules.table_max)
        if not least <= len(people) <= most:
            wrong.append(f"{len(people)} at a table")
        if table.hosted and rules.hosted_language == "host":
            talk = all(one.languages & each.languages for one in people)
        else:
            talk = bool(
                frozenset.intersection(*(one.languages for one in people), *([each.languages] * table.hosted))
            )
        if not talk:
            wrong.append("no shared language")
        for one, other in combinations(people, 2):
            if (
                one.person == other.person
                or frozenset((one.person, other.person)) in apart
                or one.met & other.met
            ):
                wrong.append(f"{one.id} and {other.id} at one table")
    return wrong
