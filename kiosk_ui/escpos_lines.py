"""Receipt printers on USB, on the network and behind CUPS, by python-escpos: found, opened, written to, asked.

Only its transports are used. Its own question for paper takes silence for an empty roll, and its rasters are three
times as many bytes as ours.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kiosk_ui.printer_errors import PrinterGone, PrinterStuck

if TYPE_CHECKING:
    from kiosk_ui.line_printer import Line

_PATIENCE_S = 5.0
_CONNECT_S = 3.0
_CHUNK = 4096  # bytes at a time to USB, so that patience is counted anew for each
_PRINTER_CLASS = 7  # of USB devices and their interfaces
_IN = 0x80  # the bit of an endpoint that sends to us


def usb_line(ids: str = "") -> "Callable[[], Line]":
    """What opens a USB printer. ids: "04b8:0e15", vendor and product; "": the first printer there is.

    Raises ValueError for other ids.
    """
    vendor, product = 0, 0
    if ids:
        one, _, other = ids.partition(":")
        if len(one) != 4 or len(other) != 4:
            raise ValueError(f"{ids}: a USB printer is named like 04b8:0e15")
        vendor, product = int(one, 16), int(other, 16)
    return lambda: UsbLine(vendor, product)


def network_line(address: str) -> "Callable[[], Line]":
    """What opens a printer on the network: "HOST" or "HOST:PORT" (9100). Raises ValueError for another port."""
    host, colon, port = address.rpartition(":")
    host, port = (host, port) if colon else (port, "9100")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{address}: a network printer is named like 192.168.1.50:9100")
    return lambda: NetworkLine(host, int(port))


def cups_line(queue: str) -> "Callable[[], Line]":
    """What opens a queue of CUPS; it must be a raw one that gives a job up when the printer fails."""
    return lambda: CupsLine(queue)


def usb_printers() -> list[tuple[str, str]]:
    """(ids, name) of every USB printer that is plugged in; none where libusb is not installed."""
    import usb.core

    try:
        devices = usb.core.find(find_all=True, custom_match=_is_printer)
    except usb.core.NoBackendError:
        return []
    return [(f"{device.idVendor:04x}:{device.idProduct:04x}", _name(device)) for device in devices]


class NetworkLine:
    """A connection for one job: a network printer talks to one kiosk at a time. Raises PrinterGone."""

    shared = True

    def __init__(self, host: str, port: int) -> None:
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import Network

        self._name = f"{host}:{port}"
        self._printer = Network(host, port, timeout=_CONNECT_S)
        try:
            self._printer.open()
        except DeviceNotFoundError as error:
            raise _gone(self._name, "nothing answers, or another kiosk is printing") from error
        self._socket: socket.socket = self._printer.device

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting 5 s at most. Raises PrinterStuck, PrinterGone."""
        self._socket.settimeout(_PATIENCE_S)
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise _stuck(self._name) from error
        except OSError as error:
            raise _gone(self._name, str(error)) from error

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
            raise _gone(self._name, str(error)) from error

    def close(self) -> None:
        """Let go of it, and of what was not sent."""
        self._printer.close()


class UsbLine:
    """An open USB printer, taken from the kernel's driver. Raises PrinterGone."""

    shared = False

    def __init__(self, vendor: int, product: int) -> None:
        import usb.core
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import Usb

        self._timed_out = usb.core.USBTimeoutError
        self._name = f"USB printer {vendor:04x}:{product:04x}" if vendor else "USB printer"
        wanted = {"idVendor": vendor, "idProduct": product} if vendor else {"custom_match": _is_printer}
        self._printer = Usb(usb_args=wanted)
        try:
            self._printer.open()
        except (DeviceNotFoundError, usb.core.NoBackendError) as error:
            raise _gone(self._name, "not there, or not to be opened by this user") from error
        self._device: Any = self._printer.device
        self._out, self._in = _endpoints(self._device)
        if self._out is None:
            self._printer.close()
            raise _gone(self._name, "takes no bytes: this is no printer")

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting 5 s at most for each 4,096. Raises PrinterStuck, PrinterGone."""
        try:
            for start in range(0, len(data), _CHUNK):
                self._device.write(self._out, data[start : start + _CHUNK], round(_PATIENCE_S * 1000))
        except self._timed_out as error:
            raise _stuck(self._name) from error
        except OSError as error:
            raise _gone(self._name, str(error.strerror)) from error

    def forget(self) -> None:
        """Drop what came and was not read."""
        while self.read(0.001):
            pass

    def read(self, timeout_s: float) -> bytes:
        """What came within this time; b"" too where the printer has no way to answer. Raises PrinterGone."""
        if self._in is None:
            return b""
        try:
            return bytes(self._device.read(self._in, 64, max(1, round(timeout_s * 1000))))
        except self._timed_out:
            return b""
        except OSError as error:
            raise _gone(self._name, str(error.strerror)) from error

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):  # an unplugged one holds nothing any more
            self._printer.close()


class CupsLine:
    """One job of a CUPS queue, handed over when it is closed. Raises PrinterGone."""

    shared = True

    def __init__(self, queue: str) -> None:
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import LP

        self._name = f"CUPS queue {queue}"
        self._printer = LP(queue)
        try:
            self._printer.open(job_name="curiocity")
        except (DeviceNotFoundError, OSError) as error:
            raise _gone(self._name, "there is no such queue, or CUPS is not installed") from error

    def write(self, data: bytes) -> None:
        """Add to the job. Raises PrinterGone."""
        try:
            self._printer.device.stdin.write(data)
        except OSError as error:
            raise _gone(self._name, str(error.strerror)) from error

    def forget(self) -> None:
        """CUPS tells nothing."""

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - as every line is read
        """CUPS tells nothing."""
        return b""

    def close(self) -> None:
        """Hand the job over."""
        with suppress(OSError):
            self._printer.close()


def _is_printer(device: Any) -> bool:
    return device.bDeviceClass == _PRINTER_CLASS or any(
        interface.bInterfaceClass == _PRINTER_CLASS for configuration in device for interface in configuration
    )


def _name(device: Any) -> str:
    try:
        return str(device.product or "USB printer")
    except (OSError, ValueError):  # this user may not ask it
        return "USB printer"


def _endpoints(device: Any) -> tuple[int | None, int | None]:
    """(out, in) of the printer's interface: not every maker uses the same numbers."""
    interfaces = list(device.get_active_configuration())
    printers = [part for part in interfaces if part.bInterfaceClass == _PRINTER_CLASS] or interfaces[:1]
    addresses = [endpoint.bEndpointAddress for part in printers[:1] for endpoint in part]
    out = next((address for address in addresses if not address & _IN), None)
    return out, next((address for address in addresses if address & _IN), None)


def _gone(name: str, why: str) -> PrinterGone:
    return PrinterGone(f"{name}: {why}: look at plug, cable and switch of the printer")


def _stuck(name: str) -> PrinterStuck:
    return PrinterStuck(f"{name}: takes no more: look for a jam or an open cover")
