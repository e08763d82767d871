"""Receipt printers on the network, by python-escpos: opened, written to, asked, parted from."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk_ui.printer_errors import PrinterBusy, gone, stuck

if TYPE_CHECKING:
    from kiosk_ui.line_printer import Line

_CONNECT_S, _PATIENCE_S = 3.0, 5.0
_PARTING_S = 0.2


def network_line(address: str) -> "Callable[[], Line]":
    """What opens a printer on the network: "HOST" or "HOST:PORT" (9100). Raises ValueError for another port."""
    host, colon, port = address.rpartition(":")
    host, port = (host, port) if colon else (port, "9100")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{address}: a network printer is named like 192.168.1.50:9100")
    return lambda: NetworkLine(host, int(port))


class NetworkLine:
    """A connection for one job: a network printer talks to one kiosk at a time. Raises PrinterGone, PrinterBusy."""

    shared, two_way = True, True

    def __init__(self, host: str, port: int) -> None:
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import Network

        self._name = f"{host}:{port}"
        self._printer = Network(host, port, timeout=_CONNECT_S)
        try:
            self._printer.open()
        except DeviceNotFoundError as error:
            if isinstance(error.__context__, ConnectionRefusedError):
                raise PrinterBusy(
                    f"{self._name}: takes no connection: another kiosk prints, or its port is another"
                ) from error
            raise gone(self._name, "nothing answers") from error
        self._socket: socket.socket = self._printer.device

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting 5 s at most. Raises PrinterStuck, PrinterGone."""
        self._socket.settimeout(_PATIENCE_S)
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise stuck(self._name) from error
        except OSError as error:
            raise gone(self._name, str(error)) from error

    def forget(self) -> None:
        """Drop what came and was not read."""
        while self.read(0):
            pass

    def read(self, timeout_s: float) -> bytes:
        """What came within this time. Raises PrinterGone."""
        self._socket.settimeout(timeout_s)
        try:
            return self._socket.recv(64)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise gone(self._name, str(error)) from error

    def end(self) -> None:
        """Part in peace: hanging up on what was not read would take back what it has not printed yet."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise gone(self._name, str(error)) from error
        while self.read(_PARTING_S):
            pass

    def close(self) -> None:
        """Let go of it, and of what was not sent."""
        self._printer.close()
