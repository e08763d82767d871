"""A kiosk without a window, for rigs: the real worker, outbox, link and print desk, and visitors out of a seed.

Every line of its record is one fact somebody outside could have seen, written before the next step is taken:
`told` (the screen would say "heard"), `begun` (the first byte of a slip leaves), `taken_back` (a retraction is kept).
Only the drawing of slips is left out; which slip it is and whether it is marked as a copy goes to the printer instead.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import queue
import random
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import uuid_utils
from PIL import Image

from kiosk_ui import paper_bytes, sample_papers
from kiosk_ui.errand import said_at
from kiosk_ui.escpos import Profile
from kiosk_ui.open_table import open_table, open_table_slip, promise_of
from kiosk_ui.outbox import Outbox, OutboxError
from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.patience import ANSWER_S
from kiosk_ui.print_desk import SLIP_EXPIRES_MS
from kiosk_ui.printer_status import Paper
from kiosk_ui.worker import Kept, News, NotPromised, Worker, WorkerFailed
from wire.broker import Address
from wire.clock import Clock, clock_of
from wire.messages import Entry, KioskConfig, Retract, Slip, TableSheet

PRINTING_S = 0.04
TELL_FIRST_S = 0.15  # of a kiosk that is made wrong: it says "heard" so long before it keeps
RETRACT_EVERY = 20
WORDS = (
    "bees",
    "bread",
    "rivers",
    "stars",
    "chess",
    "trains",
    "moss",
    "clocks",
    "songs",
    "maps",
    "kites",
    "owls",
)


class Record:
    """Lines of JSON, each there whole for whoever reads it after a kill: a pipe to the rig, or a file."""

    def __init__(self, to: Connection | Path) -> None:
        self._to = to

    def note(self, **facts: object) -> None:
        """One line more."""
        line = json.dumps({**facts, "at": time.time_ns() // 1_000_000}).encode()
        if isinstance(self._to, Path):
            with self._to.open("ab", buffering=0) as file:
                file.write(line + b"\n")
        else:
            self._to.send_bytes(line)


class Drawing:
    """In the place of a layout: remembers what is to be printed."""

    def __init__(self) -> None:
        self.job: tuple[Slip | TableSheet, bool] | None = None

    def lay_out(
        self,
        content: Slip | TableSheet,
        dots: int,
        copy: bool = False,
        lean: bool = False,  # noqa: ARG002 - as layouts are called
    ) -> Image.Image:
        """A picture that is quickly encoded."""
        if content is not sample_papers.SLIP:  # which is drawn to warm up
            self.job = content, copy
        return Image.new("1", (dots, 8))


class RecordingPrinter:
    """Prints one job after another into the record."""

    last_path = ""
    profile, is_slow, uses_paper = Profile(), False, False

    def __init__(self, record: Record, drawing: Drawing) -> None:
        self._record, self._drawing = record, drawing

    async def paper(self) -> Paper:
        """There is always paper."""
        return "paper"

    async def print(self, bands: Sequence[bytes], name: str) -> None:  # noqa: ARG002 - as every printer
        """The first byte leaves, and a little later the last one."""
        assert self._drawing.job
        content, copy = self._drawing.job
        entry = content.entry if isinstance(content, Slip) else ""
        self._record.note(
            begun=content.id, kind=name, entry=entry, copy=copy, place=content.place, starts=content.starts
        )
        await asyncio.sleep(PRINTING_S)

    async def close(self) -> None:
        """Nothing to let go of."""


class Visitors:
    """Who walks up to this kiosk; what `kiosk_ui.errand` does for one of them, done for many at once."""

    def __init__(self, options: argparse.Namespace, worker: Worker, record: Record, clock: Clock) -> None:
        self._options, self._worker, self._record, self._clock = options, worker, record, clock
        self._chance = random.Random(f"{options.seed} {options.id}")
        self._config: KioskConfig | None = None
        self._serving = True
        self._keeping: dict[str, tuple[Entry | Retract, float, str]] = {}
        self._waiting: dict[
            str, tuple[Entry, float]
        ] = {}  # told, without a slip: when to promise by ourselves
        self._promising: set[str] = (
            set()
        )  # entries whose slip, ours or the hub's, is on its way through the worker
        self._codes: list[Slip] = []
        self._later: list[
            tuple[float, Entry]
        ] = []  # told before they are kept, by a kiosk that is made wrong

    def live(self, news: "queue.Queue[News]", stopped: list[bool]) -> None:
        """Until told to stop."""
        pause = 1 / self._options.rate if self._options.rate else float("inf")
        coming = time.monotonic() + self._chance.uniform(0, min(pause, 1.0))
        while not stopped:
            with contextlib.suppress(queue.Empty):
                self._take(news.get(timeout=0.02))
            now = time.monotonic()
            if now >= coming and not self._options.quiet.exists():
                coming = max(coming + pause, now)
                self._somebody_comes(now)
            self._look_at_the_clock(now)
            self._say_when_served()

    def _say_when_served(self) -> None:
        """Once, when nobody comes any more and nobody waits for anything."""
        waits = self._keeping or self._waiting or self._promising or self._later
        if self._serving and not waits and self._options.quiet.exists():
            self._serving = False
            self._record.note(served=True)

    def _somebody_comes(self, now: float) -> None:
        if self._codes and self._chance.randrange(RETRACT_EVERY) == 0:
            slip = self._codes.pop(self._chance.randrange(len(self._codes)))
            named = {"code": slip.code} if self._chance.random() < 0.5 else {"entry": slip.entry}
            back = Retract(id=self._new_id(), kiosk=self._options.id, **named)
            self._record.note(may_be_taken_back=slip.entry)
            self._keep(back, now, slip.entry)
            return
        entry = Entry(
            id=self._new_id(),
            kiosk=self._options.id,
            words=" ".join(self._chance.sample(WORDS, 7)),
            languages=("en",),
            at=self._clock.now(),
            age_ms=0,
        )
        if self._options.tell_first:
            self._record.note(told=entry.id)
            self._later.append((now + TELL_FIRST_S, entry))
        else:
            self._keep(entry, now, "")

    def _keep(self, message: Entry | Retract, now: float, of: str) -> None:
        self._keeping[message.id] = message, now, of
        self._worker.keep(message)

    def _new_id(self) -> str:
        return str(uuid_utils.uuid7(nanoseconds=self._clock.now() * 1_000_000))

    def _look_at_the_clock(self, now: float) -> None:
        for entry in [entry for entry, at in self._waiting.values() if now >= at]:
            del self._waiting[entry.id]
            self._promise(entry)
        while self._later and now >= self._later[0][0]:
            self._keep(self._later.pop(0)[1], now, "")

    def _promise(self, entry: Entry) -> None:
        found = open_table(self._config, self._clock.now()) if self._config else None
        if not found or not self._config:
            return
        place, coming = found
        today = datetime.fromtimestamp(self._clock.now() / 1000, ZoneInfo(self._config.timezone)).date()
        promised = msgspec.structs.replace(entry, promised=promise_of(coming))
        slip = open_table_slip(promised, place, coming, self._config, today.isoformat())
        self._promising.add(entry.id)
        self._worker.promise(promised, slip)

    def _take(self, news: News) -> None:
        if isinstance(news, Kept) and news.id in self._keeping:
            self._take_kept(news)
        elif isinstance(news, Slip):
            self._take_slip(news)
        elif isinstance(news, NotPromised):
            self._promising.discard(news.entry)
        elif isinstance(news, WorkerFailed):
            self._promising.clear()
        elif isinstance(news, KioskConfig):
            self._config = news

    def _take_kept(self, kept: Kept) -> None:
        message, began, of = self._keeping.pop(kept.id)
        if kept.problem:
            self._record.note(not_kept=kept.id)
            if isinstance(message, Entry):
                self._promise(message)  # as the sorry screen does
            return
        ms = round((time.monotonic() - began) * 1000, 2)
        if isinstance(message, Retract):
            self._record.note(taken_back=of, ms=ms)
            return
        self._record.note(told=kept.id, ms=ms)
        self._waiting[kept.id] = message, time.monotonic() + ANSWER_S

    def _take_slip(self, slip: Slip) -> None:
        self._promising.discard(slip.entry)
        if self._waiting.pop(slip.entry, None) or self._clock.now() - said_at(slip.entry) <= SLIP_EXPIRES_MS:
            self._worker.print(slip)
            if slip.code:
                self._codes = [*self._codes[-50:], slip]
        else:
            self._worker.give_up(slip)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.chaos.kiosk", description=__doc__)
    parser.add_argument("--id", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--record", type=Path, default=Path("record"), help="file, where no rig listens")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--password", default="")
    parser.add_argument("--clock", type=Path)
    parser.add_argument(
        "--quiet", type=Path, default=Path("/nonexistent"), help="nobody comes while it exists"
    )
    parser.add_argument("--rate", type=float, default=10.0, help="visitors a second")
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--tell-first", action="store_true", help="wrong, for a control: says heard, then keeps"
    )
    parser.add_argument(
        "--no-note", action="store_true", help="wrong, for a control: takes no note of printing"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None, pipe: Connection | None = None) -> int:
    options = arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    clock, record, drawing = clock_of(options.clock), Record(pipe or options.record), Drawing()
    paper_bytes.slip_layout = paper_bytes.sheet_layout = drawing  # type: ignore[assignment, misc]
    if options.no_note:
        Outbox.note_printing = lambda *_: True  # type: ignore[method-assign]
    news: queue.Queue[News] = queue.Queue()
    stopped: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    user = options.id if options.password else ""
    address = Address("127.0.0.1", options.port, options.id, user, options.password)
    worker = Worker(
        options.id, address, options.data, RecordingPrinter(record, drawing), clock, DOTS[58], news.put
    )
    try:
        worker.start()
    except OutboxError as error:
        print(error, file=sys.stderr)
        return 2
    Visitors(options, worker, record, clock).live(news, stopped)
    worker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
