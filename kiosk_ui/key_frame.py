"""Where a keyboard stands on a panel: how many keys a row, how many rows, what the lowest row holds. Pure.

Every key is 12 mm at least and 1.5 mm from the next one on every panel, so a small panel has fewer keys at a time; the
question and the words keep their room above.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from kiosk_ui import keyboard
from kiosk_ui.key_rows import count, fitted
from kiosk_ui.keyboard import MOST_KEYS, Layout
from kiosk_ui.theme import Grid
from kiosk_ui.widgets import Box

KEY_MM = 12.1
# From left to right, by millimetres of the denser side: the common 7-inch panel has 7 % fewer pixels across.
_ACROSS_MM = 11.5
_ABOVE_MM, _ABOVE = 17.0, 0.19  # for question and words: so much, and so much of an upright panel's height
_ONE_ROW = 8  # columns from which on one row holds space, delete, done and what turns pages
_MARKS_FROM = {False: 10, True: 6}  # columns, where that row is one or two


@dataclass(frozen=True, slots=True)
class Frame:
    """One language's keyboard on one panel."""

    layout: Layout  # its pages as the panel has room for them
    columns: int
    rows: int  # of letters on the tallest page, so that the keyboard keeps its height when the page changes
    top: int  # the upper edge of the topmost row
    key: int  # height of a key
    lowest: int  # rows below the letters, the same on every page


@lru_cache(maxsize=128)
def frame(language: str, grid: Grid) -> Frame:
    """The keyboard as it stands."""
    layout = keyboard.load(language)
    columns = min(int((grid.width + grid.gap) / (_ACROSS_MM * grid.mm + grid.gap)), MOST_KEYS)
    two = columns < _ONE_ROW
    room = grid.height - round(max(_ABOVE_MM * grid.mm, _ABOVE * grid.height))
    rows = int(room / (KEY_MM * grid.mm + grid.gap)) - 1 - two
    if layout.input in {"pinyin", "kana"}:
        rows = max(rows - 1, min(rows, 2))  # what the letters may become stands above them
    marks = columns >= _MARKS_FROM[two]
    shown = fitted(language, columns, max(rows, 1), marks)
    tallest = max(len(page) for name, page in shown.pages.items() if name.partition(".")[0] != "symbols")
    shown = fitted(language, columns, tallest, marks)  # signs take no more room than letters
    every = tallest + 1 + two
    key = min(grid.key, room // every - grid.gap)
    top = grid.height - every * (key + grid.gap)
    return Frame(shown, columns, tallest, top, key, 1 + two)


def row_box(grid: Grid, placed: Frame, first: int, rows: int) -> Box:
    """The box of some rows of the keyboard, counted from the topmost."""
    free = grid.width - placed.columns * (math.ceil(12 * grid.mm) + grid.gap) + grid.gap
    # Eleven keys of 12 mm leave no more of a 7-inch panel, eight of a 5-inch one less.
    edge = free // 2 if 0 <= free < grid.gap else grid.gap // 2
    top = placed.top + first * (placed.key + grid.gap)
    return (edge, top, grid.width - 2 * edge, rows * (placed.key + grid.gap) - grid.gap)


def lowest_boxes(grid: Grid, placed: Frame, kind: str) -> dict[str, Box]:
    """Where each key of the lowest row stands, or of the two lowest, by its name. kind: letters, shift or symbols."""
    boxes = {}
    for number, row in enumerate(_lowest(placed, kind)):
        left, top, width, height = row_box(grid, placed, placed.rows + number, 1)
        unit, x = (width + grid.gap) / sum(share for _, share in row), float(left)
        for name, share in row:
            boxes[name] = (round(x), top, round(x + share * unit) - round(x) - grid.gap, height)
            x += share * unit
    return boxes


def _lowest(placed: Frame, kind: str) -> tuple[tuple[tuple[str, float], ...], ...]:
    """What turns pages, the marks, space, delete, done: in one row, or in two where it is narrow.

    Where all keys of a kind have room on one page the space bar is longer, and everything else stays where it is.
    """
    layout, columns = placed.layout, placed.columns
    turning = ["symbols"] + ["shift"] * ("shift" in layout.pages) + ["page"] * (count(layout, kind) > 1)
    marks = [f"mark{number}" for number in range(len(layout.marks))]
    if placed.lowest == 2:
        space = ("space", max(columns - len(marks) - 2.0, 1.0))
        return tuple((name, 1.0) for name in (*turning, "delete")), _around(space, marks, [("done", 2.0)])
    wide, done = (1.3, 2.0) if columns == MOST_KEYS else (1.0, 1.7)
    taken = wide * (len(turning) + 1) + len(marks) + done
    last = [("delete", wide), ("done", done)]
    return ((*((name, wide) for name in turning), *_around(("space", columns - taken), marks, last)),)


def _around(
    space: tuple[str, float], marks: list[str], last: list[tuple[str, float]]
) -> tuple[tuple[str, float], ...]:
    middle = [(mark, 1.0) for mark in marks]
    return (*middle[:1], space, *middle[1:], *last)
