"""The seam between a kiosk and paper: what every printer does, how it fails, and how a setting names one."""

from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import parse_qsl

from kiosk_ui.cups_line import cups_line
from kiosk_ui.escpos import Profile
from kiosk_ui.file_printer import file_line
from kiosk_ui.line_printer import Line, LinePrinter
from kiosk_ui.network_line import network_line
from kiosk_ui.printer_errors import BadSetting, NoPrinter, OutOfPaper, PrinterError, PrinterGone, PrinterStuck
from kiosk_ui.printer_profiles import SWITCHES, profile_of
from kiosk_ui.printer_status import Paper
from kiosk_ui.serial_printer import serial_line
from kiosk_ui.usb_line import usb_line
from kiosk_ui.virtual_printer import virtual_printer

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

SETTINGS = (
    "usb, usb:04b8:0e15, serial:/dev/ttyUSB0?baud=115200, net:192.168.1.50, cups:QUEUE, file:/dev/usb/lp0, "
    "virtual:FOLDER or none, with ?profile=MODEL where the model is known"
)
SLOW_BAUD = 38400  # up to here a slip is set so that it takes few bytes


class Printer(Protocol):
    """Paper comes out of it. `last_path` is the file of the last picture, "" where paper is real.

    profile: what it can do. is_slow: behind a serial line of few bytes a second. uses_paper: a virtual one does not.
    """

    last_path: str
    profile: Profile
    is_slow: bool
    uses_paper: bool

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
    profile, is_slow, uses_paper = Profile(), False, False

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
    if not rest:
        kind, _, query = kind.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    model = options.pop("profile", "")
    switches = {switch: options.pop(switch) for switch in SWITCHES if switch in options}
    try:
        if kind == "none" and not rest and not query:
            return AbsentPrinter()
        is_slow = 0 < int(options.get("baud", "0")) <= SLOW_BAUD
        if kind == "virtual" and path and not model and not switches:
            return virtual_printer(path, is_slow, **options)
        line = _line(kind, path, options)
        return LinePrinter(path or kind, line, profile_of(model, switches), is_slow)
    except (TypeError, ValueError, BadSetting) as error:
        raise BadSetting(f'printer = "{setting}": {error}: write {SETTINGS}') from error


def _line(kind: str, path: str, options: dict[str, str]) -> Callable[[], Line]:
    """What opens the device. Raises TypeError, ValueError."""
    if kind == "serial" and path:
        return serial_line(path, **options)
    if options:
        raise ValueError(f"{', '.join(options)}: {kind} has no such option")
    if kind == "usb":
        return usb_line(path)
    if kind == "net" and path:
        return network_line(path)
    if kind == "cups" and path:
        return cups_line(path)
    if kind == "file" and path:
        return file_line(path)
    raise ValueError("no kind of printer")
