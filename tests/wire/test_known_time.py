"""Machines without a clock: never before what is known, and as the hub says."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import HandClock
from wire.known_time import BUILT_MS, NOTE_EVERY_MS, KnownTime

NOW = 1_800_000_000_000
MINUTE = 60_000


@pytest.fixture
def hand():
    return HandClock(wall=NOW)


def test_a_clock_that_is_right_is_left_alone(tmp_path, hand):
    clock = KnownTime(hand.clock(), tmp_path / "last").clock()
    assert (clock.now(), clock.ticks(), clock.boot) == (NOW, hand.ticks, "first")


def test_a_machine_that_wakes_up_in_1970_goes_on_from_when_this_was_made(tmp_path, hand, caplog):
    hand.wall = 0
    known = KnownTime(hand.clock(), tmp_path / "last")
    hand.pass_ms(MINUTE)
    assert known.now() == BUILT_MS + MINUTE
    assert "clock shows 1970-01-01" in caplog.text


def test_a_machine_that_knew_a_later_time_goes_on_from_there(tmp_path, hand):
    KnownTime(hand.clock(), tmp_path / "last").note()
    hand.wall = 0
    later = KnownTime(hand.clock(), tmp_path / "last")
    hand.pass_ms(MINUTE)
    assert later.now() == NOW + MINUTE
    hand.wall = NOW + 5 * MINUTE  # and then it was set
    assert later.now() == NOW + 5 * MINUTE


@pytest.mark.parametrize("noted", ["", "soon", "9" * 15, "-1", "\N{BLACK STAR}"])
def test_a_last_time_that_cannot_be_is_none(tmp_path, hand, noted):
    (tmp_path / "last").write_text(noted, encoding="utf-8")
    assert KnownTime(hand.clock(), tmp_path / "last").now() == NOW


@pytest.mark.parametrize("off", [-400 * 86_400_000, -3_600_000, 3_600_000, 400 * 86_400_000])
def test_what_the_hub_says_twice_holds(tmp_path, hand, off):
    hand.wall = NOW + off
    known = KnownTime(hand.clock(), tmp_path / "last")
    known.hear(NOW)
    before = known.now()
    hand.pass_ms(30_000)
    known.hear(NOW + 30_000)
    assert before == max(NOW + off, BUILT_MS)
    assert known.now() == NOW + 30_000


def test_a_machine_says_how_its_own_clock_is(tmp_path, hand):
    known = KnownTime(hand.clock(), tmp_path / "last")
    assert known.own_is == "unknown"
    known.hear(NOW + 1000)
    assert known.own_is == "right"
    hand.wall += 3_600_000
    for _ in range(3):
        known.hear(NOW)
    assert known.own_is == "wrong", "though it goes by the hub"
    hand.wall -= 3_600_000
    known.hear(NOW)
    assert known.own_is == "right"


def test_one_message_that_was_late_moves_nothing(tmp_path, hand):
    known = KnownTime(hand.clock(), tmp_path / "last")
    known.hear(NOW - 3_600_000)
    known.hear(NOW)
    known.hear(NOW - 7_200_000)
    assert known.now() == NOW


def test_the_time_is_noted_once_an_hour(tmp_path, hand):
    known = KnownTime(hand.clock(), tmp_path / "last")
    known.note()
    (tmp_path / "last").write_text("1")
    hand.pass_ms(NOTE_EVERY_MS - 1)
    known.note()
    assert (tmp_path / "last").read_text() == "1"
    hand.pass_ms(1)
    known.note()
    assert int((tmp_path / "last").read_text()) == NOW + NOTE_EVERY_MS


@given(st.lists(st.integers(0, 10**7), max_size=12))
def test_time_never_runs_backwards_while_the_machines_own_clock_does_not(tmp_path_factory, steps):
    hand = HandClock(wall=0)
    known = KnownTime(hand.clock(), tmp_path_factory.mktemp("time") / "last")
    last = known.now()
    for passed in steps:
        hand.pass_ms(passed)
        assert known.now() >= last + passed
        last = known.now()


@pytest.mark.parametrize("off", [3_600_000, 400 * 86_400_000])
def test_a_battery_knows_better_than_a_machine_without_one(tmp_path, hand, caplog, off):
    caplog.set_level(logging.WARNING, "wire.known_time")
    known = KnownTime(hand.clock(), tmp_path / "last")
    assert known.hear_battery(NOW + off)
    hand.pass_ms(MINUTE)
    assert known.now() == NOW + off + MINUTE
    assert "the panel's" in caplog.text


@pytest.mark.parametrize("told", [0, 946_684_800_000, NOW, NOW + MINUTE, NOW - 3_600_000, NOW * 3])
def test_a_battery_that_lost_the_time_or_knows_nothing_better_changes_nothing(tmp_path, hand, told):
    known = KnownTime(hand.clock(), tmp_path / "last")
    assert not known.hear_battery(told)
    assert known.now() == NOW


def test_the_hub_goes_before_any_battery(tmp_path, hand):
    known = KnownTime(hand.clock(), tmp_path / "last")
    known.hear_battery(NOW + 3_600_000)
    assert not known.agrees
    known.hear(NOW)
    assert not known.agrees
    known.hear(NOW)
    assert known.agrees
    assert known.now() == NOW
    assert not known.hear_battery(NOW + 3_600_000)
    assert known.now() == NOW
