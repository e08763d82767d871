"""The ring: twelve colours within what the supply is computed with, and nothing that flashes."""

import lamps
from pinout import RING_BRIGHTEST, RING_LAMPS
from wire.panel import LAMPS

STATES = range(len(LAMPS))
DAY_MS = 12_000  # two breaths, three turns


def pictures(state):
    """Everything that state shows in that time, as the ring shows it; one after another, for a Pico's heap is small."""
    for ms in range(0, DAY_MS, lamps.PAUSE_MS[state]):
        yield lamps.colours(state, ms)


def test_every_state_has_twelve_colours_within_the_supply():
    for state in STATES:
        for picture in pictures(state):
            assert len(picture) == RING_LAMPS
            for colour in picture:
                assert len(colour) == 3
                assert all(0 <= part <= RING_BRIGHTEST for part in colour)


def test_no_lamp_flashes():
    """No lamp goes up by more than a tenth of the brightest and down again more often than once a second."""
    for state in STATES:
        for lamp in range(RING_LAMPS):
            rises, low, high, is_rising = 0, 999, 0, False
            for picture in pictures(state):
                level = max(picture[lamp])
                low, high = min(low, level), max(high, level)
                if not is_rising and level > low + 5:
                    rises, is_rising, high = rises + 1, True, level
                elif is_rising and level < high - 5:
                    is_rising, low = False, level
            assert rises <= DAY_MS // 2_000, (LAMPS[state], rises)


def test_no_step_of_the_breath_is_seen_as_a_jump():
    before = None
    for picture in pictures(LAMPS.index("idle")):
        assert before is None or abs(max(before) - max(picture[0])) <= 1
        before = picture[0]


def test_states_differ_in_form_or_movement_not_in_colour_alone():
    shapes = set()
    for state in STATES:
        first = lamps.colours(state, 0)
        is_even = len({str(colour) for colour in first}) == 1
        moves = any(picture != first for picture in pictures(state))
        shapes.add((str([sum(colour) > 3 for colour in first]), is_even, moves))
    assert len(shapes) == len(LAMPS)


def test_thinking_turns_and_idle_breathes():
    thinking, idle = pictures(LAMPS.index("thinking")), pictures(LAMPS.index("idle"))
    assert all(len({str(colour) for colour in picture}) > 2 for picture in thinking)
    assert all(len({str(colour) for colour in picture}) == 1 for picture in idle)


def test_dark_is_dark():
    assert {str(colour) for colour in lamps.colours(LAMPS.index("dark"), 1_234)} == {"(0, 0, 0)"}


def test_without_a_kiosk_the_ring_says_so_but_not_at_night():
    idle = LAMPS.index("idle")
    assert lamps.shown(idle, True, False) == idle
    assert lamps.shown(idle, False, False) == lamps.AWAY
    assert lamps.shown(idle, False, True) == lamps.DARK
    assert lamps.shown(idle, True, True) == idle


def test_the_self_test_has_a_lamp_for_each_step():
    picture = lamps.test_picture(0b000000000101, 0b100000000010)
    assert picture == [lamps.GREEN, lamps.AMBER, lamps.GREEN] + [lamps.OFF] * 8 + [lamps.AMBER]
