"""Every language by its own name, on a grid of one size of type, as many on a screen as have room. Pure."""

import math
from dataclasses import dataclass
from functools import lru_cache

from kiosk_ui import typesetting, wording
from kiosk_ui.fitting import LEADING
from kiosk_ui.theme import Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box

_EMS_MM = (7.0, 6.2, 5.6, 5.0, 4.6, 4.2, 3.9)  # of the names, the largest that fits
_SHARES = (0.4, 0.5, 0.6)  # of the screen's height, from what one would like to what one can bear
_QUESTION_MM, _QUESTION_SHARE = 20.0, 0.29  # of the screen's height that tiles never take
_WIDEST_MM = 60.0
_FINGER_MM = 12.0


@dataclass(frozen=True, slots=True)
class Tiles:
    """A grid of cells at the foot of the screen; the last cells of its last row belong to the controls."""

    em: int  # of the names, in pixels
    height: int  # of a cell
    columns: int
    rows: int
    pages: tuple[tuple[str, ...], ...]
    signs: int  # in the last cells

    @property
    def has_pages(self) -> bool:
        """Whether one sign more turns them."""
        return len(self.pages) > 1


@lru_cache(maxsize=64)
def tiles(languages: tuple[str, ...], grid: Grid, signs: int) -> Tiles:
    """The languages in the largest type that leaves the question its room; pages only where nothing else helps.

    signs: things to press at the end of the lowest row, besides the one that turns pages.
    """
    most = grid.height - max(_QUESTION_MM * grid.mm, _QUESTION_SHARE * grid.height)
    for share in (*(min(share * grid.height, most) for share in _SHARES), most):
        for mm in _EMS_MM:
            em = grid.type(mm)
            height = max(grid.key, round(2.2 * em))
            columns = _columns(languages, em, height, grid)
            rows = _rows_for(len(languages), columns, signs, grid)
            if columns and rows * (height + grid.gap) <= share - grid.margin + grid.gap:
                return Tiles(em, height, columns, rows, (languages,), signs)
    return _on_pages(languages, grid, most, signs + 1)


def boxes(shown: Tiles, page: int, grid: Grid) -> tuple[dict[str, Box], list[Box]]:
    """Where the names of a page stand, and the signs after them."""
    cell = _cell(grid, shown.columns)
    across, down = cell + grid.gap, shown.height + grid.gap
    left = (grid.width - shown.columns * across + grid.gap) // 2
    top = grid.height - grid.margin - shown.rows * down + grid.gap
    placed: dict[str, Box] = {}
    for number, language in enumerate(shown.pages[page % len(shown.pages)]):
        row, column = divmod(number, shown.columns)
        placed[language] = (left + column * across, top + row * down, cell, shown.height)
    room = _sign_cells(shown.signs, shown.columns, grid) * across - grid.gap
    width = min((room + grid.gap) // max(shown.signs, 1) - grid.gap, round(1.35 * grid.key))
    first = left + shown.columns * across - grid.gap - shown.signs * (width + grid.gap) + grid.gap
    low = top + (shown.rows - 1) * down
    return placed, [(first + n * (width + grid.gap), low, width, shown.height) for n in range(shown.signs)]


def _on_pages(languages: tuple[str, ...], grid: Grid, most: float, signs: int) -> Tiles:
    """As few pages as the room allows, about equally full, and no more rows than they need."""
    rows = max(int((most - grid.margin + grid.gap) // (grid.key + grid.gap)), 2)
    tried = [(em, max(_columns(languages, em, grid.key, grid), 2)) for em in map(grid.type, _EMS_MM)]
    rooms = {em: rows * columns - _sign_cells(signs, columns, grid) for em, columns in tried}
    em, columns = min(tried, key=lambda one: math.ceil(len(languages) / rooms[one[0]]))
    each = math.ceil(len(languages) / math.ceil(len(languages) / rooms[em]))
    starts = range(0, len(languages), each)
    split = tuple(languages[start : start + each] for start in starts)
    return Tiles(em, grid.key, columns, _rows_for(each, columns, signs, grid), split, signs)


def _cell(grid: Grid, columns: int) -> int:
    room = (grid.width - 2 * grid.margin + grid.gap) // columns - grid.gap
    return min(room, round(_WIDEST_MM * grid.growth * grid.mm))


def _columns(languages: tuple[str, ...], em: int, height: int, grid: Grid) -> int:
    """How many columns leave every name its room; 0 where one alone is too wide."""
    widest = max(_name_width(language, em, height) for language in languages) + round(0.7 * em)
    room = (grid.width - 2 * grid.margin + grid.gap) // (max(widest, grid.key) + grid.gap)
    return min(room, len(languages) + 1)


def _name_width(language: str, em: int, height: int) -> int:
    """Of a name in one line, or in two at its spaces where the cell is high enough."""
    whole, longest_word = _name_ems(language)
    return math.ceil(em * (longest_word if 2 * LEADING * em <= height else whole))


@lru_cache(maxsize=256)
def _name_ems(language: str) -> tuple[float, float]:
    """Ems that a name takes, and its longest word; type scales, so one size is measured for all."""
    name, style = wording.say(language, "language"), Style(64, 500, language)
    widths = [typesetting.width(part, style) / style.size for part in (name, *name.split())]
    return widths[0], max(widths[1:])


def _sign_cells(signs: int, columns: int, grid: Grid) -> int:
    """Cells that so many signs take, each as large as a finger needs at least."""
    least = math.ceil(_FINGER_MM * grid.mm)
    return math.ceil(signs * (least + grid.gap) / (_cell(grid, columns) + grid.gap))


def _rows_for(count: int, columns: int, signs: int, grid: Grid) -> int:
    if not columns:
        return 0
    taken = _sign_cells(signs, columns, grid)
    return math.ceil((count + taken) / columns) if taken <= columns else 99
