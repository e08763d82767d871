import numpy as np
import pytest
from hypothesis import given, settings

from hub import seating
from hub.grouping import cuts_of, improve, party_of, worth
from hub.rules import Acquaintance, Rules, Tongues, person_of
from hub.solver import worth_of
from tests.hub.small_days import guest
from tests.hub.small_parties import is_permitted, parties


@settings(max_examples=25, deadline=None)
@given(parties(most=18))
def test_improved_tables_are_permitted_and_no_worse(given_party):
    party, start = given_party
    better = improve(party, start)
    assert is_permitted(party, better)
    assert worth_of(party, better) >= worth_of(party, start)
    # What was tried is not tried again within one search, so that another one may find a little more.
    assert worth_of(party, improve(party, better)) >= worth_of(party, better)


def test_a_search_told_to_stop_keeps_what_it_has():
    people = [person_of(guest(at), Tongues(), Acquaintance(())) for at in range(9)]
    party = party_of(
        people, seating.Room(0, 1, Rules()), np.ones((9, 9), np.float32) - np.eye(9, dtype=np.float32)
    )
    start = [(False, (0, 1, 2, 3, 4)), (False, (5, 6, 7, 8))]
    assert improve(party, start, lambda: False) == tuple(start)


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
