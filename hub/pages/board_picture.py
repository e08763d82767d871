"""The picture of one gathering: its tables as equal dots that hang from the hour they share. Pure.

Where a dot hangs follows from the order of the signs alone; nothing is larger, nearer or higher for who comes.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wire.messages import BoardTable

DOT, ROW, COLUMN, SWAY, TOP = 32, 92, 330, 12, 14  # in the picture's own units
ROOM = COLUMN - 2 * (DOT + SWAY) - 30  # for the words beside a dot
NARROW, WIDE = 1, 3  # columns: for a phone, for a wall
SIZES = ((32, 1), (27, 2), (22, 2), (18, 3), (15, 4))  # of type, in so many lines at most
COMMON = 22  # all tables' words are of one size; only what does not fit in this one is set smaller
_NARROW_LETTERS, _WIDE_LETTERS = frozenset("iljtfrI.,:;'’!|()[] "), frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Label:
    """Words set in lines of one size, the first line's base at `top`."""

    lines: tuple[tuple[int, str], ...]  # each with its base line
    size: int
    x: int
    direction: str  # of the words, "ltr" or "rtl"
    anchor: str  # whether they begin or end at `x`
    squeezed: int = 0  # the width a line must be pressed into; 0: it fits


@dataclass(frozen=True, slots=True)
class Dot:
    """One table."""

    x: int
    y: int
    table: BoardTable
    label: Label


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn for one gathering, in a box of `width` by `height`."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    threads: tuple[str, ...]  # paths: of the hour they share, and down each column


def picture(tables: Sequence[BoardTable], most_columns: int, rtl: bool = False) -> Picture:
    """The tables of one place and hour, in columns; rtl: from right to left."""
    columns = max(1, min(most_columns, len(tables)))
    rows = math.ceil(len(tables) / columns)
    width = most_columns * COLUMN
    size = max(COMMON, min(label(_words(table), 0, 0).size for table in tables))
    dots = tuple(
        _dot(table, *divmod(number, rows), width, rtl, size)
        for number, table in enumerate(
            sorted(tables, key=lambda table: (table.sign.word, table.sign.picture))
        )
    )
    return Picture(width, TOP + rows * ROW, dots, tuple(_threads(dots, rows)))


def _dot(table: BoardTable, column: int, row: int, width: int, rtl: bool, size: int) -> Dot:
    x = column * COLUMN + DOT + SWAY + (SWAY if row % 2 else -SWAY) + 4
    y = TOP + row * ROW + ROW // 2
    edge = column * COLUMN + 2 * (DOT + SWAY) + 18
    if rtl:
        x, edge = width - x, width - edge
    return Dot(x, y, table, label(_words(table), edge, y, size, rtl))


def _threads(dots: Sequence[Dot], rows: int) -> list[str]:
    """One along the top, and one down each column."""
    columns = [dots[start : start + rows] for start in range(0, len(dots), rows)]
    heads = [column[0].x for column in columns]
    along = [f"M{min(heads)} {TOP // 2}H{max(heads)}"] if len(heads) > 1 else []
    return along + [_down(column) for column in columns]


def _down(column: Sequence[Dot]) -> str:
    path, x, y = f"M{column[0].x} {TOP // 2}", column[0].x, TOP // 2
    for dot in column:
        middle = (y + dot.y) // 2
        path += f"C{x} {middle} {dot.x} {middle} {dot.x} {dot.y}"
        x, y = dot.x, dot.y
    return path


def _words(table: BoardTable) -> str:
    return table.theme or table.sign.word


def label(words: str, x: int, y: int, largest: int = SIZES[0][0], rtl: bool = False) -> Label:
    """Words set as large as the room beside a dot lets them be; what is far too long is pressed together.

    rtl: of the page: the words are on the left of `x` then, whatever their own direction.
    """
    for size, most in SIZES:
        if size > largest:
            continue
        lines = _lines(words, ROOM / size)
        if len(lines) <= most and all(_ems(line) * size <= ROOM for line in lines):
            return _set(lines, size, x, y, rtl)
    size, most = SIZES[-1]
    lines = _lines(words, ROOM / size)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return replace(_set(kept, size, x, y, rtl), squeezed=ROOM)


def _set(lines: Sequence[str], size: int, x: int, y: int, rtl: bool) -> Label:
    step = round(1.2 * size)
    first = y + round(0.35 * size) - (len(lines) - 1) * step // 2
    placed = tuple((first + number * step, line) for number, line in enumerate(lines))
    is_rtl = _is_rtl("".join(lines))
    return Label(placed, size, x, "rtl" if is_rtl else "ltr", "start" if is_rtl == rtl else "end")


def _lines(words: str, room: float) -> list[str]:
    """Words broken into lines of at most `room` ems, where that can be done; scripts without spaces anywhere."""
    parts = words.split() if " " in words.strip() else _pieces(words) if _is_unspaced(words) else [words]
    joint = " " if " " in words.strip() else ""
    lines: list[str] = []
    for part in parts:
        if lines and _ems(lines[-1] + joint + part) <= room:
            lines[-1] += joint + part
        else:
            lines.append(part)
    return lines or [""]


def _pieces(words: str) -> list[str]:
    """Letters, each with what is written onto it."""
    pieces: list[str] = []
    for letter in words:
        if pieces and unicodedata.category(letter).startswith("M"):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _is_rtl(words: str) -> bool:
    """Whether the first letter that has a direction is one of a script from right to left."""
    kinds = (unicodedata.bidirectional(letter) for letter in words)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _is_unspaced(words: str) -> bool:
    return any(
        unicodedata.east_asian_width(letter) in "WF" or "\u0e00" <= letter <= "\u0fff" for letter in words
    )


def _ems(words: str) -> float:
    """About how wide a text is in bold type, in ems; rather too wide than too narrow."""
    return sum(map(_em, words))


def _em(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW_LETTERS:
        return 0.36
    return 0.95 if letter in _WIDE_LETTERS else 0.7 if letter.isupper() else 0.6
