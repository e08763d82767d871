"""Receipt printers on USB, by python-escpos and pyusb: found, opened, written to, asked."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kiosk_ui.printer_errors import gone, stuck

if TYPE_CHECKING:
    from kiosk_ui.line_printer import Line

_PATIENCE_S = 5.0
_CHUNK = 4096  # bytes at a time, so that patience is counted anew for each
_PRINTER_CLASS = 7  # of devices and their interfaces
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


def usb_printers() -> list[tuple[str, str]]:
    """(ids, name) of every USB printer that is plugged in; none where libusb is not installed."""
    import usb.core

    try:
        devices = usb.core.find(find_all=True, custom_match=_is_printer)
    except usb.core.NoBackendError:
        return []
    return [(f"{device.idVendor:04x}:{device.idProduct:04x}", _name(device)) for device in devices]


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
            raise gone(self._name, "not there, or not to be opened by this user") from error
        self._device: Any = self._printer.device
        self._out, self._in = self._endpoints()
        self.two_way = self._in is not None
        if self._out is None:
            self._printer.close()
            raise gone(self._name, "takes no bytes: this is no printer")

    def _endpoints(self) -> tuple[int | None, int | None]:
        try:
            return _endpoints(self._device)
        except OSError as error:
            self.close()
            raise gone(self._name, f"{error.strerror}, or this user may not use it") from error

    def write(self, data: bytes) -> None:
        """Hand all bytes over, waiting 5 s at most for each 4,096. Raises PrinterStuck, PrinterGone."""
        try:
            for start in range(0, len(data), _CHUNK):
                self._device.write(self._out, data[start : start + _CHUNK], round(_PATIENCE_S * 1000))
        except self._timed_out as error:
            raise stuck(self._name) from error
        except OSError as error:
            raise gone(self._name, str(error.strerror)) from error

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
            raise gone(self._name, str(error.strerror)) from error

    def end(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):  # an unplugged one holds nothing any more
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
