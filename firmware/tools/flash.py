"""Put the panel's firmware on a board: `make flash`, or ARGS="--device /dev/ttyACM0".

It stops what runs there, copies firmware/*.py and a few files of wire/, compares what board and Pi say of protocol and
table, sets the clock, runs the self-test and starts the panel. main.py comes last: a board that lost its cable half
way does nothing, cuts no power, and can be flashed again.
"""

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FIRMWARE = Path(__file__).parents[1]
ROOT = FIRMWARE.parent
sys.path[:0] = [str(ROOT), str(FIRMWARE)]

WIRE = ("__init__.py", "panel.py", "link.py", "outgoing.py", "frames.py")
PATIENCE_S = 20
NO_BOARD = """No board was found. In this order:
  1. Is its USB cable plugged in here, and one that carries data? Many carry power only.
  2. A new board has no MicroPython yet: hold its BOOTSEL button while you plug it in, fetch the UF2 file for your board
     from micropython.org/download (RPI_PICO or RPI_PICO2), copy it onto the drive that appears, and wait for it to go.
  3. May you open it? `ls -l /dev/ttyACM*`; on Debian: sudo adduser $USER dialout, then log in again.
Then run `make flash` again."""
# An interrupted main.py leaves the own watchdog behind, which nobody can stop: without it there is time to copy.
STOP = """
import os
try:
    os.rename('main.py', 'main_off.py')
except OSError:
    pass
for name in ('met.txt', 'fault.txt'):
    try:
        os.remove(name)
    except OSError:
        pass
"""
START = "import os\nos.rename('main_off.py', 'main.py')\nopen('asked.txt', 'w').close()\n"


class FlashError(Exception):
    """The board is not flashed; the sentence says what to do."""


def boards() -> list[str]:
    """Devices of all boards here, by serial number."""
    from kiosk_ui import panel_port

    return [board.device for board in sorted(panel_port.boards(), key=lambda board: board.serial)]


def choose(device: str | None, found: Sequence[str]) -> str:
    """The device to flash; FlashError where there is none, or where nobody said which."""
    if device is not None:
        return device
    if not found:
        raise FlashError(NO_BOARD)
    if len(found) > 1:
        raise FlashError(
            f'Several boards are here: {", ".join(found)}. Say which: make flash ARGS="--device ..."'
        )
    return found[0]


def mpremote(device: str, *words: str) -> str:
    """What mpremote says to that; FlashError where it or the board fails."""
    command = [sys.executable, "-m", "mpremote", "connect", device, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise FlashError(f"{device}: {' '.join(words[:2])}: {said[-1] if said else 'no answer'}")
    return done.stdout


def wait_for(device: str, talk: Callable[..., str]) -> None:
    """Until the board answers after a reset; FlashError where it does not."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            talk(device, "exec", "1")
        except FlashError as error:
            if time.monotonic() > ends:
                raise FlashError(
                    f"{device} did not come back: unplug it, plug it in, run this again"
                ) from error
            time.sleep(0.5)
        else:
            return


def flash(device: str, talk: Callable[..., str] = mpremote) -> dict[str, Any]:
    """Put everything there and test it; what the board said of itself. FlashError; the panel runs only in the end."""
    talk(device, "exec", STOP)
    talk(device, "reset")
    wait_for(device, talk)
    if "wire" not in talk(device, "exec", "import os; print(os.listdir())"):
        talk(device, "fs", "mkdir", ":wire")
    files = [str(path) for path in sorted(FIRMWARE.glob("*.py")) if path.name != "main.py"]
    talk(device, "fs", "cp", *files, ":")
    talk(device, "fs", "cp", *[str(ROOT / "wire" / name) for name in WIRE], ":wire/")
    talk(device, "fs", "cp", str(FIRMWARE / "main.py"), ":main_off.py")
    found = test(device, talk)
    talk(device, "exec", START)
    talk(device, "reset")
    return found


def test(device: str, talk: Callable[..., str]) -> dict[str, Any]:
    """The self-test, run there; FlashError where the board speaks another protocol or table than this Pi."""
    from wire.frames import PROTOCOL
    from wire.panel import SCHEMA

    source = (FIRMWARE / "tools" / "test_on_board.py").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "test_on_board.py"
        script.write_text(source.replace("SECONDS = 0", f"SECONDS = {int(time.time())}"), encoding="utf-8")
        said = talk(device, "run", str(script))
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    there = f"{found['name']}, protocol {found['protocol']}, table {found['schema']:08x}"
    here = f"{our_name()}, protocol {PROTOCOL}, table {SCHEMA:08x}"
    if there != here:
        raise FlashError(
            f"{device} is {there}; here it is {here}: its files are not the ones just copied. "
            "Is its flash full? Erase it and run this again"
        )
    return found


def our_name() -> str:
    """Name and version of the firmware that lies here; it is read, for its imports are the board's."""
    source = (FIRMWARE / "main.py").read_text(encoding="utf-8")
    return next(
        ast.literal_eval(line.value)
        for line in ast.parse(source).body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "NAME"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Flash one board; 1 and a sentence where that was not possible, 2 where its self-test found something."""
    parser = argparse.ArgumentParser(prog="make flash")
    parser.add_argument("--device", help="its serial port, where there are several")
    options = parser.parse_args(argv)
    try:
        device = choose(options.device, [] if options.device else boards())
        found = flash(device)
    except FlashError as error:
        print(error, file=sys.stderr)
        return 1
    from self_test import sentence

    print(f"{device}: {found['name']}, protocol {found['protocol']}, table {found['schema']:08x}: it runs.")
    print(sentence(found["right"], found["wrong"]))
    return 2 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
