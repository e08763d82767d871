"""A simulated day: everyone in a file walks up to one of three kiosks in turn; nothing but the clock is made up."""

import asyncio
import contextlib
import csv
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub import calendar, closing
from hub.config import HubConfig
from hub.day_file import DayFile
from hub.day_keys import days_with_key, seal_of
from hub.export import export
from hub.street import DemoError, KioskLines, Street

PEAKS = (
    (9 * 60 + 5, 40),
    (11 * 60 + 55, 45),
    (15 * 60 + 30, 60),
)  # minute of the day and spread: morning, noon, after work
FIRST, LAST = 8 * 60, 17 * 60
PATIENCE_S = 60.0


def read_people(path: Path) -> list[tuple[str, str]]:
    """(words, language) of each row. Raises DemoError where the file is not one of columns text and lang."""
    try:
        with path.open(encoding="utf-8", newline="") as rows:
            lines = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
            people = [(row["text"], row["lang"], lines.line_num) for row in lines]
    except KeyError as error:
        raise DemoError(
            f"{path}: no column {error}: a tab-separated file with columns text and lang is needed"
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DemoError(f"{path}: cannot be read: {error}") from error
    if short := next((line for words, language, line in people if words is None or language is None), 0):
        raise DemoError(f"{path}, line {short}: a column is missing: text and lang are needed")
    return [(words, language) for words, language, _ in people]


def arrivals(people: int, seed: int = 1) -> list[int]:
    """Minutes of the day at which people walk up, in order: a morning, a noon, an afternoon."""
    chance = random.Random(seed)
    draws = (chance.gauss(*chance.choice(PEAKS)) for _ in range(people))
    return sorted(min(LAST, max(FIRST, round(draw))) for draw in draws)


async def run_day(file: Path, out: Path, solution: Path | None, whole_day: Path | None) -> int:
    """Live through the day of a file's people and write what was asked for; the exit status. Raises DemoError."""
    people = read_people(file)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Street(out, ["library", "garden", "bakery"])
    config = day.prepare()
    day.set_clock(midnight + timedelta(minutes=FIRST))
    try:
        await day.start_hub()
        kiosks = [await day.start_kiosk(name) for name in day.kiosks]
        await day.start_screen()
        await day.while_running(_live(day, config, midnight, people, kiosks))
    finally:
        await day.stop()
    export(day.data, config, midnight.date(), solution, whole_day)
    _tell(day)
    return 0


async def _live(
    day: Street,
    config: HubConfig,
    midnight: datetime,
    people: Sequence[tuple[str, str]],
    kiosks: Sequence[KioskLines],
) -> int:
    """Everyone in order of arrival; between them every round closes when its time has come. Exit status 0."""
    for kiosk in kiosks:
        await asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S)
    rounds = calendar.rounds_of(config, midnight.date())
    names = {place.name: place.id for place in config.places}
    promised: set[tuple[str, str]] = set()
    open_rounds = list(rounds)
    minutes = arrivals(len(people))
    for first in range(0, len(people), len(kiosks)):  # one at each kiosk at a time
        here = people[first : first + len(kiosks)]
        minute = minutes[first + len(here) - 1]
        while open_rounds and _closes(open_rounds[0], config, midnight) <= minute:
            await _known(day, first)
            await _close(day, open_rounds.pop(0), config, promised, kiosks)
        day.set_clock(midnight + timedelta(minutes=minute))
        visits = await asyncio.gather(
            *(kiosk.visit(*said) for kiosk, said in zip(kiosks, here, strict=False))
        )
        today = (visit for visit in visits if visit["day"] == midnight.date().isoformat())
        promised |= {(names[str(visit["place"])], str(visit["starts"])) for visit in today}
        _tell_time(minute)
    await _known(day, len(people))
    for last in open_rounds:
        await _close(day, last, config, promised, kiosks)
    return 0


async def _known(day: Street, people: int) -> None:
    """Until the hub has promised to so many, or knows what a kiosk promised them when it was late itself.

    Between a visit and the close of its round lie minutes; here they take no time, and a busy hub needs some.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            while _promises(day.data) < people:  # noqa: ASYNC110, it is another program's
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise DemoError(
            f"the hub does not know all that was promised after {PATIENCE_S:.0f} s: see {day.data}/hub.log"
        ) from None


def _promises(data: Path) -> int:
    """How many the hub has in its files, which are only looked at."""
    found = 0
    for day in days_with_key(data / "keys"):
        if (path := data / "days" / f"{day}.db").exists():  # its key comes first
            with contextlib.closing(DayFile(path, day, seal_of(data / "keys", day))) as file:
                found += len(file.promises())
    return found


def _tell_time(minute: int) -> None:
    """What time it is in the simulated day, where somebody is looking."""
    if sys.stderr.isatty():
        print(f"\r{minute // 60:02}:{minute % 60:02}\r", end="", file=sys.stderr, flush=True)


def _closes(found: calendar.Round, config: HubConfig, midnight: datetime) -> int:
    """Minute of the day at which a round closes."""
    return (found.starts - int(midnight.timestamp() * 1000)) // calendar.MINUTE - config.close_before_min


async def _close(
    day: Street,
    found: calendar.Round,
    config: HubConfig,
    promised: set[tuple[str, str]],
    kiosks: Sequence[KioskLines],
) -> None:
    """Move the clock to the round's close and wait for its table sheet, where anybody was promised it."""
    at = datetime.fromtimestamp(found.starts / 1000, UTC) - timedelta(minutes=config.close_before_min)
    day.set_clock(at + timedelta(seconds=1))
    if (found.place, found.hour) not in promised:
        return
    place = config.place(found.place)
    assert place
    kiosk = kiosks[list(day.kiosks).index(place.prints_at)]
    try:
        async with asyncio.timeout(PATIENCE_S):
            while closing.sheet_id(found.place, found.starts) not in kiosk.printed:
                kiosk.news.clear()
                await kiosk.news.wait()
    except TimeoutError:
        raise DemoError(
            f"{place.name}, {found.hour}: no table sheet after {PATIENCE_S:.0f} s: see {day.data}/hub.log"
        ) from None


def _tell(day: Street) -> None:
    print(f"Slips:  {day.out}/slip-*.png, {day.out}/garden, {day.out}/bakery")
    print(f"Sheets: {day.out}/sheet-*.png, {day.out}/garden, {day.out}/bakery")
    print(f"Board:  {day.out}/screen.png")
    print(f"Data:   {day.data}", flush=True)
