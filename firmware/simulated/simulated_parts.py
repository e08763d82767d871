"""Parts on the simulated bus: a DS3231 and the little of a VL53L0X that is asked for."""

import time

import simulated_world as world

import pinout

_STATUS, _STOPPED = 0x0F, 0x80


class Clock:
    """A DS3231; it runs with the board's time. At first it has lost the time, and says the year 2000."""

    def __init__(self):
        self.is_there, self.is_stopped = True, True
        self._seconds, self._since = 946_684_800, 0

    def set_to(self, seconds):
        """The time since 1970, UTC, from now on."""
        self._seconds, self._since = seconds, world.ticks_ms()

    def now(self):
        """The time it shows."""
        return self._seconds + (world.ticks_ms() - self._since) // 1000

    def read(self, register, size):
        """Its registers."""
        if not self.is_there:
            raise OSError(5)
        if register == _STATUS:
            return bytes([_STOPPED if self.is_stopped else 0])
        year, month, day, hour, minute, second, weekday = time.gmtime(self.now())[:7]
        held = bytes([int(str(n), 16) for n in (second, minute, hour, weekday + 1, day, month, year - 2000)])
        return held[register : register + size]

    def write(self, register, data):
        """Set it, or its status."""
        if not self.is_there:
            raise OSError(5)
        if register == _STATUS:
            self.is_stopped = self.is_stopped and bool(data[0] & _STOPPED)
        elif register == 0 and len(data) == 7:
            second, minute, hour, _, day, month, year = [int(f"{byte:02x}") for byte in data]
            self.set_to(_days(2000 + year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
            world.tell({"clock": self.now()})


def _days(year, month, day):
    """Since 1970, counted one by one: it must not err as the firmware might."""
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    days = sum([366 if past % 4 == 0 else 365 for past in range(1970, year)]) + day - 1
    return days + sum(lengths[: month - 1]) + (1 if month > 2 and year % 4 == 0 else 0)


class Distance:
    """A VL53L0X that has finished measuring whenever it is asked."""

    def __init__(self):
        self.is_there, self.mm = False, 8190

    def read(self, register, size):
        """Its registers."""
        if not self.is_there:
            raise OSError(5)
        held = {0xC0: b"\xee", 0x89: b"\0", 0x14: b"\x58", 0x1E: self.mm.to_bytes(2, "big")}
        return held[register][:size]

    def write(self, register, data):
        """It is told to begin."""
        if not self.is_there:
            raise OSError(5)


PARTS = {pinout.CLOCK_ADDRESS: Clock(), pinout.DISTANCE_ADDRESS: Distance()}


def change(message):
    """What the world says of a part."""
    if "clock" in message:
        clock, said = PARTS[pinout.CLOCK_ADDRESS], message["clock"]
        if "seconds" in said:
            clock.set_to(said["seconds"])
            clock.is_stopped = False
        clock.is_stopped = said.get("stopped", clock.is_stopped)
        clock.is_there = said.get("is_there", clock.is_there)
    else:
        sensor, said = PARTS[pinout.DISTANCE_ADDRESS], message["distance"]
        sensor.is_there = said.get("is_there", sensor.is_there)
        sensor.mm = said.get("mm", sensor.mm)


def begin_anew():
    """Parts as they are in the shop."""
    PARTS[pinout.CLOCK_ADDRESS].__init__()
    PARTS[pinout.DISTANCE_ADDRESS].__init__()
