"""The screens that ask: nobody there, which language, still there. Pure."""

import math

from kiosk_ui import typesetting, wording
from kiosk_ui.theme import GROUND, INK, LAMP, QUIET, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, attract_language, question, style
from kiosk_ui.widgets import Item, Plate, button, fit

_COLUMNS = 5  # of languages on a wide screen, three on an upright one


def asleep(view: View, grid: Grid) -> list[Item]:
    """The question and nothing else, in one language after another; any touch wakes."""
    language = attract_language(view)
    text = question(view, language)
    side = 3 * grid.margin
    note = _note(view, language, grid)
    box = (side, side, grid.width - 2 * side, grid.height - 2 * side)
    whole = Plate((0, 0, grid.width, grid.height), GROUND, target="wake", spoken=text)
    return [whole, *note, fit(text, Style(grid.type(15), 500, language), box, grid.least(5), INK)]


def attract(view: View, grid: Grid) -> list[Item]:
    """The question in one language after another, and every language by its own name: touching one chooses it.

    A kiosk that cannot take words yet says so, and offers nothing to touch.
    """
    language = attract_language(view)
    text = question(view, language)
    ready = view.note != "not_ready"
    tiles = _language_tiles(view, grid) if ready else []
    bottom = tiles[0].box[1] if tiles else grid.height
    note = _note(view, language, grid)
    above = sum(item.box[3] for item in note)
    side = 2 * grid.margin
    box = (side, grid.margin + above, grid.width - 2 * side, bottom - 2 * grid.margin - above)
    target = f"language:{language}" if ready else ""
    plate = Plate((0, 0, grid.width, bottom - grid.gap), GROUND, target=target, spoken=text)
    return [plate, *note, fit(text, Style(grid.type(12), 500, language), box, grid.least(4), INK), *tiles]


def ask_stay(view: View, grid: Grid) -> list[Item]:
    """Whether somebody is still there; the words stay covered meanwhile."""
    text, answer = (wording.say(view.language, key) for key in ("still_here", "yes_here"))
    side, height = 3 * grid.margin, round(1.4 * grid.key)
    middle = grid.height // 2
    width = min(grid.width - 2 * side, round(80 * grid.mm))
    box = ((grid.width - width) // 2, middle + 2 * grid.margin, width, height)
    plate, ink = button(box, grid.gap * 2, "stay", answer, view.pressed == "stay", calls=True)
    asked = (side, grid.margin, grid.width - 2 * side, middle - grid.margin)
    return [
        fit(text, style(view, grid.type(11), 500), asked, grid.least(4), INK),
        plate,
        fit(answer, style(view, grid.type(6), 600), inside(box, grid), grid.least(3), ink),
    ]


def inside(box: tuple[int, int, int, int], grid: Grid) -> tuple[int, int, int, int]:
    """The part of a plate that its words may take."""
    return (box[0] + grid.gap, box[1], box[2] - 2 * grid.gap, box[3])


def _language_tiles(view: View, grid: Grid) -> list[Item]:
    most = _COLUMNS if grid.width >= grid.height else 3
    rows = math.ceil(len(view.languages) / most)
    columns = math.ceil(len(view.languages) / rows)
    width = (grid.width - 2 * grid.margin + grid.gap) // columns - grid.gap
    top = grid.height - grid.margin - rows * (grid.key + grid.gap) + grid.gap
    items: list[Item] = []
    for number, language in enumerate(view.languages):
        row, column = divmod(number, columns)
        left = grid.margin + column * (width + grid.gap)
        items += _tile(view, language, (left, top + row * (grid.key + grid.gap), width, grid.key), grid)
    return items


def _tile(view: View, language: str, box: tuple[int, int, int, int], grid: Grid) -> list[Item]:
    target, name = f"language:{language}", wording.say(language, "language")
    plate, ink = button(box, grid.gap, target, question(view, language), view.pressed == target)
    asks = language == attract_language(view) and view.pressed != target
    bordered = Plate(box, plate.colour, plate.radius, LAMP if asks else None, target, plate.spoken)
    return [bordered, fit(name, Style(grid.type(5), 500, language), inside(box, grid), grid.least(3), ink)]


def _note(view: View, language: str, grid: Grid) -> list[Item]:
    """What a visitor should know, and below it what only the hosts can mend."""
    note_style = Style(grid.type(3.6), 400, language)
    height = typesetting.line_height(note_style)
    return [
        fit(
            wording.say(language, key),
            note_style,
            (2 * grid.margin, grid.margin + number * height, grid.width - 4 * grid.margin, height),
            grid.least(2.6),
            QUIET,
        )
        for number, key in enumerate(filter(None, (view.note, view.trail, view.trouble)))
    ]
