"""The day's tables as beads on threads: every gathering its hour, its place, a bead for each table. Pure.

Made to be read at 5 m: themes and hours are set with capitals of 20 mm at least, and larger while all of the day stands
on one page. A day that needs more room than that has pages. Beads are of one size; nothing says how many came or who
they are: within a gathering, tables stand in the order of their signs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kiosk_ui import typesetting
from kiosk_ui.beads import BEAD, BETWEEN, Band, Gathering, Row, Sheet, is_over, paint
from kiosk_ui.fitting import text_height
from kiosk_ui.theme import INK, LAMP, QUIET, Colour
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Item, Words, fit
from wire.messages import Board, BoardPlace, BoardTable

# Capitals at 5 m: 25 mm are 17 minutes of arc, which ISO 9241-303 calls comfortable (16 at least, for reading long);
# 20 mm are 14 minutes, nearly three times what normal sight can tell apart, and the least for a few words.
CAPITALS_MM = (44, 36, 30, 25, 20)
CAPITAL = 0.714  # of an em, Noto Sans
_MANY_THEMES = 4  # of a gathering, from which on they may stand in two columns
_OPEN = ""  # the hour of what has no tables yet

# Of the size of the themes.
_ROW, _TWO_LINES = 1.72, 2.7


def pages(
    area: Box, mm: float, board: Board, now_hour: str, language: str = "en"
) -> tuple[tuple[Item, ...], ...]:
    """Every page of the day's tables, inside `area`; at least one. mm: pixels a millimetre; now_hour: `17:30`."""
    gatherings = _gatherings(board, now_hour)
    coming = tuple(one for one in gatherings if not is_over(one, now_hour)) or gatherings
    sheets = [_sheet(area, capital * mm / CAPITAL, board, now_hour, language) for capital in CAPITALS_MM]
    for shown in (gatherings, coming):
        fewest = len(_lay_out(shown, sheets[-1]))
        if fewest == 1:
            break
    laid = ((_lay_out(shown, sheet), sheet) for sheet in sheets)
    largest, sheet = next((pages, sheet) for pages, sheet in laid if len(pages) == fewest)
    return tuple(paint(page, sheet) for page in largest)


def _gatherings(board: Board, now_hour: str) -> tuple[Gathering, ...]:
    """Those with tables in the order of their hours; then the places with hours to come at which nobody sits yet."""
    places = {table.place: BoardPlace(table.place, "", ()) for table in board.tables}
    places |= {place.name: place for place in board.places}
    tables = sorted(
        board.tables, key=lambda table: (table.hour, table.place, not table.theme, table.sign.picture)
    )
    sat = [
        Gathering(hour, places[place], tuple(together))
        for (hour, place), together in groupby(tables, key=lambda table: (table.hour, table.place))
    ]
    taken = {(one.place.name, one.hour) for one in sat}
    still_open = (
        Gathering(
            _OPEN,
            place,
            hours=tuple(hour for hour in place.hours if hour >= now_hour and (name, hour) not in taken),
        )
        for name, place in sorted(places.items())
    )
    return (*sat, *(one for one in still_open if one.hours))


def _sheet(area: Box, size: float, board: Board, now_hour: str, language: str) -> Sheet:
    """At least five lines of words stand on any screen, and twelve letters on each."""
    fits = min(round(size), area[3] // 5, area[2] // 7)
    hours = {hour for place in board.places for hour in place.hours} | {table.hour for table in board.tables}
    lit = min((hour for hour in hours if hour >= now_hour), default="")
    return Sheet(area, max(fits, 8), now_hour, lit, language)


def _lay_out(gatherings: Sequence[Gathering], sheet: Sheet) -> list[list[Band]]:
    """The bands of each page, from top to bottom; of as many pages as it takes, each about as full as the others."""
    bands = [band for one in gatherings for band in _bands(one, sheet)]
    laid = _fill(bands, sheet.area[3], sheet)
    tried = (_fill(bands, room, sheet) for room in range(sheet.area[3] // 2, sheet.area[3], sheet.size // 2))
    return next((even for even in tried if len(even) == len(laid)), laid)


def _fill(bands: Sequence[Band], high: int, sheet: Sheet) -> list[list[Band]]:
    """Pages filled to that height, one after another."""
    laid: list[list[Band]] = [[]]
    room = high
    for band in bands:
        takes = band.height + sheet.of(BETWEEN) * bool(laid[-1])
        if takes > room and laid[-1]:
            laid.append([])
            room, takes = high, band.height
        laid[-1].append(band)
        room -= takes
    return laid


def _bands(gathering: Gathering, sheet: Sheet) -> Iterator[Band]:
    """A gathering that fits on a page stays whole."""
    head = _head(gathering, sheet)
    high = max(words.box[1] + words.box[3] for words in head)
    room = sheet.area[3] - (high if sheet.upright else 0)
    rows: list[Row] = []
    for row in _rows(gathering, sheet):
        if rows and sum(one.height for one in rows) + row.height > room:
            yield _band(gathering, rows, head, high, sheet)
            rows = []
        rows.append(row)
    yield _band(gathering, rows, head, high, sheet)


def _band(gathering: Gathering, rows: list[Row], head: tuple[Words, ...], high: int, sheet: Sheet) -> Band:
    tall = sum(row.height for row in rows)
    return Band(gathering, tuple(rows), head, high + tall if sheet.upright else max(high, tall))


def _head(gathering: Gathering, sheet: Sheet) -> tuple[Words, ...]:
    """Hour and place; for a place that nobody goes to yet, its name and address."""
    place, width = gathering.place, sheet.head_width - sheet.size // 4
    if not gathering.hour:
        named = _name(place.name, (0, 0, width), INK, sheet)
        below = named.box[3]
        style = Style(sheet.of(0.4), 400, sheet.language)
        box = (0, below, width, text_height(3, style))
        address = _low(fit(place.address, style, box, sheet.of(0.25), QUIET, "left"))
        return (named, address) if place.address else (named,)
    over = is_over(gathering, sheet.now_hour)
    lit = LAMP if gathering.hour == sheet.lit else QUIET if over else INK
    hour_box = (0, 0, sheet.of(2.9), sheet.of(_ROW if sheet.upright else 1.42))
    hour = Words(hour_box, (gathering.hour,), Style(sheet.size, 600, sheet.language), lit, "left")
    colour = QUIET if over else INK
    if not sheet.upright:
        return (hour, _name(place.name, (0, hour_box[3], width), colour, sheet))
    left = sheet.of(3.1)
    style = Style(sheet.of(0.62), 500, sheet.language)
    beside = (left, 0, sheet.head_width - left, hour_box[3])
    return (hour, fit(place.name, style, beside, sheet.of(0.34), colour, "left"))


def _name(name: str, at: tuple[int, int, int], colour: Colour, sheet: Sheet) -> Words:
    """The name of a place on up to three lines. at: left, top, width."""
    style = Style(sheet.of(0.62), 600, sheet.language)
    return _low(fit(name, style, (*at, text_height(3, style)), sheet.of(0.34), colour, "left"))


def _low(words: Words) -> Words:
    """As high as its lines are."""
    left, top, width, _ = words.box
    box = (left, top, width, text_height(len(words.lines), words.style))
    return Words(box, words.lines, words.style, words.colour, words.align, words.rtl)


def _rows(gathering: Gathering, sheet: Sheet) -> Iterator[Row]:
    if gathering.hours:
        yield from _hours_rows(gathering.hours, sheet)
        return
    over = is_over(gathering, sheet.now_hour)
    themed = [_theme_row(table, over, sheet) for table in gathering.tables if table.theme]
    yield from _side_by_side(list(_of_one_size(themed)), sheet)
    plain = [table for table in gathering.tables if not table.theme]
    across = max((sheet.area[2] - sheet.indent) // sheet.of(BEAD + 0.3), 1)
    for start in range(0, len(plain), across):
        yield Row(sheet.of(_ROW), tuple(plain[start : start + across]))


def _of_one_size(rows: Sequence[Row]) -> Iterator[Row]:
    """Themes of a gathering on one line each are as large as the smallest of them: none counts for more."""
    sizes = [row.words.style.size for row in rows if row.words and len(row.words.lines) == 1]
    for row in rows:
        words = row.words
        if words and len(words.lines) == 1:
            words = replace(words, style=replace(words.style, size=min(sizes)))
        yield replace(row, words=words)


def _side_by_side(rows: list[Row], sheet: Sheet) -> Iterator[Row]:
    """Many short themes stand in two columns, or a full day would take twice as many pages."""
    room = sheet.column - sheet.of(BEAD + 0.85)
    short = [_narrow(row, room) for row in rows if _is_short(row, room)]
    if len(short) < _MANY_THEMES:
        yield from rows
        return
    for first in range(0, len(short), 2):
        left, *right = short[first : first + 2]
        yield replace(left, second=right[0] if right else None)
    yield from (row for row in rows if not _is_short(row, room))


def _is_short(row: Row, room: int) -> bool:
    words = row.words
    return (
        words is not None and len(words.lines) == 1 and typesetting.width(words.lines[0], words.style) <= room
    )


def _narrow(row: Row, room: int) -> Row:
    assert row.words
    left, top, _, height = row.words.box
    return replace(row, words=replace(row.words, box=(left, top, room, height)))


def _theme_row(table: BoardTable, over: bool, sheet: Sheet) -> Row:
    """On one line while it can be read from afar, else on two."""
    style = Style(sheet.size, 600, sheet.language)
    left, colour = sheet.of(BEAD + 0.35), QUIET if over else INK
    box = (left, 0, sheet.words_width, sheet.of(_ROW))
    words = fit(table.theme, style, box, sheet.of(0.8), colour, "left")
    if len(words.lines) > 1 or words.lines[0].endswith("…"):
        box = (*box[:3], sheet.of(_TWO_LINES))
        smaller = Style(sheet.of(0.86), 600, sheet.language)
        words = fit(table.theme, smaller, box, sheet.of(0.4), colour, "left")
    return Row(box[3], (table,), words)


def _hours_rows(hours: Sequence[str], sheet: Sheet) -> Iterator[Row]:
    """Hours side by side, in as many rows as they need."""
    across = max((sheet.area[2] - sheet.indent) // sheet.of(3.3), 1)
    for start in range(0, len(hours), across):
        yield Row(sheet.of(_ROW), (), _hours(hours[start : start + across], sheet))


def _hours(hours: Sequence[str], sheet: Sheet) -> Words:
    style = Style(sheet.size, 500, sheet.language)
    return Words((0, 0, 0, sheet.of(_ROW)), tuple(hours), style, INK, "left")
