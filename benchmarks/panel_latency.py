"""How soon the kiosk knows of a button: the real firmware behind pseudo terminals, the kiosk's own link and duties.

    make bench ARGS=panel_latency            (or: python -m benchmarks.panel_latency [--presses 500])

From the moment a finger is put on the simulated button, or leaves it, until the kiosk's window is told: through the
board's control stream, the firmware, the line (clean, then with 0.5 % of all bytes hit) and the kiosk's thread. For
both Pythons that are there. Ends with one line of JSON: milliseconds, edges of which the window was not told, and how
late the machine itself was meanwhile (`machine`: whoever slept for 2 ms woke so much later).
"""

import argparse
import json
import logging
import queue
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from benchmarks import pauses
from kiosk_ui.board_process import BoardError
from kiosk_ui.buttons import Button
from kiosk_ui.line_faults import CLEAN, noise_of
from kiosk_ui.panel_duties import PanelDuties
from kiosk_ui.panel_events import FromPanel, Heard, LinkIs
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.simulated_board import SimulatedBoard
from wire.clock import system_clock
from wire.known_time import KnownTime

NOISE = 0.005
PAUSE_S = (0.05, 0.09)  # between two edges: longer than a contact bounces, and never in step with anything
PATIENCE_S = 60.0


class Window:
    """Where buttons act: when each was told."""

    def __init__(self) -> None:
        self.told: queue.Queue[tuple[Button, bool, float]] = queue.Queue()

    def button(self, button: Button, down: bool) -> None:
        """One of them went down or came up."""
        self.told.put((button, down, time.perf_counter()))

    def drop_buttons(self) -> None:
        """The line was lost while one was down; what comes next tells."""

    def tell(self, news: FromPanel) -> None:
        """Of presence and the link."""


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.panel_latency", description="From button to window.")
    parser.add_argument("--presses", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    logging.disable(logging.WARNING)
    found = {}
    for under in ("micropython", "python"):
        try:
            found[under] = measure(under, options.presses, random.Random(options.seed))
        except BoardError as error:
            print(error, file=sys.stderr)
    print(json.dumps(found))
    return int(any(run["lost"] for one in found.values() for run in one.values()))


def measure(under: str, presses: int, chance: random.Random) -> dict[str, dict[str, object]]:
    """Figures of the clean line and the noisy one."""
    window = Window()
    with tempfile.TemporaryDirectory() as folder, SimulatedBoard(Path(folder), under=under) as board:
        duties = PanelDuties(window, KnownTime(system_clock(), Path(folder) / "last_seen"), mock.Mock())
        there: queue.Queue[LinkIs] = queue.Queue()

        def hear(heard: Heard) -> None:
            duties.hear(heard)
            if isinstance(heard, LinkIs) and heard.state == "there":
                there.put(heard)

        link = PanelLink(str(board.line), hear, "kiosk of a benchmark")
        link.start()
        try:
            there.get(timeout=60)
            found: dict[str, dict[str, object]] = {}
            for name, noise in (("clean", CLEAN), ("noisy", noise_of(NOISE))):
                board.become(noise)
                with pauses.measured() as machine:
                    pressed = press_all(board, window, presses, chance)
                found[name] = {**pressed, "machine": machine}
        finally:
            link.stop()
    return found


def press_all(board: SimulatedBoard, window: Window, presses: int, chance: random.Random) -> dict[str, float]:
    """Press one button after another; both edges count."""
    waits, lost, hits = [], 0, board.damaged
    for number in range(presses):
        button = tuple(Button)[number % len(Button)]
        for down in (True, False):
            time.sleep(chance.uniform(*PAUSE_S))
            began = time.perf_counter()
            board.hold(button.value, down)
            try:
                told = window.told.get(timeout=PATIENCE_S)
            except queue.Empty:
                lost += 1
                continue
            assert told[:2] == (button, down), told
            waits.append(1000 * (told[2] - began))
    return {**figures(waits), "edges": 2 * presses, "lost": lost, "hit_bytes": board.damaged - hits}


def figures(waits: Sequence[float]) -> dict[str, float]:
    """Milliseconds: median, 99 of 100, most."""
    ordered = sorted(waits)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 2),
        "p99_ms": round(ordered[int(0.99 * len(ordered))], 2),
        "most_ms": round(ordered[-1], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
