"""The clock with a battery of its own (DS3231): seconds since 1970, UTC, and its registers. Pure but for the bus.

A clock that has lost the time says 0 and never a guess: its oscillator-stop flag, a year before this program was
written, a register that is no date.
"""

CONTROL, STATUS = 0x0E, 0x0F
STOPPED = 0x80  # in STATUS: the oscillator stood still at some time
EARLIEST = 1_767_225_600  # 2026: this program is not older
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAY = 86_400


def days_since_1970(year, month, day):
    """Days of a date; year 1970 to 2099."""
    leap_days = (year - 1969) // 4 + (1 if month > 2 and year % 4 == 0 else 0)
    return (year - 1970) * 365 + leap_days + _DAYS_BEFORE[month - 1] + day - 1


def date_of(days):
    """(year, month, day) of days since 1970, to 2099."""
    year = 1970 + days // 366
    while days_since_1970(year + 1, 1, 1) <= days:
        year += 1
    month = 12
    while days_since_1970(year, month, 1) > days:
        month -= 1
    return year, month, days - days_since_1970(year, month, 1) + 1


def _bcd(number):
    return number // 10 << 4 | number % 10


def _number(bcd):
    return (bcd >> 4) * 10 + (bcd & 15)


def registers(seconds):
    """The DS3231's registers 0 to 6 for that time; 24 hours, years of this century."""
    year, month, day = date_of(seconds // _DAY)
    second = seconds % _DAY
    weekday = (seconds // _DAY + 3) % 7 + 1  # 1970 began on a Thursday; Monday is 1
    parts = (second % 60, second // 60 % 60, second // 3600, weekday, day, month, year - 2000)
    return bytes([_bcd(part) for part in parts])


def seconds_of(held):
    """The time that registers 0 to 6 say; 0 where they say none, or one before EARLIEST."""
    second, minute, hour = _number(held[0]), _number(held[1]), _number(held[2] & 0x3F)
    day, month, year = _number(held[4]), _number(held[5] & 0x1F), 2000 + _number(held[6])
    fits = second < 60 and minute < 60 and hour < 24 and 1 <= month <= 12 and 1 <= day <= 31 and year < 2100
    if not fits or held[2] & 0x40:  # a clock of twelve hours is not one that we have set
        return 0
    seconds = days_since_1970(year, month, day) * _DAY + hour * 3600 + minute * 60 + second
    return seconds if seconds >= EARLIEST else 0


def read(bus, address):
    """(whether a clock answers, its seconds or 0 where it has lost the time)."""
    try:
        if bus.readfrom_mem(address, STATUS, 1)[0] & STOPPED:
            return True, 0
        return True, seconds_of(bus.readfrom_mem(address, 0, 7))
    except OSError:  # nobody there, or a bus that hangs
        return False, 0


def write(bus, address, seconds):
    """Set it, and let it trust itself again; False where it does not answer, or where that is no time of ours."""
    if not EARLIEST <= seconds < 4_102_444_800:  # 2100
        return False
    try:
        bus.writeto_mem(address, 0, registers(seconds))
        status = bus.readfrom_mem(address, STATUS, 1)[0]
        bus.writeto_mem(address, STATUS, bytes([status & (0xFF ^ STOPPED)]))
    except OSError:
        return False
    return True
