"""A receipt printer as its line sees it: takes bytes as real ones do, prints, answers, and fails in all their ways.

A small processor before a buffer: questions are answered at once, commands wait for paper, and whatever was swallowed
when the roll ended comes out after the refill.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk_ui import escpos_decoder
from kiosk_ui.escpos_decoder import Page, UnknownCommand
from kiosk_ui.printer_errors import PrinterGone, stuck
from kiosk_ui.printer_status import ASK_COVER, ASK_IN_TURN, ASK_PAPER

HEAD_MM_S = 60.0  # of a cheap 58 mm printer
BUFFER_BYTES = 16384


@dataclass(slots=True)
class VirtualDevice:
    """One printer. on_page: called with what was printed at each cut. Its faults may be set at any time."""

    on_page: Callable[[Page, bytes], None] = lambda _page, _data: None
    rows_left: int | None = None  # of paper; None: no end
    pages_left: int | None = None
    near_end_rows: int = 0  # from which the sensor says that the roll is near its end
    is_plugged: bool = True
    answers: bool = True
    noise: bytes | None = None  # what it says instead of a status
    is_jammed: bool = False
    is_open: bool = False
    bytes_until_unplugged: int | None = None
    buffer_bytes: int = BUFFER_BYTES
    shared: bool = False
    rows: int = 0  # printed in its life
    two_way: bool = True
    _buffer: bytes = field(default=b"", repr=False)
    _page: bytes = field(default=b"", repr=False)
    _said: bytes = b""

    def write(self, data: bytes) -> None:
        """All bytes arrive, or some. Raises PrinterGone, PrinterStuck."""
        self._look_at_plug()
        until = self.bytes_until_unplugged
        arriving = data if until is None else data[:until]
        if until is not None:
            self.bytes_until_unplugged = until - len(arriving)
        self._take(arriving)
        if until is not None and len(arriving) < len(data):
            self.is_plugged, self.bytes_until_unplugged = False, None
            self._look_at_plug()

    def forget(self) -> None:
        """What was said and not read is lost."""
        self._look_at_plug()
        self._said = b""

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - it answers at once or never
        """What was said."""
        self._look_at_plug()
        said, self._said = self._said, b""
        return said

    def end(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Nothing is undone by letting go: what was swallowed stays swallowed."""

    def refill(self, rows: int | None = None, pages: int | None = None) -> None:
        """A new roll: what was waiting for it comes out."""
        self.rows_left, self.pages_left = rows, pages
        self._print()

    def plug_in(self) -> None:
        """Power again: a printer that was switched off has forgotten all it had swallowed."""
        self.is_plugged, self._buffer, self._page = True, b"", b""

    def has_paper(self) -> bool:
        """Whether the sensor sees any."""
        return self.rows_left != 0 and self.pages_left != 0

    def _take(self, data: bytes) -> None:
        for question in (ASK_PAPER, ASK_COVER):
            if question in data:  # in the middle of dots too, as real ones do
                self._answer(question)
        rest = b"" if data in (ASK_PAPER, ASK_COVER) else data  # between two commands nothing stays of them
        if rest and len(self._buffer) + len(rest) > self.buffer_bytes and not self._can_print():
            self._buffer += rest[: self.buffer_bytes - len(self._buffer)]
            raise stuck("the virtual printer")
        self._buffer += rest
        self._print()

    def _answer(self, question: bytes) -> None:
        if self.answers:
            self._said += self._status(question) if self.noise is None else self.noise

    def _status(self, question: bytes) -> bytes:
        near = self.rows_left is not None and self.rows_left < self.near_end_rows
        if question == ASK_PAPER:
            return bytes((0x12 | (0x0C if near else 0) | (0 if self.has_paper() else 0x60),))
        return bytes((0x12 | (0x04 if self.is_open else 0),))

    def _can_print(self) -> bool:
        return self.has_paper() and not self.is_jammed and not self.is_open

    def _print(self) -> None:
        """Command after command, as long as there is paper. Raises UnknownCommand for bytes that begin none."""
        while self._buffer:
            if self._buffer.startswith(ASK_IN_TURN) and (self._can_print() or not self._page):
                self._buffer = self._buffer[len(ASK_IN_TURN) :]
                if self.answers:
                    self._said += b"\0" if self.noise is None else self.noise
                continue
            self._buffer = self._buffer.lstrip(b"\0")  # between commands they mean nothing
            if self._buffer.startswith((ASK_PAPER, ASK_COVER)):  # answered when it came
                self._buffer = self._buffer[len(ASK_PAPER) :]
                continue
            if (
                any(question.startswith(self._buffer) for question in (ASK_IN_TURN, ASK_PAPER, ASK_COVER))
                or not self._can_print()
            ):
                return
            try:
                size = escpos_decoder.command_size(self._buffer)
            except UnknownCommand:
                self._buffer = b""
                raise
            if size is None:  # the rest of it has not come yet
                return
            command, self._buffer = self._buffer[:size], self._buffer[size:]
            self._move(escpos_decoder.read(command), command)

    def _move(self, part: Page, command: bytes) -> None:
        if self.rows_left is not None:
            self.rows_left = max(self.rows_left - part.rows, 0)
        self._page += command
        self.rows += part.rows
        if part.is_cut:
            if self.pages_left:
                self.pages_left -= 1
            data, self._page = self._page, b""
            self.on_page(escpos_decoder.read(data), data)

    def _look_at_plug(self) -> None:
        if not self.is_plugged:
            raise PrinterGone("the virtual printer is unplugged: plug it in")


def seconds(count: int, mm: float, baud: int = 0, head_mm_s: float = HEAD_MM_S) -> float:
    """How long printing takes: the slower of line (10 bits a byte; baud 0: one that is never in the way) and head."""
    return max(10 * count / baud if baud else 0.0, mm / head_mm_s)
