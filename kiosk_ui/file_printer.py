"""A receipt printer behind a device file such as /dev/usb/lp0."""

import os
import select
import stat
import time
from collections.abc import Callable
from contextlib import suppress

from kiosk_ui.printer_errors import gone, stuck

_PATIENCE_S = 10.0  # without a single byte taken


def file_line(path: str) -> Callable[[], "FileLine"]:
    """What opens the device file."""
    return lambda: FileLine(path)


class FileLine:
    """An open device file; never made anew, for a missing one means an unplugged printer. Raises PrinterGone."""

    shared = False

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_APPEND | os.O_NOCTTY)
        except OSError as error:
            raise gone(self._path, str(error.strerror)) from error
        # A plain file would answer with our bytes.
        self.two_way = not stat.S_ISREG(os.fstat(self._file).st_mode)

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting 10 s at most for each next one to be taken."""
        rest = memoryview(data)
        while rest:
            if not select.select([], [self._file], [], _PATIENCE_S)[1]:
                raise stuck(self._path)
            try:
                rest = rest[os.write(self._file, rest) :]
            except BlockingIOError:
                time.sleep(0.05)  # some drivers say they are ready before they are
            except OSError as error:
                raise gone(self._path, str(error.strerror)) from error

    def forget(self) -> None:
        """Drop what came and was not read: a late answer is no answer to the next question."""
        while self.read(0):
            pass

    def read(self, timeout_s: float) -> bytes:
        """What came within this time."""
        if not self.two_way:
            return b""
        try:
            ready = select.select([self._file], [], [], timeout_s)[0]
            return os.read(self._file, 64) if ready else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            raise gone(self._path, str(error.strerror)) from error

    def end(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):  # of an unplugged device
            os.close(self._file)
