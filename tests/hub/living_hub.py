"""A whole hub in this process, on the real local broker, with kiosks and a screen that only listen and speak."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import uuid_utils

from hub import telling
from hub.config import HubConfig
from hub.promises import Promises
from hub.service import Hub
from hub.writer import Writer
from tests.fakes.clock import HandClock
from tests.fakes.filling_store import FillingStore
from tests.hub.town import MORNING, plain_meaning
from tests.wire.running_broker import RunningBroker
from wire import messages, topics
from wire.broker import Address, Broker
from wire.messages import EVERY_MESSAGE, Entry, KioskState, Retract, Sealed, Slip, SlipAck

PATIENCE_S = 60.0
SAID: dict[type, str] = {
    Entry: "entry",
    Retract: "retract",
    SlipAck: "slip_ack",
    KioskState: "state",
    Sealed: "trail",
}


class Ear:
    """What one client has heard, decoded, by topic name; and what it says as a kiosk."""

    def __init__(self, broker: Broker, name: str) -> None:
        self.broker, self.name = broker, name
        self.heard: dict[str, list[Any]] = defaultdict(list)

    async def listen(self) -> None:
        async for received in self.broker.messages():
            received.done()
            of_kiosk = topics.parse_of_kiosk(received.topic)
            name = of_kiosk[1] if of_kiosk else received.topic.removeprefix(f"{topics.ROOT}/")
            kind = EVERY_MESSAGE[f"k/{{kiosk}}/{name}" if of_kiosk else name]
            self.heard[name].append(messages.decode(received.payload, kind, 1 << 20))

    async def say(self, message: Entry | Retract | Sealed | SlipAck | KioskState) -> None:
        await self.broker.publish(topics.of_kiosk(self.name, SAID[type(message)]), messages.encode(message))

    async def until(self, name: str, holds: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first message of this name, heard already or still to come, for which something holds."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            if (found := next(filter(holds, self.heard[name]), None)) is not None:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.name}: no such {name} came, but {self.heard[name]}")

    async def slip_of(self, entry: Entry) -> Slip:
        slip: Slip = await self.until("slip", lambda slip: slip.entry == entry.id)
        return slip

    async def print(self, slip: Slip) -> None:
        """Say that it is printed, and wait until the hub knows."""
        await self.say(SlipAck(id=slip.id, kiosk=self.name, outcome="printed"))
        await self.acked(slip.id)

    async def acked(self, id_: str) -> None:
        await self.until("ack", lambda ack: id_ in ack.ids)

    async def ready(self) -> None:
        await self.say(KioskState(kiosk=self.name, state="ready", session=1))


@contextlib.asynccontextmanager
async def ear(address: Address) -> AsyncIterator[Ear]:
    """A client that is connected and listens; the screen, or a kiosk."""
    hears = topics.kiosk_hears(address.username)
    if address.username == "screen":
        hears = tuple(map(topics.of_hub, ("state", "board", "question")))
    async with Broker(address, hears) as broker:
        await asyncio.wait_for(broker.wait_connected(), PATIENCE_S)
        here = Ear(broker, address.username)
        listening = asyncio.create_task(here.listen())
        try:
            yield here
        finally:
            listening.cancel()


class Living:
    """The hub's parts, and who listens."""

    def __init__(self, broker: RunningBroker, folder: Path, config: HubConfig) -> None:
        self.running, self.folder, self.config = broker, folder, config
        self.hands, self.writer = HandClock(wall=MORNING), Writer()
        self.stack = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Start the hub, from what is on the disk."""
        self.store = await self.writer.do(FillingStore, self.folder)
        self.promises = Promises(
            self.config,
            self.store,
            self.writer,
            plain_meaning(),
            self.hands.clock(),
            lambda: str(uuid_utils.uuid7()),
        )
        session = await self.writer.do(self.store.next_number, "session")
        self.hub = Hub(self.config, self.store, self.writer, self.promises, self.hands.clock(), session)
        self.broker = Broker(
            self.running.address("hub"),
            topics.hub_hears(),
            self.hub.announcer.birth,
            telling.state("lost", session),
        )
        await self.broker.__aenter__()
        self.task = asyncio.create_task(self.hub.run(self.broker))

    async def connected(self) -> None:
        """Until the broker hands on what kiosks say: to a hub that is not there yet they say it in vain."""
        await asyncio.wait_for(self.broker.wait_connected(), PATIENCE_S)

    async def again(self) -> None:
        """It ends and begins anew, from what is on the disk."""
        await self.stop()
        await self.start()
        await self.connected()

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        await self.broker.__aexit__(None, None, None)
        await self.writer.do(self.store.close)
        if not self.task.cancelled():
            self.task.result()

    async def ear(self, user: str) -> Ear:
        """A client; leaves with the hub."""
        return await self.stack.enter_async_context(ear(self.running.address(user)))

    async def disk(self, call: Callable[..., Any], *values: Any) -> Any:
        """Ask the store in its own thread."""
        return await self.writer.do(call, *values)


@contextlib.asynccontextmanager
async def living(broker: RunningBroker, folder: Path, config: HubConfig) -> AsyncIterator[Living]:
    """A hub at half past eight on a Monday."""
    hub = Living(broker, folder, config)
    async with hub.stack:
        await hub.start()
        try:
            await hub.connected()
            yield hub
        finally:
            await hub.stop()
            hub.writer.close()


def fresh(entry: Entry, **changed: Any) -> Entry:
    """The same entry with a new id."""
    return msgspec.structs.replace(entry, id=str(uuid_utils.uuid7()), **changed)
