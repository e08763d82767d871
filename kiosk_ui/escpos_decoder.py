"""What a printer puts on its paper for the bytes of escpos.py: back to the picture, bit for bit. Pure.

It knows the commands that escpos.py writes and no other, so a stray byte is found instead of printed.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from kiosk_ui.paper_rolls import DOTS
from kiosk_ui.printer_errors import PrinterError

_INIT, _FEED, _MOTION_UNIT = b"\x1b@", b"\x1bJ", b"\x1dP\xcb\xcb"
_NOTHING = b"\0"  # between commands it means nothing
_RASTER_HEAD = 8  # bytes of the command and its size
_LEFT_MARGIN, _RASTER, _CUT = b"\x1dL", b"\x1dv0", b"\x1dVB\x00"
_SIZES, _DOUBLED = (0, 3), 3  # of GS v 0


class UnknownCommand(PrinterError):
    """A byte that no command of ours begins with; its text says where."""


@dataclass(frozen=True, slots=True)
class Band:
    """Ink at a place of the paper: rows of packed bits, 1 for ink."""

    left: int  # dots
    top: int  # rows
    stride: int  # bytes a row
    bits: bytes
    doubled: bool = False  # each dot is a square of four on paper


@dataclass(frozen=True, slots=True)
class Page:
    """All bands down to a cut, and how many rows of paper came out."""

    bands: tuple[Band, ...]
    rows: int
    is_cut: bool


def read(data: bytes) -> Page:
    """The commands as bands on one page. Raises UnknownCommand, also where the bytes end within a command."""
    bands, at, left, top, is_cut = [], 0, 0, 0, False
    while at < len(data):
        command, size = _command(data, at)
        body = data[at + len(command) : at + size]
        if command == _FEED:
            top += body[0]
        elif command == _LEFT_MARGIN:
            (left,) = struct.unpack("<H", body)
        elif command == _RASTER:
            mode, stride, rows = struct.unpack("<BHH", body[:5])
            bands.append(Band(left, top, stride, body[5:], doubled=mode == _DOUBLED))
            top += rows * (2 if mode == _DOUBLED else 1)
        elif command == _INIT:
            left = 0
        is_cut = command == _CUT
        at += size
    return Page(tuple(bands), top, is_cut)


def command_size(data: bytes) -> int | None:
    """Bytes of the command that the data begins with; None where it is not all there. Raises UnknownCommand."""
    commands = (_INIT, _FEED, _MOTION_UNIT, _LEFT_MARGIN, _RASTER, _CUT)
    if any(len(data) < len(command) and command.startswith(data) for command in commands):
        return None
    if data.startswith(_RASTER) and len(data) < _RASTER_HEAD:
        return None
    size = next((length for command, length in _lengths(data, 0) if data.startswith(command)), None)
    if size is None:
        raise UnknownCommand(f"{data[:2].hex(' ')} begins no command of ours")
    return size if size <= len(data) else None


def draw(page: Page, dots: int | None = None) -> Image.Image:
    """The page as a picture of mode "1"; dots: across the roll; None: the narrowest roll that holds it."""
    reach = max((band.left + 8 * band.stride * (1 + band.doubled) for band in page.bands), default=0)
    width = dots or next((roll for roll in DOTS.values() if roll >= reach), reach)
    picture = Image.new("1", (width, page.rows), 255)
    for band in page.bands:
        rows = len(band.bits) // band.stride
        ink = Image.frombytes("1", (8 * band.stride, rows), bytes(255 - byte for byte in band.bits))
        if band.doubled:
            ink = ink.resize((2 * ink.width, 2 * ink.height), Image.Resampling.NEAREST)
        picture.paste(ink, (band.left, band.top))
    return picture


def _command(data: bytes, at: int) -> tuple[bytes, int]:
    """The command that begins at a byte, and its bytes with all that belongs to it."""
    for command, length in _lengths(data, at):
        if data.startswith(command, at):
            if at + length > len(data):
                raise UnknownCommand(f"byte {at}: the bytes end within a command")
            if command == _RASTER and (length == _RASTER_HEAD or data[at + 3] not in _SIZES):
                raise UnknownCommand(
                    f"byte {at}: a raster of no rows or no bytes, or of a size we never send"
                )
            return command, length
    raise UnknownCommand(f"byte {at}: {data[at : at + 2].hex(' ')} begins no command of ours")


def _lengths(data: bytes, at: int) -> Iterator[tuple[bytes, int]]:
    yield from ((_NOTHING, 1), (_INIT, 2), (_FEED, 3), (_MOTION_UNIT, 4), (_LEFT_MARGIN, 4), (_CUT, 4))
    stride, rows = struct.unpack("<HH", data[at + 4 : at + 8].ljust(4, b"\0"))
    yield _RASTER, _RASTER_HEAD + stride * rows
