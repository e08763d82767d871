"""How long a visitor waits: broker, hub and kiosk as processes on this machine, a real window, a virtual printer.

    make bench                       (or: python benchmarks/latency.py [VISITS])

Of each visit, from the finger leaving Done: until "heard" stands on the screen (the words are on the disk), until the
first byte goes to the printer. Beside them, in the same run: a bare commit on the same disk, which "heard" waits for;
and over the same broker, until it alone has acknowledged a message (PUBACK, which promises nothing), and until the
hub has (its own commit).
Ends with one line of JSON.
"""

import asyncio
import contextlib
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils

from hub.demo_neighbours import neighbours
from hub.street import Street
from wire import messages, topics
from wire.broker import Broker
from wire.messages import Ack, Entry

VISITS = 100
PAUSE_S = 0.1  # between two bare commits


async def main(visits: int) -> dict[str, float | int]:
    with tempfile.TemporaryDirectory() as folder:
        street = Street(Path(folder), ["library"])
        street.prepare()
        street.set_clock(datetime.now(UTC).replace(hour=8, minute=0, second=0))
        try:
            await street.start_hub()
            kiosk = await street.start_kiosk("library")
            await kiosk.ready.wait()
            people = list(neighbours())
            for (
                words,
                language,
            ) in people:  # encoders, fonts and caches warm, as after the first visitors of a day
                await kiosk.visit(words, language)
            seen = [await kiosk.visit(*people[number % len(people)]) for number in range(visits)]
            puback, ack = await wire_latency(street, visits)
            disk = disk_latency(Path(folder) / "disk.db", visits)
        finally:
            await street.stop()
    heard, printed = ([float(str(visit[key])) for visit in seen] for key in ("heard_ms", "printed_ms"))
    return {
        "visits": visits,
        **figures("heard_ms", heard, 0.99),
        **figures("disk_ms", disk, 0.99),
        **figures("first_byte_ms", printed, 0.95),
        **figures("puback_ms", puback, 0.99),
        **figures("hub_ack_ms", ack, 0.99),
    }


async def wire_latency(street: Street, entries: int) -> tuple[list[float], list[float]]:
    """Milliseconds from publishing an entry to the broker's PUBACK, and to the hub's ack, one at a time."""
    kiosk = "garden"
    puback, ack = [], []
    async with Broker(street.address(kiosk), [topics.of_kiosk(kiosk, "ack")]) as broker:
        await broker.wait_connected()
        heard = broker.messages()
        for _ in range(entries):
            entry = Entry(
                id=str(uuid_utils.uuid7()), kiosk=kiosk, words="bees", languages=("en",), at=0, age_ms=0
            )
            began = time.perf_counter()
            await broker.publish(topics.of_kiosk(kiosk, "entry"), messages.encode(entry))
            puback.append((time.perf_counter() - began) * 1000)
            async for received in heard:
                received.done()
                if entry.id in messages.decode(received.payload, Ack).ids:
                    ack.append((time.perf_counter() - began) * 1000)
                    break
    return puback, ack


def disk_latency(path: Path, commits: int) -> list[float]:
    """Milliseconds of a bare commit of one small row, at the pace of visitors: what no "heard" can be quicker than."""
    with contextlib.closing(sqlite3.connect(path)) as disk:
        disk.execute("PRAGMA journal_mode=WAL")
        disk.execute("PRAGMA synchronous=FULL")
        disk.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, words BLOB)")
        taken = []
        for _ in range(commits):
            time.sleep(PAUSE_S)
            began = time.perf_counter()
            with disk:
                disk.execute("INSERT INTO row (words) VALUES (?)", (os.urandom(400),))
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def figures(name: str, values: list[float], tail: float) -> dict[str, float]:
    ordered = sorted(values)
    last = ordered[min(len(ordered) - 1, round(tail * len(ordered)))]
    return {
        f"{name}_p50": round(statistics.median(values), 2),
        f"{name}_p{round(tail * 100)}": round(last, 2),
    }


if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    result = asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else VISITS))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name, value in result.items():
        print(f"{name:20} {value}")
    print(json.dumps(result))
