"""What the hub's pages cost: memory with so many boards open, how much a phone fetches, how soon a board has the news.

    make bench ARGS=pages            (or: python -m benchmarks.pages [--boards N] [--asks N])

The hub is a process, with its encoders, its broker (amqtt) and the demo's settings; once without pages, once with them.
Boards are connections that read their news, as browsers do. Weights are of what goes over the wire, compressed as a
browser asks for it, headers left out. Ends with a line of JSON.
"""

import argparse
import asyncio
import contextlib
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from pathlib import Path

import httpx

from hub.street import Street

SETTLES_S = 6.0  # until encoders and solver are warm and nothing grows any more
PAGES = ("/", "/s", "/back")
QUIET = '\n[web]\nlisten = ""\n'


@contextlib.asynccontextmanager
async def hub(folder: Path, settings: str = "") -> AsyncIterator[tuple[Street, int]]:
    """A hub that runs, and its process id."""
    street = Street(folder, ["library"])
    street.prepare((files("hub") / "data/demo.toml").read_text(encoding="utf-8") + settings)
    street.clock.write_text("0", encoding="utf-8")
    try:
        child = await street.start_hub()
        await street.wait_for_broker()
        await asyncio.sleep(SETTLES_S)
        yield street, child.pid
    finally:
        await street.stop()


def memory_mb(pid: int) -> float:
    """Resident memory of one process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


async def weights(client: httpx.AsyncClient) -> dict[str, int]:
    """Bytes of each page with all it fetches at once, compressed."""
    weighed: dict[str, int] = {}
    for page in PAGES:
        html = (await client.get(page)).text
        parts = [page, *re.findall(r'(?:src|href)="(/(?:static|script|sign)/[^"]+)"', html)]
        weighed[page] = sum([await sent(client, part) for part in dict.fromkeys(parts)])
        weighed[f"{page} alone, not compressed"] = len(html.encode())
    return weighed


async def sent(client: httpx.AsyncClient, path: str) -> int:
    """Bytes of one answer as they go over the wire."""
    async with client.stream("GET", path) as answer:
        return sum([len(piece) async for piece in answer.aiter_raw()])


async def latencies(client: httpx.AsyncClient, asks: int) -> dict[str, float]:
    """Milliseconds until an answer is whole; one after another, on one connection."""
    told: dict[str, float] = {}
    for page in PAGES:
        took = []
        for _ in range(asks):
            start = time.perf_counter()
            await client.get(page)
            took.append((time.perf_counter() - start) * 1000)
            await asyncio.sleep(0.06)  # the guard's pace
        told[f"{page} p50"] = round(statistics.median(took), 1)
        told[f"{page} p99"] = round(sorted(took)[int(0.99 * len(took))], 1)
    return told


async def watch(client: httpx.AsyncClient, ready: asyncio.Event) -> None:
    """A board."""
    async with client.stream("GET", "/board/events", timeout=None) as stream:
        async for _ in stream.aiter_raw():
            ready.set()


async def measure(boards: int, asks: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        async with hub(Path(folder) / "quiet", QUIET) as (_, pid):
            without = memory_mb(pid)
        async with hub(Path(folder) / "pages") as (street, pid):
            base = f"http://127.0.0.1:{street.web_port}"
            with_none = memory_mb(pid)
            limits = httpx.Limits(max_connections=boards + 10)
            async with httpx.AsyncClient(base_url=base, timeout=30, limits=limits) as client:
                ready = [asyncio.Event() for _ in range(boards)]
                watching = [asyncio.create_task(watch(client, one)) for one in ready]
                await asyncio.wait_for(asyncio.gather(*(one.wait() for one in ready)), 60)
                weighed, took = await weights(client), await latencies(client, asks)
                open_mb = memory_mb(pid)
                for task in watching:
                    task.cancel()
                await asyncio.wait(watching)
    return {
        "hub_mb": round(without, 1),
        "with_pages_mb": round(with_none, 1),
        "boards": boards,
        "with_boards_mb": round(open_mb, 1),
        "pages_cost_mb": round(open_mb - without, 1),
        "bytes": weighed,
        "ms": took,
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--boards", type=int, default=60)
    parser.add_argument("--asks", type=int, default=200)
    options = parser.parse_args(argv)
    print(json.dumps(asyncio.run(measure(options.boards, options.asks))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
