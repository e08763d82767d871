"""A receipt printer on a serial port or a USB adapter that shows as one."""

import termios
from collections.abc import Callable
from contextlib import suppress

import serial
from serial.tools import list_ports

from kiosk_ui.printer_errors import gone, stuck

_FLOWS = ("none", "rtscts")  # XON and XOFF are bytes that a raster may hold
_PATIENCE_S = 5.0


def serial_line(path: str, baud: str = "115200", flow: str = "none") -> Callable[[], "SerialLine"]:
    """What opens the port; ValueError for a speed or a flow control there is none of."""
    if not baud.isdecimal() or not 1200 <= int(baud) <= 4_000_000:
        raise ValueError(f"baud = {baud}: a speed from 1200 to 4000000")
    if flow not in _FLOWS:
        raise ValueError(f"flow = {flow}: one of {', '.join(_FLOWS)}")
    return lambda: SerialLine(path, int(baud), flow)


def serial_ports() -> list[tuple[str, str]]:
    """(path, name) of every serial port that something is plugged into."""
    return [(port.device, port.description) for port in list_ports.comports() if port.vid is not None]


class SerialLine:
    """An open port. Raises PrinterGone where it cannot be opened."""

    shared, two_way = False, True

    def __init__(self, path: str, baud: int, flow: str) -> None:
        self._path, self._baud = path, baud
        try:
            self._port = serial.Serial(path, baud, rtscts=flow == "rtscts", exclusive=True)
        except (OSError, ValueError) as error:
            raise gone(self._path, str(error)) from error

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting as long as the speed wants and 5 s more."""
        self._port.write_timeout = _PATIENCE_S + 10 * len(data) / self._baud
        try:
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise stuck(self._path) from error
        except OSError as error:
            raise gone(self._path, str(error)) from error

    def forget(self) -> None:
        """Drop what came and was not read: a late answer is no answer to the next question."""
        try:
            self._port.reset_input_buffer()
        except (OSError, termios.error) as error:
            raise gone(self._path, str(error)) from error

    def read(self, timeout_s: float) -> bytes:
        """What came within this time, counted from when the last byte of ours has left the line."""
        try:
            self._port.timeout = timeout_s + 10 * self._port.out_waiting / self._baud
            return bytes(self._port.read(1)) + bytes(self._port.read(self._port.in_waiting))
        except OSError as error:
            raise gone(self._path, str(error)) from error

    def end(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Drop what was not sent, and the port with it."""
        with suppress(OSError, termios.error):  # an unplugged port holds nothing any more
            self._port.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._port.close()
