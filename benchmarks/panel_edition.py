"""How soon a kiosk says on its screen that its panel is of another edition: real firmware, its table or frames changed.

    python -m benchmarks.panel_edition [--rounds 20]

The firmware is copied with the two files of wire/ that it takes, one of them is changed, and it runs on a simulated
board. From the first byte that the kiosk's line brings until the picture with the sentence has been shown (dummy
display). Ends with one line of JSON: milliseconds, and what the screen named.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from PIL import Image

from kiosk_ui import board_process
from kiosk_ui.glass import Glass
from kiosk_ui.panel_duties import PanelDuties
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.simulated_board import SimulatedBoard
from kiosk_ui.visit import Kiosk
from kiosk_ui.window import Window
from wire.clock import system_clock
from wire.examples import CONFIG
from wire.known_time import KnownTime
from wire.messages import SOFTWARE

ROOT = Path(__file__).parent.parent
EDITIONS = {  # version: (file, what is written there, what stands there instead)
    "0.0.9": ("wire/panel.py", '(8, Asked, "H",', '(8, Asked, "B",'),
    "9.0.0": ("wire/panel.py", '(8, Asked, "H",', '(8, Asked, "I",'),
    "9.1.0": ("wire/frames.py", "PROTOCOL = 1 ", "PROTOCOL = 2 "),
}
SIZE = (800, 480)
PATIENCE_S = 60.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 1 where a screen named something else than both versions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args(argv).rounds
    took, named = [], set()
    for number in range(rounds):
        version = list(EDITIONS)[number % len(EDITIONS)]
        with tempfile.TemporaryDirectory() as folder:
            differs, seconds = shown(Path(folder), version)
        took.append(round(seconds * 1000, 1))
        named.add(differs)
    expected = {(f"panel {version}", f"kiosk {SOFTWARE}") for version in EDITIONS}
    figures = {"p50_ms": sorted(took)[len(took) // 2], "max_ms": max(took), "named": sorted(named)}
    print(json.dumps(figures))
    return 0 if named <= expected else 1


def edition(folder: Path, version: str) -> Path:
    """The firmware with another table or other frames; what starts it."""
    for name in ("firmware", "wire"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    file, stands, instead = EDITIONS[version]
    change(folder / file, re.escape(stands), instead)
    change(folder / "firmware" / "main.py", r'"panel [\d.]+"', f'"panel {version}"')
    return folder / "firmware" / "simulated" / "start.py"


def change(path: Path, pattern: str, instead: str) -> None:
    """One place of a file; a pattern that is not there once is a mistake of ours."""
    text, times = re.subn(pattern, lambda _: instead, path.read_text(encoding="utf-8"))
    assert times == 1, f"{path}: {pattern}"
    path.write_text(text, encoding="utf-8")


def shown(folder: Path, version: str) -> tuple[tuple[str, str] | None, float]:
    """What a kiosk's screen names with such a panel, and after how many seconds."""
    clock = system_clock()
    kiosk = Kiosk("library", Nobody(), clock, lambda _: Image.new("1", (1, 1)), lambda: "")
    window = Window(kiosk, Glass(SIZE))
    window.tell(CONFIG)
    duties = PanelDuties(window, KnownTime(clock, folder / "last"), Nobody())
    began: list[float] = []
    with (
        mock.patch.object(board_process, "START", edition(folder / "edition", version)),
        SimulatedBoard(folder / "board") as board,
    ):
        link = PanelLink(str(board.line), duties.hear, f"kiosk {SOFTWARE}", lambda *one: first(began, *one))
        found: list[float] = []
        watch = threading.Thread(target=watch_for, args=(window, found))
        watch.start()
        link.start()
        window.run()
        watch.join()
        link.stop()
    return window.view.panel_differs, found[0] - began[0]


def first(began: list[float], way: str, data: bytes) -> None:
    """When the first byte came."""
    if way == "<" and data and not began:
        began.append(time.monotonic())


def watch_for(window: Window, found: list[float]) -> None:
    """Until the sentence stands on the screen; the window is closed then."""
    until = time.monotonic() + PATIENCE_S
    while window.view.panel_differs is None and time.monotonic() < until:
        time.sleep(0.001)
    found.append(time.monotonic())
    window.close()


class Nobody:
    """Stands in for all that has nothing to do here."""

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_: None


if __name__ == "__main__":
    sys.exit(main())
