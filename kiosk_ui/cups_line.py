"""Receipt printers behind a raw queue of CUPS, by its own programs lp, lpstat and cancel.

CUPS takes a job and keeps it for as long as its printer is away; what comes out a day later would be somebody else's
surprise. So a job is waited for, and taken back where it does not come out. python-escpos writes an empty line behind
each job and cannot say what became of it.
"""

import os
import re
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk_ui.printer_errors import gone, stuck

if TYPE_CHECKING:
    from kiosk_ui.line_printer import Line

_ASKING_S, _HANDOVER_S = 5.0, 10.0
_PRINTED_S = 20.0  # the slip, and another kiosk's before it
_LOOK_EVERY_S = 0.3


def cups_line(queue: str) -> "Callable[[], Line]":
    """What opens a raw queue. Raises ValueError for what names none."""
    if not re.fullmatch(r"[^\s/#-][^\s/#]{0,126}", queue):
        raise ValueError(f"{queue}: a queue has a name as `lpstat -e` tells it")
    return lambda: CupsLine(queue)


def became_of(listing: str, job: str) -> str:
    """What `lpstat -l -W completed` says of a job: "printed", "failed", or "" where it is not among them."""
    found = re.search(rf"^{re.escape(job)} .*\n((?:[ \t].*\n?)*)", listing, re.MULTILINE)
    if found is None:
        return ""
    # Why it ended is told of those alone that somebody or something stopped.
    return "failed" if re.search(r"Alerts:.*(abort|cancel)", found[1]) else "printed"


class CupsLine:
    """One job of a queue, begun by its first byte and handed over by its end. Raises PrinterGone."""

    shared, two_way = True, False

    def __init__(self, queue: str) -> None:
        self._queue, self._name = queue, f"CUPS queue {queue}"
        self._lp: subprocess.Popen[bytes] | None = None
        told = self._ask("lpstat", "-p", queue)
        if told.returncode:
            raise gone(self._name, "there is no such queue, or CUPS does not run")
        if " disabled " in told.stdout:
            raise gone(self._name, "is stopped: `cupsenable` lets it go on")

    def write(self, data: bytes) -> None:
        """Add to the job. Raises PrinterGone."""
        try:
            if self._lp is None:
                command = ["lp", "-d", self._queue, "-t", "curiocity", "-o", "raw"]
                pipe = subprocess.PIPE
                self._lp = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=_in_english())
            assert self._lp.stdin
            self._lp.stdin.write(data)
        except OSError as error:
            raise gone(self._name, str(error.strerror)) from error

    def forget(self) -> None:
        """CUPS tells nothing."""

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - as every line is read
        """CUPS tells nothing."""
        return b""

    def end(self) -> None:
        """Hand the job over and wait for it. Raises PrinterGone, PrinterStuck where it does not come out."""
        if self._lp is None:
            return
        try:
            told, _ = self._lp.communicate(timeout=_HANDOVER_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise gone(self._name, "does not take the slip") from error
        job = re.search(rf"{re.escape(self._queue)}-\d+", told.decode(errors="replace"))
        status, self._lp = self._lp.returncode, None
        if status or job is None:
            raise gone(self._name, "takes no jobs: `cupsaccept` lets it")
        self._wait_for(job[0])

    def _wait_for(self, job: str) -> None:
        ends = time.monotonic() + _PRINTED_S
        while not (
            found := became_of(self._ask("lpstat", "-l", "-W", "completed", "-o", self._queue).stdout, job)
        ):
            if time.monotonic() > ends:
                self._ask("cancel", job)
                raise stuck(self._name)
            time.sleep(_LOOK_EVERY_S)
        if found == "failed":
            raise gone(self._name, "gave the slip up")

    def close(self) -> None:
        """Let go of it; a job without an end is none."""
        if self._lp is None:
            return
        self._lp.kill()
        self._lp.communicate()
        self._lp = None

    def _ask(self, *command: str) -> subprocess.CompletedProcess[str]:
        """What one of CUPS' programs says."""
        try:
            return subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=_ASKING_S, env=_in_english()
            )
        except FileNotFoundError as error:
            raise gone(self._name, "CUPS is not installed") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise gone(self._name, "CUPS does not answer") from error


def _in_english() -> dict[str, str]:
    """Whoever runs the kiosk may read another language; what is said here, a program reads."""
    return {**os.environ, "LC_ALL": "C"}
