"""A thousand people at one kiosk, in every language it speaks: what its process weighs, and what it does asleep.

    make bench ARGS=kiosk_sessions         (or: python -m benchmarks.kiosk_sessions [--sessions 1000] [--idle 60])

A real kiosk, hub and broker as processes; hands write into the real window (on the display that is there, else on one
that nobody sees), slips go to a virtual printer. Weighed is the kiosk's process alone, asleep, when the first ten have
gone, so that every language's first picture counts as growth, and again at the end. Ends with one line of JSON.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.stranger import read_strangers
from hub.street import DemoError, KioskLines, Street
from kiosk_ui import wording
from kiosk_ui.meter_kiosk import x_server

KIOSK = "garden"
WARM = 100
PATIENCE_S = 120.0


def weight(process: int) -> dict[str, float]:
    """Megabytes of a process: what is in memory of it, and its share of that."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return {"rss_mb": round(sizes["Rss"] / 1024, 1), "pss_mb": round(sizes["Pss"] / 1024, 1)}


def worked(process: int) -> float:
    """Seconds of a processor that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def visits(kiosk: KioskLines, numbers: Sequence[int], chance: random.Random) -> None:
    """So many, one after the other, each in the next language, their words in an order of their own."""
    tags, strangers = wording.languages(), read_strangers()
    for number in numbers:
        language = tags[number % len(tags)]
        words = strangers[language].split()
        said = " ".join(chance.sample(words, len(words)))
        try:
            await asyncio.wait_for(kiosk.visit(said, language), PATIENCE_S)
        except DemoError as error:
            raise DemoError(f"{language}: {error}") from error
        if number % 50 == 49:
            print(f"{number + 1} sessions", file=sys.stderr)


async def run(folder: Path, sessions: int, idle_s: float, size: str) -> dict[str, object]:
    """The street, its people, and the scales."""
    street, chance = Street(folder, [KIOSK]), random.Random(6)
    street.prepare()
    settings = street.data / KIOSK / "kiosk.toml"
    ours = f"size = {json.dumps(size)}\nlanguages = {json.dumps(list(wording.languages()))}\n"
    settings.write_text(ours + settings.read_text(encoding="utf-8"), encoding="utf-8")
    street.set_clock(datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0))
    try:
        await street.start_hub()
        await street.wait_for_broker()
        kiosk = await street.start_kiosk(KIOSK)
        process = street.processes()[-1]
        await asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S)
        new = weight(process)
        await visits(kiosk, range(WARM), chance)
        warm = weight(process)
        began = time.monotonic()
        await visits(kiosk, range(WARM, sessions), chance)
        took, worn = time.monotonic() - began, weight(process)
        before = worked(process)
        await asyncio.sleep(idle_s)
        idle = (worked(process) - before) / idle_s if idle_s else 0
    finally:
        await street.stop()
    return {
        "size": size,
        "sessions": sessions,
        "languages": len(wording.languages()),
        "new": new,
        f"after_{WARM}": warm,
        "after_all": worn,
        "growth_mb": round(worn["rss_mb"] - warm["rss_mb"], 1),
        "idle_percent_of_a_core": round(100 * idle, 2),
        "seconds_a_session": round(took / max(1, sessions - WARM), 2),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=60, help="seconds to look at a kiosk that is asleep")
    parser.add_argument("--size", default="800x480")
    given = parser.parse_args(argv)
    wide, _, high = given.size.partition("x")
    with ExitStack() as stack:
        environment = stack.enter_context(x_server((int(wide), int(high)), os.environ))
        os.environ["DISPLAY"] = environment["DISPLAY"]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print(json.dumps(asyncio.run(run(folder, given.sessions, given.idle, given.size))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
