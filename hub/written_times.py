"""Time zones, days, hours and opening hours as a host writes them: checks for a table of `wire.options`."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from wire.options import OptionError, items, named, text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Span:
    """Opening hours without a break, in minutes after midnight; `closes` may be 1440."""

    opens: int
    closes: int


def time_zone(value: object) -> str:
    """A time zone that this machine knows, by its name."""
    name = text(64)(value)
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise OptionError("a time zone such as Europe/Lisbon", value) from None
    return str(name)


def time_of_day(value: object) -> time:
    """An hour and a minute, as TOML has them or in quotes."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    return time.fromisoformat(text(5, "a time such as 17:30", r"([01]\d|2[0-3]):[0-5]\d")(value))


def day(value: object) -> date:
    """A day of the calendar, as TOML has it or in quotes."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(text(10)(value))
    except (ValueError, OptionError):
        raise OptionError("a date such as 2026-12-25", value) from None


def rounds(value: object) -> tuple[time, ...]:
    """Times of day, at least one, in order and each once."""
    return tuple(sorted(set(items(time_of_day, at_least=1)(value))))


def hours(value: object) -> dict[str, tuple[Span, ...]]:
    """`{mon = "09:00-13:00, 15:00-19:00"}`; `daily` stands for every day that is not named."""
    weekday_or_daily = text(5, f"daily or a day: {', '.join(WEEKDAYS)}", f"daily|{'|'.join(WEEKDAYS)}")
    written: dict[str, tuple[Span, ...]] = named(weekday_or_daily, _spans)(value)
    daily = written.pop("daily", ())
    return {weekday: written.get(weekday, daily) for weekday in WEEKDAYS}


def _spans(value: object) -> tuple[Span, ...]:
    allowed = 'opening hours such as "09:00-18:00" or "09:00-13:00, 15:00-19:00", at most to 24:00'
    spans = [_span(written, allowed) for written in str(text(100)(value)).split(",") if written.strip()]
    if any(before.closes >= after.opens for before, after in pairwise(spans)):
        raise OptionError(allowed, value)
    return tuple(spans)


def _span(written: str, allowed: str) -> Span:
    found = re.fullmatch(r"\s*(\d\d):([0-5]\d)\s*[-–]\s*(\d\d):([0-5]\d)\s*", written)
    from_h, from_min, to_h, to_min = map(int, found.groups()) if found else (0, 0, 0, 0)
    opens, closes = from_h * 60 + from_min, to_h * 60 + to_min
    if not opens < closes <= 24 * 60:
        raise OptionError(allowed, written.strip())
    return Span(opens, closes)
