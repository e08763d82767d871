"""The proof that a pool can or cannot be seated, held against trying every seating there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.chairs import Seats, has_seating
from hub.rules import Rules


def fits(seats, people, *, hosted):
    if any(seats.apart[one, other] for one, other in combinations(people, 2)):
        return False
    tongues = [int(seats.tongues[one]) for one in people]
    if hosted and seats.rules.hosted_language == "host":
        return all(one & seats.host for one in tongues)
    return bool(np.bitwise_and.reduce([*tongues, seats.host if hosted else -1]))


def by_trying(seats, people, hosts):
    """Whether some way to seat these people is permitted."""
    if not people:
        return True
    first, *others = people
    sizes = [(False, size) for size in range(seats.rules.table_min, seats.rules.table_max + 1)]
    sizes += [(True, size) for size in range(1, seats.rules.hosted_max + 1)] if hosts else []
    return any(
        fits(seats, (first, *some), hosted=hosted)
        and by_trying(seats, [one for one in others if one not in some], hosts - hosted)
        for hosted, size in sizes
        for some in combinations(others, size - 1)
    )


@st.composite
def many_seats(draw):
    n = draw(st.integers(1, 8))
    tongues = np.array(draw(st.lists(st.integers(1, 7), min_size=n, max_size=n)), np.int64)
    apart = np.zeros((n, n), bool)
    for one, other in draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=12)):
        apart[one, other] = apart[other, one] = one != other
    rules = Rules(
        hosted_max=draw(st.integers(1, 6)), hosted_language=draw(st.sampled_from(("host", "common")))
    )
    return Seats(tongues, draw(st.integers(0, 7)), apart, draw(st.integers(0, 2)), rules)


@settings(max_examples=60, deadline=None)
@given(many_seats())
def test_what_is_proved_is_what_trying_finds(seats):
    assert has_seating(seats) == by_trying(seats, list(range(len(seats.tongues))), seats.hosts)


def of_one_language(n, hosts):
    return Seats(np.ones(n, np.int64), 1, np.zeros((n, n), bool), hosts, Rules())


@pytest.mark.parametrize(("n", "hosts", "could"), [(2, 0, False), (2, 1, True), (3, 0, True), (60, 0, True)])
def test_small_and_large(n, hosts, could):
    assert has_seating(of_one_language(n, hosts)) is could


def test_undecided_in_time_is_neither():
    assert has_seating(of_one_language(60, 1), seconds=0.0) is None
