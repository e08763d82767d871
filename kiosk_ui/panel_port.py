"""The serial port that the panel is behind: found, opened for us alone, read and written without waiting."""

import errno
import os
import termios
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import serial
from serial.tools import list_ports

BAUD = 921_600  # as firmware/pinout.py has it
PICO = 0x2E8A  # vendor of Raspberry Pi's boards on USB
READ_BYTES = 4096
AUTO = "auto"
WHY = {
    errno.ENOENT: "nothing is plugged in there",
    errno.EACCES: "this user may not use it: it should be in the group dialout",
    errno.EAGAIN: "another program has it open",
    errno.EBUSY: "another program has it open",
}


class PanelGone(Exception):
    """There is no panel to talk to now; the text says what was looked for and what was found."""


class Board(NamedTuple):
    """A serial port that a board is plugged into."""

    device: str
    serial: str  # number of the board
    place: str  # on USB, with the interface's number: where there are two, frames go over the second


def boards() -> list[Board]:
    """Every port behind which a board of Raspberry Pi's is plugged in."""
    found = (port for port in list_ports.comports() if port.vid == PICO)
    return [Board(port.device, port.serial_number or "", port.location or "") for port in found]


def choose(found: Sequence[Board], wanted: str) -> str:
    """The device of the board with this serial number, or of the first by serial number. Raises PanelGone."""
    serials = sorted({board.serial for board in found})
    named = wanted or next(iter(serials), "")
    of_board = sorted((board.place, board.device) for board in found if board.serial == named)
    if not of_board:
        there = f", but {', '.join(serials)}" if serials else ""
        raise PanelGone(f"no panel{' ' if wanted else ''}{wanted} is plugged in{there}: look at its cable")
    return of_board[-1][1]


def device_of(wanted: str) -> str:
    """The device that a setting names: a path, `auto`, or `auto:SERIAL`. Raises PanelGone."""
    kind, _, number = wanted.partition(":")
    return choose(boards(), number) if kind == AUTO else wanted


class PanelPort:
    """An open port. Raises PanelGone where it cannot be opened, or is no more."""

    def __init__(self, device: str) -> None:
        self.device = device
        try:
            self._port = serial.Serial(device, BAUD, timeout=0, write_timeout=0, exclusive=True)
        except (OSError, ValueError, termios.error) as error:
            why = WHY.get(getattr(error, "errno", None) or 0, str(error))
            raise PanelGone(f"{device}: the panel's line cannot be opened: {why}") from error

    def fileno(self) -> int:
        """For select."""
        return int(self._port.fileno())

    def read(self) -> bytes:
        """What is there, which is something once select has said so."""
        try:
            data = os.read(self.fileno(), READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._gone(error.strerror) from error
        if not data:
            raise self._gone("it was unplugged")
        return data

    def write(self, data: bytes) -> bytes:
        """As much as the line takes now; returns the rest."""
        try:
            return data[os.write(self.fileno(), data) :] if data else b""
        except BlockingIOError:
            return data
        except OSError as error:
            raise self._gone(error.strerror) from error

    def close(self) -> None:
        """Let go of it; what was not sent is dropped, or a line that takes nothing would keep us."""
        with suppress(OSError, termios.error):  # it may be unplugged
            self._port.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._port.close()

    def _gone(self, why: str | None) -> PanelGone:
        return PanelGone(f"{self.device}: the line to the panel is gone ({why}): look at its cable")
