"""What its panel costs a kiosk that nobody uses: the processor's share of the link, in each state it can be in.

    python -m benchmarks.panel_cost [--seconds 40]

There: the real firmware on a simulated board, which says its states and takes signs of life. Silent: a line at whose
end nobody answers, as of a UART whose panel is off. Gone: no such device. Auto: looked for on USB and not found. Ends
with one line of JSON: percent of one core, each.
"""

import argparse
import json
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
import tty
from collections.abc import Sequence
from pathlib import Path

from kiosk_ui.panel_duties import BEAT_EVERY_S
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.simulated_board import SimulatedBoard
from wire import panel

SETTLES_S = 3.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 1 where the real panel was not there when it should have been."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--of", help=argparse.SUPPRESS)  # a child of ours: measures itself at this device
    options = parser.parse_args(argv)
    if options.of:
        print(json.dumps(measure(options.of, options.seconds)))
        return 0
    found = {}
    with tempfile.TemporaryDirectory() as folder, SimulatedBoard(Path(folder)) as board:
        found["there"] = child(str(board.line), options.seconds)
        runs_on = board.state.runs_on
    with_nobody = silent_line()
    for name, device in (("silent", with_nobody), ("gone", "/dev/no-such-line"), ("auto", "auto")):
        found[name] = child(device, options.seconds)
    is_right = found["there"]["state"] == "there"
    print(json.dumps({"runs_on": runs_on, **{name: one["percent"] for name, one in found.items()}}))
    return 0 if is_right else 1


def child(device: str, seconds: float) -> dict[str, object]:
    """The link in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.panel_cost", "--of", device, "--seconds", str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def measure(device: str, seconds: float) -> dict[str, object]:
    """Percent of a core that this process takes while its link does what a kiosk's does."""
    heard: list[object] = []
    link = PanelLink(device, heard.append, "kiosk 0.1.0")
    link.start()
    time.sleep(SETTLES_S)
    began, used = time.monotonic(), time.process_time()
    while time.monotonic() - began < seconds:
        link.tell(panel.Beat(0))
        time.sleep(BEAT_EVERY_S)
    percent = 100 * (time.process_time() - used) / (time.monotonic() - began)
    state = next((one.state for one in reversed(heard) if hasattr(one, "state")), "away")
    link.stop()
    return {"percent": round(percent, 3), "state": state}


def silent_line() -> str:
    """A line that takes every byte and answers none."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    def take() -> None:
        while os.read(ours, 4096):
            pass

    threading.Thread(target=take, daemon=True).start()
    return os.ttyname(theirs)


if __name__ == "__main__":
    sys.exit(main())
