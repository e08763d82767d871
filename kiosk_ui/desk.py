"""What lies above the keyboard: the way back, the question, the field, the controls. Pure."""

from kiosk_ui import typesetting, wording
from kiosk_ui.controls import control, offered
from kiosk_ui.field_lines import field
from kiosk_ui.theme import QUIET, Grid
from kiosk_ui.view import View, question, style
from kiosk_ui.widgets import Box, Item, fit

_TALL_MM = 42.0  # from so much height on the controls have a row of their own
_ROOM_FOR_QUESTION_MM = 24.0  # below that it stands in the empty field alone
_BESIDE_MM = 70.0  # of width, for the question to stand between the controls


def desk(view: View, grid: Grid, bottom: int) -> list[Item]:
    """Everything from the top edge down to `bottom`; as many controls as leave the field its room."""
    height = bottom - grid.gap
    rows = max((height + grid.gap) // (grid.key + grid.gap), 1)
    beside = grid.width - (1 + -(-len(_signs(view)[1]) // rows)) * (grid.key + grid.gap)
    is_tall = height >= _TALL_MM * grid.growth * grid.mm
    if is_tall or (rows > 1 and beside < _BESIDE_MM * grid.mm):
        return _tall(view, grid, bottom)
    return _flat(view, grid, bottom, rows)


def _tall(view: View, grid: Grid, bottom: int) -> list[Item]:
    """Controls along the top edge, the question between them or below, the field below that."""
    gap, step = grid.gap, grid.key + grid.gap
    before, after = _signs(view)
    items: list[Item] = []
    for number, target in enumerate(before):
        items += _sign(view, grid, gap + number * step, gap, target)
    for number, target in enumerate(reversed(after)):
        items += _sign(view, grid, grid.width - (number + 1) * step, gap, target)
    left, right = len(before) * step + 2 * gap, grid.width - len(after) * step - 2 * gap
    top = gap + step
    line = (left, gap, right - left, grid.key)
    if right - left < _BESIDE_MM * grid.mm:
        line = (2 * gap, top, grid.width - 4 * gap, grid.type(9))
        if bottom - top < _TALL_MM * grid.mm - grid.key:
            return items + field(view, grid, (gap, top, grid.width - 2 * gap, bottom - top), _asked(view))
        top += line[3] + gap
    items.append(
        fit(_asked(view), style(view, grid.type(6)), _facing(view, grid, line), grid.least(3), QUIET, "start")
    )
    return items + field(view, grid, (gap, top, grid.width - 2 * gap, bottom - top))


def _flat(view: View, grid: Grid, bottom: int, rows: int) -> list[Item]:
    """Controls in columns on either side; between them the question and the field."""
    gap, step = grid.gap, grid.key + grid.gap
    before, after = _signs(view)
    before, after = before[:rows], after[-2 * rows :]
    columns = -(-len(after) // rows)
    items: list[Item] = []
    # The lowest stands level with the field's lower edge.
    down = (bottom - gap - grid.key) // (rows - 1) if rows > 1 else 0
    for number, target in enumerate(before):
        items += _sign(view, grid, gap, gap + number * down, target)
    for number, target in enumerate(after):
        column, row = divmod(number, rows)
        items += _sign(view, grid, grid.width - (columns - column) * step, gap + row * down, target)
    box = (gap + step, gap, grid.width - 2 * gap - (1 + columns) * step, bottom - gap)
    if bottom - gap < _ROOM_FOR_QUESTION_MM * grid.mm:
        return items + field(view, grid, _facing(view, grid, box), _asked(view))
    line = (box[0] + gap, box[1], box[2] - 2 * gap, round(8.5 * grid.mm))
    items.append(
        fit(_asked(view), style(view, grid.type(5)), _facing(view, grid, line), grid.least(3), QUIET, "start")
    )
    under = (box[0], line[1] + line[3] + gap // 2, box[2], box[3] - line[3] - gap // 2)
    return items + field(view, grid, _facing(view, grid, under))


def _signs(view: View) -> tuple[list[str], list[str]]:
    """Targets at the start of the line, and at its end."""
    speaks = ["speak"] if view.language in view.speech else []
    return ["back", *speaks], list(offered(view, view.language))


def _sign(view: View, grid: Grid, left: int, top: int, target: str) -> list[Item]:
    box = _facing(view, grid, (left, top, grid.key, grid.key))
    mirrored = target == "back" and box[0] != left
    return control(view, grid, box, target, view.language, mirrored)


def _facing(view: View, grid: Grid, box: Box) -> Box:
    """The box, or where it stands for readers from right to left."""
    left, top, width, height = box
    return (grid.width - left - width, top, width, height) if typesetting.is_rtl("", view.language) else box


def _asked(view: View) -> str:
    """The question; or what this visitor has to know first."""
    said = view.trail or view.note
    return wording.say(view.language, said) if said else question(view, view.language)
