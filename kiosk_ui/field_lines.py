"""The field one writes in: the lines around the cursor, the question while nothing is written. Pure."""

from dataclasses import replace

from kiosk_ui import composing, typesetting
from kiosk_ui.fitting import text_height
from kiosk_ui.theme import GROUND, INK, LINE, QUIET, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Box, Caret, Item, Plate, Words, fit

_EMS_MM = (7, 6.4, 5.8, 5.2, 4.6, 4.2, 3.8)  # of the words, the largest of which two lines have room


def field(view: View, grid: Grid, box: Box, asked: str = "") -> list[Item]:
    """The words so far; `asked` stands in the empty field where there is no room for the question above it."""
    text, composed = composing.shown(view)
    view = replace(view, text=text)
    padding = round(2.2 * grid.mm)
    inner = (box[0] + padding, box[1] + padding // 4, box[2] - 2 * padding, box[3] - 2 * (padding // 4))
    sizes = [grid.type(mm) for mm in _EMS_MM]
    lines = 1 if view.large else 2
    with_room = [size for size in sizes if lines * typesetting.line_height(Style(size)) <= inner[3]]
    set_in = style(view, (with_room or sizes[-1:])[0])
    plate = Plate(box, GROUND, grid.gap, LINE)
    if not view.text.text:
        return [plate, *_empty_field(view, grid, inner, set_in, asked)]
    return [plate, *_written(view, grid, inner, set_in, composed)]


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


def _written(view: View, grid: Grid, inner: Box, set_in: Style, composed: int) -> list[Item]:
    """The lines around the cursor, as many as there is room for; from `composed` to the cursor a line is below them."""
    text = view.text.text
    rtl = typesetting.is_rtl(text, view.language)
    lines = typesetting.break_lines(text, set_in, inner[2])
    row, column = _place(text, view.text.cursor, lines)
    top, height = _rows(inner, set_in)
    room = max(inner[3] // height, 1)
    first = max(row - room + 1, 0)
    shown = lines[first : first + room]
    align = "right" if rtl else "left"
    items: list[Item] = []
    for number, line in enumerate(shown):
        items.append(
            Words((inner[0], top + number * height, inner[2], height), (line,), set_in, INK, align, rtl)
        )
    begins = _place(text, composed, lines)
    for number in range(max(begins[0], first), row + (composed < view.text.cursor)):
        start, end = begins[1] * (number == begins[0]), column if number == row else len(lines[number])
        left, right = (typesetting.caret_x(lines[number], set_in, at, rtl) for at in (start, end))
        foot = top + (number - first + 1) * height - height // 8
        items.append(Caret((inner[0] + left, foot, right - left, max(round(0.4 * grid.mm), 2))))
    slack = inner[2] - typesetting.line(lines[row], set_in, rtl).width if rtl else 0
    x = inner[0] + slack + typesetting.caret_x(lines[row], set_in, column, rtl)
    return [*items, _caret(grid, x, top + (row - first) * height, height)]


def _place(text: str, index: int, lines: list[str]) -> tuple[int, int]:
    """(line, index in it) of a place in the text; lines have lost the spaces they were broken at."""
    at, row, column = 0, 0, 0
    for number, line in enumerate(lines):
        at = text.index(line, at)
        if at <= index:
            row, column = number, min(index - at, len(line))
        at += len(line)
    return row, column


def _caret(grid: Grid, x: int, top: int, height: int) -> Caret:
    thick = max(round(0.5 * grid.mm), 2)
    return Caret((x - thick // 2, top + height // 8, thick, height - height // 4))
