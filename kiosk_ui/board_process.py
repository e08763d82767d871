"""The firmware's process: real main.py on a machine that is not there, and the stream by which its world is played.

What both say is in firmware/simulated/machine.py: JSON, an object a line. With the stream the process ends.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FIRMWARE = Path(__file__).parent.parent / "firmware"
START = FIRMWARE / "simulated" / "start.py"
HEAP = "heapsize=192wK"  # what a Pico leaves to programs, in words: on 64 bits twice the bytes
RESETS = 3  # the exit status of a board that begins anew
PIECE = 65536
LAST_BREATH_S = 5.0


class BoardError(Exception):
    """The simulated board cannot be had, or its firmware has ended; the text says why and what to do."""


def micropython() -> list[str]:
    """The command of a MicroPython with a board's heap; empty where none is installed."""
    beside = Path(sys.executable).with_name("micropython")
    found = str(beside) if beside.exists() else shutil.which("micropython")
    return [found, "-X", HEAP] if found else []


def find_python(under: str = "") -> list[str]:
    """The command that runs the firmware: MicroPython where it is installed, else this very Python.

    under: "micropython" or "python" where it has to be that one. Raises BoardError.
    """
    if not START.exists():
        raise BoardError(f"{START} is not there: the simulated board needs the whole repository")
    found = micropython()
    if under != "python" and found:
        return found
    if under == "micropython":
        raise BoardError("MicroPython is not installed here: run `make setup-dev`, or take under=python")
    return [sys.executable]


class BoardProcess:
    """One life of the board after another. flash: its working directory; its log lies beside that.

    virtual: its time stands still unless it is told to go on. line: "uart", or "usb" for a board with that option.
    """

    def __init__(self, command: list[str], flash: Path, uart: str, virtual: bool, line: str) -> None:
        flash.mkdir(parents=True, exist_ok=True)
        self._command, self._flash, self._uart, self._virtual = command, flash, uart, virtual
        self._line = line
        self._child: subprocess.Popen[bytes] | None = None
        self._ours: socket.socket | None = None
        self._half = b""

    @property
    def control(self) -> socket.socket | None:
        """Our end of the control stream; None while there is no power."""
        return self._ours

    @property
    def log(self) -> Path:
        """What the firmware prints."""
        return self._flash.with_name("firmware.log")

    def start(self, why: str, world: Iterable[Mapping[str, object]]) -> None:
        """Give it power, or let it begin anew. why: power or watchdog. world: what it finds, said before it begins."""
        self._ours, theirs = socket.socketpair()
        self._half = b""
        for message in world:
            self.say(message)
        theirs.setblocking(False)
        self._ours.setblocking(False)
        told = {
            "PANEL_UART": self._uart,
            "PANEL_CONTROL": str(theirs.fileno()),
            "PANEL_RESET": why,
            "PANEL_LINE": self._line,
        }
        told |= {"PANEL_TIME": "virtual"} if self._virtual else {}
        with theirs, self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*self._command, str(START)],
                cwd=self._flash,
                env={**os.environ, **told},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def say(self, message: Mapping[str, object]) -> None:
        """To the board; without power nobody hears it."""
        if self._ours:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its end is seen by `hear`
                self._ours.sendall(json.dumps(message).encode() + b"\n")

    def hear(self) -> tuple[list[dict[str, Any]], bool]:
        """(what it has told since the last time, whether it still runs); raises nothing, and never waits."""
        if not self._ours:
            return [], False
        try:
            piece = self._ours.recv(PIECE)
        except BlockingIOError:
            return [], True
        except ConnectionResetError:
            piece = b""
        *lines, self._half = (self._half + piece).split(b"\n")
        return [json.loads(line) for line in lines], bool(piece)

    def end(self) -> int:
        """No power any more; its exit status, negative where it was we who ended it."""
        status = 0
        if self._child:
            if self._ours and self.hear()[1]:
                self._child.send_signal(signal.SIGKILL)
            try:
                status = self._child.wait(LAST_BREATH_S)
            except subprocess.TimeoutExpired:  # it has hung up, and does not end
                self._child.kill()
                status = self._child.wait()
        if self._ours:
            self._ours.close()
        self._child = self._ours = None
        return status
