"""A street that lives for the length of a test."""

import asyncio
import contextlib
import os
import signal
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uuid_utils

from hub.config import HubConfig
from hub.street import KioskLines, Street
from wire import messages, topics
from wire.broker import Address, Broker, Received
from wire.messages import Ack, Entry, Slip

PATIENCE_S = 60.0
LONGEST_S = 540.0  # of a whole story, on a machine that has much else to do
MIDNIGHT = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class Running:
    """The street and what a test does to it."""

    def __init__(self, street: Street, config: HubConfig) -> None:
        self.street, self.config = street, config
        self.hub: asyncio.subprocess.Process | None = None

    async def start_hub(self) -> None:
        self.hub = await self.street.start_hub()

    async def start_kiosk(self, name: str = "library") -> KioskLines:
        lines = await self.street.start_kiosk(name)
        await asyncio.wait_for(lines.ready.wait(), PATIENCE_S)
        return lines

    def set_minute(self, minute: float) -> None:
        self.street.set_clock(MIDNIGHT + timedelta(minutes=minute))

    async def kill(self, child: asyncio.subprocess.Process | None) -> None:
        assert child
        child.send_signal(signal.SIGKILL)
        await child.wait()

    def broker_pid(self) -> int:
        """The broker is the hub's child."""
        assert self.hub
        children = Path(f"/proc/{self.hub.pid}/task/{self.hub.pid}/children").read_text().split()
        program = {"amqtt": b"local_broker", "mosquitto": b"mosquitto", "nats": b"nats-server"}[
            self.street.broker
        ]
        return next(pid for pid in map(int, children) if program in Path(f"/proc/{pid}/cmdline").read_bytes())

    def address(self, user: str) -> Address:
        return self.street.address(user)

    async def drained(self, kiosk: str = "library") -> None:
        """Until the hub has promised all that this kiosk held, and three seconds for a second slip to come."""
        async with asyncio.timeout(PATIENCE_S):
            while self._waiting(kiosk) or any(map(_has_unpromised, (self.street.data / "days").glob("*.db"))):
                await asyncio.sleep(0.1)
        await asyncio.sleep(3)

    def _waiting(self, kiosk: str) -> bool:
        with contextlib.closing(sqlite3.connect(self.street.data / kiosk / "kiosk.db")) as db:
            return db.execute("SELECT 1 FROM message").fetchone() is not None

    def log(self, name: str = "hub") -> str:
        return (self.street.data / f"{name}.log").read_text(encoding="utf-8")


@contextlib.asynccontextmanager
async def running(
    out: Path,
    kiosks: Sequence[str] = ("library",),
    minute: float = 8 * 60,
    broker: str = "amqtt",
    boarded: str = "",
) -> AsyncIterator[Running]:
    """Settings, users and a clock; programs are started by the test and ended here. boarded: who has a panel."""
    street = Street(out, kiosks, broker, boarded)
    config = street.prepare()
    run = Running(street, config)
    run.set_minute(minute)
    try:
        yield run
    finally:
        await street.stop()


def entry(words: str = "How do bees find their way home?", kiosk: str = "garden", **more: object) -> Entry:
    fresh = {"id": str(uuid_utils.uuid7()), "at": 0, "age_ms": 0, "languages": ("en",), **more}
    return Entry(kiosk=kiosk, words=words, **fresh)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def stranger(run: Running, kiosk: str = "garden") -> AsyncIterator["Stranger"]:
    """A kiosk of somebody else's making, over the same client."""
    async with Broker(run.address(kiosk), topics.kiosk_hears(kiosk)) as broker:
        async with asyncio.timeout(PATIENCE_S):
            await broker.wait_connected()
        found = Stranger(broker, kiosk)
        await found.hub_is_there()
        yield found


class Stranger:
    """Says entries and waits for what comes back."""

    def __init__(self, broker: Broker, kiosk: str) -> None:
        self.broker, self.kiosk = broker, kiosk
        self._heard = broker.messages()
        self._before: deque[Received] = deque()

    async def hub_is_there(self) -> None:
        """Until the hub has subscribed: what is said before is lost, and this kiosk says everything only once."""
        async with asyncio.timeout(PATIENCE_S):
            async for received in self._heard:
                received.done()
                self._before.append(received)
                if received.topic == topics.of_hub("state") and b'"ready"' in received.payload:
                    return

    async def say(self, payload: Entry | bytes, name: str = "entry") -> None:
        raw = payload if isinstance(payload, bytes) else messages.encode(payload)
        await self.broker.publish(topics.of_kiosk(self.kiosk, name), raw)

    async def next(self, name: str) -> Received:
        while self._before:
            if (received := self._before.popleft()).topic == topics.of_kiosk(self.kiosk, name):
                return received
        async with asyncio.timeout(PATIENCE_S):
            async for received in self._heard:
                received.done()
                if received.topic == topics.of_kiosk(self.kiosk, name):
                    return received
        raise AssertionError("the connection ended")

    async def acked(self, id_: str) -> None:
        while id_ not in messages.decode((await self.next("ack")).payload, Ack).ids:
            pass

    async def slip_of(self, entry: Entry) -> Slip:
        while True:
            slip = messages.decode((await self.next("slip")).payload, Slip, 1 << 20)
            if slip.entry == entry.id:
                return slip


def lived(story: Coroutine[Any, Any, None]) -> None:
    """Let a story happen to its end. Raises TimeoutError."""
    asyncio.run(asyncio.wait_for(story, LONGEST_S))


async def promised_by_the_hub(kiosk: KioskLines, words: str, language: str = "en") -> dict[str, object]:
    """A visit and what was taken away from it, with the hub's promise.

    A busy machine's hub may need longer than a kiosk waits for it: then somebody else comes. Raises TimeoutError.
    """
    async with asyncio.timeout(LONGEST_S / 3):
        while not (visit := await kiosk.visit(words, language))["sign"]:
            pass
    return visit


async def taken_back(data: Path, entry: str) -> None:
    """Until the hub has taken an entry back: a code is acknowledged when it is kept, and has its turn after that."""
    async with asyncio.timeout(PATIENCE_S):
        while not any(_is_withdrawn(path, entry) for path in (data / "days").glob("*.db")):
            await asyncio.sleep(0.05)


def _has_unpromised(day_file: Path) -> bool:
    return _finds(day_file, "SELECT 1 FROM entries WHERE id NOT IN (SELECT id FROM promises)")


def _is_withdrawn(day_file: Path, entry: str) -> bool:
    return _finds(day_file, "SELECT 1 FROM withdrawn WHERE id = ?", entry)


def _finds(day_file: Path, ask: str, *values: str) -> bool:
    with (
        contextlib.closing(sqlite3.connect(f"file:{day_file}?mode=ro", uri=True)) as db,
        contextlib.suppress(sqlite3.OperationalError),  # a file that is just being made
    ):
        return db.execute(ask, values).fetchone() is not None
    return False


def processes_of(folder: Path) -> list[int]:
    """Every process that names this folder on its command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in path.read_bytes() and int(path.parent.name) != os.getpid():
                found.append(int(path.parent.name))
    return found
