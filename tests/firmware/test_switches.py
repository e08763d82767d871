"""The switches of paper and door."""

from switches import STEADY_MS, Switch
from wire.panel import UNKNOWN

CLOSED, OPEN = 0, 1


def steady(switch, level, start):
    """What it says once that level has stood for long enough."""
    switch.look(level, start)
    return switch.look(level, start + STEADY_MS)


def test_a_switch_never_closed_may_not_be_there():
    switch = Switch(1)
    assert [switch.look(OPEN, ms) for ms in range(0, 10_000, 250)] == [UNKNOWN] * 40


def test_paper_is_there_when_closed_and_not_when_open_again():
    switch = Switch(1)
    assert [steady(switch, CLOSED, 0), steady(switch, OPEN, 1_000), steady(switch, CLOSED, 2_000)] == [
        1,
        0,
        1,
    ]


def test_a_door_is_open_when_its_switch_is():
    switch = Switch(0)
    assert [steady(switch, CLOSED, 0), steady(switch, OPEN, 1_000)] == [0, 1]


def test_shaking_is_not_a_change():
    switch = Switch(1)
    steady(switch, CLOSED, 0)
    said = {switch.look(ms // 50 % 2, 1_000 + ms) for ms in range(0, 5_000, 50)}
    assert said == {1}
