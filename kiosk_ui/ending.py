"""The screens of a visit's end: heard, the slip, taken back, sorry. Pure."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from PIL import Image, ImageOps

from kiosk_ui import typesetting, wording
from kiosk_ui.asking import inside
from kiosk_ui.fitting import text_height
from kiosk_ui.theme import INK, LAMP, ON_LAMP, QUIET, RAISED, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Box, Icon, Item, Picture, Plate, Words, button, fit
from wire.messages import Slip

_SIGN_MM = 26.0
_PAPER_MARGIN = 14  # dots of white around a slip shown on the screen
_LARGEST_SCALE = 2.0


def keeping(view: View, grid: Grid) -> list[Item]:
    """The words are on their way to the disk; nothing is said of them yet."""
    side = 3 * grid.margin
    box = (side, side, grid.width - 2 * side, grid.height - 2 * side)
    return [
        fit(wording.say(view.language, "keeping"), style(view, grid.type(8)), box, grid.least(3.5), QUIET)
    ]


def heard(view: View, grid: Grid) -> list[Item]:
    """The words are safe; the slip is being found."""
    return _assurance(view, grid, "heard", wording.say(view.language, view.trail or view.note or "thinking"))


def taken_back(view: View, grid: Grid) -> list[Item]:
    """The words of an earlier slip are gone."""
    return [*_assurance(view, grid, "taken_back", ""), *_finish_bar(view, grid, "")]


def sorry(view: View, grid: Grid) -> list[Item]:
    """Something failed: where one is welcome all the same, if any place is known."""
    side, bottom = 2 * grid.margin, _bar_top(grid) - grid.margin
    if view.slip is None:
        text = wording.say(view.language, "sorry_nowhere")
        box = (side, side, grid.width - 2 * side, bottom - side)
        words = fit(text, style(view, grid.type(9), 500), box, grid.least(3.5), INK)
        return [words, *_finish_bar(view, grid, "")]
    top = round(0.2 * grid.height)
    box = (side, grid.margin, grid.width - 2 * side, top - grid.margin)
    text = wording.say(view.language, "sorry")
    area = (side, top, grid.width - 2 * side, bottom - top)
    return [
        fit(text, style(view, grid.type(5.5)), box, grid.least(3), QUIET, "start"),
        *_meeting(view, grid, view.slip, area),
        *_finish_bar(view, grid, _status(view)),
    ]


def slip(view: View, grid: Grid) -> list[Item]:
    """Where and when: on the printed slip, or here where nothing can be printed."""
    if view.slip is None:
        return heard(view, grid)
    bar = _finish_bar(view, grid, _status(view))
    bottom = _bar_top(grid) - grid.margin
    if view.printing == "shown" and view.slip_picture is not None:
        area = (grid.margin, grid.margin, grid.width - 2 * grid.margin, bottom - grid.margin)
        return [*_columns(view.slip_picture, grid, area), *bar]
    side = 2 * grid.margin
    area = (side, side, grid.width - 2 * side, bottom - side)
    return [*_meeting(view, grid, view.slip, area), *bar]


def _assurance(view: View, grid: Grid, key: str, more: str) -> list[Item]:
    round_side = round(17 * grid.mm)
    middle = grid.width // 2
    top = round(0.17 * grid.height)
    circle = (middle - round_side // 2, top, round_side, round_side)
    side = 3 * grid.margin
    text = (side, top + round_side + grid.margin, grid.width - 2 * side, round(0.22 * grid.height))
    below = (side, text[1] + text[3], text[2], round(0.15 * grid.height))
    items: list[Item] = [
        Plate(circle, LAMP, round_side // 2),
        Icon(circle, "heard", round(10 * grid.mm), ON_LAMP),
        fit(wording.say(view.language, key), style(view, grid.type(8.5), 500), text, grid.least(3.5), INK),
    ]
    if more:
        items.append(fit(more, style(view, grid.type(5)), below, grid.least(3), QUIET))
    return items


def _status(view: View) -> str:
    key = {"printing": "printing", "printed": "slip_here", "shown": "slip_on_screen"}[view.printing]
    return wording.say(view.language, view.trail or key)


def _bar_top(grid: Grid) -> int:
    return grid.height - grid.margin - grid.key


def _finish_bar(view: View, grid: Grid, status: str) -> list[Item]:
    """What happens to the slip, and the one button: done."""
    rtl = typesetting.is_rtl("", view.language)
    width = round(36 * grid.mm)
    side = 2 * grid.margin
    left = side if rtl else grid.width - side - width
    box = (left, _bar_top(grid), width, grid.key)
    text = wording.say(view.language, "done")
    plate, ink = button(box, grid.gap, "finish", text, view.pressed == "finish", calls=True)
    words = fit(text, style(view, grid.type(5), 600), inside(box, grid), grid.least(3), ink)
    items: list[Item] = [plate, words]
    if status:
        start = left + width + grid.margin if rtl else side
        room = grid.width - width - grid.margin - 2 * side
        status_box = (start, _bar_top(grid), room, grid.key)
        items.append(fit(status, style(view, grid.type(6), 500), status_box, grid.least(3), LAMP, "start"))
    return items


def _meeting(view: View, grid: Grid, found: Slip, area: Box) -> list[Item]:
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
    rows = (
        (day[:1].upper() + day[1:], 0.14, style(view, grid.type(6)), QUIET),
        (found.hour, 0.38, style(view, grid.type(22), 600), LAMP),
        (found.place, 0.27, style(view, grid.type(8.5), 600), INK),
        (found.address, 0.14, style(view, grid.type(5)), QUIET),
        (wording.walk_words(view.language, found.walk_min), 0.12, style(view, grid.type(5)), QUIET),
    )
    left, top, width, height = area
    edge = "right" if typesetting.is_rtl("", view.language) else "left"
    # All start at the same edge, that of the reader's language, whatever script a name is written in.
    lines = [
        fit(text, set_in, (left, top, width, round(share * height)), grid.least(3), colour, edge)
        for text, share, set_in, colour in rows
        if text
    ]
    heights = [text_height(len(words.lines), words.style) for words in lines]
    y = top + max(height - sum(heights), 0) // 2
    for number, high in enumerate(heights):
        lines[number] = replace(lines[number], box=(left, y, width, high))
        y += high
    return list(lines)


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
    third = height // 5
    picture = (left, top + third, width, height - 2 * third)
    size = min(round(_SIGN_MM * grid.mm), round(picture[3] / 1.6), round(width / 1.4))
    small, word = style(view, grid.type(4.2)), style(view, grid.type(6.5), 600)
    return [
        plate,
        fit(caption, small, inside((left, top, width, third), grid), grid.least(2.6), QUIET),
        Words(picture, (found.sign.picture,), Style(size, 400, view.language), INK),
        fit(
            found.sign.word,
            word,
            inside((left, top + height - third, width, third), grid),
            grid.least(3),
            INK,
        ),
    ]


def _columns(paper: Image.Image, grid: Grid, area: Box) -> list[Item]:
    """A long slip side by side with itself: cut where it is blank, as large as the screen allows."""
    left, top, width, height = area
    parts = max(
        (_parts(paper, count) for count in (1, 2, 3, 4)),
        key=lambda parts: round(_scale(parts, area, grid), 1),
    )
    scale = _scale(parts, area, grid)
    across = [round(part.width * scale) for part in parts]
    x = left + (width - sum(across) - (len(parts) - 1) * grid.gap) // 2
    items: list[Item] = []
    for number, (part, shown) in enumerate(zip(parts, across, strict=True)):
        tall = min(max(round(part.height * scale), 1), height)
        items.append(Picture((x, top, shown, tall), part, id(paper) + number))
        x += shown + grid.gap
    return items


def _scale(parts: list[Image.Image], area: Box, grid: Grid) -> float:
    across = area[2] - (len(parts) - 1) * grid.gap
    return min(
        across / sum(part.width for part in parts),
        area[3] / max(part.height for part in parts),
        _LARGEST_SCALE,
    )


def _parts(paper: Image.Image, count: int) -> list[Image.Image]:
    """The slip in `count` parts, or fewer where it is too short, each with a margin of its own."""
    rows = paper.convert("L").resize((1, paper.height), Image.Resampling.BOX).tobytes()
    cuts = [(0, 0), *(_cut(rows, paper.height * k // count) for k in range(1, count)), (paper.height, 0)]
    ends = sorted(set(cuts))
    parts = (
        paper.convert("L").crop((0, upper + skipped, paper.width, lower))
        for (upper, skipped), (lower, _) in pairwise(ends)
        if lower > upper + skipped
    )
    return [ImageOps.expand(part, _PAPER_MARGIN, 255) for part in parts]


def _cut(rows: bytes, wanted: int) -> tuple[int, int]:
    """(row to cut at, rows to leave out there): at a line across, which then goes, if one is near; else in a gap.

    rows: the mean of each row, 0 for ink from edge to edge.
    """
    rules = [(found.start(), len(found[0])) for found in re.finditer(rb"[\x00-\x20]{2,3}(?=\xff)", rows)]
    near = [rule for rule in rules if abs(rule[0] - wanted) < len(rows) // 8]
    if near:
        return min(near, key=lambda rule: abs(rule[0] - wanted))
    gaps = [(found.start(), found.end()) for found in re.finditer(rb"\xff+", rows)]
    best = min(gaps, key=lambda gap: abs(sum(gap) / 2 - wanted) - 6 * (gap[1] - gap[0]), default=(0, 0))
    return sum(best) // 2, 0
