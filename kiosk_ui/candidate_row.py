"""What typed letters may become, in a row above the keyboard: one plate for each, and one for further ones. Pure.

They are a visitor's words, so no cache but the typesetter's, which forgets, ever holds them.
"""

from collections.abc import Iterator
from dataclasses import replace

import regex

from kiosk_ui import typesetting
from kiosk_ui.theme import LAMP, Grid
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Box, Icon, Item, Words, button

_TYPE_MM, _LEAST_MM = 6.0, 3.4


def candidate_items(view: View, grid: Grid, box: Box) -> list[Item]:
    """The candidates that have room in the box, from the page the view is on; the first of all is lit."""
    pages = list(_pages(view, grid, box, view.candidates_page + 1))
    if not pages:
        return []
    number = view.candidates_page % len(pages)
    shown = pages[number]
    items: list[Item] = []
    x = box[0]
    for text, width in shown:
        target = f"candidate:{text}"
        place = (x, box[1], width, box[3])
        items += _plate(view, grid, place, target, text, first=text == view.candidates[0])
        x += width + grid.gap
    if len(pages) > 1 or len(shown) < len(view.candidates):
        place = (box[0] + box[2] - grid.key, box[1], grid.key, box[3])
        plate, ink = button(place, grid.gap, "more", "…", view.pressed == "more")
        items += [plate, Icon(place, "more", round(5.6 * grid.mm), ink)]
    return items


def _plate(view: View, grid: Grid, place: Box, target: str, text: str, *, first: bool) -> list[Item]:
    plate, ink = button(place, grid.gap, target, text, view.pressed == target)
    edge = LAMP if first and view.pressed != target else None
    set_in = style(view, grid.type(_TYPE_MM))
    line, size = _fitting(text, set_in, grid, place[2] - 2 * grid.gap)
    return [replace(plate, border=edge), Words(place, (line,), replace(set_in, size=size), ink)]


def _pages(view: View, grid: Grid, box: Box, needed: int) -> Iterator[list[tuple[str, int]]]:
    """Rows of (candidate, width), no more than are needed, for measuring sixty words takes a while.

    Where the last row asked for is beyond the end, all of them come.
    """
    room = box[2] - grid.key - grid.gap
    row: list[tuple[str, int]] = []
    taken = made = 0
    for text in view.candidates:
        wide = typesetting.width(text, style(view, grid.type(_TYPE_MM))) + 2 * round(2.5 * grid.mm)
        width = min(max(wide, grid.key), room)
        if row and taken + width > room:
            yield row
            made += 1
            if made == needed:
                return
            row, taken = [], 0
        row.append((text, width))
        taken += width + grid.gap
    if row:
        yield row


def _fitting(text: str, set_in: Style, grid: Grid, room: int) -> tuple[str, int]:
    """The text and its size, smaller where it is long, and cut where it is very long."""
    wide = typesetting.width(text, set_in)
    if wide <= room:
        return text, set_in.size
    size = max(int(set_in.size * room / wide), grid.least(_LEAST_MM))
    smaller = replace(set_in, size=size)
    clusters = regex.findall(r"\X", text)
    while len(clusters) > 1 and typesetting.width("".join(clusters), smaller) > room:
        clusters = [*clusters[:-2], "…"]
    return "".join(clusters), size
