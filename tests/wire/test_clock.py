import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import HandClock
from wire.clock import age, clock_of, shift_clock, shifted_clock, system_clock

MILLIS = st.integers(0, 2**41)


def test_the_machines_own_clocks():
    clock = system_clock()
    before, ticks = clock.now(), clock.ticks()
    time.sleep(0.02)
    assert 10 <= clock.ticks() - ticks < 10_000
    assert abs(clock.now() - time.time() * 1000) < 1000
    assert clock.now() >= before
    assert clock.boot == system_clock().boot


def test_a_shifted_clock_moves_while_it_is_read_and_ticks_stay_real(tmp_path):
    path, own = tmp_path / "clock", system_clock()
    shift_clock(path, 3_600_000)
    clock = clock_of(path)
    assert clock.now() - own.now() == pytest.approx(3_600_000, abs=1000)
    shift_clock(path, -3_600_000)
    assert clock.now() - own.now() == pytest.approx(-3_600_000, abs=1000)
    assert clock.ticks() - own.ticks() < 1000
    assert clock.boot == own.boot
    assert [file.name for file in tmp_path.iterdir()] == ["clock"]


def test_without_a_file_it_is_the_machines_own():
    assert abs(clock_of(None).now() - system_clock().now()) < 1000


def test_a_shift_that_is_no_number_is_not_taken_for_one(tmp_path):
    (tmp_path / "clock").write_text("soon")
    with pytest.raises(ValueError, match="soon"):
        shifted_clock(tmp_path / "clock").now()


@given(kept=MILLIS, passed=MILLIS, set_to=MILLIS)
def test_age_does_not_care_where_the_wall_clock_is_set(kept, passed, set_to):
    hand = HandClock(wall=kept)
    ticks, boot = hand.ticks, hand.clock().boot
    hand.pass_ms(passed)
    hand.wall = set_to
    assert age(hand.clock(), kept, ticks, boot) == passed


@given(kept=MILLIS, now=MILLIS)
def test_after_a_reboot_the_wall_clock_decides_and_nothing_is_younger_than_new(kept, now):
    hand = HandClock(wall=kept)
    ticks, boot = hand.ticks, hand.clock().boot
    hand.reboot()
    hand.wall = now
    assert age(hand.clock(), kept, ticks, boot) == max(0, now - kept)
