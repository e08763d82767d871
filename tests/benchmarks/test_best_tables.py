"""The proven best tables, held against every seating there is and against the other ways."""

import numpy as np
import pytest
from hypothesis import assume, given, settings

from benchmarks.best_tables import best_of_party
from benchmarks.pairing import paired
from hub.grouping import FORBIDDEN, worth
from tests.hub.small_parties import every_seating, parties


def company(party, groups):
    """Sum of affinities as the proof adds them up, table by table, in ten-thousandths."""
    return sum(
        int(party.near[np.ix_(members, members)].sum()) // max(1, len(members) - (not hosted))
        for hosted, members in groups
    )


@settings(max_examples=40, deadline=None)
@given(parties(most=8))
def test_no_seating_is_better(given_party):
    party, start = given_party
    n = len(party.near)
    assume(n > 0)
    best = best_of_party(party, 20)
    assert sorted(one for _, members in best for one in members) == list(range(n))
    assert all(worth(party, np.array(members), hosted=hosted) > FORBIDDEN for hosted, members in best)
    assert sum(hosted for hosted, _ in best) <= party.room.hosts
    found = [company(party, groups) for groups in every_seating(party, list(range(n)), party.room.hosts)]
    assert company(party, best) == max(found)
    assert company(party, start) <= company(party, best)


@settings(max_examples=40, deadline=None)
@given(parties())
def test_tables_grown_from_pairs_are_permitted_and_touch_nobody_twice(given_party):
    party, _ = given_party
    tables = paired(party)
    assert all(worth(party, np.array(table), hosted=False) > FORBIDDEN for table in tables)
    sitting = [one for table in tables for one in table]
    assert len(sitting) == len(set(sitting))


@pytest.mark.parametrize("n", [8, 12])
def test_pairs_of_pairs_that_belong_together_are_found(n):
    near = np.where(np.arange(n)[:, None] % (n // 4) == np.arange(n) % (n // 4), 9000, 100)
    np.fill_diagonal(near, 0)
    tables = paired(alike(near))
    assert sorted(tables) == [list(range(first, n, n // 4)) for first in range(n // 4)]


def alike(near):
    """A party of people of one language."""
    from hub.grouping import party_of
    from hub.rules import Acquaintance, Rules, Tongues, person_of
    from hub.seating import Room
    from tests.hub.small_days import guest

    tongues, met = Tongues(), Acquaintance(())
    people = [person_of(guest(at), tongues, met) for at in range(len(near))]
    return party_of(people, Room(1, 1, Rules()), (near / 10_000).astype(np.float32))
