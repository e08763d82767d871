"""Guests with bad manners at the broker's door, and what an honest kiosk notices of them meanwhile.

    python -m benchmarks.guests [--broker mosquitto] [--connections 2000]

Thousands of connections that say nothing, handshakes drawn out byte by byte, 10 MB in one packet, packets that are
none, a guest that never reads, one entry replayed and replayed. All on loopback, bounded in count and time.
Ends with one line of JSON: for each manner, whether the honest kiosk was answered, and its slowest answer.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import resource
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from benchmarks.raw_kiosk import RawKiosk
from benchmarks.raw_mqtt import Closed, RawMqtt, connect, packet, text
from benchmarks.storm import memory_mb
from hub.street import Street
from tests.whole.running import Running, entry, running
from wire import messages, topics
from wire.broker_address import tls_context

ENTRIES = 15  # of the honest kiosk, under each manner
GUEST = "bakery"
BIG = 10_000_000

Manner = Callable[[Street, int], AbstractAsyncContextManager[None]]


@contextlib.asynccontextmanager
async def crowd(street: Street, connections: int) -> AsyncIterator[None]:
    """Connections that are opened and left."""
    opened = []
    for _ in range(connections):
        with contextlib.suppress(OSError):
            opened.append((await asyncio.open_connection("127.0.0.1", street.port))[1])
    try:
        yield
    finally:
        for writer in opened:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def slow_handshakes(street: Street, connections: int) -> AsyncIterator[None]:
    """TLS handshakes that go on for ever, a byte at a time."""
    hello = bytes.fromhex("16030100c8010000c40303") + os.urandom(32)

    async def draw_out(writer: asyncio.StreamWriter) -> None:
        for byte in hello:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.5)

    async with crowd_of(street, connections // 10, draw_out):
        yield


@contextlib.asynccontextmanager
async def crowd_of(
    street: Street, guests: int, act: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[None]:
    """So many connections, each of which does something."""
    acting, writers = [], []
    for _ in range(guests):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", street.port)
            writers.append(writer)
            acting.append(asyncio.ensure_future(act(writer)))
    try:
        yield
    finally:
        for task in acting:
            task.cancel()
        await asyncio.gather(*acting, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def noise(street: Street, connections: int) -> AsyncIterator[None]:
    """Bytes that are neither TLS nor MQTT."""
    chance = random.Random(1)

    async def babble(writer: asyncio.StreamWriter) -> None:
        writer.write(chance.randbytes(2000))
        await asyncio.sleep(5)

    async with crowd_of(street, connections // 10, babble):
        yield


@contextlib.asynccontextmanager
async def member(street: Street, act: Callable[[RawMqtt], Awaitable[None]]) -> AsyncIterator[None]:
    """A kiosk of the neighbourhood with bad manners."""

    async def again_and_again() -> None:
        while True:
            with contextlib.suppress(OSError, Closed):
                guest = await connect(street.port, tls_context(street.address(GUEST)))
                try:
                    await guest.say_hello(GUEST)
                    await act(guest)
                finally:
                    await guest.close()
            await asyncio.sleep(0.05)

    acting = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        acting.cancel()
        await asyncio.wait([acting])


@contextlib.asynccontextmanager
async def ten_megabytes(street: Street, _connections: int) -> AsyncIterator[None]:
    """A payload a thousand times as large as any message."""

    async def act(guest: RawMqtt) -> None:
        await guest.publish(topics.of_kiosk(GUEST, "entry"), b"x" * BIG)

    async with member(street, act):
        yield


@contextlib.asynccontextmanager
async def no_packets(street: Street, _connections: int) -> AsyncIterator[None]:
    """Packets that are none: wrong lengths, topics with nothing in them, a second CONNECT, levels there are none of."""
    chance = random.Random(2)
    wrong = (
        packet(0x32, b"\xff\xff"),
        packet(0x36, text("a") + b"\x00\x01x"),
        packet(0x82, struct.pack(">H", 1) + text("#") + b"\x07"),
        packet(0x10, text("MQTT") + b"\x04\x02\x00\x3c" + text(GUEST)),
        packet(0xF0, b"zz"),
        b"\x30\xff\xff\xff\xff\x7f",
    )

    async def act(guest: RawMqtt) -> None:
        guest.writer.write(chance.choice(wrong) + chance.randbytes(100))
        await asyncio.sleep(0.02)

    async with member(street, act):
        yield


@contextlib.asynccontextmanager
async def replay(street: Street, _connections: int) -> AsyncIterator[None]:
    """One entry, a thousand times."""
    said = messages.encode(entry(kiosk=GUEST))

    async def act(guest: RawMqtt) -> None:
        for _ in range(1000):
            await guest.publish(topics.of_kiosk(GUEST, "entry"), said)
            await asyncio.sleep(0.01)

    async with member(street, act):
        yield


@contextlib.asynccontextmanager
async def never_reads(street: Street, _connections: int) -> AsyncIterator[None]:
    """A kiosk that asks for much and reads nothing of it."""

    async def act(guest: RawMqtt) -> None:
        await guest.subscribe(topics.of_kiosk(GUEST, "ack"), topics.of_kiosk(GUEST, "slip"))
        assert guest.reading
        guest.reading.cancel()
        for _ in range(300):
            raw = messages.encode(entry(kiosk=GUEST))
            guest.publish_only(topics.of_kiosk(GUEST, "entry"), raw)
            await asyncio.sleep(0.02)

    async with member(street, act):
        yield


MANNERS: dict[str, Manner] = {
    "crowd": crowd,
    "slow_handshakes": slow_handshakes,
    "noise": noise,
    "ten_megabytes": ten_megabytes,
    "no_packets": no_packets,
    "replay": replay,
    "never_reads": never_reads,
}


@contextlib.asynccontextmanager
async def honest(street: Street, name: str) -> AsyncIterator[RawKiosk]:
    """An ordinary kiosk, once the hub is there."""
    kiosk = RawKiosk(street.address(name))
    async with asyncio.timeout(60):
        while not kiosk.hub_is_ready.is_set():
            with contextlib.suppress(OSError, Closed):
                await kiosk.come()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(kiosk.hub_is_ready.wait(), 1)
    try:
        yield kiosk
    finally:
        await kiosk.leave()


async def ask(kiosk: RawKiosk, entries: int) -> list[float]:
    """Milliseconds until the hub's ack of each entry of an honest kiosk."""
    taken = []
    for _ in range(entries):
        async with asyncio.timeout(60):
            taken.append(await kiosk.say(kiosk.entry("How do bees find their way home?")) * 1000)
        await asyncio.sleep(0.05)
    return taken


async def under(run: Running, name: str, connections: int) -> dict[str, float]:
    """What the honest kiosk, which was there before, and one that comes only now, notice of a manner."""
    async with honest(run.street, "garden") as before, MANNERS[name](run.street, connections):
        await asyncio.sleep(0.5)
        slowest = max(await ask(before, ENTRIES))
        began = time.perf_counter()
        async with honest(run.street, "library") as later:
            let_in = time.perf_counter() - began
            await ask(later, 1)
        return {
            "ack_max_ms": round(slowest, 1),
            "let_in_s": round(let_in, 2),
            "broker_mb": round(memory_mb(run.broker_pid()), 1),
        }


async def main(broker: str, connections: int) -> dict[str, dict[str, float]]:
    """Each manner in turn against one hub."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), broker=broker) as run:
            await run.start_hub()
            async with honest(run.street, "garden") as kiosk:
                quiet = {"ack_max_ms": round(max(await ask(kiosk, ENTRIES)), 1)}
            found = {"quiet": quiet}
            for name in MANNERS:
                found[name] = await under(run, name, connections)
            return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker", default="mosquitto", choices=("mosquitto", "nats"))
    parser.add_argument("--connections", type=int, default=2000)
    options = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # a guest that was shown the door goes on talking
    result = asyncio.run(main(options.broker, min(options.connections, 5000)))
    for name, figures in result.items():
        print(f"{name:16} {figures}")
    print(json.dumps(result))
