"""The kiosk's second thread: disk, network and printer live in its event loop, so that a touch never waits for them."""

import asyncio
import contextlib
import logging
import random
import shutil
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kiosk_ui.hub_link import Health, HubLink, Told
from kiosk_ui.last_config import read_last_config, write_last_config
from kiosk_ui.outbox import Outbox, OutboxError, OutboxFull
from kiosk_ui.print_desk import PrintDesk, Printed
from kiosk_ui.printer import Printer
from kiosk_ui.roll_switch import SwitchedPrinter
from kiosk_ui.whereabouts import Whereabouts
from wire.broker import Address
from wire.clock import Clock
from wire.messages import Entry, KioskConfig, Retract, Slip, TableSheet
from wire.retry import pause
from wire.trail import Shown

HEALTH_EVERY_S = 15.0
LOW_BYTES, FULL_BYTES = 200 * 2**20, 20 * 2**20  # free on the disk; with less, words may soon not be kept
HANGS_S = 15.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The message with this id is on the disk (or, with a problem, is not)."""

    id: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What the printer says: paper, none, or silent."""

    state: str


@dataclass(frozen=True, slots=True)
class NotPromised:
    """The kiosk's own promise for this entry could not be written down, so no paper may say it."""

    entry: str


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """Something went wrong by a mistake of ours: the kiosk says sorry, this thread starts anew."""

    problem: str


News = Told | Kept | NotPromised | Printed | Paper | WorkerFailed


class Worker:
    """Everything that may wait. tell: called from this thread with news for the screen."""

    def __init__(
        self,
        kiosk: str,
        address: Address,
        data: Path,
        printer: Printer,
        clock: Clock,
        dots: int,
        tell: Callable[[News], None],
        own_clock: Callable[[], Literal["right", "wrong", "unknown"]] = lambda: "unknown",
    ) -> None:
        self._own_clock = own_clock
        self._kiosk, self._address, self._data = kiosk, address, data
        self._printer = SwitchedPrinter(printer)
        self._clock, self._dots, self._tell = clock, dots, tell
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._main, name="worker", daemon=True)
        self._stopped = asyncio.Event()
        self._opened: Future[None] = Future()
        self._health: Health | None = None
        self._unnoted: set[str] = set()
        self._looks_again = asyncio.Event()
        self._turned = time.monotonic()
        self._panel: Literal["none", "there", "away", "differs"] = "none"
        self._unkept: set[str] = set()  # entries that only this visitor's slip will ever know of

    def start(self) -> None:
        """Begin; returns when messages can be kept. Raises OutboxError."""
        self._thread.start()
        self._opened.result()

    def stop(self) -> None:
        """End, saying goodbye to the hub where it is there; waits 3 s at most."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(3)

    def answers(self) -> bool:
        """Whether this thread has had a turn lately. For a watchdog: a thread that hangs keeps nothing."""
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._note_turn)
        return time.monotonic() - self._turned < HANGS_S

    @property
    def is_printing(self) -> bool:
        """Whether paper is coming out: whoever cuts the power should wait for it. After `start`."""
        return self._desk.is_printing

    def see_paper(self, is_there: bool | None) -> None:
        """From any thread: what the panel's switch in the roll's path says; None: no such switch, or no panel now."""
        self._printer.sees_paper = is_there
        self._look_again()

    def see_panel(self, state: Literal["there", "away", "differs"]) -> None:
        """From any thread: how the panel is, which the host's console shows."""
        self._panel = state
        self._look_again()

    def _look_again(self) -> None:
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._looks_again.set)

    def _note_turn(self) -> None:
        self._turned = time.monotonic()

    def keep(self, message: Entry | Retract) -> None:
        """Put a message on the disk and on its way; `Kept` says how it went."""
        self._do(self._keep(message))

    def promise(self, entry: Entry, slip: Slip) -> None:
        """Make the kiosk's own promise, unless the hub's slip came first; the slip is told as if it had come."""
        self._do(self._promise(entry, slip))

    def print(self, content: Slip | TableSheet, held: Shown | None = None) -> None:
        """Print it; `Printed` says how it went. held: the trail of whoever it is for, where one was shown."""
        self._do(self._print(content, held))

    def give_up(self, slip: Slip) -> None:
        """A slip that came when nobody waits for it any more."""
        self._do(self._give_up(slip))

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).add_done_callback(self._look_at)

    def _look_at(self, done: Future[None]) -> None:
        if not done.cancelled() and (error := done.exception()):
            logger.error("the worker could not do what it was asked for", exc_info=error)
            self._tell(WorkerFailed(type(error).__name__))

    def _main(self) -> None:
        try:
            self._loop.run_until_complete(self._live())
        finally:
            self._loop.close()

    async def _live(self) -> None:
        """Work until `stop`, anew after whatever went wrong; the outbox stays open throughout."""
        try:
            self._outbox = Outbox(self._data / "kiosk.db", self._clock)
        except OutboxError as error:
            self._opened.set_exception(error)
            return
        tries, chance = 0, random.Random()
        while not self._stopped.is_set():
            try:
                await self._run()
            except Exception as error:
                logger.exception("the worker failed and starts anew")
                self._tell(WorkerFailed(type(error).__name__))
                tries += 1
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), pause(tries, chance))
        self._outbox.close()
        await self._printer.close()

    async def _run(self) -> None:
        # Who joined knows its hub by certificate, and may look for it anywhere.
        whereabouts = Whereabouts(self._data, self._address) if self._address.ca else None
        self._link = HubLink(self._kiosk, self._address, self._outbox, self._clock, self._hear, whereabouts)
        self._desk = PrintDesk(
            self._kiosk, self._printer, self._outbox, self._clock, self._dots, self._told_printed
        )
        if not self._opened.done():
            self._opened.set_result(None)
        if (config := read_last_config(self._data / "config.json")) is not None:
            self._desk.config = config
            self._tell(config)
        work = [
            asyncio.ensure_future(task)
            for task in (self._link.run(), self._desk.run(), self._watch_health(), self._stopped.wait())
        ]
        await asyncio.to_thread(self._desk.warm)
        done, rest = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        await asyncio.wait(rest)
        for task in done:
            task.result()

    def _hear(self, told: Told) -> None:
        """From the hub: what must be noted is noted before the screen knows."""
        if isinstance(told, Slip | TableSheet) and not self._take_job(told):
            return  # a repetition, or this entry has our own open-table slip already
        if isinstance(told, TableSheet) or (isinstance(told, Slip) and told.test):
            self._desk.add(told)
            return
        if isinstance(told, KioskConfig):
            self._desk.config = told
            try:
                write_last_config(self._data / "config.json", told)
            except OSError as error:
                logger.warning("%s: %s: free some disk space on this kiosk", self._data, error.strerror)
        self._tell(told)

    def _take_job(self, content: Slip | TableSheet) -> bool:
        if content.id in self._unnoted:
            return False
        try:
            return self._outbox.take_job(content)
        except OutboxFull as error:
            logger.error("%s", error)
            self._unnoted.add(content.id)  # printed all the same, and once: this set stands in for the disk
            return True

    async def _keep(self, message: Entry | Retract) -> None:
        try:
            self._outbox.keep(message)
        except OutboxFull as error:
            logger.error("%s", error)
            self._unkept.add(message.id)
            self._tell(Kept(message.id, str(error)))
            return
        self._tell(Kept(message.id))
        self._link.wake(said_now=message.id)

    async def _promise(self, entry: Entry, slip: Slip) -> None:
        try:
            if not self._outbox.keep_promise(entry, slip):
                return
        except OutboxFull as error:
            logger.error("%s", error)
            if entry.id not in self._unkept:
                # The hub may have the entry and promise it something else, which this paper would break.
                self._tell(NotPromised(entry.id))
                return
        self._unkept.discard(entry.id)
        self._tell(slip)
        self._link.wake(changed=entry.id)

    async def _print(self, content: Slip | TableSheet, held: Shown | None) -> None:
        self._desk.add(content, held)

    async def _give_up(self, slip: Slip) -> None:
        self._desk.give_up(slip)
        self._link.wake()

    def _told_printed(self, printed: Printed) -> None:
        self._tell(printed)
        self._link.wake()

    async def _watch_health(self) -> None:
        while True:
            self._looks_again.clear()
            paper = await self._printer.paper()
            health = Health(paper, _disk(self._data), self._own_clock(), self._panel)
            if self._health is None or paper != self._health.paper:
                self._tell(Paper(paper))
            if health != self._health:
                self._health = self._link.health = health
                await self._link.tell_state()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEALTH_EVERY_S):
                    await self._looks_again.wait()


def _disk(folder: Path) -> Literal["ok", "low", "full"]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return "full"  # whatever it is, nothing can be kept there
    return "full" if free < FULL_BYTES else "low" if free < LOW_BYTES else "ok"
