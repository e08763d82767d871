"""A printer at the end of a line of bytes, serial or USB: asked for its paper, fed band by band, in a thread."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk_ui.printer_errors import OutOfPaper, PrinterError
from kiosk_ui.printer_status import ASK_PAPER, Paper, paper_of

ANSWER_S = 0.3  # DLE EOT is answered in real time; a printer that needs longer does not answer at all


class Line(Protocol):
    """An open device that bytes go to and come from."""

    def write(self, data: bytes) -> None:
        """Hand all bytes over. Raises PrinterStuck where it takes no more, PrinterGone where it is unplugged."""
        ...

    def forget(self) -> None:
        """Drop what came and was not read. Raises PrinterGone."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What came within this time, b"" where nothing did. Raises PrinterGone."""
        ...

    def close(self) -> None:
        """Let go of the device, with whatever was not sent; never raises."""
        ...


class LinePrinter:
    """One printer behind a line. connect: opens it; raises PrinterGone where it is not there."""

    last_path = ""

    def __init__(self, path: str, connect: Callable[[], Line]) -> None:
        self._path, self._connect = path, connect
        self._line: Line | None = None
        self._turn = threading.Lock()

    async def paper(self) -> Paper:
        """Whether there is paper; "silent" where nobody answers, be it that nothing is plugged in."""
        return await asyncio.to_thread(self._paper)

    async def print(self, bands: Sequence[bytes], name: str) -> None:
        """Print band after band. Raises OutOfPaper, PrinterGone, PrinterStuck; the rest is never sent later."""
        await asyncio.to_thread(self._print, bands, name)

    async def close(self) -> None:
        """Let go of the device, as soon as nothing is being printed."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        with self._turn:
            self._hang_up()

    def _paper(self) -> Paper:
        with self._turn:
            try:
                return self._ask(self._open())
            except PrinterError:  # whoever prints next is told why
                self._hang_up()
                return "silent"

    def _print(self, bands: Sequence[bytes], name: str) -> None:
        with self._turn:
            try:
                self._send(self._open(), bands, name)
            except PrinterError:
                self._hang_up()  # what the line still holds must not come out after a new roll is in
                raise

    def _send(self, line: Line, bands: Sequence[bytes], name: str) -> None:
        said = self._ask(line)
        for band in bands:
            self._check(said, name)
            line.write(band)
            said = self._ask(line) if said == "paper" else said
        self._check(said, name)

    def _ask(self, line: Line) -> Paper:
        line.forget()
        line.write(ASK_PAPER)
        return paper_of(line.read(ANSWER_S))

    def _check(self, said: Paper, name: str) -> None:
        if said == "none":
            raise OutOfPaper(f"{self._path}: no paper for a {name}: put in a new roll")

    def _open(self) -> Line:
        if self._line is None:
            self._line = self._connect()
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
