from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import seating
from hub.grouping import FORBIDDEN, cuts_of, improve, party_of, worth
from hub.rules import Acquaintance, Rules, Tongues, person_of
from hub.solver import solve, worth_of
from tests.hub.small_days import guest, languages


@st.composite
def parties(draw, most=9):
    """(party, a permitted seating as groups) of people for whom there is one."""
    n = draw(st.integers(1, most))
    tongues = Tongues()
    met = Acquaintance(
        [
            (f"h{a}", f"h{b}")
            for a, b in draw(st.lists(st.tuples(st.just(0), st.integers(1, most)), max_size=2))
        ]
    )
    people = [person_of(guest(at, languages=draw(languages)), tongues, met) for at in range(n)]
    room = seating.Room(draw(st.integers(0, 2)), tongues.bits(draw(languages)), Rules())
    start, _ = seating.arrange(people, room)
    seated = sorted((one for bench in start for one in bench.people), key=lambda one: one.id)
    place = {one.id: at for at, one in enumerate(seated)}
    near = (
        np.array(draw(st.lists(st.integers(0, 9), min_size=len(seated) ** 2, max_size=len(seated) ** 2))) / 9
    )
    near = near.reshape(len(seated), len(seated)).astype(np.float32)
    near = np.maximum(near, near.T)
    np.fill_diagonal(near, 0)
    groups = [(bench.hosted, tuple(sorted(place[one.id] for one in bench.people))) for bench in start]
    return party_of(seated, room, near), groups


def every_seating(party, people, hosts):
    if not people:
        yield []
        return
    first, *others = people
    for hosted, sizes in ((False, (3, 4, 5)), (True, range(1, 7 if hosts else 1))):
        for size in sizes:
            for some in combinations(others, size - 1):
                group = (hosted, (first, *some))
                if worth(party, np.array(group[1]), hosted=hosted) > FORBIDDEN:
                    rest = [one for one in others if one not in some]
                    yield from ([group, *more] for more in every_seating(party, rest, hosts - hosted))


def is_permitted(party, groups):
    return (
        sorted(one for _, members in groups for one in members) == list(range(len(party.people)))
        and sum(hosted for hosted, _ in groups) <= party.room.hosts
        and all(worth(party, np.array(members), hosted=hosted) > FORBIDDEN for hosted, members in groups)
        and all((1 if hosted else 3) <= len(members) <= (6 if hosted else 5) for hosted, members in groups)
    )


@settings(max_examples=25, deadline=None)
@given(parties(most=18))
def test_improved_tables_are_permitted_and_no_worse(given_party):
    party, start = given_party
    better = improve(party, start)
    assert is_permitted(party, better)
    assert worth_of(party, better) >= worth_of(party, start)
    assert improve(party, better) == better


def test_a_search_told_to_stop_keeps_what_it_has():
    people = [person_of(guest(at), Tongues(), Acquaintance(())) for at in range(9)]
    party = party_of(
        people, seating.Room(0, 1, Rules()), np.ones((9, 9), np.float32) - np.eye(9, dtype=np.float32)
    )
    start = [(False, (0, 1, 2, 3, 4)), (False, (5, 6, 7, 8))]
    assert improve(party, start, lambda: False) == tuple(start)


@settings(max_examples=25, deadline=None)
@given(parties(most=8))
def test_small_pools_are_seated_the_best_way_there_is(given_party):
    party, start = given_party
    best = max(
        worth_of(party, groups) for groups in every_seating(party, range(len(party.people)), party.room.hosts)
    )
    found = solve(party, start, 20.0)
    assert is_permitted(party, found)
    assert worth_of(party, found) == best


@pytest.mark.parametrize("n", [25, 40, 90])
def test_larger_pools_are_seated_better_than_by_search_alone(n):
    rows = np.random.default_rng(n).standard_normal((n, 12)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    near = np.clip(rows @ rows.T, 0, 1) * (1 - np.eye(n, dtype=np.float32))
    tongues = Tongues()
    people = [person_of(guest(at), tongues, Acquaintance(())) for at in range(n)]
    room = seating.Room(1, tongues.bits({"en"}), Rules())
    party = party_of(people, room, near)
    start, left = seating.arrange(people, room)
    groups = [(bench.hosted, tuple(sorted(int(one.id[1:]) for one in bench.people))) for bench in start]
    assert not left
    found = solve(party, groups, 30.0)
    assert is_permitted(party, found)
    assert worth_of(party, found) >= 0.99 * worth_of(party, improve(party, groups))
    assert solve(party, groups, 30.0) == found


def test_the_host_counts_as_one_more_who_is_near_to_nobody():
    people = [person_of(guest(at), Tongues(), Acquaintance(())) for at in range(3)]
    near = np.ones((3, 3), np.float32) - np.eye(3, dtype=np.float32)
    party = party_of(people, seating.Room(1, 1, Rules()), near)
    assert worth(party, np.array([0, 1, 2]), hosted=False) == 30_000
    assert worth(party, np.array([0, 1, 2]), hosted=True) == 3 * 6666


@pytest.mark.parametrize(
    ("size", "most", "hosted_max", "ways"),
    [
        (6, 2, 0, 10),
        (7, 2, 0, 35),
        (9, 3, 0, 280 + 126),
        (10, 3, 0, 2100 + 126),
        (3, 1, 6, 2),
        (1, 1, 6, 1),
        (2, 1, 0, 0),
    ],
)
def test_every_way_to_cut_is_there_once(size, most, hosted_max, ways):
    cuts = cuts_of(size, most, (3, 5), hosted_max)
    made = {tuple(sorted(cuts.groups(way, range(size)))) for way in range(len(cuts.ways))}
    assert len(made) == len(cuts.ways) == ways
    assert all(
        sorted(one for _, members in groups for one in members) == list(range(size)) for groups in made
    )
