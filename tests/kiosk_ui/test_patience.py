"""How long the kiosk waits for people and for its own machines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.patience import DIMS_IN_THE_DARK_S, DIMS_S, LEAVING_S, READING_S, WARNS_S, Patience
from kiosk_ui.session import ENDINGS, LIMITS, PATIENCE, Event, Screen


def entered(screen, at=0.0):
    times = Patience()
    times.enter(screen, at)
    return times


def next_event(times, now):
    """(when, what) comes next, if nobody touches anything; asked as the window asks, at each deadline."""
    for _ in range(1000):
        now = max(times.deadline(), now)
        times.left(now)
        if event := times.due(now):
            return now, event
    raise AssertionError("nothing ever comes")


@pytest.mark.parametrize("screen", PATIENCE)
def test_a_screen_waits_its_time_and_every_touch_gives_it_anew(screen):
    times = entered(screen)
    for now in range(9, 10_000, 9):
        assert times.due(now) is None
        times.touched(now)
    assert next_event(times, now) == (now + PATIENCE[screen], Event.IDLE)


@pytest.mark.parametrize("screen", LIMITS)
def test_no_finger_makes_a_machines_time_longer(screen):
    times = entered(screen)
    times.touched(LIMITS[screen] - 0.1)
    assert next_event(times, 0) == (LIMITS[screen], Event.STUCK)


def test_the_time_to_answer_is_seen_running_out_second_by_second():
    times = entered(Screen.ASK_STAY)
    seen, now = [times.left(0)], 0.0
    while times.due(now) is None:
        now = times.deadline()
        seen.append(times.left(now))
    assert seen == [pytest.approx(second / 20) for second in range(20, -1, -1)]


def test_a_slip_to_be_copied_stays_longer_and_warns():
    times = entered(Screen.SLIP)
    times.served(1, reads=True)
    assert times.left(2) == 1
    assert next_event(times, 2) == (1 + READING_S - WARNS_S, Event.SOON)
    assert times.left(1 + READING_S - 5) == 5 / WARNS_S
    assert next_event(times, 1 + READING_S - 5) == (1 + READING_S, Event.IDLE)


@pytest.mark.parametrize("screen", sorted(ENDINGS, key=lambda screen: screen.value))
def test_nobody_near_ends_an_ending_soon(screen):
    times = entered(screen)
    times.served(1, reads=True)
    times.presence(False, 2)
    assert next_event(times, 2) == (2 + LEAVING_S, Event.IDLE)


def test_whoever_comes_back_finds_the_slip_still_there():
    times = entered(Screen.SLIP)
    times.served(0, reads=False)
    times.presence(False, 2)
    times.presence(True, 5)
    assert next_event(times, 5) == (PATIENCE[Screen.SLIP], Event.IDLE)


def test_nobody_near_while_the_paper_is_still_coming_waits_for_it():
    times = entered(Screen.SLIP)
    times.presence(False, 2)
    assert next_event(times, 2)[0] == PATIENCE[Screen.SLIP]
    times.served(4, reads=False)
    assert next_event(times, 4)[0] == 4 + LEAVING_S


@pytest.mark.parametrize("screen", [screen for screen in PATIENCE if screen not in ENDINGS])
def test_nobody_near_never_shortens_the_writing(screen):
    times = entered(screen)
    times.presence(False, 2)
    assert next_event(times, 2) == (PATIENCE[screen], Event.IDLE)


def test_in_a_dark_room_the_screen_dims_sooner_and_not_before_somebodys_eyes():
    times = entered(Screen.ASLEEP)
    times.darken(True, 100)
    times.due(100 + DIMS_IN_THE_DARK_S - 1)
    assert not times.dimmed
    times.due(100 + DIMS_IN_THE_DARK_S)
    assert times.dimmed
    times.darken(True, 140)
    assert times.dimmed
    times.darken(False, 150)
    assert not times.dimmed
    times.due(150 + DIMS_S - 1)
    assert not times.dimmed
    times.darken(True, 1000)
    times.presence(True, 1001)
    times.due(1001 + DIMS_IN_THE_DARK_S)
    assert not times.dimmed
    times.enter(Screen.WRITE, 2000)
    times.darken(True, 2001)
    times.due(2100)
    assert not times.dimmed


def test_a_kiosk_that_begins_is_not_dimmed_whatever_the_clock_shows():
    times = Patience()
    times.due(1e6)
    assert not times.dimmed
    times.due(1e6 + DIMS_S)
    assert times.dimmed


def test_the_screen_dims_when_nobody_was_there_and_wakes_for_whoever_comes():
    times = entered(Screen.ASLEEP)
    times.due(DIMS_S - 1)
    assert not times.dimmed
    times.due(DIMS_S)
    assert times.dimmed
    times.presence(True, DIMS_S + 10)
    assert not times.dimmed
    times.due(3 * DIMS_S)
    assert not times.dimmed, "somebody stands there"
    times.presence(False, 3 * DIMS_S)
    times.due(5 * DIMS_S)
    assert times.dimmed
    times.touched(6 * DIMS_S)
    assert not times.dimmed


def test_only_the_screens_that_ask_turn_their_languages():
    times = entered(Screen.WRITE)
    times.due(1000)
    assert times.turns == 0
    times.enter(Screen.ASLEEP, 1000)
    times.due(1004)
    assert times.turns == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "touched", "served", "presence"]),
        st.sampled_from(list(Screen)),
        st.booleans(),
    )
)


@given(STEPS)
def test_time_always_leads_on(steps):
    """Whatever was done, every screen but the first has an event to come, and asking for it makes time go on."""
    times, now = Patience(), 0.0
    for what, screen, yes in steps:
        now += 1
        times.due(now)
        if what == "enter":
            times.enter(screen, now)
        elif what == "touched":
            times.touched(now)
        elif what == "served":
            times.served(now, reads=yes)
        else:
            times.presence(yes, now)
        assert 0 <= times.left(now) <= 1
    times.enter(Screen.SLIP, now)
    times.served(now, reads=True)
    while times.due(now) is not Event.IDLE:
        times.left(now)
        now = times.deadline()
        assert now < float("inf")


def test_a_sensor_that_sees_nobody_where_somebody_touches_is_not_believed():
    times = entered(Screen.WRITE)
    times.presence(False, 1)
    times.touched(2)
    times.enter(Screen.SLIP, 3)
    times.served(4, reads=False)
    assert next_event(times, 4)[0] == 4 + PATIENCE[Screen.SLIP]
    times.presence(True, 5)
    times.presence(False, 6)
    assert next_event(times, 6)[0] == 6 + LEAVING_S
