"""A code guesser: a hundred thousand well-formed codes from two kiosks and from pages with many addresses.

    make attack ARGS="codes --guesses 100000"

A real street: broker, hub and pages as processes on loopback. People have slips with codes of their own. First a few
thousand guesses lie in wait for a while: how many of them are tried, against the budget. Then all the others come as
fast as the machine takes them, and meanwhile somebody at a third kiosk takes words back every now and then: how long
until the hub has let go of them, on the disk. In the end: how many entries are gone that nobody took back.
"""

import asyncio
import contextlib
import http.client
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils

from benchmarks.attacks import asking
from hub import code_turns
from hub.street import Street
from wire import codes, messages, topics
from wire.broker import Broker
from wire.messages import Ack, Entry, Retract, Slip

GUESSERS, HONEST = ("garden", "bakery"), "library"
IN_WAIT = 5000  # guesses of each kiosk: fewer than the hub keeps of one, so that what was tried can be told
AGAIN_S = 3.0  # as a kiosk that hears nothing
PATIENCE_S = 60.0
TIMED = 60  # right codes written on the page
ADDRESSES = 200  # of guessers at pages, all on loopback


class Scene:
    """A street, the slips of its people, and the hub's file of the day, which is only looked at."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.street = Street(folder, [], broker)
        self.slips: list[Slip] = []
        self.taken: set[str] = set()  # entries that were taken back by those whose they are
        self.chance = random.Random(7)
        self._acked: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, people: int) -> None:
        """Hub and broker, and people with a slip each."""
        self.street.prepare()
        self.street.set_clock(datetime.now(UTC).replace(hour=8, minute=0, second=0))
        await self.street.start_hub()
        await self.street.wait_for_broker()
        self.honest = await self._come(HONEST)
        self.guessers = [await self._come(name) for name in GUESSERS]
        for number in range(people):
            entry = Entry(
                id=str(uuid_utils.uuid7()),
                kiosk=HONEST,
                words=f"How do bees count to {number}?",
                languages=("en",),
                at=0,
                age_ms=0,
            )
            await self.honest.publish(topics.of_kiosk(HONEST, "entry"), messages.encode(entry))
        slips: dict[str, Slip] = {}
        async with asyncio.timeout(PATIENCE_S):
            async for received in self.honest.messages():
                received.done()
                if received.topic == topics.of_kiosk(HONEST, "slip"):
                    slip = messages.decode(received.payload, Slip, 1 << 20)
                    slips[slip.entry] = slip
                    if len(slips) == people:
                        break
        self.slips = list(slips.values())
        self._tasks.append(asyncio.create_task(self._hear_acks(self.honest)))

    async def _come(self, name: str) -> Broker:
        broker = Broker(self.street.address(name), topics.kiosk_hears(name))
        await broker.__aenter__()
        await asyncio.wait_for(broker.wait_connected(), PATIENCE_S)
        if name == HONEST:
            async with asyncio.timeout(PATIENCE_S):
                async for received in broker.messages():
                    received.done()
                    if received.topic == topics.of_hub("state") and b'"ready"' in received.payload:
                        break
        else:
            self._tasks.append(asyncio.create_task(self._hear_acks(broker)))
        return broker

    async def _hear_acks(self, broker: Broker) -> None:
        async for received in broker.messages():
            received.done()
            if received.topic.endswith("/ack"):
                for id_ in messages.decode(received.payload, Ack, 1 << 20).ids:
                    if acked := self._acked.get(id_):
                        acked.set()

    async def stop(self) -> None:
        """End everything."""
        for broker in (self.honest, *self.guessers):
            await broker.__aexit__(None, None, None)
        for task in self._tasks:
            task.cancel()
        await self.street.stop()

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What the files of the days say to whoever only reads; every row but ids is sealed."""
        rows: list[tuple[object, ...]] = []
        for path in (self.street.data / "days").glob("*.db"):
            with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
                rows += db.execute(sql, values).fetchall()
        return rows

    # ------------------------------------------------------------------ the guessers

    def guess(self) -> str:
        """A well-formed code that nobody's slip carries, as far as the guesser knows."""
        return codes.new_code(self.chance)

    async def guess_at_kiosks(self, many: int, at_once: int) -> None:
        """Guesses over both kiosks, so many of each on their way at once, as a kiosk does it until the hub has them."""
        left = iter(range(many))

        async def lane(at: int) -> None:
            for _ in left:
                await self._say(self.guessers[at], GUESSERS[at], self.guess())

        await asyncio.gather(*(lane(number % 2) for number in range(2 * at_once)))

    async def _say(self, broker: Broker, kiosk: str, code: str) -> None:
        """A retraction, sent again until the hub has it."""
        retract = Retract(id=str(uuid_utils.uuid7()), kiosk=kiosk, code=code)
        acked = self._acked[retract.id] = asyncio.Event()
        while not acked.is_set():
            await broker.publish(topics.of_kiosk(kiosk, "retract"), messages.encode(retract))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S):
                    await acked.wait()
        del self._acked[retract.id]

    def guess_at_pages(self, many: int) -> tuple[int, set[int]]:
        """Guesses from many addresses, each at the pace the hub lets it; (how many were taken, lengths of answers)."""
        taken, answers = 0, set[int]()
        for number, written in zip(range(many), self._written(), strict=False):
            here = f"127.0.1.{1 + number % ADDRESSES}"
            status, length = post_back(self.street.web_port, written, here)
            taken += status == 200
            answers |= {length} if status == 200 else set()
        return taken, answers

    def _written(self) -> Iterator[str]:
        while True:
            yield self.guess()

    # ------------------------------------------------------------------ the honest

    async def take_back(self, slip: Slip) -> float:
        """Seconds until the hub has let go of an entry whose code was typed at a third kiosk."""
        self.taken.add(slip.entry)
        began = time.monotonic()
        saying = asyncio.create_task(self._say(self.honest, HONEST, slip.code))
        async with asyncio.timeout(PATIENCE_S):
            while not self.ask("SELECT 1 FROM withdrawn WHERE id = ?", slip.entry):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        took = time.monotonic() - began
        await saying
        return took

    def answer_times(self, many: int) -> tuple[float, float]:
        """Milliseconds (median) until the page answers a right code, and a wrong one, in turn."""
        right, wrong = [], []
        for number, slip in enumerate(self.slips[-many:]):
            self.taken.add(slip.entry)
            both = [(slip.code, right), (self.guess(), wrong)]
            self.chance.shuffle(both)
            for written, times in both:
                began = time.perf_counter()
                post_back(self.street.web_port, written, f"127.0.2.{1 + number}")
                times.append((time.perf_counter() - began) * 1000)
                time.sleep(0.25)  # what was written is tried after the answer
        return statistics.median(right), statistics.median(wrong)

    def hits(self) -> int:
        """Entries that are gone though nobody took them back."""
        gone = {str(entry) for (entry,) in self.ask("SELECT id FROM withdrawn")}
        return len(gone - self.taken)


def post_back(port: int, written: str, here: str) -> tuple[int, int]:
    """Write a code on the page, from this address; (status, length of the answer)."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S, source_address=(here, 0))
    try:
        body = urllib.parse.urlencode({"written": written})
        web.request("POST", "/back", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = web.getresponse()
        return answer.status, len(answer.read())
    except (OSError, http.client.HTTPException):  # too many at once
        return 0, 0
    finally:
        web.close()


async def attack(
    folder: Path,
    guesses: int,
    at_pages: int,
    wait_s: float,
    honest: int,
    broker: str,
    at_once: int,
    timed: int = TIMED,
) -> dict[str, object]:
    """The figures."""
    scene = Scene(folder / "street", broker)
    try:
        await scene.start(honest + 1 + timed)
        right, wrong = await asyncio.to_thread(scene.answer_times, timed)
        in_wait = min(2 * IN_WAIT, guesses // 4)
        began = time.monotonic()
        await scene.guess_at_kiosks(in_wait, at_once)
        await asyncio.sleep(max(0.0, wait_s - (time.monotonic() - began)))
        left = scene.ask("SELECT DISTINCT id FROM asked WHERE source != ?", code_turns.PAGES)
        waited = time.monotonic() - began
        tried = in_wait - len(left)
        may_be = code_turns.OF_KIOSKS.at_once + waited / 60 * code_turns.OF_KIOSKS.a_minute

        flood = asyncio.create_task(scene.guess_at_kiosks(guesses - in_wait - at_pages, at_once))
        pages = asyncio.create_task(asyncio.to_thread(scene.guess_at_pages, at_pages))
        seconds = []
        for slip in scene.slips[:honest]:
            seconds.append(await scene.take_back(slip))
            await asyncio.sleep(0.5)
        during = not flood.done()
        await flood
        taken_by_pages, answers = await pages
        seconds.append(await scene.take_back(scene.slips[honest]))
        hits = scene.hits()
    finally:
        await scene.stop()
    return {
        "attack": "codes",
        "broker": broker,
        "guesses": guesses,
        "on_their_way": at_once,
        "guesses_at_pages": at_pages,
        "taken_by_pages": taken_by_pages,
        "hits": hits,
        "tried_in_wait": tried,
        "budget_in_wait": round(may_be, 1),
        "seconds_in_wait": round(waited, 1),
        "flood_went_on": during,
        "honest_ms_p50": round(statistics.median(seconds) * 1000, 1),
        "honest_ms_max": round(max(seconds) * 1000, 1),
        "answers_of_pages": len(answers),
        "page_ms_right": round(right, 1),
        "page_ms_wrong": round(wrong, 1),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; one line of JSON. 0: no hit, the budget held, every honest retraction within a second."""
    parser = asking.parser(__doc__)
    parser.add_argument("--guesses", type=int, default=100_000)
    parser.add_argument("--at-pages", type=int, default=2_000, help="of them on the page (2000)")
    parser.add_argument("--wait", type=float, default=60.0, help="seconds in which guesses lie in wait (60)")
    parser.add_argument("--honest", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=100, help="of each kiosk; ours have 100 on their way")
    parser.add_argument(
        "--broker", default="mosquitto" if shutil.which("mosquitto", path="/usr/sbin:/usr/bin") else "amqtt"
    )
    given = parser.parse_args(argv)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(
            attack(
                Path(folder),
                given.guesses,
                given.at_pages,
                given.wait,
                given.honest,
                given.broker,
                given.at_once,
            )
        )
    asking.tell(figures, time.monotonic() - began)
    held = figures["tried_in_wait"] <= figures["budget_in_wait"]  # type: ignore[operator]
    return 0 if held and not figures["hits"] and figures["honest_ms_max"] <= 1000 else 1  # type: ignore[operator]


if __name__ == "__main__":
    sys.exit(main())
