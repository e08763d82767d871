"""A printer without paper: takes the bytes a real one takes and keeps what it would print as PNG files."""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from kiosk_ui import escpos_decoder
from kiosk_ui.escpos import Profile
from kiosk_ui.escpos_decoder import Page
from kiosk_ui.line_printer import LinePrinter
from kiosk_ui.paper_rolls import DOTS_PER_INCH, length_mm
from kiosk_ui.printer_errors import PrinterStuck
from kiosk_ui.virtual_device import VirtualDevice, seconds


def virtual_printer(folder: str, is_slow: bool, baud: str = "0", answers: str = "yes") -> "VirtualPrinter":
    """As a setting names one. baud: it takes as long as paper and line do; 0: no time. answers: "no": a silent one.

    Raises ValueError for other values, TypeError for other options.
    """
    if baud != "0" and (not baud.isdecimal() or not 1200 <= int(baud) <= 4_000_000):
        raise ValueError(f"baud = {baud}: a speed from 1200 to 4000000, or 0 for no time at all")
    if answers not in {"yes", "no"}:
        raise ValueError(f"answers = {answers}: yes or no")
    made = VirtualPrinter(Path(folder), answers=answers == "yes", baud=int(baud))
    made.is_slow = is_slow
    return made


class PacedLine:
    """A device at the end of a line of so many baud. wait: is given the seconds that what was written takes."""

    shared, two_way = False, True

    def __init__(self, device: VirtualDevice, baud: int, wait: Callable[[float], None] = time.sleep) -> None:
        self._device, self._baud, self._wait = device, baud, wait
        self.forget, self.read, self.end, self.close = device.forget, device.read, device.end, device.close

    def write(self, data: bytes) -> None:
        """As the device takes it, when line and head have had their time. Raises PrinterGone, PrinterStuck."""
        before = self._device.rows
        self._device.write(data)
        self._wait(seconds(len(data), length_mm(self._device.rows - before), self._baud))


class VirtualPrinter(LinePrinter):
    """Writes slip-0001.png, sheet-0001.png and so on into a folder, going on from the numbers that are there.

    It fails as real ones do: its `device` may be unplugged, jammed, opened, silenced or refilled at any time.
    roll: slips that are left; None: no end. answers: it says whether it has paper, as many cheap ones do not. baud: of
    its line; 0: nothing takes any time.
    """

    uses_paper = False

    def __init__(self, folder: Path, roll: int | None = None, answers: bool = True, baud: int = 0) -> None:
        self._folder, self._name = folder, "slip"
        self.device = VirtualDevice(self._keep, pages_left=roll, answers=answers)
        line = PacedLine(self.device, baud) if baud else self.device
        super().__init__(str(folder), lambda: line, Profile(left_margin=True, doubles=True))

    async def print(self, bands: Sequence[bytes], name: str) -> None:
        """Keep the picture as `name`-NNNN.png.

        Raises PrinterGone, OutOfPaper; PrinterStuck where the disk takes no more; UnknownCommand where the bands are
        none of `escpos.encode`.
        """
        self._name = name
        await super().print(bands, name)

    def _keep(self, page: Page, _: bytes) -> None:
        """Write the picture whole under a free number, so that nobody ever opens half of one."""
        half = self._folder / f".{secrets.token_hex(8)}.png"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            escpos_decoder.draw(page).save(half, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
            path = self._take_number(self._name)
            half.replace(path)
        except OSError as error:
            raise PrinterStuck(
                f"{self._folder}: {error.strerror}: make the folder writable, free space"
            ) from error
        finally:
            with suppress(OSError):  # a folder that cannot be written holds no half of one either
                half.unlink()
        self.last_path = str(path)

    def _take_number(self, name: str) -> Path:
        """An empty file under the next number, which nobody else takes then; links are not known to every stick."""
        number = _last_number(self._folder, name) + 1
        while True:
            path = self._folder / f"{name}-{number:04}.png"
            try:
                path.touch(exist_ok=False)
            except FileExistsError:  # another kiosk prints into this folder too
                number += 1
            else:
                return path


def _last_number(folder: Path, name: str) -> int:
    numbers = (re.fullmatch(rf"{re.escape(name)}-(\d+)\.png", file.name) for file in folder.iterdir())
    return max((int(found[1]) for found in numbers if found), default=0)
