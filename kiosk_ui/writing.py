"""The screen one writes on: the question, the words, the keyboard. Pure."""

from kiosk_ui.desk import desk
from kiosk_ui.key_plates import Keys, keyboard_items, keyboard_top
from kiosk_ui.key_popup import covered, popup_items
from kiosk_ui.picture_mode import picture_write
from kiosk_ui.theme import Grid
from kiosk_ui.view import View
from kiosk_ui.widgets import Item


def write(view: View, grid: Grid) -> list[Item]:
    """Question, words and keyboard, or the signs of who does not read; everything else has left."""
    if view.picture_mode and view.language in view.speech:
        return picture_write(view, grid)
    keys = Keys(view.language, view.page, view.pressed, ready=bool(view.text.text.strip()))
    top = keyboard_top(view.language, grid)
    items = [*desk(view, grid, top - grid.gap), *keyboard_items(keys, grid)]
    return covered(items, popup_items(keys, view.popup, grid))
