import numpy as np
import pytest
from hypothesis import given, settings

from hub import seating
from hub.grouping import improve, party_of
from hub.rules import Acquaintance, Rules, Tongues, person_of
from hub.solver import solve, worth_of
from tests.hub.small_days import guest
from tests.hub.small_parties import every_seating, is_permitted, parties


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
