"""The screen one writes on: the question, the words, the keyboard. Pure."""

from dataclasses import replace

from kiosk_ui import typesetting, wording
from kiosk_ui.fitting import text_height
from kiosk_ui.key_plates import Keys, keyboard_items, keyboard_top, sign_key
from kiosk_ui.key_popup import covered, popup_items
from kiosk_ui.theme import INK, QUIET, RAISED, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, question, style
from kiosk_ui.widgets import Box, Caret, Item, Plate, Words, fit

_ROOM_FOR_QUESTION_MM = 24.0  # above the keyboard; below that the question stands in the empty field alone


def write(view: View, grid: Grid) -> list[Item]:
    """Question, words and keyboard; everything else has left."""
    keys = Keys(view.language, view.page, view.pressed, ready=bool(view.text.text.strip()))
    top = keyboard_top(view.language, grid)
    items = [*_upper_part(view, grid, top - grid.gap), *keyboard_items(keys, grid)]
    return covered(items, popup_items(keys, view.popup, grid))


def _upper_part(view: View, grid: Grid, bottom: int) -> list[Item]:
    """Back, the question and the field, from the top edge down to `bottom`."""
    rtl = typesetting.is_rtl("", view.language)
    top = grid.gap
    back_left = grid.width - grid.gap - grid.key if rtl else grid.gap
    back = (back_left, top, grid.key, grid.key)
    left = grid.gap if rtl else 2 * grid.gap + grid.key
    width = grid.width - grid.key - 3 * grid.gap
    spoken = wording.say(view.language, "back")
    items = list(sign_key(grid, back, "back", spoken, view.pressed == "back", mirrored=rtl))
    if bottom - top >= _ROOM_FOR_QUESTION_MM * grid.mm:
        line = (left + grid.gap, top, width - 2 * grid.gap, round(8.5 * grid.mm))
        said = view.trail or view.note
        text = wording.say(view.language, said) if said else question(view, view.language)
        items.append(fit(text, style(view, grid.type(5)), line, grid.least(2.8), QUIET, "start"))
        top += line[3] + grid.gap // 2
        return items + _field(view, grid, (left, top, width, bottom - top), "")
    asked = wording.say(view.language, view.trail) if view.trail else question(view, view.language)
    return items + _field(view, grid, (left, top, width, bottom - top), asked)


def _field(view: View, grid: Grid, box: Box, asked: str) -> list[Item]:
    """The words so far; `asked` stands in the empty field where there is no room for the question above it."""
    padding = round(2.2 * grid.mm)
    inner = (box[0] + padding, box[1] + padding // 4, box[2] - 2 * padding, box[3] - 2 * (padding // 4))
    sizes = [grid.type(mm) for mm in (7, 6.4, 5.8, 5.2, 4.6, 4.2, 3.8)]
    two_lines = [size for size in sizes if 2 * typesetting.line_height(Style(size)) <= inner[3]]
    set_in = style(view, (two_lines or sizes[-1:])[0])
    plate = Plate(box, RAISED, grid.gap)
    if not view.text.text:
        return [plate, *_empty_field(view, grid, inner, set_in, asked)]
    return [plate, *_written(view, grid, inner, set_in)]


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


def _written(view: View, grid: Grid, inner: Box, set_in: Style) -> list[Item]:
    """The lines around the cursor, as many as there is room for."""
    text = view.text.text
    rtl = typesetting.is_rtl(text, view.language)
    lines = typesetting.break_lines(text, set_in, inner[2])
    row, column = _place_of_cursor(view, lines)
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
    slack = inner[2] - typesetting.line(lines[row], set_in, rtl).width if rtl else 0
    x = inner[0] + slack + typesetting.caret_x(lines[row], set_in, column, rtl)
    return [*items, _caret(grid, x, top + (row - first) * height, height)]


def _place_of_cursor(view: View, lines: list[str]) -> tuple[int, int]:
    """(line, index in it); lines have lost the spaces they were broken at."""
    at, row, column = 0, 0, 0
    for number, line in enumerate(lines):
        at = view.text.text.index(line, at)
        if at <= view.text.cursor:
            row, column = number, min(view.text.cursor - at, len(line))
        at += len(line)
    return row, column


def _caret(grid: Grid, x: int, top: int, height: int) -> Caret:
    thick = max(round(0.5 * grid.mm), 2)
    return Caret((x - thick // 2, top + height // 8, thick, height - height // 4))
