"""Many kiosks on one hub over TLS: how quickly each is answered, and how all come back after the broker was killed.

    make storm                       (or: python -m benchmarks.storm [--kiosks 1000] [--seconds 15])

1. pace: 200 kiosks, an entry a second from each, from the publish to the hub's own ack (a durable commit; the kiosk's
   own commit is measured beside it, for these kiosks have no disk).
2. storm: all kiosks connected, the broker is killed, each has an entry to say; until all are back and all are acked.
3. hour: an hour's entries of a busy town, each kiosk two of them, as fast as they are taken.
All on loopback, bounded in count and time. Ends with one line of JSON.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.latency import disk_latency
from benchmarks.raw_kiosk import RawKiosk
from benchmarks.raw_mqtt import Closed
from hub.demo_neighbours import neighbours
from hub.street import Street
from wire.messages import Entry
from wire.retry import pause

AT_A_TIME = 50  # connections being opened: a town's kiosks are not switched on in one millisecond
PLACES = 30
PATIENCE_S = 120.0


def settings(kiosks: Sequence[str]) -> str:
    """A town: places with seats enough, within reach of every kiosk."""
    tongues = sorted({language for _, language in neighbours()})
    lines = ['name = "A town"', f"languages = {json.dumps(tongues)}"]
    for number in range(PLACES):
        near = [kiosk for at, kiosk in enumerate(kiosks) if at % 10 == number % 10]
        walk = ", ".join(f"{kiosk} = {3 + number % 7}" for kiosk in near)
        lines += [
            "[[places]]",
            f'id = "place-{number}"',
            f'name = "Place {number}"',
            'hours = { daily = "07:00-23:00" }',
            'rounds = ["10:00", "12:00", "14:00", "16:00", "18:00", "20:00"]',
            "seats = 100",
            "hosts = 5",
            f"walk = {{ {walk} }}",
        ]
    return "\n".join(lines) + "\n"


async def stay(
    kiosk: RawKiosk, chance: random.Random, back: asyncio.Queue[float], door: asyncio.Semaphore
) -> None:
    """Come, and come again as a kiosk does, with growing pauses; `back` is told when the hub is there."""
    tries = 0
    while True:
        try:
            async with door, asyncio.timeout(20):
                await kiosk.come()
            async with asyncio.timeout(60):
                await kiosk.hub_is_ready.wait()
            tries = 0
            back.put_nowait(time.monotonic())
            await kiosk.stay()
        except (OSError, Closed, TimeoutError):
            await kiosk.leave()
        tries += 1
        await asyncio.sleep(pause(tries, chance))


async def say_until_acked(kiosk: RawKiosk, entry: Entry) -> None:
    """As an outbox does: again, until the hub has it."""
    while True:
        with contextlib.suppress(Closed, TimeoutError):
            async with asyncio.timeout(random.uniform(2, 4)):
                await kiosk.say(entry)
                return
        await asyncio.sleep(0.1)


async def pace(kiosks: Sequence[RawKiosk], seconds: int, people: Sequence[tuple[str, str]]) -> list[float]:
    """Milliseconds to the ack of an entry a second from each kiosk, spread over the second."""
    taken: list[float] = []

    async def talk(number: int, kiosk: RawKiosk) -> None:
        await asyncio.sleep(number / len(kiosks))
        for turn in range(seconds):
            began = time.monotonic()
            await say_until_acked(kiosk, kiosk.entry(*people[(number + turn) % len(people)]))
            taken.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began)))

    async with asyncio.timeout(seconds + PATIENCE_S):
        await asyncio.gather(*(talk(number, kiosk) for number, kiosk in enumerate(kiosks)))
    return taken


async def main(broker: str, count: int, seconds: int) -> dict[str, float]:
    """The three parts against one hub."""
    names = [f"k{number:04d}" for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        street = Street(Path(folder), [], broker)
        street.prepare(settings(names))
        street.set_clock(datetime.now(UTC).replace(hour=7, minute=30))
        tasks: list[asyncio.Task[None]] = []
        try:
            hub = await street.start_hub()
            await street.wait_for_broker()
            kiosks = [RawKiosk(street.address(name)) for name in names]
            back: asyncio.Queue[float] = asyncio.Queue()
            door, chance, began = asyncio.Semaphore(AT_A_TIME), random.Random(1), time.monotonic()
            tasks = [asyncio.create_task(stay(kiosk, chance, back, door)) for kiosk in kiosks]
            await all_back(back, count)
            figures = {"kiosks": count, "first_s": round(time.monotonic() - began, 1)}
            figures |= await measure(hub.pid, kiosks, back, seconds)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await street.stop()
        disk = disk_latency(Path(folder) / "disk.db", 60)
        figures["disk_p50_ms"] = round(statistics.median(disk), 2)
        return figures


async def measure(
    hub: int, kiosks: Sequence[RawKiosk], back: asyncio.Queue[float], seconds: int
) -> dict[str, float]:
    """The figures of the three parts."""
    people, some = list(neighbours()), kiosks[:200]
    await pace(some, 3, people)  # encoders and caches warm
    used, began = cpu_s(family(hub)), time.monotonic()
    inorder = await pace(some, seconds, people)
    print([round(max(inorder[at : at + 50])) for at in range(0, len(inorder), 50)], file=sys.stderr)
    taken = sorted(inorder)
    paced_cpu = (cpu_s(family(hub)) - used) / len(taken)
    figures = {
        "paced_entries": len(taken),
        "paced_s": round(time.monotonic() - began, 1),
        "ack_p50_ms": round(statistics.median(taken), 1),
        "ack_p99_ms": round(taken[int(len(taken) * 0.99)], 1),
        "ack_max_ms": round(taken[-1], 1),
        "cpu_ms_an_entry": round(paced_cpu * 1000, 2),
    }
    while not back.empty():
        back.get_nowait()
    os.kill(broker_of(hub), signal.SIGKILL)
    began = time.monotonic()
    saying = [asyncio.ensure_future(say_until_acked(kiosk, kiosk.entry(*people[0]))) for kiosk in kiosks]
    await all_back(back, len(kiosks))
    figures["back_s"] = round(time.monotonic() - began, 1)
    await asyncio.wait_for(asyncio.gather(*saying), PATIENCE_S)
    figures["back_and_drained_s"] = round(time.monotonic() - began, 1)
    began = time.monotonic()
    hour = [kiosk.entry(*people[turn % len(people)]) for turn in range(2) for kiosk in kiosks]
    saying = [
        asyncio.ensure_future(say_until_acked(kiosk, entry))
        for kiosk, entry in zip([*kiosks, *kiosks], hour, strict=True)
    ]
    await asyncio.wait_for(asyncio.gather(*saying), PATIENCE_S)
    figures["hour_s"] = round(time.monotonic() - began, 1)
    figures["hour_entries"] = len(hour)
    members = family(hub)
    figures["rss_mb"] = round(sum(memory_mb(pid) for pid in members))
    figures["broker_mb"] = round(memory_mb(broker_of(hub)))
    return figures


async def all_back(back: asyncio.Queue[float], count: int) -> None:
    """Until so many kiosks have the hub."""
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(count):
            await back.get()


def family(pid: int) -> list[int]:
    """A process and all that it started, broker and solver among them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in children for one in family(int(child)))]


def broker_of(hub: int) -> int:
    """The broker among the hub's children."""
    programs = (b"mosquitto", b"nats-server", b"local_broker")
    return next(
        pid
        for pid in family(hub)[1:]
        if any(program in Path(f"/proc/{pid}/cmdline").read_bytes() for program in programs)
    )


def cpu_s(pids: Iterable[int]) -> float:
    """Seconds of processor time these processes have taken."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker", default="mosquitto", choices=("mosquitto", "nats"))
    parser.add_argument("--kiosks", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    result = asyncio.run(main(options.broker, min(options.kiosks, 5000), min(options.seconds, 600)))
    for figure, value in result.items():
        print(f"{figure:20} {value}", file=sys.stderr)
    print(json.dumps(result))
