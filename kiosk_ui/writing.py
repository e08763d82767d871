"""The screen one writes on: the question, the words, the keyboard. Pure."""

from dataclasses import replace

from kiosk_ui import keyboard, typesetting, wording
from kiosk_ui.asking import inside
from kiosk_ui.theme import GROUND, INK, LAMP, LINE, QUIET, RAISED, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, question, style
from kiosk_ui.widgets import Box, Caret, Icon, Item, Plate, Words, button, fit

_ROOM_FOR_QUESTION_MM = 24.0  # above the keyboard; below that the question stands in the empty field alone


def write(view: View, grid: Grid) -> list[Item]:
    """Question, words and keyboard; everything else has left."""
    layout = keyboard.load(view.language)
    rows = keyboard.rows_of(layout)
    edge = grid.gap
    controls_top = grid.height - edge - grid.key
    keys_top = controls_top - rows * (grid.key + grid.gap)
    keys_box = (edge, keys_top, grid.width - 2 * edge, rows * (grid.key + grid.gap) - grid.gap)
    controls_box = (edge, controls_top, grid.width - 2 * edge, grid.key)
    return [
        *_upper_part(view, grid, keys_top - grid.gap),
        *_letter_keys(view, grid, layout, keys_box),
        *_controls(view, grid, layout, controls_box),
    ]


def _upper_part(view: View, grid: Grid, bottom: int) -> list[Item]:
    """Back, the question and the field, from the top edge down to `bottom`."""
    rtl = typesetting.is_rtl("", view.language)
    top = grid.gap
    back_left = grid.width - grid.gap - grid.key if rtl else grid.gap
    back = (back_left, top, grid.key, grid.key)
    left = grid.gap if rtl else 2 * grid.gap + grid.key
    width = grid.width - grid.key - 3 * grid.gap
    items = _sign_key(view, grid, back, "back", wording.say(view.language, "back"), mirrored=rtl)
    if bottom - top >= _ROOM_FOR_QUESTION_MM * grid.mm:
        line = (left + grid.gap, top, width - 2 * grid.gap, round(8.5 * grid.mm))
        text = wording.say(view.language, view.note) if view.note else question(view, view.language)
        items.append(fit(text, style(view, grid.type(5)), line, grid.type(2.8), QUIET, "start"))
        top += line[3] + grid.gap // 2
        return items + _field(view, grid, (left, top, width, bottom - top), "")
    return items + _field(view, grid, (left, top, width, bottom - top), question(view, view.language))


def _field(view: View, grid: Grid, box: Box, asked: str) -> list[Item]:
    """The words so far; `asked` stands in the empty field where there is no room for the question above it."""
    padding = round(2.2 * grid.mm)
    inner = (box[0] + padding, box[1] + padding // 3, box[2] - 2 * padding, box[3] - 2 * (padding // 3))
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
    words = fit(asked, replace(set_in, size=grid.type(6)), inner, grid.type(2.8), QUIET, "start")
    height = typesetting.line_height(words.style)
    top = inner[1] + (inner[3] - len(words.lines) * height) // 2
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


def _letter_keys(view: View, grid: Grid, layout: keyboard.Layout, box: Box) -> list[Item]:
    items: list[Item] = []
    height = box[3] + grid.gap
    rows = layout.pages[view.page]
    used = (
        len(rows) * height // keyboard.rows_of(layout) - grid.gap
    )  # a page with fewer rows sits at the bottom
    lower = (box[0], box[1] + box[3] - used, box[2], used)
    for key in keyboard.keys(layout, view.page, lower, grid.gap):
        items += _key(view, grid, key.box, f"key:{key.text}", key.label, key.text)
    return items


def _key(view: View, grid: Grid, box: Box, target: str, label: str, spoken: str) -> list[Item]:
    plate, ink = button(box, grid.gap, target, spoken, view.pressed == target)
    smallest = grid.type(2.6)
    return [plate, fit(label, style(view, grid.type(5.6), 500), box, smallest, ink)]


def _controls(view: View, grid: Grid, layout: keyboard.Layout, box: Box) -> list[Item]:
    """The lowest row, the same in every language: signs, capitals, space, delete, done."""
    left, top, width, height = box
    unit = (width + grid.gap) / 11
    shares = {
        "symbols": 1.3,
        "shift": 1.3,
        "mark0": 1.0,
        "space": 3.1,
        "mark1": 1.0,
        "delete": 1.3,
        "done": 2.0,
    }
    boxes, x = {}, float(left)
    for name, share in shares.items():
        boxes[name] = (round(x), top, round(share * unit) - grid.gap, height)
        x += share * unit
    say = wording.load(view.language)
    other = "letters" if view.page == "symbols" else "symbols"
    items = _key(view, grid, boxes["symbols"], "symbols", say[other], say[other])
    items += _sign_key(view, grid, boxes["shift"], "shift", say["shift"])
    for number, mark in enumerate(layout.marks):
        items += _key(view, grid, boxes[f"mark{number}"], f"mark:{mark}", mark, mark)
    items += _space_key(view, grid, boxes["space"])
    items += _sign_key(view, grid, boxes["delete"], "delete", say["delete"])
    return items + _done_key(view, grid, boxes["done"])


def _sign_key(view: View, grid: Grid, box: Box, name: str, spoken: str, mirrored: bool = False) -> list[Item]:
    plate, ink = button(box, grid.gap, name, spoken, view.pressed == name)
    held = name == "shift" and view.page == "shift" and view.pressed != name
    colour = LAMP if held else ink
    return [plate, Icon(box, name, round(5.6 * grid.mm), colour, mirrored)]


def _space_key(view: View, grid: Grid, box: Box) -> list[Item]:
    """The space bar carries the language's name."""
    say = wording.load(view.language)
    plate, ink = button(box, grid.gap, "space", say["space"], view.pressed == "space")
    words = fit(say["language"], style(view, grid.type(3.8)), inside(box, grid), grid.type(2.6), QUIET)
    return [plate, words if ink == INK else replace(words, colour=ink)]


def _done_key(view: View, grid: Grid, box: Box) -> list[Item]:
    """Lit as soon as there is something to hand in; before that it is no button at all."""
    text = wording.say(view.language, "done")
    set_in = style(view, grid.type(5), 600)
    if not view.text.text.strip():
        words = fit(text, set_in, inside(box, grid), grid.type(2.6), QUIET)
        return [Plate(box, GROUND, grid.gap, LINE), words]
    plate, ink = button(box, grid.gap, "done", text, view.pressed == "done", calls=True)
    return [plate, fit(text, set_in, inside(box, grid), grid.type(2.6), ink)]
