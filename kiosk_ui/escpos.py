"""A 1-bit picture as ESC/POS: every slip is a raster, so no byte of anyone's words is ever read as a command. Pure.

Source: Epson's ESC/POS command reference (ESC @, ESC J, GS P, GS L, GS v 0, GS V, DLE EOT). Blank rows are fed instead
of sent and the right edge is trimmed, which makes a slip about half as many bytes; a slow serial line feels it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PIL import Image

Paper = Literal["paper", "none", "silent"]

ASK_PAPER = b"\x10\x04\x04"  # DLE EOT 4: answered at once, even while printing
BAND_ROWS = 256  # what the buffer of a cheap printer holds
DOTS_PER_INCH = 203

_INIT = b"\x1b@"
_FEED = b"\x1bJ"
_MOTION_UNIT = b"\x1dP" + bytes((DOTS_PER_INCH, DOTS_PER_INCH))
_LEFT_MARGIN = b"\x1dL"
_RASTER = b"\x1dv0\x00"
_CUT = b"\x1dVB\x00"  # feeds to the blade first
_MAX_FEED = 255
_WORTH_FEEDING = 4  # rows: below, the commands cost more than the blank bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """What a model does beyond the least; the defaults are safe on all."""

    left_margin: bool = False  # honours GS L before a raster: the left edge is trimmed too
    motion_unit: bool = False  # feeds in 1/360 inch unless told 1/203 by GS P
    tail_rows: int = 40  # fed before the cut, for printers without a blade


@dataclass(frozen=True, slots=True)
class _Strip:
    """Rows that are sent by one command, or blank ones that are fed."""

    rows: tuple[bytes, ...]
    blank: bool


def encode(picture: Image.Image, profile: Profile | None = None) -> Iterator[bytes]:
    """The commands that print a picture of mode "1", in bands of at most 256 rows; the last one cuts.

    Ink is 0, paper 255, as Pillow has it. ValueError for any other mode.
    """
    if picture.mode != "1":
        raise ValueError(f"a picture of mode {picture.mode}: slips are of mode 1")
    profile = profile or Profile()
    before = _INIT + (_MOTION_UNIT if profile.motion_unit else b"")
    for strip in _strips(_rows(picture)):
        if strip.blank:
            before += _feed(len(strip.rows))
        else:
            yield before + _raster(strip.rows, profile)
            before = b""
    yield before + _feed(profile.tail_rows) + _CUT


def paper_of(answer: bytes) -> Paper:
    """What an answer to `ASK_PAPER` says; "silent" where there is none, for silence does not mean an empty roll."""
    told = [byte for byte in answer if byte & 0b1001_0011 == 0b0001_0010]  # the fixed bits of a paper status
    if not told:
        return "silent"
    return "none" if told[-1] & 0b0110_0000 else "paper"


def _rows(picture: Image.Image) -> list[bytes]:
    """Each row as packed bits, 1 for ink, the unused bits of its last byte 0."""
    stride = (picture.width + 7) // 8
    data = picture.tobytes("raw", "1;I")
    return [data[start : start + stride] for start in range(0, len(data), stride)]


def _strips(rows: list[bytes]) -> Iterator[_Strip]:
    inked: list[bytes] = []
    for blank, group in groupby(rows, key=lambda row: not any(row)):
        run = list(group)
        if not blank or (inked and len(run) < _WORTH_FEEDING):
            inked += run
            continue
        yield from _bands(inked)
        inked = []
        yield _Strip(tuple(run), blank=True)
    yield from _bands(inked)


def _bands(rows: list[bytes]) -> Iterator[_Strip]:
    for start in range(0, len(rows), BAND_ROWS):
        yield _Strip(tuple(rows[start : start + BAND_ROWS]), blank=False)


def _feed(rows: int) -> bytes:
    full, rest = divmod(rows, _MAX_FEED)
    return (_FEED + bytes((_MAX_FEED,))) * full + (_FEED + bytes((rest,)) if rest else b"")


def _raster(rows: tuple[bytes, ...], profile: Profile) -> bytes:
    """One GS v 0 command; a band of blank rows only is still one byte wide, as the command wants it."""
    left = min((len(row) - len(row.lstrip(b"\0")) for row in rows if any(row)), default=0)
    left = left if profile.left_margin else 0
    right = max(*(len(row.rstrip(b"\0")) for row in rows), left + 1)
    margin = _LEFT_MARGIN + (left * 8).to_bytes(2, "little") if profile.left_margin else b""
    size = (right - left).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return margin + _RASTER + size + b"".join(row[left:right] for row in rows)
