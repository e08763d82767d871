"""A serial line whose bytes are damaged, and the payloads that are wrong, lost or doubled.

    python -m benchmarks.link [--damage 100000] [--seed 1] [--share 0.01] [--micropython]
    python -m benchmarks.link --reboots 1000 [--seed 1] [--share 0.005]
    python -m benchmarks.link --presses 2000 [--seed 1] [--share 0.005]

Both ends say numbered payloads of every length as fast as the link takes them, on a simulated clock: bits flip, bytes
vanish, come twice, others come between or all is late; now and then one direction is cut, some times for longer than
a session lasts (what is lost by that is not among the damaged). When so many bytes were hit the line becomes clean,
and whatever was said has to arrive. `--micropython`: the panel's end is a MicroPython process on a
board's heap. Ends with one line of JSON and exit code 1 where wrong, lost or doubled is not 0.
"""

import argparse
import json
import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.link_end import ANSWER, LAST, QUESTION, End
from benchmarks.link_presses import press
from benchmarks.link_reboots import reboot
from kiosk_ui.board_process import micropython
from kiosk_ui.line_faults import CLEAN, FaultyLine, Noise
from wire.link import DEAD_MS, HEARTBEAT_MS, Link

ROOT = Path(__file__).parent.parent
ENDLESS = 1 << 31
KIOSK, PANEL = 0x5EED0001, 0x5EED0002  # boots
DELAY_MS, CUT_EVERY_MS = 1, 2000
LEAST_DATA = 2 + 1 + 4 + 4 + 4  # the bytes of a frame with the shortest payload
Step = Callable[[bytes, int, int], bytes]


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.link", description="Payloads over a line that is damaged."
    )
    parser.add_argument("--damage", type=int, default=100_000, help="bytes hit, both directions together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.01, help="of all bytes, how many are hit")
    parser.add_argument("--reboots", type=int, default=0, help="instead: switch either end off so many times")
    parser.add_argument("--presses", type=int, default=0, help="instead: how late so many presses come")
    parser.add_argument("--micropython", action="store_true", help="the panel's end in MicroPython")
    return parser.parse_args(argv)


def noise(share: float) -> Noise:
    """Seldom late, or the simulated time would be all waiting."""
    each = share / 4.1
    return Noise(flip=each, drop=each, insert=each, duplicate=each, delay=each / 10)


class FarEnd:
    """The panel's end as a process of its own."""

    def __init__(self, stack: ExitStack) -> None:
        program = micropython()
        if not program:
            sys.exit("no micropython here: it comes with `make setup-dev` on x86-64")
        script = [str(ROOT / "benchmarks/link_end.py"), str(ROOT), str(PANEL), str(KIOSK)]
        self._process = stack.enter_context(
            subprocess.Popen([*program, *script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        stack.callback(self._process.kill)

    def step(self, data: bytes, now_ms: int, goal: int) -> bytes:
        """As End.step, over there."""
        (size,) = struct.unpack(ANSWER, self._ask(now_ms, goal, data).read(struct.calcsize(ANSWER)))
        return self._process.stdout.read(size)

    def figures(self) -> dict[str, Any]:
        """As End.figures; its last words."""
        return dict(json.loads(self._ask(LAST, 0, b"").readline()))

    def _ask(self, now_ms: int, goal: int, data: bytes) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(struct.pack(QUESTION, now_ms, goal, len(data)) + data)
        self._process.stdin.flush()
        return self._process.stdout


class Cuts:
    """One direction of the line is broken now and then; one in ten for longer than a session lasts."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self.many, self._until, self._next = chance, 0, 0, CUT_EVERY_MS

    def through(self, data: bytes, now_ms: int) -> bytes:
        """What of these bytes comes to the line."""
        if now_ms >= self._next:
            self.many += 1
            self._until = now_ms + self._chance.choice([1, 3, 10, 30, 30, 60, 100, 200, 400, DEAD_MS + 500])
            self._next = self._until + self._chance.randrange(2 * CUT_EVERY_MS)
        return b"" if now_ms < self._until else data


def talk(panel: Step, kiosk: Step, damage: int, share: float, seed: int) -> tuple[int, int, int]:
    """Both ends talk until so many bytes were hit, then until all has arrived: bytes hit, cuts, simulated ms."""
    to_kiosk, to_panel = (FaultyLine(noise(share), random.Random(seed + i)) for i in (0, 1))
    cut_to_kiosk, cut_to_panel = (Cuts(random.Random(seed + i)) for i in (2, 3))
    now, quiet, is_over = 0, 0, False
    while (
        quiet < DEAD_MS + 4 * HEARTBEAT_MS
    ):  # that long nothing but heartbeats on a clean line: all has arrived
        goal = 0 if is_over else ENDLESS
        from_panel = panel(to_panel.take(now), now, goal)
        from_kiosk = kiosk(to_kiosk.take(now), now, goal)
        quiet = quiet + DELAY_MS if is_over and max(len(from_panel), len(from_kiosk)) < LEAST_DATA else 0
        if not is_over:
            from_panel, from_kiosk = (
                cut_to_kiosk.through(from_panel, now),
                cut_to_panel.through(from_kiosk, now),
            )
        to_kiosk.put(from_panel, now + DELAY_MS)
        to_panel.put(from_kiosk, now + DELAY_MS)
        if not is_over and to_kiosk.damaged + to_panel.damaged >= damage:
            is_over = True
            to_kiosk.become(CLEAN)
            to_panel.become(CLEAN)
        now += DELAY_MS
    return to_kiosk.damaged + to_panel.damaged, cut_to_kiosk.many + cut_to_panel.many, now


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    began = time.perf_counter()
    if options.reboots:
        figures = reboot(options.reboots, options.share, options.seed)
        print(json.dumps({**figures, "seconds": round(time.perf_counter() - began, 1)}))
        return 1 if figures["lost"] or figures["doubled"] else 0
    if options.presses:
        print(json.dumps(press(options.presses, options.share, options.seed)))
        return 0
    with ExitStack() as stack:
        kiosk = End(Link(KIOSK, "kiosk", 7, 0), KIOSK, PANEL)
        panel = FarEnd(stack) if options.micropython else End(Link(PANEL, "panel", 7, 0), PANEL, KIOSK)
        damaged, cuts, ms = talk(panel.step, kiosk.step, options.damage, options.share, options.seed)
        at_kiosk, at_panel = kiosk.figures(), panel.figures()
    both = {
        name: at_kiosk[name] + at_panel[name]
        for name in ("heard", "wrong", "doubled", "again", "bad", "resent")
    }
    never = at_panel["said"] - at_kiosk["heard"] + at_kiosk["said"] - at_panel["heard"]
    found = {
        "damaged": damaged,
        "cuts": cuts,
        "delivered": both["heard"] - at_kiosk["lost"] - at_panel["lost"],
        "wrong": both["wrong"],
        "lost": at_kiosk["lost"] + at_panel["lost"] + never,
        "doubled": both["doubled"],
        "rejected": both["bad"],
        "resent": both["resent"],
        "again": both["again"],
        "sessions": at_kiosk["sessions"],
        "simulated_s": ms // 1000,
        "seconds": round(time.perf_counter() - began, 1),
        "panel": at_panel["python"],
    }
    print(json.dumps(found))
    return 1 if found["wrong"] or found["lost"] or found["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
