"""Whether somebody is there, by a sensor that flickers, is missing, or lies."""

from presence import GONE_MS, NOTHING_MM, RIGHT_MS, STUCK_MS, Presence, near
from wire.panel import UNKNOWN

STEP = 250


def feel(presence, is_seen, for_ms, start):
    """What it says in the end, having seen the same for so long."""
    said = None
    for now in range(start, start + for_ms + 1, STEP):
        said = presence.look(is_seen, now)
    return said


def proven():
    """A sensor that was seen to change; nobody is there at 60 s."""
    presence = Presence("pin")
    presence.look(False, 0)
    presence.look(True, STEP)
    feel(presence, False, 60_000, 2 * STEP)
    return presence


def test_a_sensor_that_never_changed_may_not_be_there():
    for is_seen in (True, False):
        assert feel(Presence("pin"), is_seen, 60_000, 0) == UNKNOWN


def test_somebody_is_there_at_once_and_gone_after_a_while():
    presence = proven()
    assert presence.look(True, 70_000) == 1
    assert feel(presence, False, GONE_MS["pin"] - 2 * STEP, 70_000 + STEP) == 1
    assert presence.look(False, 70_000 + GONE_MS["pin"]) == 0


def test_who_stands_still_now_and_then_is_there_all_the_time():
    presence = proven()
    now, said = 70_000, []
    for _ in range(30):
        said += [feel(presence, True, 3_000, now), feel(presence, False, 12_000, now + 3_000 + STEP)]
        now += 16_000
    assert set(said) == {1}


def test_a_sensor_stuck_at_somebody_is_not_believed_until_it_was_right_for_a_minute():
    presence = proven()
    assert feel(presence, True, STUCK_MS, 70_000) == 1
    assert presence.look(True, 70_000 + STUCK_MS + STEP) == UNKNOWN
    assert presence.is_lying
    later = 70_000 + STUCK_MS + 2 * STEP
    assert feel(presence, False, RIGHT_MS - 2 * STEP, later) == UNKNOWN
    assert feel(presence, False, 4 * STEP, later + RIGHT_MS) == 0
    assert not presence.is_lying


def test_a_pin_in_the_air_is_not_believed():
    presence = proven()
    said = [presence.look(now % 500 == 0, now) for now in range(70_000, 80_000, STEP)]
    assert said[-1] == UNKNOWN
    assert presence.is_lying


def test_a_distance_that_cannot_be_is_not_believed():
    presence = Presence("distance")
    presence.look(near(700, False), 0)
    presence.look(near(2_000, True), STEP)
    assert presence.look(near(0, False), 1_000) == UNKNOWN
    assert near(9_000, False) is None


def test_between_near_and_far_it_stays_as_it_was():
    assert near(1_100, False) is True
    assert near(1_300, False) is False
    assert near(1_300, True) is True
    assert near(1_600, True) is False
    assert near(NOTHING_MM, True) is False
