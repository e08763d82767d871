"""A 1-bit picture for printers that speak Star's raster mode and no ESC/POS. Pure.

Source: Star Micronics' line mode command specifications (ESC * r, b, ESC d). Not tried on a printer so far.
"""

from collections.abc import Iterator

from PIL import Image

from kiosk_ui.raster import Command, strips

_BEGIN = b"\x1b*rR\x1b*rA\x1b*rP0\x00"  # initialised, entered, a page as long as it gets
_END, _CUT = b"\x1b*rB", b"\x1bd\x03"  # fed to the blade, and not quite cut through
_BAND_ROWS = 256


def encode(picture: Image.Image, tail_rows: int = 40, cuts: bool = True) -> Iterator[bytes]:
    """The commands that print a picture of mode "1"; the last one cuts. ValueError for any other mode."""
    before = _BEGIN
    for strip in strips(picture, Command(head=0, most_rows=_BAND_ROWS)):
        yield before + (b"".join(map(_line, strip.rows)) if strip.rows else _feed(strip.height))
        before = b""
    yield before + _feed(tail_rows) + _END + (_CUT if cuts else b"")


def _line(row: bytes) -> bytes:
    shown = row.rstrip(b"\0") or b"\0"
    return b"b" + len(shown).to_bytes(2, "little") + shown


def _feed(rows: int) -> bytes:
    return b"\x1b*rY" + str(rows).encode("ascii") + b"\x00" if rows else b""
