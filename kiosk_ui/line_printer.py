"""A printer at the end of a line of bytes: asked for its paper, fed band by band, in a thread.

Cheap printers swallow a whole slip at once and, when the roll ends within it, print the rest after the refill: somebody
else's words would come out. So after each band the printer is asked a question that it answers only when it has printed
so far (GS r); one that never answers it is asked no more.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk_ui.escpos import RESYNC, Profile
from kiosk_ui.printer_errors import OutOfPaper, PrinterBusy, PrinterError, PrinterStuck
from kiosk_ui.printer_status import ASK_COVER, ASK_IN_TURN, ASK_PAPER, Paper, cover_is_open, paper_of, prints

ANSWER_S = 0.3  # DLE EOT is answered in real time; a printer that needs longer does not answer at all
BUSY_S = 8.0  # another kiosk's slip on a shared printer, or two
_BUSY_STEP_S = 0.25
BAND_S = 3.0  # 256 rows on the slowest head, with a pause of a hot one


class Line(Protocol):
    """An open device that bytes go to and come from.

    shared: let go of after each job, for others print there too. two_way: whether anything ever comes back.
    """

    shared: bool
    two_way: bool

    def write(self, data: bytes) -> None:
        """Hand all bytes over. Raises PrinterStuck where it takes no more, PrinterGone where it is unplugged."""
        ...

    def forget(self) -> None:
        """Drop what came and was not read. Raises PrinterGone."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What came within this time, b"" where nothing did. Raises PrinterGone."""
        ...

    def end(self) -> None:
        """All of a job was written. Raises PrinterGone where that is known to be lost."""
        ...

    def close(self) -> None:
        """Let go of the device, with whatever was not sent; never raises."""
        ...


class LinePrinter:
    """One printer behind a line. connect: opens it; raises PrinterGone where it is not there, PrinterBusy for now."""

    last_path, uses_paper = "", True

    def __init__(
        self,
        path: str,
        connect: Callable[[], Line],
        profile: Profile | None = None,
        is_slow: bool = False,
    ) -> None:
        self._path, self._connect = path, connect
        self.profile, self.is_slow = profile or Profile(), is_slow
        self._line: Line | None = None
        self._in_doubt = True  # whether the printer waits for the rest of a command
        self._turn = threading.Lock()
        self._has_spoken = False  # has ever said anything of its paper
        self._answers_in_turn: bool | None = None  # None: not asked yet; asked when nobody waits for a slip

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
                return self._look(self._open())
            except PrinterError:  # whoever prints next is told why
                self._hang_up()
                return "silent"
            finally:
                self._let_others()

    def _look(self, line: Line) -> Paper:
        if not line.two_way:
            return "silent"
        said = self._ask(line, cover_too=True)
        self._end_command(line, said)
        if self._answers_in_turn is None and said in {"paper", "low"}:
            self._answers_in_turn = self._wait_printed(line, ANSWER_S)
        return said

    def _print(self, bands: Sequence[bytes], name: str) -> None:
        with self._turn:
            try:
                line = self._open_when_free()
                self._send(line, bands, name)
                line.end()
            except PrinterError:
                self._hang_up()  # what the line still holds must not come out after a new roll is in
                self._in_doubt = True
                raise
            finally:
                self._let_others()

    def _send(self, line: Line, bands: Sequence[bytes], name: str) -> None:
        said, whole = self._ask_when_free(line), False
        self._end_command(line, said)
        for number, band in enumerate(bands, 1):
            self._check(said, name)
            line.write(band)
            if said == "silent":
                continue
            is_asked = self._answers_in_turn is None and number == len(bands) and line.two_way
            if self._answers_in_turn or is_asked:
                whole = self._answers_in_turn = self._wait_printed(line, BAND_S)
            said = self._ask(line)
        if not whole:  # what was answered in turn lies on the paper, even if the roll has ended just now
            self._check(said, name)

    def _end_command(self, line: Line, said: Paper) -> None:
        """Whatever a dead kiosk or a pulled plug left half sent; without paper its bytes would only fill the buffer."""
        if self._in_doubt and prints(said):
            line.write(RESYNC)
            self._in_doubt = False

    def _wait_printed(self, line: Line, seconds: float) -> bool:
        """Until the printer has come so far, or so long; whether it said so."""
        line.forget()
        line.write(ASK_IN_TURN)
        return bool(line.read(seconds))

    def _ask_when_free(self, line: Line) -> Paper:
        """A printer that is shared and has spoken before may be silent because another kiosk's slip comes out."""
        ends, said = time.monotonic() + BUSY_S, self._ask(line, cover_too=True)
        while said == "silent" and line.shared and self._has_spoken and time.monotonic() < ends:
            said = self._ask(line, cover_too=True)
        return said

    def _ask(self, line: Line, cover_too: bool = False) -> Paper:
        if not line.two_way:
            return "silent"
        line.forget()
        line.write(ASK_PAPER)
        said = paper_of(line.read(ANSWER_S))
        self._has_spoken = self._has_spoken or said != "silent"
        if not cover_too or said == "silent":
            return said
        line.forget()
        line.write(ASK_COVER)
        return "cover" if cover_is_open(line.read(ANSWER_S)) else said

    def _check(self, said: Paper, name: str) -> None:
        if said == "cover":
            raise PrinterStuck(f"{self._path}: its cover is open, no {name} is printed: close it")
        if not prints(said):
            raise OutOfPaper(f"{self._path}: no paper for a {name}: put in a new roll")

    def _open_when_free(self) -> Line:
        """Raises PrinterGone; PrinterBusy where another kiosk does not come to an end."""
        ends = time.monotonic() + BUSY_S
        while True:
            try:
                return self._open()
            except PrinterBusy:
                if time.monotonic() > ends:
                    raise
                time.sleep(_BUSY_STEP_S)

    def _open(self) -> Line:
        if self._line is None:
            self._line = self._connect()
        return self._line

    def _let_others(self) -> None:
        if self._line is not None and self._line.shared:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
