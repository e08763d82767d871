"""The screens that ask: nobody there, which language, still there. Pure."""

from dataclasses import replace

from kiosk_ui import typesetting, wording
from kiosk_ui.controls import control, offered
from kiosk_ui.fitting import text_height
from kiosk_ui.language_tiles import boxes, tiles
from kiosk_ui.round_table import seats
from kiosk_ui.theme import GROUND, INK, LAMP, QUIET, RAISED, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, attract_language, question, style
from kiosk_ui.widgets import Box, Icon, Item, Plate, Words, button, fit

SECONDS = 20  # to answer, a seat each
_CIRCLE_MM, _SEAT_MM = 24.0, 2.2


def asleep(view: View, grid: Grid) -> list[Item]:
    """The question and nothing else, in one language after another; any touch wakes."""
    language = attract_language(view)
    text = question(view, language)
    side = 2 * grid.margin
    note = _note(view, language, grid)
    box = (side, side, grid.width - 2 * side, grid.height - 2 * side)
    whole = Plate((0, 0, grid.width, grid.height), GROUND, target="wake", spoken=text)
    asked = fit(text, Style(grid.type(16), 500, language), box, grid.least(5), INK, most=_lines(grid))
    return [whole, *_astray([*note, _faded(asked, view)], view, grid)]


def attract(view: View, grid: Grid) -> list[Item]:
    """The question in one language after another, and every language by its own name: touching one chooses it.

    A kiosk that cannot take words yet says so, and offers nothing to touch.
    """
    language = attract_language(view)
    text = question(view, language)
    ready = view.note != "not_ready"
    choices = _choices(view, grid, language) if ready else []
    bottom = min((item.box[1] for item in choices), default=grid.height)
    note = _note(view, language, grid)
    above = sum(item.box[3] for item in note)
    side = 2 * grid.margin
    box = (side, grid.gap + above, grid.width - 2 * side, bottom - 2 * grid.gap - above)
    target = f"language:{language}" if ready else ""
    plate = Plate((0, 0, grid.width, bottom - grid.gap), GROUND, target=target, spoken=text)
    asked = fit(text, Style(grid.type(13), 500, language), box, grid.least(4), INK, most=_lines(grid))
    return [plate, *note, _faded(asked, view), *choices]


def ask_stay(view: View, grid: Grid) -> list[Item]:
    """Whether somebody is still there, and how long that is waited for; the words stay covered meanwhile."""
    text, answer = (wording.say(view.language, key) for key in ("still_here", "yes_here"))
    high, side = round(1.4 * grid.key), 2 * grid.margin
    width = min(grid.width - 2 * side, round(90 * grid.growth * grid.mm))
    box = ((grid.width - width) // 2, grid.height - 2 * grid.margin - high, width, high)
    plate, ink = button(box, grid.gap * 2, "stay", answer, view.pressed == "stay", calls=True)
    seat = round(_SEAT_MM * grid.growth * grid.mm)
    room = box[1] - 2 * grid.margin
    across = min(round(_CIRCLE_MM * grid.growth * grid.mm), round(0.45 * room))
    circle = ((grid.width - across) // 2, grid.margin + 2 * seat, across, across)
    under = circle[1] + across + 2 * seat
    asked = (side, under, grid.width - 2 * side, box[1] - grid.gap - under)
    middle = (circle[0] + across // 2, circle[1] + across // 2)
    return [
        *seats(middle, across // 2 + round(1.2 * seat), SECONDS, round(SECONDS * view.left), seat),
        Plate(circle, RAISED, across // 2),
        Icon(circle, "hand", round(0.6 * across), INK),
        fit(text, style(view, grid.type(10), 500), asked, grid.least(4), INK, most=2),
        plate,
        fit(answer, style(view, grid.type(6.5), 600), inside(box, grid), grid.least(3), ink),
    ]


def _lines(grid: Grid) -> int:
    """Of the question at most, unless it is a long one."""
    return 2 if grid.width >= grid.height else 3


def _faded(asked: Words, view: View) -> Words:
    """The question as it comes to light when its language changes."""
    return asked if view.step is None else replace(asked, fade=max(3 - view.step, 0))


def _astray(items: list[Words], view: View, grid: Grid) -> list[Item]:
    """A little aside, elsewhere in every language, so that nothing burns in where nobody is for days."""
    right, down = ((view.attract_index * step % 7 - 3) * round(0.8 * grid.mm) for step in (3, 5))
    return [
        replace(item, box=(item.box[0] + right, item.box[1] + max(down, 0), *item.box[2:])) for item in items
    ]


def inside(box: Box, grid: Grid) -> Box:
    """The part of a plate that its words may take."""
    return (box[0] + grid.gap, box[1], box[2] - 2 * grid.gap, box[3])


def _choices(view: View, grid: Grid, language: str) -> list[Item]:
    """The languages, and at the end of their lowest row the controls."""
    controls = offered(view, language, few=True)
    shown = tiles(view.languages, grid, len(controls))
    named, ends = boxes(shown, view.languages_page, grid)
    items: list[Item] = []
    for name, box in named.items():
        items += _tile(view, name, box, grid, shown.em)
    for target, box in zip((*("languages_more",) * shown.has_pages, *controls), ends, strict=True):
        items += control(view, grid, box, target, language)
    return items


def _tile(view: View, language: str, box: Box, grid: Grid, em: int) -> list[Item]:
    target, name = f"language:{language}", wording.say(language, "language")
    plate, ink = button(box, grid.gap, target, question(view, language), view.pressed == target)
    asks = language == attract_language(view) and view.pressed != target
    bordered = Plate(box, plate.colour, plate.radius, LAMP if asks else None, target, plate.spoken)
    return [bordered, fit(name, Style(em, 500, language), box, grid.least(3), ink, most=2)]


def _note(view: View, language: str, grid: Grid) -> list[Words]:
    """What a visitor should know, and below it what only the hosts can mend."""
    items: list[Words] = []
    top = grid.gap
    for sentence in _sentences(view, language):
        note_style = Style(grid.type(4), 400, language)
        room = (2 * grid.margin, top, grid.width - 4 * grid.margin, 2 * typesetting.line_height(note_style))
        words = fit(sentence, note_style, room, grid.least(3), QUIET)
        height = text_height(len(words.lines), words.style)
        items.append(replace(words, box=(*room[:3], height)))
        top += height
    return items


def _sentences(view: View, language: str) -> list[str]:
    keys = filter(None, (view.note, view.trail, view.trouble))
    said = [wording.say(language, key) for key in keys]
    if view.panel_differs:
        # A name and its number stay on one line, or right-to-left lines would mix those of both.
        panel, kiosk = (edition.replace(" ", "\N{NO-BREAK SPACE}") for edition in view.panel_differs)
        said.append(wording.say(language, "panel_differs", panel=panel, kiosk=kiosk))
    return said
