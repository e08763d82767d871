"""Writing without letters: hold to speak, hear it back, take it back, go; and the screen while one speaks. Pure."""

from kiosk_ui import typesetting, wording
from kiosk_ui.controls import control
from kiosk_ui.fitting import leading, text_height
from kiosk_ui.round_table import seats
from kiosk_ui.theme import INK, LAMP, ON_LAMP, QUIET, RAISED, Grid
from kiosk_ui.view import View, question, style
from kiosk_ui.widgets import Box, Icon, Item, Plate, Words, button, fit

LEVELS = 10  # of the microphone
_MICROPHONE_MM, _SEAT_MM, _WORDS_MM = 40.0, 2.6, 6.0


def picture_write(view: View, grid: Grid) -> list[Item]:
    """The microphone alone; with words, what may become of them in a row below."""
    has_words = bool(view.text.text.strip())
    foot = _foot(grid)
    circle = _microphone(grid, foot, has_words)
    plate, ink = button(
        circle,
        circle[2] // 2,
        "speak",
        wording.say(view.language, "speak"),
        view.pressed == "speak",
        calls=not has_words,
    )
    sign = Icon(circle, "speak", circle[2] // 2, ink)
    items = [*_corners(view, grid, "back", "picture"), plate, sign]
    if has_words:
        items += [_words(view, grid, _below(circle, foot, grid)), *_row(view, grid, foot)]
    else:
        text = wording.say(view.language, view.trail) if view.trail else question(view, view.language)
        box = (2 * grid.margin, foot, grid.width - 4 * grid.margin, grid.height - foot - grid.margin)
        items.append(fit(text, style(view, grid.type(8)), box, grid.least(3), QUIET, most=2))
    return items


def speaking(view: View, grid: Grid) -> list[Item]:
    """The microphone is open: ten seats around it that fill with the voice, and what was said before."""
    foot = _foot(grid)
    circle = _microphone(grid, foot, bool(view.text.text.strip()))
    middle = (circle[0] + circle[2] // 2, circle[1] + circle[3] // 2)
    seat = round(_SEAT_MM * grid.growth * grid.mm)
    below = (2 * grid.margin, foot, grid.width - 4 * grid.margin, grid.height - foot - grid.margin)
    said = wording.say(view.language, "speak_now" if view.listens else "keeping")
    items = [
        *_corners(view, grid, "back"),
        Plate(circle, LAMP if view.listens else RAISED, circle[2] // 2),
        Icon(circle, "speak", circle[2] // 2, ON_LAMP if view.listens else INK),
        *seats(middle, circle[2] // 2 + round(1.2 * seat), LEVELS, view.level, seat),
        fit(said, style(view, grid.type(8), 500), below, grid.least(4), INK),
    ]
    if view.text.text.strip():
        items.append(_words(view, grid, _below(circle, foot, grid)))
    return items


def _corners(view: View, grid: Grid, *targets: str) -> list[Item]:
    """The first at the start of the line, the second at its end; back to the keyboard is what ends the mode."""
    rtl = typesetting.is_rtl("", view.language)
    lefts = (grid.gap, grid.width - grid.gap - grid.key)
    items: list[Item] = []
    for target, left in zip(targets, reversed(lefts) if rtl else lefts, strict=False):
        box = (left, grid.gap, grid.key, grid.key)
        sign = "keyboard" if target == "picture" else ""
        items += control(view, grid, box, target, view.language, rtl and target == "back", sign)
    return items


def _foot(grid: Grid) -> int:
    """The upper edge of the lowest row."""
    return grid.height - grid.margin - round(1.5 * grid.key)


def _microphone(grid: Grid, foot: int, has_words: bool) -> Box:
    """As large as the room above `foot` and the words allow, its seats included."""
    words = round(1.6 * grid.type(_WORDS_MM)) + grid.gap if has_words else 0
    ring = 2 * round(_SEAT_MM * grid.growth * grid.mm)
    room = min(foot - words - 2 * grid.gap, grid.width - 2 * grid.gap) - 2 * ring
    side = min(room, round(_MICROPHONE_MM * grid.growth * grid.mm))
    return ((grid.width - side) // 2, (foot - words - side) // 2, side, side)


def _below(circle: Box, foot: int, grid: Grid) -> Box:
    top = circle[1] + circle[3] + 2 * round(_SEAT_MM * grid.growth * grid.mm)
    return (2 * grid.margin, top, grid.width - 4 * grid.margin, foot - top - grid.gap)


def _words(view: View, grid: Grid, box: Box) -> Item:
    """What was said, for whoever helps; the end of it where there is not room for all."""
    text, least = " ".join(view.text.text.split()), grid.least(4)
    words = fit(text, style(view, grid.type(_WORDS_MM)), box, least, QUIET)
    if not words.lines[-1].endswith("…"):
        return words
    set_in = style(view, least)
    room = 1 + max(box[3] - text_height(1, set_in), 0) // leading(set_in)
    lines = typesetting.break_lines(text, set_in, box[2])[-room:]
    return Words(box, tuple(lines), set_in, QUIET, "center", words.rtl)


def _row(view: View, grid: Grid, top: int) -> list[Item]:
    """Hear it, take it back, go: to be told apart by their signs alone."""
    targets = [*(["hear"] if view.voices else []), "unsay", "done"]
    if typesetting.is_rtl("", view.language):
        targets.reverse()
    room = min(grid.width - 2 * grid.margin, round(130 * grid.growth * grid.mm))
    width = (room + 2 * grid.gap) // len(targets) - 2 * grid.gap
    left = (grid.width - room) // 2
    items: list[Item] = []
    for number, target in enumerate(targets):
        box = (left + number * (width + 2 * grid.gap), top, width, round(1.5 * grid.key))
        spoken = wording.say(view.language, target)
        plate, ink = button(box, grid.gap, target, spoken, view.pressed == target, target == "done")
        sign = {"unsay": "take_back", "done": "heard"}.get(target, target)
        items += [plate, Icon(box, sign, round(0.9 * grid.key), ink)]
    return items
