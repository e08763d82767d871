from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.paper_budget import DAY_MS, HOUR_MS, Budget

SLIP_MM = 120


def printed(budget, times):
    """How many slips come out at these times."""
    count = 0
    for now in times:
        budget = budget.later(now)
        if budget.allows(SLIP_MM):
            budget, count = budget.without(SLIP_MM), count + 1
    return count


def test_a_crowd_is_served():
    assert printed(Budget(6000, 40_000), range(0, HOUR_MS, HOUR_MS // 60)) == 60


def test_somebody_who_wants_the_whole_roll_does_not_get_it():
    assert printed(Budget(6000, 40_000), range(0, HOUR_MS, 5000)) <= 2 * 6000 // SLIP_MM
    assert printed(Budget(6000, 40_000), range(0, DAY_MS, 20_000)) <= 2 * 40_000 // SLIP_MM


def test_an_hour_later_there_is_paper_again():
    budget = Budget(6000, 40_000).later(0)
    while budget.allows(SLIP_MM):
        budget = budget.without(SLIP_MM)
    assert budget.later(HOUR_MS).allows(SLIP_MM)


@given(st.lists(st.integers(0, 10**9)))
def test_a_clock_that_goes_back_gives_nothing(times):
    budget = Budget(SLIP_MM, SLIP_MM).later(10**9).without(SLIP_MM)
    for now in times:
        budget = budget.later(now)
        assert not budget.allows(SLIP_MM)
