from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.outlook import Arrivals, two_nearest
from hub.rules import Rules
from tests.hub.small_days import HOUR, guest, pool

MORNING, EVENING = 10 * HOUR, 18 * HOUR


def two_pools():
    return [pool(starts=MORNING), pool(starts=EVENING)]


def came(*guests):
    arrivals = Arrivals(two_pools(), Rules())
    for one in guests:
        arrivals.add(one)
    return arrivals


def test_before_anybody_came_and_when_the_day_is_over_nobody_is_expected():
    free = np.array([9.0, 9.0])
    assert not came().outlook(8 * HOUR, free).could.any()
    assert not came(guest(1)).outlook(EVENING, free).could.any()


def test_an_early_round_soon_has_nobody_more_to_come():
    outlook = came(*map(guest, range(6))).outlook(MORNING - 30, np.array([9.0, 9.0]))
    assert outlook.could[0] < 1 < outlook.could[1]


def test_whoever_may_take_two_pools_will_take_one():
    outlook = came(*map(guest, range(6))).outlook(8 * HOUR + 30, np.array([9.0, 9.0]))
    assert outlook.will.sum() == pytest.approx(outlook.could.max())


@pytest.mark.parametrize("changed", [{"reach": 4}, {"kiosk": "unknown"}, {"rounds": frozenset()}])
def test_kinds_who_cannot_come_are_not_expected(changed):
    assert not came(guest(1, **changed)).outlook(8 * HOUR, np.array([9.0, 9.0])).could.any()


def test_a_full_pool_is_left_to_the_other():
    outlook = came(*map(guest, range(6))).outlook(8 * HOUR + 30, np.array([0.0, 9.0]))
    assert outlook.will[0] < 0.01 < outlook.will[1]


unit = st.floats(0, 1)


@given(st.lists(unit, max_size=5), st.lists(unit, max_size=5), st.floats(0, 50))
def test_expected_company_is_between_what_sits_there_and_the_best_of_the_day(here, today, to_come):
    found = two_nearest(np.array(here), np.sort(np.array(today))[::-1], to_come)
    sits = sum(sorted(here)[-2:])
    most = sum(sorted([*here, *(2 * [max(today, default=0)])])[-2:])
    assert sits - 1e-9 <= found <= most + 1e-9


@given(st.lists(unit, min_size=1, max_size=5), st.floats(0, 9), st.floats(0, 9))
def test_more_to_come_is_never_worse(today, fewer, more):
    day = np.sort(np.array(today))[::-1]
    fewer, more = sorted((fewer, more))
    assert two_nearest(np.array([0.5]), day, fewer) <= two_nearest(np.array([0.5]), day, more) + 1e-9


def test_expected_company_is_that_of_many_drawn_days():
    """Against a Poisson number of people like those of today, drawn again and again."""
    chance, here, today, to_come = np.random.default_rng(1), [0.3, 0.1], np.array([0.6, 0.4, 0.2, 0.0]), 1.5
    drawn = [sorted([*here, *chance.choice(today, chance.poisson(to_come))])[-2:] for _ in range(20_000)]
    assert two_nearest(np.array(here), today, to_come) == pytest.approx(np.sum(drawn) / 20_000, abs=0.005)


def test_outlook_is_whole_whatever_the_order_they_came_in():
    kinds = [
        guest(at, reach=reach, kiosk=kiosk)
        for at, (reach, kiosk) in enumerate(product((6, 14), ("k0", "k1")))
    ]
    free = np.array([9.0, 9.0])
    one, other = came(*kinds).outlook(9 * HOUR, free), came(*kinds[::-1]).outlook(9 * HOUR, free)
    assert np.allclose(one.will, other.will)


def test_chairs_are_scarce_where_many_came_and_few_are_free():
    few, many = came(guest(1)), came(*map(guest, range(60)))
    free = np.array([9.0, 9.0])
    later = 8 * HOUR + 40
    assert few.per_chair(later, free) < 1 < many.per_chair(later, free)
    assert many.per_chair(later, free / 3) > many.per_chair(later, free)


def test_a_day_without_anybody_yet_is_a_usual_one_and_one_that_is_over_brings_nobody():
    free = np.array([9.0, 9.0])
    assert 0.3 < came().per_chair(8 * HOUR, free) < 1
    assert came(guest(1)).per_chair(EVENING, free) == 0


@given(st.integers(0, 40), st.integers(-1000, 2000), st.floats(0, 50), st.floats(0, 50))
def test_people_a_chair_are_a_number_whatever_the_hour(many, now, one, other):
    found = came(*map(guest, range(many))).per_chair(now, np.array([one, other]))
    assert 0 <= found < np.inf
