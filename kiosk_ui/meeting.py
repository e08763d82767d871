"""Where and when: the lines of a meeting, and the sign by which one is known at the table. Pure."""

from dataclasses import replace
from datetime import date

from kiosk_ui import typesetting, wording
from kiosk_ui.asking import inside
from kiosk_ui.fitting import text_height
from kiosk_ui.theme import INK, LAMP, QUIET, RAISED, Colour, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Box, Icon, Item, Plate, Words, fit
from wire.messages import Slip

_SIGN_MM = 30.0
_DIGITS = 0.8  # of a line's height that an hour takes, for nothing of it hangs below
_BETWEEN_MM = 1.2


def meeting(view: View, grid: Grid, found: Slip, area: Box) -> list[Item]:
    """Hour, place and way on one side, the sign on the other; one above the other on an upright screen."""
    left, top, width, height = area
    gap = 2 * grid.margin
    if grid.width < grid.height:
        sign_height = round(0.42 * height)
        details = (left, top, width, height - sign_height - gap)
        sign = (left, top + height - sign_height, width, sign_height)
    else:
        sign_width = round(0.36 * width)
        mirrored = typesetting.is_rtl("", view.language)
        details = (left + (sign_width + gap if mirrored else 0), top, width - sign_width - gap, height)
        sign = (left if mirrored else left + width - sign_width, top, sign_width, height)
    return [*_details(view, grid, found, details), *_sign(view, grid, found, sign)]


def _details(view: View, grid: Grid, found: Slip, area: Box) -> list[Item]:
    """The lines of a meeting, one closely under the other, in the middle of the area."""
    day = wording.day_words(view.language, date.fromisoformat(found.day), found.days_ahead)
    way = wording.walk_words(view.language, found.walk_min)
    rows: list[tuple[str, float, Style, Colour]] = [
        (day[:1].upper() + day[1:], 0.14, style(view, grid.type(6)), QUIET),
        (found.hour, 0.36 / _DIGITS, style(view, grid.type(22), 600), LAMP),
        (found.place, 0.26, style(view, grid.type(8.5), 600), INK),
        (found.address, 0.14, style(view, grid.type(5)), QUIET),
        (way, 0.12, style(view, grid.type(5)), QUIET),
    ]
    left, top, width, height = area
    rtl = typesetting.is_rtl("", view.language)
    edge = "right" if rtl else "left"
    between = round(_BETWEEN_MM * grid.mm)
    free = height - between * (len(rows) - 1)
    # All start at the same edge, that of the reader's language, whatever script a name is written in.
    lines = [
        fit(text, set_in, (left, top, width, round(share * free)), grid.least(3), colour, edge)
        for text, share, set_in, colour in rows
        if text
    ]
    highs = [
        round(text_height(len(words.lines), words.style) * (_DIGITS if words.lines == (found.hour,) else 1))
        for words in lines
    ]
    y = top + max(height - sum(highs) - between * (len(highs) - 1), 0) // 2
    for number, high in enumerate(highs):
        lines[number] = replace(lines[number], box=(left, y, width, high))
        y += high + between
    return [*_walk(lines[-1], rtl), *lines[:-1]] if way else list(lines)


def _walk(words: Words, rtl: bool) -> list[Item]:
    """The way, and before it somebody who walks."""
    left, top, width, height = words.box
    side = min(round(1.5 * words.style.size), height)
    apart = side + words.style.size // 2
    room = max(width - apart, 1)
    sign = Icon((left + width - side if rtl else left, top, side, height), "walk", side, words.colour, rtl)
    moved = fit(
        " ".join(words.lines),
        words.style,
        (left if rtl else left + apart, top, room, height),
        max(words.style.size // 2, 8),
        words.colour,
        words.align,
    )
    return [sign, moved]


def _sign(view: View, grid: Grid, found: Slip, box: Box) -> list[Item]:
    left, top, width, height = box
    plate = Plate(box, RAISED, 2 * grid.gap)
    if found.sign is None:
        host = fit(
            wording.say(view.language, "sit_with_host"),
            style(view, grid.type(7), 500),
            inside(box, grid),
            grid.least(3),
        )
        return [plate, host]
    caption = wording.say(view.language, "your_sign")
    upper, lower = round(0.17 * height), round(0.23 * height)
    picture = (left, top + upper, width, height - upper - lower)
    size = min(round(_SIGN_MM * grid.growth * grid.mm), round(picture[3] / 1.6), round(width / 1.4))
    small, word = style(view, grid.type(4.2)), style(view, grid.type(7), 600)
    named = (left, top + height - lower - grid.gap, width, lower)
    return [
        plate,
        fit(caption, small, inside((left, top + grid.gap, width, upper), grid), grid.least(2.6), QUIET),
        Words(picture, (found.sign.picture,), Style(size, 400, view.language), INK),
        fit(found.sign.word, word, inside(named, grid), grid.least(3), INK),
    ]
