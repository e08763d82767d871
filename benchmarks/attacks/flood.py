"""One finger at one kiosk that says something every fifteen seconds for hours, while people come to all kiosks.

    python -m benchmarks.attack flood [--hours 8] [--people 48] [--seed 1] [--words same|varied] [--control]

The day is lived twice by the hub's own promises, store and tables, with the flood and without. With `same` words the
finger says one word with others around it, to bring it on the board; with `varied` ones every topic in turn.

promised, with_company     people who got a promise for that day, and who sit with two others or a host; with the flood
without_flood              the same two without it
seats_left                 chairs of the day that the flood left to people, of all
words_of_the_flood_shown   words on the board that only the flood said
--control                  without the pace that the hub keeps: then the flood takes the chairs
heard_p99_ms               from a person's entry to the promise on the disk, one entry at a time
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.attacks import asking
from benchmarks.attacks.town import KIOSKS, MIDNIGHT, MONDAY, Said, Town, neighbourhood, tables_made, word_of
from hub import calendar
from hub.calendar import MINUTE
from hub.config import HubConfig
from hub.day import Day
from hub.kept import KeptEntry
from hub.meaning import Meaning
from hub.pace import Pace
from hub.promises import Promises
from hub.store import Store
from hub.themes import BETWEEN
from hub.writer import Writer
from wire.clock import Clock
from wire.messages import Entry

EVERY_S = 15
BEGINS_MIN = 8 * 60 + 5
FLOOD, PERSON = "f100d000", "00000000"  # how ids begin


@dataclass(slots=True)
class Lived:
    """What came of a day. shares: of the people, promised for the day and with company."""

    promised: float
    with_company: float
    seats_left: float
    shown: set[str]
    waits_ms: list[float]


async def live(config: HubConfig, everybody: Sequence[Said], folder: Path) -> Lived:
    """A day through promises and store; every round closes when it is time."""
    minute, writer, waits = [8 * 60], Writer(), []
    clock = Clock(lambda: MIDNIGHT + minute[0] * MINUTE, lambda: minute[0] * MINUTE, "boot")
    numbers = iter(range(1_000_000))
    store = await writer.do(Store, folder)
    promises = Promises(
        config, store, writer, Meaning([lambda: None]), clock, lambda: f"slip {next(numbers)}"
    )
    day = promises.day(MONDAY)
    coming = sorted(everybody, key=lambda one: (one.minute, one.id))
    for found in calendar.rounds_of(config, MONDAY):
        while (
            coming and coming[0].minute * MINUTE + MIDNIGHT < found.starts - config.close_before_min * MINUTE
        ):
            one = coming.pop(0)
            minute[0] = one.minute
            at = MIDNIGHT + one.minute * MINUTE
            kept = KeptEntry(MONDAY, at, Entry(one.id, one.kiosk, one.words, ("en",), at, 0))
            began = time.perf_counter()
            await promises.make(await writer.do(store.keep, [kept]))
            if not one.id.startswith(FLOOD):
                waits.append((time.perf_counter() - began) * 1000)
        day.closed[found.place, found.starts] = tables_made(config, day, found)
    await writer.do(store.close)
    writer.close()
    return _judged(config, day, [one.id for one in everybody if not one.id.startswith(FLOOD)], waits)


def _judged(config: HubConfig, day: Day, people: Sequence[str], waits: list[float]) -> Lived:
    tables = [table for one in day.closed.values() for table in one.tables]
    company = {one for table in tables if table.hosted or len(table.members) > 2 for one in table.members}
    company |= {one for one, promised in day.promised.items() if promised.hosted}
    seats = sum(place.seats * len(place.rounds) for place in config.places)
    taken = sum(one.startswith(FLOOD) and not promised.beside for one, promised in day.promised.items())
    words = {word for table in tables for word in table.theme.replace(BETWEEN, " ").split()}
    return Lived(
        sum(one in day.promised for one in people) / len(people),
        sum(one in company for one in people) / len(people),
        1 - taken / seats,
        words,
        waits,
    )


def _id(begins: str, number: int) -> str:
    return f"{begins}-0000-7000-8000-{number:012x}"


def flood(town: Town, hours: float, words: str) -> list[Said]:
    """All that the finger says, at the first kiosk."""
    made = []
    for number in range(int(hours * 3600 / EVERY_S)):
        topic = number % len(town.share) if words == "varied" else len(town.share) - 1
        minute = BEGINS_MIN + number * EVERY_S // 60
        made.append(town.speaks(_id(FLOOD, number), topic, KIOSKS[0], minute, 0.88))
    return made


def attack(hours: float, people: int, seed: int, words: str, *, control: bool = False) -> dict[str, object]:
    """A day with the flood and the same day without."""
    town, config = Town(people, np.random.default_rng([7, seed])), neighbourhood()
    persons = [town.person(_id(PERSON, number), town.topic()) for number in range(people)]
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        quiet = asyncio.run(live(config, persons, Path(first)))
        with patch.object(Pace, "is_flooded", return_value=False) if control else nullcontext():
            loud = asyncio.run(live(config, [*persons, *flood(town, hours, words)], Path(second)))
    said = {word for one in persons for word in one.words.split()}
    return {
        "attack": "flood",
        "hours": hours,
        "words": words,
        "control": control,
        "promised": round(loud.promised, 3),
        "with_company": round(loud.with_company, 3),
        "without_flood": [round(quiet.promised, 3), round(quiet.with_company, 3)],
        "seats_left": round(loud.seats_left, 3),
        "words_of_the_flood_shown": len(loud.shown - said)
        + (word_of(len(town.share) - 1) in loud.shown - quiet.shown),
        "heard_p99_ms": round(float(np.percentile(loud.waits_ms, 99)), 1),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Attack, and print one line of JSON; 1 where somebody was left without a promise or the flood was shown."""
    parser = asking.in_town(__doc__, "entries of others a day")
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("--words", choices=("same", "varied"), default="same")
    parser.add_argument("--control", action="store_true")
    given = parser.parse_args(argv)
    began = time.monotonic()
    result = attack(given.hours, given.people, given.seed, given.words, control=given.control)
    asking.tell(result, time.monotonic() - began)
    return 1 if result["words_of_the_flood_shown"] or result["promised"] != 1 else 0
