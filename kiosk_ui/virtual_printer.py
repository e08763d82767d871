"""A printer without paper: takes the bytes a real one takes and keeps what it would print as PNG files."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from kiosk_ui import escpos_decoder
from kiosk_ui.escpos import DOTS_PER_INCH
from kiosk_ui.printer_errors import OutOfPaper, PrinterGone, PrinterStuck
from kiosk_ui.printer_status import Paper


class VirtualPrinter:
    """Writes slip-0001.png, sheet-0001.png and so on into a folder, going on from the numbers that are there.

    It fails as a real one does: `roll` slips are left (None: no end), `plugged` and `answers` may be set at any time.
    """

    def __init__(self, folder: Path, roll: int | None = None) -> None:
        self._folder = folder
        self.roll = roll
        self.plugged, self.answers = True, True
        self.last_path = ""

    async def paper(self) -> Paper:
        """Whether there is paper; "silent" where it is unplugged or does not say."""
        if not (self.plugged and self.answers):
            return "silent"
        return "none" if self.roll == 0 else "paper"

    async def print(self, bands: Sequence[bytes], name: str) -> None:
        """Keep the picture as `name`-NNNN.png.

        Raises PrinterGone, OutOfPaper; PrinterStuck where the disk takes no more; UnknownCommand where the bands are
        none of `escpos.encode`.
        """
        if not self.plugged:
            raise PrinterGone(f"{self._folder}: the virtual printer is unplugged: plug it in")
        if self.roll == 0:
            raise OutOfPaper(f"{self._folder}: no paper for a {name}: give the virtual printer a new roll")
        try:
            path = await asyncio.to_thread(self._keep, b"".join(bands), name)
        except OSError as error:
            raise PrinterStuck(
                f"{self._folder}: {error.strerror}: make the folder writable, free space"
            ) from error
        self.last_path = str(path)
        if self.roll is not None:
            self.roll -= 1

    async def close(self) -> None:
        """Nothing to let go of."""

    def _keep(self, data: bytes, name: str) -> Path:
        """Write the picture whole under a free number, so that nobody ever opens half of one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        picture = escpos_decoder.draw(escpos_decoder.read(data))
        half = self._folder / f".{secrets.token_hex(8)}.png"
        try:
            picture.save(half, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
            path = self._take_number(name)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        return path

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
