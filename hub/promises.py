"""From kept words to a printed promise: understood, given a seat, noted, told to the kiosk. In the order heard."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub import calendar, offers, signs
from hub.calendar import Round
from hub.common_words import CommonWords
from hub.config import HubConfig
from hub.day import Day, remember
from hub.kept import ClosedTable, KeptEntry, Promised, Remembered
from hub.meaning import Meaning
from hub.pace import Pace
from hub.rules import Vector
from hub.store import Store
from hub.telephones import regions_of
from hub.word_lists import WordLists, bundled
from hub.writer import Writer
from wire import codes
from wire.clock import Clock

# For a free seat; after that the hosted table of the first reachable round takes everybody.
LOOK_AHEAD_DAYS = 7

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A promise that is on the disk: whose, what, and the round it is for."""

    kept: KeptEntry
    promised: Promised
    round: Round


async def nobody_waits() -> None:
    """There is nothing to give way to."""


class Promises:
    """All days people can still be promised, and how a promise comes about.

    new_id: names a slip. lists: the neighbourhood's words that are not to be shown, or tell of distress.
    """

    def __init__(
        self,
        config: HubConfig,
        store: Store,
        writer: Writer,
        meaning: Meaning,
        clock: Clock,
        new_id: Callable[[], str],
        lists: WordLists | None = None,
    ) -> None:
        self._config, self._store, self._writer = config, store, writer
        self._meaning, self._clock, self._new_id = meaning, clock, new_id
        self._common = CommonWords(lists or bundled(), regions_of(config.languages, config.timezone))
        self._pace = Pace()
        self._days: dict[date, Day] = {}
        self._chance = random.SystemRandom()

    def day(self, day: date) -> Day:
        """A day in memory, made from the calendar where it was not asked for yet."""
        if day not in self._days:
            self._days[day] = Day(self._config, day, self._meaning.centred, self._common)
        return self._days[day]

    def days(self) -> list[Day]:
        """Every day in memory, earliest first."""
        return [self._days[day] for day in sorted(self._days)]

    async def remember(self) -> list[KeptEntry]:
        """Fill the days from the store; returns what was heard but not promised, or not taken over, before the end."""
        unpromised: list[KeptEntry] = []
        for day in await self._writer.do(self._store.days):
            known = await self._writer.do(self._store.entries_of, day)
            closed = await self._writer.do(self._store.tables_of, day)
            remember(self.day(day), known, closed, self._meaning.zero)
            unpromised += [one.kept for one in known if not is_settled(one)]
        return unpromised

    def forget(self, before: date, over: Collection[date] = ()) -> None:
        """Days before this one, and those that are over, go from the memory."""
        self._days = {day: known for day, known in self._days.items() if day >= before and day not in over}

    def forget_meaning(self) -> None:
        """Vectors are words too: none of a day that is gone stays in the memory."""
        self._meaning.forget()

    async def make(
        self, news: Sequence[KeptEntry], give_way: Callable[[], Awaitable[None]] = nobody_waits
    ) -> list[Made]:
        """Promise each of them, in this order, in one commit; whatever was promised before stays as it was.

        give_way: awaited before each, for each takes the processor for some milliseconds.
        """
        raw = await asyncio.to_thread(self._understood, [kept.entry.words for kept in news])
        meant = []
        for kept, vector in zip(news, raw, strict=True):
            await give_way()
            if one := await self._mean(kept, vector):
                meant.append(one)
        stand = await self._writer.do(
            self._store.save_promises, {one.kept.entry.id: one.promised for one in meant}
        )
        await self._writer.do(
            self._store.save_vectors, {k.entry.id: v for k, v in zip(news, raw, strict=True)}
        )
        return [one for one in meant if self._holds(one, stand.get(one.kept.entry.id))]

    def _understood(self, words: Sequence[str]) -> Sequence[Vector]:
        """Vectors of what may be read of them; not for the event loop."""
        return list(self._meaning.raw([self._common.of(one) for one in words]))

    async def _mean(self, kept: KeptEntry, raw: Vector) -> Made | None:
        """What is to be promised, with its chair taken already; None where there is nothing to promise or to tell."""
        if kept.entry.promised:
            await self._take_over(kept, raw)
            return None
        flooded = self._is_of_a_flood(kept)
        found = self._beside_the_host(kept) if flooded else self._propose(kept, raw)
        if found is None:
            logger.error(
                "entry %s: no place has a round within %s days: add places or hours",
                kept.entry.id,
                calendar.LOOKS_AHEAD,
            )
            return None
        day = self.day(found.day)
        if found.day > kept.day:
            await self._writer.do(self._store.move, kept.entry.id, found.day)
        if kept.entry.id not in day.promised and flooded:
            day.note(kept, self._promise_beside(kept, found), raw)
        elif kept.entry.id not in day.promised:  # or the disk did not take it before
            table = day.settle(kept, found)
            also_here = await self._also_here(kept, raw, found)
            wanted = self._promise(kept, found, day.signs_in(found.place, found.starts), table, also_here)
            day.note(kept, wanted, raw)
        return Made(kept, day.promised[kept.entry.id], found)

    def _holds(self, made: Made, stands: Promised | None) -> bool:
        """Whether what was meant is what stands on the disk; else the chair is free again."""
        day, entry = self.day(made.round.day), made.kept.entry.id
        if stands != made.promised and day.promised.get(entry) == made.promised:  # taken back meanwhile
            day.drop(entry)
        return stands == made.promised

    def _propose(self, kept: KeptEntry, raw: Vector) -> Round | None:
        """The best round of the first day with a seat; after a full week, a chair beside a host."""
        now = self._clock.now()
        for ahead in range(LOOK_AHEAD_DAYS):
            day = self.day(kept.day + timedelta(ahead))
            if found := day.propose(kept, raw, now):
                return found
        return calendar.first_reachable(self._config, now, kept.entry.kiosk)

    def _known(self, entry: str) -> tuple[Day, Promised] | None:
        """What was meant for an entry already, where the disk did not take it."""
        return next(
            ((day, day.promised[entry]) for day in self._days.values() if entry in day.promised), None
        )

    def _is_of_a_flood(self, kept: KeptEntry) -> bool:
        known = self._known(kept.entry.id)
        return known[1].beside if known else self._pace.is_flooded(kept.entry.kiosk, kept.heard)

    def _beside_the_host(self, kept: KeptEntry) -> Round | None:
        """Where somebody goes for whom no chair is kept."""
        if known := self._known(kept.entry.id):
            return known[0].rounds[known[1].place, known[1].starts]
        return calendar.first_reachable(self._config, self._clock.now(), kept.entry.kiosk)

    def _promise_beside(self, kept: KeptEntry, found: Round) -> Promised:
        return Promised(
            *(found.place, found.starts, self._new_id()),
            code=codes.new_code(self._chance),
            hosted=True,
            beside=True,
            help_first=self._common.asks_for_host(kept.entry.words),
        )

    async def _also_here(self, kept: KeptEntry, raw: Vector, found: Round) -> str:
        """What the promised place has to share that is nearest to the words; empty where nothing is near."""
        place = self._config.place(found.place)
        if place is None or not place.offers:
            return ""
        named = (*place.offers, *(offers.Offer(words, "en") for words in offers.ORDINARY))
        rows = await asyncio.to_thread(self._meaning.raw, [offer.words for offer in named])
        texts = [(offer.tongue, row) for offer, row in zip(named, rows, strict=True)]
        near, count = self.day(found.day).near_to(kept, raw, texts), len(place.offers)
        return offers.best(place.offers, near[:count], near[count:])

    def _promise(
        self, kept: KeptEntry, found: Round, taken: set[str], table: ClosedTable | None, also_here: str
    ) -> Promised:
        with_host = self._common.asks_for_host(kept.entry.words)
        return Promised(
            place=found.place,
            starts=found.starts,
            slip=self._new_id(),
            sign=signs.free_sign(taken, seed=kept.entry.id),
            code=codes.new_code(self._chance),
            table=table.sign if table else "",
            theme=table.theme if table else "",
            company=table.members if table else (),
            also_here=also_here,
            hosted=with_host,
            help_first=with_host,
        )

    async def _take_over(self, kept: KeptEntry, raw: Vector) -> None:
        """A kiosk has printed a promise by itself: it stands, whatever else was meant for this entry."""
        own = kept.entry.promised
        assert own is not None
        for day in self._days.values():
            day.drop(kept.entry.id)
        promised = Promised(own.place, own.starts, slip=kept.entry.id, own=True, hosted=True)
        if await self._writer.do(self._store.replace_promise, kept.entry.id, promised):
            day = self.day(kept.day)
            day.note(kept, promised, raw)

    def take_back(self, entry: str) -> None:
        """An entry is gone: its chair is free again."""
        for day in self._days.values():
            day.drop(entry)

    def stands(self, made: Made) -> bool:
        """Whether nobody has taken it back."""
        return made.kept.entry.id in self.day(made.round.day).promised

    def is_closed(self, promised: Promised | None) -> bool:
        """Whether the tables of a promised round are made up already."""
        if promised is None:
            return False
        day = self.day(calendar.local_date(self._config, promised.starts))
        return (promised.place, promised.starts) in day.closed


def is_settled(known: Remembered) -> bool:
    """Whether the promise that stands is the last one heard of: a kiosk's own comes after the hub's, if at all."""
    made = known.promised
    return made is not None and (made.own or known.kept.entry.promised is None)
