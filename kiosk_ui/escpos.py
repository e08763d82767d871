"""A 1-bit picture as ESC/POS: every slip is a picture, so no byte of anyone's words is ever read as a command. Pure.

Source: Epson's ESC/POS command reference (ESC @, ESC J, ESC *, GS P, GS L, GS v 0, GS ( L, GS ( k, GS V). Blank rows
are fed instead of sent, and edges are trimmed: a slip is about half as many bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from kiosk_ui import star
from kiosk_ui.paper_rolls import DOTS, DOTS_PER_INCH
from kiosk_ui.raster import Command, Strip, packed, strips

BAND_ROWS = 256  # what the buffer of a cheap printer holds
# Of one command: the fewer, the sooner a printer that waits for the rest of one is itself again.
_STRIP_ROWS = 48
# What ends a command that a dead kiosk or a pulled plug left half sent: dots of no ink, and between commands nothing.
RESYNC = bytes(_STRIP_ROWS * max(DOTS.values()) // 8)
# What a printer may be told to draw as a QR code by itself.
QR_PLAIN = re.compile(r"[0-9A-Za-z:/?#=&._~+%-]{1,600}")
QR_DOTS = 5  # a side of its modules

_INIT = b"\x1b@"
_FEED = b"\x1bJ"
_MOTION_UNIT = b"\x1dP" + bytes((DOTS_PER_INCH, DOTS_PER_INCH))
_LEFT_MARGIN = b"\x1dL"
_RASTER = b"\x1dv0"
_GRAPHICS, _PRINT_GRAPHICS = b"\x1d(L", b"\x1d(L\x02\x0002"
_LINE, _LINE_ROWS = b"\x1b*\x21", 24
_QR = b"\x1d(k"
_CENTERED, _AT_LEFT = b"\x1ba\x01", b"\x1ba\x00"
_CUT = b"\x1dVB\x00"  # feeds to the blade first
_MAX_FEED = 255
Form = Literal["raster", "graphics", "columns", "star", "text"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a model does beyond the least; the defaults are safe on all that print rasters."""

    form: Form = "raster"
    left_margin: bool = False  # honours GS L before a raster: the left edge is trimmed too
    doubles: bool = False  # honours the double size of GS v 0: a QR code is a quarter of its bytes
    motion_unit: bool = False  # feeds in 1/360 inch unless told 1/203 by GS P
    draws_qr: bool = False  # knows GS ( k
    cuts: bool = True
    tail_rows: int = 40  # fed before the cut, for printers without a blade


def encode(picture: Image.Image, profile: Profile | None = None, qr: str = "") -> Iterator[bytes]:
    """The commands that print a picture of mode "1", in bands of at most 256 rows; the last one cuts.

    Ink is 0, paper 255, as Pillow has it. qr: what the printer is to draw below the picture as a QR code by itself.
    ValueError for a picture of another mode, for a printer that prints none, for a `qr` that is more than a plain link.
    """
    profile = profile or Profile()
    if profile.form == "text":
        raise ValueError("a picture for a printer of plain letters: it prints none")
    if profile.form == "star":
        yield from star.encode(picture, profile.tail_rows, profile.cuts)
        return
    band, height = _INIT + (_MOTION_UNIT if profile.motion_unit else b""), 0
    for data, rows in _parts(picture, profile):
        if height and height + rows > BAND_ROWS:
            yield band
            band, height = b"", 0
        band, height = band + data, height + rows
    yield band + _qr_code(qr) + _feed(profile.tail_rows) + (_CUT if profile.cuts else b"")


def _parts(picture: Image.Image, profile: Profile) -> Iterator[tuple[bytes, int]]:
    """(commands, rows on paper) of each strip."""
    if profile.form == "columns":
        yield from _lines(picture)
        return
    write, head = {"raster": (_raster, 8), "graphics": (_graphics, 24)}[profile.form]
    margin = 4 if profile.left_margin else 0
    doubles = profile.doubles and profile.form == "raster"
    for strip in strips(picture, Command(head + margin, _STRIP_ROWS, profile.left_margin, doubles)):
        left = _LEFT_MARGIN + (strip.left * 8).to_bytes(2, "little") if margin else b""
        yield (left + write(strip) if strip.rows else _feed(strip.height)), strip.height


def _feed(rows: int) -> bytes:
    full, rest = divmod(rows, _MAX_FEED)
    return (_FEED + bytes((_MAX_FEED,))) * full + (_FEED + bytes((rest,)) if rest else b"")


def _raster(strip: Strip) -> bytes:
    """GS v 0."""
    size = len(strip.rows[0]).to_bytes(2, "little") + len(strip.rows).to_bytes(2, "little")
    return _RASTER + bytes((3 if strip.doubled else 0,)) + size + b"".join(strip.rows)


def _graphics(strip: Strip) -> bytes:
    """GS ( L, functions 112 (store) and 50 (print)."""
    dots, rows = 8 * len(strip.rows[0]), len(strip.rows)
    body = b"0p0\x01\x011" + dots.to_bytes(2, "little") + rows.to_bytes(2, "little") + b"".join(strip.rows)
    return _GRAPHICS + len(body).to_bytes(2, "little") + body + _PRINT_GRAPHICS


def _lines(picture: Image.Image) -> Iterator[tuple[bytes, int]]:
    """ESC * in lines of 24 dots, each printed by ESC J, for printers that know no rasters."""
    rows, top = packed(picture), 0
    while top < len(rows):
        blank = next((at for at, row in enumerate(rows[top:]) if any(row)), len(rows) - top)
        yield _feed(blank), blank
        top += blank
        line = rows[top : top + _LINE_ROWS]
        if line:
            yield _line(line + [bytes(len(line[0]))] * (_LINE_ROWS - len(line))), _LINE_ROWS
        top += _LINE_ROWS


def _line(rows: list[bytes]) -> bytes:
    """24 rows as columns of three bytes, the topmost dot first."""
    width = 8 * max(len(row.rstrip(b"\0")) for row in rows)
    picture = Image.frombytes("1", (8 * len(rows[0]), len(rows)), b"".join(rows))
    columns = picture.crop((0, 0, width, len(rows))).transpose(Image.Transpose.TRANSPOSE)
    return _LINE + width.to_bytes(2, "little") + columns.tobytes() + _feed(_LINE_ROWS)


def _qr_code(content: str) -> bytes:
    """GS ( k: model 2, error level M, stored and printed in the middle; nothing where there is no content."""
    if not content:
        return b""
    if not QR_PLAIN.fullmatch(content):
        raise ValueError("a QR code drawn by the printer: a plain link of 600 characters at most")
    functions = (b"1A2\x00", b"1C" + bytes((QR_DOTS,)), b"1E1", b"1P0" + content.encode("ascii"), b"1Q0")
    told = b"".join(_QR + len(body).to_bytes(2, "little") + body for body in functions)
    return _CENTERED + told + _AT_LEFT
