"""One running hub: hears, promises, closes rounds, forgets. Each task is a loop of its own."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial

from hub import calendar, closing, reseating, slips, telling
from hub.announcing import Announcer
from hub.calendar import Round
from hub.config import HubConfig
from hub.day import Day
from hub.forgetting import Ends
from hub.inbox import Inbox, News
from hub.kept import ClosedRound, KeptEntry, Remembered
from hub.namesakes import Namesakes
from hub.promises import Made, Promises
from hub.schema import StoreError
from hub.store import Store
from hub.taking_back import TakingBack
from hub.writer import Writer
from wire import rules
from wire.broker import Broker, BrokerRefused, Outgoing
from wire.clock import Clock
from wire.messages import Board, KioskState, Slip, TableSheet

GIVES_WAY, GIVE_WAY_S = 10, 0.001  # how often, how long, before each promise
AT_ONCE = 32  # promises of one batch: a kiosk's long absence holds nobody up who comes now
STANDS_THERE_MS = 60_000
LOOK_EVERY_S = 0.25  # at the clock, which may be moved
RESEND_EVERY_S = 15.0
LOOK_AT_DATE_EVERY_S = 5.0
LATELY = 200  # papers whose outcome is remembered for the console

logger = logging.getLogger(__name__)


class Hub:
    """Everything that happens at a hub, given its parts.

    session: grows at each start. show: told each board. forgotten: told when words of a day have gone, which the
    memory of this process held.
    """

    def __init__(
        self,
        config: HubConfig,
        store: Store,
        writer: Writer,
        promises: Promises,
        clock: Clock,
        session: int,
        show: Callable[[Board], None] = lambda _: None,
        forgotten: Callable[[], None] = lambda: None,
    ) -> None:
        self._forgotten = forgotten
        self.announcer = Announcer(config, store, writer, promises, clock, session, show, self._meet_anew)
        self.papers: dict[str, str] = {}  # what became of each slip and sheet lately, by id
        self._config, self._store, self._writer = config, store, writer
        self._promises, self._clock, self._session = promises, clock, session
        self._news: asyncio.Queue[KeptEntry] = asyncio.Queue()
        self._arrived: asyncio.Queue[str] = asyncio.Queue()  # kiosks that have just said that they are ready
        self._seats_are_due = asyncio.Event()  # somebody left a table of a closed round
        self._seats_are_due.set()  # maybe just before this start
        self._kept_wrongly: asyncio.Queue[str] = asyncio.Queue()  # topics
        self._cleared: set[str] = set()  # of them, those whose clearing has not come back to us yet
        self._namesakes = Namesakes()
        self._split = closing.splitter(config)
        self._ends = Ends()
        self._taking_back = TakingBack(store, writer.do, self._lose, clock.ticks)

    async def run(self, broker: Broker) -> None:
        """Until cancelled. The store is remembered first, so that nothing is promised twice."""
        self._broker = broker
        self.announcer.speak_through(broker)
        await self._forget()
        for kept in await self._promises.remember():
            self._news.put_nowait(kept)
        await self._taking_back.remember()
        self._inbox = inbox = Inbox(
            self._config, self._store, self._writer.do, broker.publish, self._take_news, self._clock.now
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hear(inbox), name="hear kiosks")
            tasks.create_task(inbox.run(), name="keep what was heard")
            tasks.create_task(self._take_turns(), name="take words back")
            tasks.create_task(self._clear(), name="clear what is kept wrongly")
            tasks.create_task(self._promise(), name="promise")
            tasks.create_task(self._close_rounds(), name="close rounds")
            self.announcer.start(tasks)
            tasks.create_task(
                self.announcer.when_due("tables made up anew", self._seats_are_due, self._reseat),
                name="seats",
            )
            tasks.create_task(self._resend(), name="send slips again")
            tasks.create_task(self._turn_days(), name="turn the day, forget")

    def _meet_anew(self) -> None:
        """In a new connection the broker tells all states again, which are no new births."""
        self._namesakes = Namesakes()

    async def _hear(self, inbox: Inbox) -> None:
        async for received in self._broker.messages():
            if received.retained and not rules.is_retained(received.topic):
                self._kept_wrongly.put_nowait(received.topic)
            if received.payload or received.topic not in self._cleared:
                await inbox.take(received)
            else:  # our own word, come back
                self._cleared.discard(received.topic)
                received.done()

    async def _clear(self) -> None:
        """What a broker keeps against the rules, as only a foreign kiosk asks it to, ends when it is seen."""
        while topic := await self._kept_wrongly.get():
            with contextlib.suppress(BrokerRefused):
                await self._broker.wait_connected()
            self._cleared.add(topic)
            await self.announcer.say(Outgoing(topic, b"", retain=True))

    async def _take_news(self, news: News) -> None:
        for kept in news.entries:
            self._news.put_nowait(kept)
        for known in news.taken_back:
            await self._lose(known)
        self._taking_back.wait(news.asked)
        for ack in news.slip_acks:
            self._note_paper(ack.id, ack.outcome)
        for state in news.states:
            if state.state == "ready":
                self._arrived.put_nowait(state.kiosk)
            if problem := self._namesakes.look_at(state, self._clock.ticks() / 1000):
                logger.warning("%s", problem)
            if state.hub > self._session:
                await self._notice_older_copy(state)

    async def take_back(self, written: str, visitor: str = "") -> None:
        """Somebody wrote a code, or a token in hex, on a page: returns when it is kept, whatever it is.

        visitor: tells one visitor's tries from another's, in memory alone. Raises a StoreError.
        """
        await self._taking_back.ask(written, visitor)

    async def _take_turns(self) -> None:
        while True:
            today = calendar.local_date(self._config, self._clock.now())
            await self.announcer.trying("words taken back", partial(self._taking_back.take_turn, today))

    async def _lose(self, known: Remembered) -> None:
        """An entry was taken back: its chair is free, and no table and no board knows its words any more."""
        self._promises.take_back(known.kept.entry.id)
        if self._promises.is_closed(known.promised):
            self._seats_are_due.set()
            self.announcer.board_is_due.set()

    async def _reseat(self) -> None:
        """Nobody is left at a table too small before its round begins; later they sit there already."""
        for day in self._promises.days():
            for closed in [one for one in day.closed.values() if one.starts > self._clock.now()]:
                place, limits = self._config.place(closed.place), day.pools.rules
                hosts = place.hosts if place else 1
                anew = reseating.reseated(closed, day.entries, hosts, limits.table_min, limits.hosted_max)
                if anew:
                    await self._writer.do(self._store.replace_tables, day.day, anew)
                    day.closed[anew.place, anew.starts] = anew
                    logger.info("%s: tables made up anew", anew.place)
                    await self._send_sheet(anew)
                    self.announcer.board_is_due.set()

    async def _notice_older_copy(self, state: KioskState) -> None:
        """A kiosk remembers later starts of this hub than the hub does: its disk was restored from a backup."""
        try:
            is_news = await self._writer.do(self._store.raise_number, "session", state.hub)
        except StoreError:  # a full disk says so by itself, and the kiosk says this again
            return
        if is_news:  # once: then our numbers have caught up
            logger.error(
                "this hub was restored from an older copy (start %s, kiosk %r remembers start %s): "
                "entries and promises made in between are gone here, slips on paper stand: "
                "expect people who are on no table sheet",
                *(self._session, state.kiosk, state.hub),
            )

    async def _promise(self) -> None:
        """In the order heard, first for those who stand at a kiosk; whatever waits meanwhile makes the next batch."""
        waiting: list[KeptEntry] = []
        while True:
            if not waiting:
                waiting.append(await self._news.get())
            while not self._news.empty():
                waiting.append(self._news.get_nowait())
            now = self._clock.now()
            waiting.sort(key=lambda kept: now - kept.heard > STANDS_THERE_MS)  # stable
            news, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            while not await self.announcer.trying("promises", partial(self._make, news)):
                pass

    async def _give_way(self) -> None:
        """Whoever waits for an acknowledgement, which takes a millisecond, goes first; a promise takes several."""
        for _ in range(GIVES_WAY):
            await asyncio.sleep(GIVE_WAY_S)
            if not self._inbox.is_busy:
                return

    async def _make(self, news: Sequence[KeptEntry]) -> None:
        for made in await self._promises.make(news, self._give_way):
            if self._promises.stands(made):  # it may have been taken back meanwhile
                await self._send_slip(made)

    async def _send_slip(self, made: Made) -> None:
        today = calendar.local_date(self._config, self._clock.now())
        slip = telling.slip_for(self._config, made.kept, made.promised, made.round, today)
        if slip:
            await self.announcer.say(slip)

    async def _send_waiting(self, kiosk: str = "") -> None:
        """Slips and sheets of which nobody knows that they were printed, once more; a kiosk prints each only once."""
        for known in await self._writer.do(self._store.slips_waiting):
            promised = known.promised
            if promised is None or (kiosk and known.kept.entry.kiosk != kiosk):
                continue
            found = self._round(promised.place, promised.starts)
            if found and promised.starts > self._clock.now():
                await self._send_slip(Made(known.kept, promised, found))
            else:  # too late for paper to be of use
                await self._writer.do(self._store.note_outcomes, {promised.slip: "failed"})
        for closed in await self._writer.do(self._store.sheets_waiting):
            await self._send_sheet(closed)

    def _round(self, place: str, starts: int) -> Round | None:
        return self._promises.day(calendar.local_date(self._config, starts)).rounds.get((place, starts))

    async def _resend(self) -> None:
        """To a kiosk that has come back at once, to all of them every now and then."""
        while True:
            kiosk = ""
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RESEND_EVERY_S):
                    kiosk = await self._arrived.get()
            if kiosk in self._config.kiosks:
                # A broker may lose what it keeps to somebody who comes in the very moment it is said.
                await self.announcer.say_config(kiosk)
            await self.announcer.trying("slips sent again", partial(self._send_waiting, kiosk))

    def _note_paper(self, paper: str, outcome: str) -> None:
        self.papers[paper] = outcome
        while len(self.papers) > LATELY:
            del self.papers[next(iter(self.papers))]

    def promised_rounds(self) -> set[tuple[str, int]]:
        """(place, start) of every round that somebody has on paper."""
        promised = [one for day in self._promises.days() for one in day.promised.values()]
        return {(one.place, one.starts) for one in promised}

    def table_sheets(self) -> list[TableSheet]:
        """Today's, as they stand now, also those that no kiosk prints; earliest first."""
        today = self._promises.day(calendar.local_date(self._config, self._clock.now()))
        return [
            slips.table_sheet(
                closing.as_it_stands(today, closed), place, found, today.promised, today.entries
            )
            for key, closed in sorted(today.closed.items(), key=lambda item: (item[0][1], item[0][0]))
            if closed.tables and (place := self._config.place(key[0])) and (found := today.rounds.get(key))
        ]

    async def say_test(self, slip: Slip) -> None:
        """Have a kiosk print a slip for its host."""
        await self.announcer.say(telling.test_slip(slip))

    async def _close_rounds(self) -> None:
        while True:
            await self.announcer.trying("tables", self._close_due)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _close_due(self) -> None:
        now = self._clock.now()
        for day in self._promises.days():
            for found in day.open_rounds(now):
                if await self._close(day, found):
                    self._seats_are_due.set()  # somebody may have left while the tables were made up
                    self.announcer.board_is_due.set()

    async def _close(self, day: Day, found: Round) -> bool:
        """Split one pool; the first split that was kept stands, also after a crash. False where nobody comes."""
        if not day.members(found.place, found.starts):
            day.closed[found.place, found.starts] = ClosedRound(found.place, found.starts, "", ())
            return False
        split = await asyncio.to_thread(self._split, *closing.pool_and_guests(self._config, day, found))
        stands = await self._writer.do(
            self._store.save_tables, day.day, closing.closed_round(day, found, split)
        )
        day.closed[found.place, found.starts] = stands
        logger.info("%s %s closed", found.place, found.hour)
        await self._send_sheet(stands)
        return True

    async def _send_sheet(self, closed: ClosedRound) -> None:
        found, day = (
            self._round(closed.place, closed.starts),
            calendar.local_date(self._config, closed.starts),
        )
        known = self._promises.day(day)
        stands = closing.as_it_stands(known, closed)
        if found and (sheet := telling.sheet_for(self._config, stands, found, known.promised, known.entries)):
            await self.announcer.say(sheet)

    async def _turn_days(self) -> None:
        """At midnight the board begins anew; at `forget_at` the words of the day before go."""
        today = calendar.local_date(self._config, self._clock.now())
        while True:
            await asyncio.sleep(LOOK_AT_DATE_EVERY_S)
            await self.announcer.trying("forgetting", self._forget)
            if today != (today := calendar.local_date(self._config, self._clock.now())):
                self.announcer.config_is_due.set()
                self.announcer.board_is_due.set()

    async def _forget(self) -> None:
        """Words of days that are over go: memory, keys, files."""
        now, days = self._clock.now(), await self._writer.do(self._store.days)
        before = calendar.forget_before(self._config, now)
        over = self._ends.over(days, now, self._clock.ticks(), partial(calendar.forget_at, self._config))
        self._promises.forget(before, over)
        if over:
            self._promises.forget_meaning()
            gone = await self._writer.do(self._store.forget, before, over)
            await self._writer.do(self._store.note_forgotten, gone, now)
            self._forgotten()
        await self._writer.do(self._store.trails.forget, calendar.local_date(self._config, now))
