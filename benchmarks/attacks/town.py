"""A made-up town for attackers: people with topics, led through a day by the hub's own promises, tables and themes.

Topics have a long tail, as in the reference days: a few many speak of, many that one person has alone. What is said
of one topic is as near as centred sentence embeddings of short questions were measured to be: 0.20 on average, 0.88 at
best. Words are made up, so that a word stands for its topic and for nothing else. Tables are made up by the hub's plain
search, which it falls back on: a thousand days take minutes so, and their tables differ little from the solver's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import product
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from hub import calendar, closing, tables
from hub.calendar import MINUTE
from hub.config import WEEKDAYS, HubConfig, Place, Span
from hub.day import Day
from hub.kept import ClosedRound, KeptEntry, Promised
from hub.rules import Vector
from wire.messages import Entry

MONDAY = date(2026, 11, 23)
MIDNIGHT = 1_795_392_000_000  # of that day, milliseconds UTC
KIOSKS = ("garden", "library", "market")
WIDTH = 256
CLEAREST = 0.88  # of a topic in the words of somebody who means to be understood
PEAKS = ((545, 40), (715, 45), (930, 60))  # minute of the day and spread: morning, noon, after work
SAYS_THE_WORD = 0.8  # of those who speak of a topic
SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]

Floats = npt.NDArray[np.float64]
Chance = np.random.Generator


class Said(NamedTuple):
    """Somebody's words at a kiosk. minute: of the day."""

    id: str
    kiosk: str
    minute: int
    words: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a day: closed rounds as the board shows them, promises by entry, tables by entry."""

    closed: tuple[ClosedRound, ...]
    promised: Mapping[str, Promised]
    entries: Mapping[str, KeptEntry]

    def table_of(self, entry: str) -> frozenset[str]:
        """Who sits where an entry sits, itself among them; nobody where it has no table today."""
        every = (table.members for one in self.closed for table in one.tables)
        return frozenset(next((members for members in every if entry in members), ()))


def neighbourhood(places: int = 2, seats: int = 24) -> HubConfig:
    """Staffed places with three rounds each, a few minutes from three kiosks."""
    open_ = dict.fromkeys(WEEKDAYS, (Span(8 * 60, 20 * 60),))
    made = tuple(
        Place(
            *(f"place{number}", f"Place {number}", open_),
            walk={kiosk: 3 + (at + number) % 3 * 4 for at, kiosk in enumerate(KIOSKS)},
            languages=("en",),
            rounds=(time(10), time(13), time(17, 30)),
            seats=seats,
            hosts=2,
        )
        for number in range(places)
    )
    return HubConfig(name="Town", places=made, reach_min=30)


class Town:
    """Topics and how often each is spoken of; `chance` is all that one day differs from another by."""

    def __init__(self, people: int, chance: Chance) -> None:
        self.chance = chance
        rank = np.arange(max(8, int(3 * people**0.7)))
        share = 1 / (rank + 2.0) ** 0.95
        self.share: Floats = share / share.sum()
        self._spectrum = (1 + np.arange(WIDTH)) ** -0.25
        self._centres = _unit(self._draw(len(rank)))

    def topic(self) -> int:
        """A topic, as often as people speak of it."""
        return int(self.chance.choice(len(self.share), p=self.share))

    def person(self, name: str, topic: int) -> Said:
        """Somebody at a kiosk and a time of chance."""
        peak, spread = PEAKS[self.chance.integers(3)]
        minute = int(np.clip(self.chance.normal(peak, spread), 480, 1020))
        return self.speaks(name, topic, str(self.chance.choice(KIOSKS)), minute)

    def speaks(self, name: str, topic: int, kiosk: str, minute: int, clear: float | None = None) -> Said:
        """Words on a topic. clear: how much they tell of it, 0 to 1; chance decides where None, word and all."""
        some = self.chance.uniform(0.05, CLEAREST) if clear is None else clear
        vector = some * self._centres[topic] + np.sqrt(1 - some**2) * _unit(self._draw(1))[0]
        says = clear is not None or self.chance.random() < SAYS_THE_WORD
        other = [_word(int(number)) for number in self.chance.integers(1000, 60_000, 3)]
        words = " ".join([*other, *([_word(topic)] if says else [])])
        return Said(name, kiosk, minute, words, vector.astype(np.float32))

    def _draw(self, many: int) -> Floats:
        return np.asarray(self.chance.standard_normal((many, WIDTH)) * self._spectrum)


def word_of(topic: int) -> str:
    """The word that stands for a topic."""
    return _word(topic)


def live(config: HubConfig, everybody: Sequence[Said]) -> Seen:
    """A day: everybody is promised in the order they come, rounds close when it is time."""
    day = Day(config, MONDAY, lambda rows, _: np.array(rows, np.float32))
    coming = sorted(everybody, key=lambda one: (one.minute, one.id))
    for found in calendar.rounds_of(config, MONDAY):
        closes = found.starts - config.close_before_min * MINUTE
        while coming and MIDNIGHT + coming[0].minute * MINUTE < closes:
            _promise(day, coming.pop(0))
        day.closed[found.place, found.starts] = tables_made(config, day, found)
    return Seen(tuple(day.closed.values()), day.promised, day.entries)


def tables_made(config: HubConfig, day: Day, found: calendar.Round) -> ClosedRound:
    """A round closes, by the plain search."""
    with patch.object(tables, "_ask", return_value=None):
        made = closing.splitter(config)(*closing.pool_and_guests(config, day, found))
    return closing.closed_round(day, found, made)


def _promise(day: Day, one: Said) -> None:
    at = MIDNIGHT + one.minute * MINUTE
    entry = Entry(one.id, one.kiosk, one.words, ("en",), at, 0)
    kept = KeptEntry(MONDAY, at, entry)
    found = day.propose(kept, one.vector, at)
    if found is None:  # for tomorrow
        return
    table = day.settle(kept, found)
    sign = table.sign if table else ""
    day.note(
        kept,
        Promised(
            *(found.place, found.starts, f"slip {one.id}"),
            sign=f"sign {one.id}",
            table=sign,
            theme=table.theme if table else "",
            company=table.members if table else (),
        ),
        one.vector,
    )


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True))


def _word(number: int) -> str:
    letters = ""
    for _ in range(3):
        number, at = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[at]
    return letters + "n"
