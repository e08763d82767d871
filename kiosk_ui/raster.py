"""A 1-bit picture as strips: ink that one command prints, and blank rows that are fed instead of sent. Pure.

A strip is as wide as its widest row, and every strip costs the bytes of its command. Where to cut so that the sum is
least is found exactly, by dynamic programming over cells of a few rows: a slow serial line feels every byte. Where all
dots come in squares of four, as in a QR code, a quarter of them is sent and the printer doubles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image

FEED_BYTES = 3  # of the command that feeds
# Two equal dots side by side as one, for each byte that consists of such pairs.
_HALVES = {sum(3 << 2 * bit for bit in range(4) if half >> bit & 1): half for half in range(16)}


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of packed bits, 1 for ink, all of one width; `height` blank rows where there are none."""

    height: int  # rows on paper
    rows: tuple[bytes, ...] = ()
    left: int = 0  # bytes on paper to the left of it
    doubled: bool = False  # the printer makes each dot a square of four


@dataclass(frozen=True, slots=True)
class Command:
    """What strips have to keep to."""

    head: int  # bytes it costs besides its dots
    most_rows: int  # on paper
    trims_left: bool = False
    doubles: bool = False


class _Cell(NamedTuple):
    """A few rows that stay together: where they are, and from which byte to which there is ink."""

    start: int
    end: int
    left: int
    right: int  # 0 where there is no ink
    paired: bool  # all dots come in squares of four


def strips(picture: Image.Image, command: Command) -> list[Strip]:
    """The picture, mode "1" with ink 0 as Pillow has it, from top to bottom. Raises ValueError for another mode."""
    rows = packed(picture)
    cells = _cells(rows, command)
    return [_strip(rows, cells[start:end]) for start, end in _cheapest_cuts(cells, command)]


def packed(picture: Image.Image) -> list[bytes]:
    """Each row as an even number of bytes, 1 for ink. Raises ValueError where the mode is not "1"."""
    if picture.mode != "1":
        raise ValueError(f"a picture of mode {picture.mode}: slips are of mode 1")
    stride = 2 * ((picture.width + 15) // 16)  # even, for halves are whole bytes too
    whole = Image.new("1", (8 * stride, picture.height), 1)
    whole.paste(picture, (0, 0))
    data = whole.tobytes("raw", "1;I")
    return [data[start : start + stride] for start in range(0, len(data), stride)]


def _cells(rows: Sequence[bytes], command: Command) -> list[_Cell]:
    """Neighbouring rows that reach equally far, for no cheapest cut goes between them; blank rows all in one."""
    numbers, cells, top = [int.from_bytes(row) for row in rows], list[_Cell](), 0
    stride = len(rows[0]) if rows else 0
    every_other = int.from_bytes(b"\x55" * stride)
    while top < len(rows):
        ink, height, paired = numbers[top], 1, False
        if not ink:
            height = next((at for at, row in enumerate(numbers[top:]) if row), len(rows) - top)
            paired = command.doubles and not height % 2
        elif command.doubles and numbers[top : top + 2] == [ink, ink] and not (ink ^ ink >> 1) & every_other:
            height, paired = 2, True
        left = stride - (ink.bit_length() + 7) // 8 if ink and command.trims_left else 0
        right = stride - ((ink & -ink).bit_length() - 1) // 8 if ink else 0
        above = cells[-1] if cells else None
        if (
            above
            and ink
            and (left, right, paired) == above[2:]
            and top - above.start < command.most_rows // 8
        ):
            cells[-1] = _Cell(above.start, top + height, left, right, paired)
        else:
            cells.append(_Cell(top, top + height, left, right, paired))
        top += height
    return cells


def _cheapest_cuts(cells: Sequence[_Cell], command: Command) -> list[tuple[int, int]]:
    """Cells of each strip, (first, end), so that all take the fewest bytes."""
    best, cut = [0], [0]
    # What a strip saves at most by beginning higher up: the command, or the feed, of what is above it.
    saves = max(command.head, FEED_BYTES)
    for end, last in enumerate(cells, 1):
        cheapest, at = (best[-1] + FEED_BYTES if not last.right else 1 << 60), end - 1
        left, right, paired = 1 << 60, 0, True
        for start in range(end - 1, -1, -1):
            cell = cells[start]
            height = last.end - cell.start
            if height > command.most_rows:
                break
            if cell.right:
                left, right = min(left, cell.left), max(right, cell.right)
            paired = paired and cell.paired
            if not right:
                continue
            cost = best[start] + command.head + _bytes(height, left, right, paired)
            if cost < cheapest:
                cheapest, at = cost, start
            elif cost - saves >= cheapest:  # and so is every strip that begins higher up
                break
        best.append(cheapest)
        cut.append(at)
    cuts, end = [], len(cells)
    while end:
        cuts.append((cut[end], end))
        end = cut[end]
    return cuts[::-1]


def _bytes(height: int, left: int, right: int, paired: bool) -> int:
    """Bytes that the dots of a strip take."""
    return height // 2 * ((right - left // 2 * 2 + 1) // 2) if paired else height * (right - left)


def _strip(rows: Sequence[bytes], cells: Sequence[_Cell]) -> Strip:
    inked = [cell for cell in cells if cell.right]
    shown = rows[cells[0].start : cells[-1].end]
    if not inked:
        return Strip(len(shown))
    left, right = min(cell.left for cell in inked), max(cell.right for cell in inked)
    if all(cell.paired for cell in cells):
        left, right = left // 2 * 2, (right + 1) // 2 * 2
        return Strip(len(shown), tuple(_halved(row[left:right]) for row in shown[::2]), left, doubled=True)
    return Strip(len(shown), tuple(row[left:right] for row in shown), left)


def _halved(row: bytes) -> bytes:
    """Every second dot of a row."""
    return bytes(_HALVES[one] << 4 | _HALVES[other] for one, other in zip(row[::2], row[1::2], strict=True))
