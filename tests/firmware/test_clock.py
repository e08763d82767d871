"""The DS3231's registers, and what becomes of a clock that has lost the time."""

import simulated_parts
import simulated_world

import clock
from clock import EARLIEST, date_of, days_since_1970, read, registers, seconds_of, write

ADDRESS = 0x68


class Bus:
    """A bus with the simulated parts on it."""

    def readfrom_mem(self, address, register, size):
        return simulated_parts.PARTS[address].read(register, size)

    def writeto_mem(self, address, register, data):
        simulated_parts.PARTS[address].write(register, data)


def fresh():
    simulated_world.begin_anew(True, False)
    simulated_parts.begin_anew()
    return simulated_parts.PARTS[ADDRESS]


def test_every_day_of_this_century_comes_back():
    for seconds in range(EARLIEST, 4_102_444_800, 86_399):
        assert seconds_of(registers(seconds)) == seconds


def test_known_moments():
    assert days_since_1970(2000, 2, 29) == 11_016
    assert date_of(11_016) == (2000, 2, 29)
    assert registers(1_767_225_600 + 3_661) == bytes([1, 1, 1, 4, 1, 1, 0x26])  # a Thursday
    assert seconds_of(bytes([0x59, 0x59, 0x23, 2, 0x29, 0x02, 0x28])) == 1_835_481_599


def test_registers_that_are_no_time_say_none():
    good = registers(1_800_000_000)
    for at, value in (
        (0, 0x60),
        (1, 0x7F),
        (2, 0x24),
        (2, 0x41),
        (4, 0),
        (4, 0x32),
        (5, 0x13),
        (5, 0),
        (6, 0xA0),
    ):
        assert seconds_of(good[:at] + bytes([value]) + good[at + 1 :]) == 0, (at, value)
    assert seconds_of(b"\xff" * 7) == 0


def test_a_clock_back_in_2000_says_none():
    assert seconds_of(bytes([0, 0, 0, 7, 1, 1, 0])) == 0


def test_a_new_clock_has_lost_the_time_and_keeps_what_it_is_given():
    fresh()
    assert read(Bus(), ADDRESS) == (True, 0)
    assert write(Bus(), ADDRESS, 1_800_000_000)
    assert read(Bus(), ADDRESS) == (True, 1_800_000_000)
    simulated_world.set_now(90_500)
    assert read(Bus(), ADDRESS) == (True, 1_800_000_090)


def test_an_oscillator_that_stopped_is_not_believed_however_good_its_time_looks():
    part = fresh()
    write(Bus(), ADDRESS, 1_800_000_000)
    part.is_stopped = True
    assert read(Bus(), ADDRESS) == (True, 0)


def test_nobody_there():
    fresh().is_there = False
    assert read(Bus(), ADDRESS) == (False, 0)
    assert not write(Bus(), ADDRESS, 1_800_000_000)


def test_no_time_before_this_program_or_after_the_clock_s_century_is_set():
    fresh()
    for seconds in (0, EARLIEST - 1, 4_102_444_800):
        assert not write(Bus(), ADDRESS, seconds)
    assert read(Bus(), ADDRESS) == (True, 0)
    assert clock.write(Bus(), ADDRESS, EARLIEST)
