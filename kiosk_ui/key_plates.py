"""The keyboard on the writing screen as plates, labels and signs. Pure.

Each key is made once and shared by every picture it stands in, so that a key press compares what changed and no more.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from kiosk_ui import keyboard, wording
from kiosk_ui.asking import inside
from kiosk_ui.key_frame import frame, lowest_boxes, row_box
from kiosk_ui.key_rows import shown
from kiosk_ui.theme import GROUND, INK, LAMP, LINE, QUIET, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Icon, Item, Plate, button, fit


@dataclass(frozen=True, slots=True)
class Keys:
    """All that the keyboard's picture depends on."""

    language: str
    page: str  # letters, shift or symbols; numbered from the second of a kind
    pressed: str | None  # name of the target under the finger
    ready: bool  # there is something to hand in


def keyboard_top(language: str, grid: Grid) -> int:
    """The upper edge of the topmost row."""
    return frame(language, grid).top


def keyboard_items(keys: Keys, grid: Grid) -> list[Item]:
    """Every key of the page, and the lowest row, which is the same on every page and in every language."""
    items: list[Item] = []
    for key in letter_keys(keys.language, keys.page, grid):
        target = f"key:{key.text}"
        items += text_key(keys.language, grid, key.box, target, key.label, keys.pressed == target)
    return items + _lowest_row(keys, grid)


@lru_cache(maxsize=1024)
def text_key(language: str, grid: Grid, box: Box, target: str, label: str, pressed: bool) -> tuple[Item, ...]:
    """A key that shows what it types."""
    plate, ink = button(box, grid.gap, target, label, pressed)
    return (plate, fit(label, Style(grid.type(5.6), 500, language), box, grid.least(2.6), ink))


@lru_cache(maxsize=128)
def sign_key(
    grid: Grid, box: Box, target: str, spoken: str, pressed: bool, held: bool = False, mirrored: bool = False
) -> tuple[Item, ...]:
    """A key with a sign of icons.py, named like its target; `held`: it stays in force, as capitals do."""
    plate, ink = button(box, grid.gap, target, spoken, pressed)
    colour = LAMP if held and not pressed else ink
    return (plate, Icon(box, target, round(5.6 * grid.mm), colour, mirrored))


@lru_cache(maxsize=64)
def letter_keys(language: str, page: str, grid: Grid) -> tuple[keyboard.Key, ...]:
    """The letter keys where they stand; a page with fewer rows than another leaves the upper ones free."""
    placed = frame(language, grid)
    rows = placed.layout.pages[shown(placed.layout, page)]
    box = row_box(grid, placed, placed.rows - len(rows), len(rows))
    return tuple(keyboard.keys(rows, box, grid.gap, placed.columns))


def _lowest_row(keys: Keys, grid: Grid) -> list[Item]:
    """Signs, capitals, the next page, a mark, space, a mark, delete, done."""
    language, pressed = keys.language, keys.pressed
    placed = frame(language, grid)
    kind = keys.page.partition(".")[0]
    boxes = lowest_boxes(grid, placed, kind)
    say = wording.load(language)
    other = say["letters" if kind == "symbols" else "symbols"]
    items = [
        *text_key(language, grid, boxes["symbols"], "symbols", other, pressed == "symbols"),
        *_space_key(language, grid, boxes["space"], pressed == "space"),
        *sign_key(grid, boxes["delete"], "delete", say["delete"], pressed == "delete"),
        *_done_key(language, grid, boxes["done"], pressed == "done", keys.ready),
    ]
    if "shift" in boxes:
        items += sign_key(grid, boxes["shift"], "shift", say["shift"], pressed == "shift", kind == "shift")
    if "page" in boxes:
        coming = _first_and_last(placed.layout, keyboard.turn(keys.page, "page"))
        items += text_key(language, grid, boxes["page"], "page", coming, pressed == "page")
    for number, mark in enumerate(placed.layout.marks):
        target = f"mark:{mark}"
        items += text_key(language, grid, boxes[f"mark{number}"], target, mark, pressed == target)
    return items


def _first_and_last(layout: keyboard.Layout, page: str) -> str:
    """What the key to the next page shows: its first letter and its last."""
    rows = layout.pages[shown(layout, page)]
    return f"{keyboard.label(rows[0][0])}–{keyboard.label(rows[-1][-1])}"


@lru_cache(maxsize=64)
def _space_key(language: str, grid: Grid, box: Box, pressed: bool) -> tuple[Item, ...]:
    """The space bar carries the language's name."""
    say = wording.load(language)
    plate, ink = button(box, grid.gap, "space", say["space"], pressed)
    name = fit(
        say["language"], Style(grid.type(3.8), 400, language), inside(box, grid), grid.least(2.6), QUIET
    )
    return (plate, name if ink == INK else replace(name, colour=ink))


@lru_cache(maxsize=64)
def _done_key(language: str, grid: Grid, box: Box, pressed: bool, ready: bool) -> tuple[Item, ...]:
    """Lit as soon as there is something to hand in; before that it is no button at all."""
    text = wording.say(language, "done")
    plate, ink = button(box, grid.gap, "done", text, pressed, calls=True)
    if not ready:
        plate, ink = Plate(box, GROUND, grid.gap, LINE), QUIET
    return (plate, fit(text, Style(grid.type(5), 600, language), inside(box, grid), grid.least(2.6), ink))
