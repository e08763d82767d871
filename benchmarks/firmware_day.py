"""A day of the panel's firmware in seconds, under both Pythons: the same log, no leak. Or a million messages.

    python -m benchmarks.firmware_day [--hours 24]
    python -m benchmarks.firmware_day --messages 1000000

The real main.py with its own watchdog, a Pi that boots, beats, hangs once and rests at night, visitors, an empty roll:
firmware/simulated/day.py. Time is virtual, so seconds are of the processor. Heaps are MicroPython's on 64 bits with a
board's number of words; in them lie, besides the firmware, its simulated board and Pi, all compiled in memory.
Ends with one line of JSON, and exit code 1 where the logs differ, the board has reset itself or the heap has grown.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk_ui.board_process import micropython

ROOT = Path(__file__).parent.parent
DAY = ROOT / "firmware" / "simulated" / "day.py"
MOST_DRIFT = 512  # bytes of a day: more is a leak, less is how the heap lies after a hang


def pythons() -> dict[str, list[str]]:
    """How each Python here is started; MicroPython where it is installed."""
    found = {"CPython": [sys.executable]}
    return found | ({"MicroPython": micro} if (micro := micropython()) else {})


def run(python: Sequence[str], *what: str) -> dict[str, Any]:
    """What day.py found, with the processor's seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as flash:
        done = subprocess.run([*python, str(DAY), flash, *what], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{python[0]}: {done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"cpu_s": round(seconds, 1)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run it under each Python; 0 where all is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.firmware_day")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--messages", type=int, default=0, help="so many messages instead of a day")
    options = parser.parse_args(argv)
    what = ["messages", str(options.messages)] if options.messages else [str(options.hours)]
    asked = pythons()
    if options.messages and "MicroPython" in asked:
        del asked["CPython"]  # it has no heap of its own to look at
    found = {name: run(python, *what) for name, python in asked.items()}
    logs = {one.get("log") for one in found.values()}
    is_right = (
        len(logs) == 1
        and all(one["starts"] == 1 for one in found.values())
        and all(one["drift"] <= (0 if options.messages else MOST_DRIFT) for one in found.values())
    )
    if "MicroPython" not in found:
        print("no micropython here: only CPython was asked, and the heap not at all", file=sys.stderr)
    print(json.dumps({"same_log": len(logs) == 1, "right": is_right, **found}))
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
