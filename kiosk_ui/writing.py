"""The screen one writes on: the question, the words, the keyboard. Pure."""

from kiosk_ui import composing
from kiosk_ui.candidate_row import candidate_items
from kiosk_ui.desk import desk
from kiosk_ui.key_plates import Keys, keyboard_items, keyboard_top
from kiosk_ui.key_popup import covered, popup_items
from kiosk_ui.picture_mode import picture_write
from kiosk_ui.theme import Grid
from kiosk_ui.view import View
from kiosk_ui.widgets import Box, Item


def write(view: View, grid: Grid) -> list[Item]:
    """Question, words and keyboard, or the signs of who does not read; everything else has left."""
    if view.picture_mode and view.language in view.speech:
        return picture_write(view, grid)
    ready = bool(composing.shown(view)[0].text.strip())
    keys = Keys(view.language, view.page, view.pressed, ready)
    bottom = keyboard_top(view.language, grid) - grid.gap
    row: list[Item] = []
    if composing.offers(view.language):
        bottom -= grid.key + grid.gap
        row = candidate_items(view, grid, _row_box(grid, bottom + grid.gap))
    items = [*desk(view, grid, bottom), *row, *keyboard_items(keys, grid)]
    return covered(items, popup_items(keys, view.popup, grid))


def _row_box(grid: Grid, top: int) -> Box:
    """From edge to edge; on a panel so low that the controls reach down to it, between them."""
    step = grid.key + grid.gap
    before, after = (0, 0) if top >= step + grid.gap else (step, 2 * step)
    return (grid.gap + before, top, grid.width - 2 * grid.gap - before - after, grid.key)
