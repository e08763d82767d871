"""The field one writes in: the lines around the cursor, the question while nothing is written. Pure."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from kiosk_ui import composing, typesetting
from kiosk_ui.fitting import text_height
from kiosk_ui.line_breaks import pieces
from kiosk_ui.theme import GROUND, INK, LINE, QUIET, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import Target, View, style
from kiosk_ui.widgets import Box, Caret, Item, Plate, Words, fit

_EMS_MM = (7, 6.4, 5.8, 5.2, 4.6, 4.2, 3.8)  # of the words
_MUCH = 0.8
_SHORT = 80  # letters; longer words need not be measured to be too long for one line


@dataclass(frozen=True, slots=True)
class _Laid:
    """The words in lines, and where the lines that have room stand."""

    inner: Box
    style: Style
    rtl: bool
    lines: list[str]
    starts: list[int]  # of each line in the text
    first: int  # of the lines that are shown
    room: int
    top: int
    height: int  # of a line

    def place(self, index: int) -> tuple[int, int]:
        """(line, index in it) of a place in the text; lines have lost the spaces they were broken at."""
        row = max(bisect_right(self.starts, index) - 1, 0)
        return row, min(index - self.starts[row], len(self.lines[row]))

    def x(self, row: int, column: int) -> int:
        """Where a caret there stands."""
        line = self.lines[row]
        slack = self.inner[2] - typesetting.line(line, self.style, self.rtl).width if self.rtl else 0
        return self.inner[0] + slack + typesetting.caret_x(line, self.style, column, self.rtl)

    def y(self, row: int) -> int:
        """The upper edge of a line."""
        return self.top + (row - self.first) * self.height

    def shown(self) -> range:
        """The lines there is room for."""
        return range(self.first, min(self.first + self.room, len(self.lines)))


def field(view: View, grid: Grid, box: Box, asked: str = "") -> list[Item]:
    """The words so far; `asked` stands in the empty field where there is no room for the question above it."""
    text, composed = composing.shown(view)
    view = replace(view, text=text)
    is_high = box[3] >= 12 * grid.mm  # enough for a finger
    plate = Plate(box, GROUND, grid.gap, LINE, "field" if is_high else "", text.text or asked)
    if not text.text:
        return [plate, *_empty_field(view, grid, _inner(grid, box), _set_in(view, grid, box), asked)]
    return [plate, *_written(_laid(view, grid, box), view, grid, composed)]


def words_at(view: View, grid: Grid, box: Box) -> list[Target]:
    """Each word in the field as a target: touched, the cursor goes behind it; none while letters become words."""
    if not view.text.text or view.composing:
        return []
    laid = _laid(view, grid, box)
    found = []
    for row in laid.shown():
        start = 0
        for piece in pieces(laid.lines[row]):
            ends = (laid.x(row, start), laid.x(row, start + len(piece)))
            behind = laid.starts[row] + start + len(piece.rstrip())
            place = (min(ends), laid.y(row), abs(ends[1] - ends[0]), laid.height)
            found.append(Target(f"cursor:{behind}", place, piece.strip()))
            start += len(piece)
    return found


def _inner(grid: Grid, box: Box) -> Box:
    padding = round(2.2 * grid.mm)
    return (box[0] + padding, box[1] + padding // 4, box[2] - 2 * padding, box[3] - 2 * (padding // 4))


def _set_in(view: View, grid: Grid, box: Box) -> Style:
    """The largest size that two lines have room for; one line alone, where that is much larger and the words fit."""
    sizes, (_, _, width, room) = [grid.type(mm) for mm in _EMS_MM], _inner(grid, box)
    one, two = (
        next((size for size in sizes if lines * typesetting.line_height(Style(size)) <= room), sizes[-1])
        for lines in (1, 2)
    )
    short = two < _MUCH * one and len(view.text.text) <= _SHORT
    if view.large or (short and typesetting.width(view.text.text, style(view, one)) <= width):
        return style(view, one)
    return style(view, two)


def _laid(view: View, grid: Grid, box: Box) -> _Laid:
    """The lines around the cursor, as many as there is room for."""
    text, inner, set_in = view.text.text, _inner(grid, box), _set_in(view, grid, box)
    lines = typesetting.break_lines(text, set_in, inner[2])
    starts, at = [], 0
    for line in lines:
        at = text.index(line, at)
        starts.append(at)
        at += len(line)
    top, height = _rows(inner, set_in)
    room = max(inner[3] // height, 1)
    row = max(bisect_right(starts, view.text.cursor) - 1, 0)
    rtl = typesetting.is_rtl(text, view.language)
    return _Laid(inner, set_in, rtl, lines, starts, max(row - room + 1, 0), room, top, height)


def _empty_field(view: View, grid: Grid, inner: Box, set_in: Style, asked: str) -> list[Item]:
    x = inner[0] + inner[2] if typesetting.is_rtl("", view.language) else inner[0]
    if not asked:
        return [_caret(grid, x, *_rows(inner, set_in))]
    words = fit(asked, replace(set_in, size=grid.type(6)), inner, grid.least(2.8), QUIET, "start")
    height = typesetting.line_height(words.style)
    top = inner[1] + (inner[3] - text_height(len(words.lines), words.style)) // 2
    return [words, _caret(grid, x, top, height)]


def _rows(inner: Box, set_in: Style) -> tuple[int, int]:
    """(top of the first row, height of each), as many as there is room for in the middle of the field."""
    height = typesetting.line_height(set_in)
    room = max(inner[3] // height, 1)
    return inner[1] + (inner[3] - room * height) // 2, height


def _written(laid: _Laid, view: View, grid: Grid, composed: int) -> list[Item]:
    """The lines that are shown and the caret; from `composed` to the cursor a line is below them."""
    left, _, width, _ = laid.inner
    align = "right" if laid.rtl else "left"
    items: list[Item] = [
        Words((left, laid.y(row), width, laid.height), (laid.lines[row],), laid.style, INK, align, laid.rtl)
        for row in laid.shown()
    ]
    row, column = laid.place(view.text.cursor)
    if composed < view.text.cursor:
        items += _underlined(laid, grid, laid.place(composed), (row, column))
    return [*items, _caret(grid, laid.x(row, column), laid.y(row), laid.height)]


def _underlined(laid: _Laid, grid: Grid, begins: tuple[int, int], ends: tuple[int, int]) -> list[Item]:
    """A thin line from one place to another, as far as it is shown."""
    items: list[Item] = []
    for row in range(max(begins[0], laid.first), ends[0] + 1):
        start = begins[1] if row == begins[0] else 0
        end = ends[1] if row == ends[0] else len(laid.lines[row])
        xs = (laid.x(row, start), laid.x(row, end))
        foot = laid.y(row) + laid.height - laid.height // 8
        items.append(Caret((min(xs), foot, abs(xs[1] - xs[0]), max(round(0.4 * grid.mm), 2))))
    return items


def _caret(grid: Grid, x: int, top: int, height: int) -> Caret:
    thick = max(round(0.5 * grid.mm), 2)
    return Caret((x - thick // 2, top + height // 8, thick, height - height // 4))
