"""A small town and its people, for tests of what the hub does with them."""

from datetime import date, datetime, time

import numpy as np

from hub.calendar import Round
from hub.config import WEEKDAYS, HelpLine, HubConfig, Place, Span
from hub.kept import KeptEntry
from hub.meaning import Meaning
from wire.messages import Entry

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
OPEN = dict.fromkeys(WEEKDAYS, (Span(8 * 60, 20 * 60),))
LIBRARY = Place(
    "library",
    "Town Library",
    OPEN,
    languages=("en",),
    walk={"library": 0, "cafe": 5},
    seats=12,
    prints_at="library",
)
CAFE = Place(
    "cafe",
    "Café Linde",
    OPEN,
    languages=("en", "de"),
    walk={"library": 5, "cafe": 0},
    rounds=(time(13),),
    seats=6,
)
TOWN = HubConfig(
    name="Town", help_lines=(HelpLine("Help", "112"),), places=(LIBRARY, CAFE), match_seconds=0.2
)


def at(written: str) -> int:
    """Milliseconds of an instant in the town's time, which is UTC: "2026-11-23 09:00"."""
    return int(datetime.fromisoformat(f"{written}+00:00").timestamp() * 1000)


MORNING = at("2026-11-23 08:30")


def an_id(number: int) -> str:
    return f"019505a0-0000-7000-8000-{number:012x}"


def entry(
    number: int = 1, words: str = "How do bees sleep?", kiosk: str = "library", **more: object
) -> Entry:
    fields = {"languages": ("en",), "at": 0, "age_ms": 0, **more}
    return Entry(id=an_id(number), kiosk=kiosk, words=words, **fields)  # type: ignore[arg-type]


def kept(number: int = 1, words: str = "How do bees sleep?", day: date = MONDAY, **more: object) -> KeptEntry:
    return KeptEntry(day, MORNING + number, entry(number, words, **more))  # type: ignore[arg-type]


def a_round(place: str = "library", hour: str = "10:00", day: date = MONDAY) -> Round:
    return Round(at(f"{day} {hour}"), place, day, hour)


def plain_meaning() -> Meaning:
    """Hashed letters: quick, and the same on every machine."""
    return Meaning([lambda: None])


def no_centre(rows, languages):
    """For days on which nothing is in common."""
    return np.array(rows, np.float32)
