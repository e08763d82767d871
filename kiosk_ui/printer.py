"""The seam between a kiosk and paper: what every printer does, how it fails, and how a setting names one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl

from kiosk_ui.file_printer import file_line
from kiosk_ui.line_printer import LinePrinter
from kiosk_ui.printer_errors import BadSetting, NoPrinter, OutOfPaper, PrinterError, PrinterGone, PrinterStuck
from kiosk_ui.printer_status import Paper
from kiosk_ui.serial_printer import serial_line
from kiosk_ui.virtual_printer import VirtualPrinter

__all__ = [
    "BadSetting",
    "NoPrinter",
    "OutOfPaper",
    "Printer",
    "PrinterError",
    "PrinterGone",
    "PrinterStuck",
    "open_printer",
]

SETTINGS = "virtual:FOLDER, serial:/dev/ttyUSB0?baud=115200, file:/dev/usb/lp0 or none"


class Printer(Protocol):
    """Paper comes out of it. `last_path` is the file of the last picture, "" where paper is real."""

    last_path: str

    async def paper(self) -> Paper:
        """Whether there is paper; "silent" where the printer does not say. Never raises."""
        ...

    async def print(self, bands: Sequence[bytes], name: str) -> None:
        """Print the bands of `escpos.encode`; name: "slip" or "sheet". Raises PrinterError; never blocks the loop."""
        ...

    async def close(self) -> None:
        """Let go of the device, as soon as nothing is being printed."""
        ...


class AbsentPrinter:
    """A kiosk without a printer: every slip is shown on the screen."""

    last_path = ""

    async def paper(self) -> Paper:
        """There is never any."""
        return "none"

    async def print(self, bands: Sequence[bytes], name: str) -> None:  # noqa: ARG002 - as every printer is called
        """Raises NoPrinter."""
        raise NoPrinter(f"this kiosk has no printer, the {name} is shown: set `printer` to {SETTINGS}")

    async def close(self) -> None:
        """Nothing to let go of."""


def open_printer(setting: str) -> Printer:
    """The printer a setting names; a device is opened when it is first needed, for it may be plugged in later.

    A relative folder counts from the current one. Raises BadSetting.
    """
    kind, _, rest = setting.strip().partition(":")
    path, _, query = rest.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    try:
        if kind == "none" and not rest:
            return AbsentPrinter()
        if kind == "virtual" and rest:
            return VirtualPrinter(Path(rest))
        if kind == "serial" and path:
            return LinePrinter(path, serial_line(path, **options))
        if kind == "file" and path and not options:
            return LinePrinter(path, file_line(path))
    except (TypeError, ValueError) as error:
        raise BadSetting(f'printer = "{setting}": {error}: write {SETTINGS}') from error
    raise BadSetting(f'printer = "{setting}": write {SETTINGS}')
