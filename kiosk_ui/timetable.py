"""The day's tables as discs of one size: places down, hours across. Pure.

Nothing says how many came or who they are; within a round, tables stand in the order of their signs.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk_ui.theme import GROUND, INK, LAMP, LINE, QUIET, RAISED, RULE
from kiosk_ui.typesetting import Style, line_height
from kiosk_ui.widgets import Box, Item, Plate, Words, fit, text_height
from wire.messages import Board, BoardPlace, BoardTable

_MOST_HOURS, _CROWDED = 6, 24
# Of the screen's shorter side: themes are set as large as the day leaves room for.
_LARGEST = 0.064
_SMALLEST = 0.016  # 17 pixels an em on 1080 lines, for a board fuller than any neighbourhood

Cell = tuple[str, str]  # place, hour


@dataclass(frozen=True, slots=True)
class _Tile:
    """How a table is shown, the same for every table of a board."""

    width: int
    height: int
    columns: int
    disc: int
    beside: bool  # the theme stands beside the disc, not below it

    @property
    def words(self) -> Box:
        """Where the theme stands, from the corner of the tile."""
        gap = max(self.disc // 6, 2)
        if self.beside:
            return (self.disc + gap, 0, self.width - self.disc - 2 * gap, self.height)
        top = self.disc + gap + gap // 2
        return (0, top, self.width - 2 * gap, self.height - top)


def timetable(
    size: tuple[int, int], area: Box, board: Board, now_hour: str, language: str = "en"
) -> list[Item]:
    """Every place with its hours and tables, inside `area` of a screen of `size` pixels; now_hour: `17:30`."""
    places = _places(board)
    hours = _hours(board, places, now_hour)
    left, top, width, height = area
    heads = round(0.085 * min(size))
    shown = [table for table in board.tables if table.hour in hours]
    names = [place.name for place in places]
    least = 3 * (height - heads) // (4 * len(places))
    rows = _spans(names, {table.place for table in shown}, (top + heads, top + height), least)
    upright = size[0] < size[1]
    name_box = (width, min(round(0.09 * size[0]), least // 3)) if upright else (round(0.25 * width), 0)
    first = left + (0 if upright else name_box[0])
    least = (left + width - first) // max(7, len(hours) + 1)
    columns = _spans(hours, {table.hour for table in shown}, (first, left + width), least)
    above, inset = name_box[1], min(size) // 100
    cells = {
        (name, hour): (x, y + above + inset, across, down - above - 2 * inset)
        for name, (y, down) in rows.items()
        for hour, (x, across) in columns.items()
    }
    return [
        *_hour_heads(columns, now_hour, (top, heads), language),
        *(Plate((left, y, width, max(size[1] // 540, 1)), RULE) for y, _ in rows.values()),
        *_place_heads(
            size,
            places,
            {name: (left, y, name_box[0], above or down) for name, (y, down) in rows.items()},
            language,
        ),
        *_discs(size, cells, board, _open_cells(places, now_hour), now_hour, language),
    ]


def _spans(
    names: Sequence[str], busy: set[str], ends: tuple[int, int], least: int
) -> dict[str, tuple[int, int]]:
    """Where each row or column begins and how much it takes: `least`, and the rest for those with tables."""
    shares = [1.0 if name in busy or not busy else 0.0 for name in names]
    rest = ends[1] - ends[0] - least * len(names)
    spans, start = {}, ends[0]
    for name, share in zip(names, shares, strict=True):
        takes = min(least + int(rest * share / max(sum(shares), 1)), ends[1] - start)
        spans[name] = (start, takes)
        start += takes
    return spans


def _places(board: Board) -> list[BoardPlace]:
    """The day's places by name, and any that only a table tells of."""
    told = {table.place: BoardPlace(table.place, "", ()) for table in board.tables}
    known = {place.name: place for place in board.places}
    return [place for _, place in sorted((told | known).items())]


def _hours(board: Board, places: Sequence[BoardPlace], now_hour: str) -> list[str]:
    """The hours across; a board too full to be read from afar leaves out those that are over."""
    hours = sorted({table.hour for table in board.tables}.union(*(place.hours for place in places)))
    if len(board.tables) > _CROWDED:
        hours = [hour for hour in hours if hour >= now_hour] or hours
    over = sum(hour < now_hour for hour in hours)
    start = max(min(over - 1, len(hours) - _MOST_HOURS), 0)
    return hours[start : start + _MOST_HOURS]


def _open_cells(places: Sequence[BoardPlace], now_hour: str) -> set[Cell]:
    return {(place.name, hour) for place in places for hour in place.hours if hour >= now_hour}


def _hour_heads(
    spans: Mapping[str, tuple[int, int]], now_hour: str, down: tuple[int, int], language: str
) -> list[Item]:
    top, height = down
    upcoming = next((hour for hour in spans if hour >= now_hour), "")
    items: list[Item] = []
    for hour, (left, width) in spans.items():
        colour = LAMP if hour == upcoming else INK if hour > now_hour else QUIET
        style = Style(round(0.62 * height), 600, language)
        items.append(fit(hour, style, (left, top, width, height), height // 4, colour, "left"))
    return items


def _place_heads(
    size: tuple[int, int], places: Sequence[BoardPlace], boxes: Mapping[str, Box], language: str
) -> list[Item]:
    """Names, and their addresses where a row is high enough."""
    smallest = round(_SMALLEST * min(size))
    large, small = (
        Style(round(share * min(size)), weight, language) for share, weight in ((0.042, 600), (0.026, 400))
    )
    items: list[Item] = []
    for place in places:
        left, top, width, height = boxes[place.name]
        room, address_height = width - size[0] // 40, height // 2 if height > 2 * line_height(large) else 0
        below = fit(place.address, small, (left, top, room, address_height), smallest, QUIET, "left")
        low = text_height(len(below.lines), below.style) if place.address and address_height else 0
        name = fit(place.name, large, (left, top, room, height - low), smallest, INK, "left")
        high = text_height(len(name.lines), name.style)
        first = top + (height - high - low) // 2
        items.append(replace(name, box=(left, first, room, high)))
        if low:
            items.append(replace(below, box=(left, first + high, room, low)))
    return items


def _discs(
    size: tuple[int, int],
    cells: dict[Cell, Box],
    board: Board,
    open_cells: set[Cell],
    now_hour: str,
    language: str,
) -> list[Item]:
    tables: dict[Cell, list[BoardTable]] = {cell: [] for cell in cells}
    for table in sorted(board.tables, key=lambda table: table.sign.picture):
        tables.get((table.place, table.hour), []).append(table)
    smallest, largest = round(_SMALLEST * min(size)), round(_LARGEST * min(size))
    room = next((cells[cell] for cell in cells if tables[cell]), (0, 0, size[0] // 8, size[1] // 6))
    tile = _tile(room, tables, largest)
    words_size = _words_size(tile, board.tables, (smallest, largest), language)
    items: list[Item] = []
    for cell, box in cells.items():
        quiet = cell[1] < now_hour
        for at, table in zip(_corners(tile, box, len(tables[cell])), tables[cell], strict=True):
            items += _table(tile, at, table, Style(words_size, 600, language), smallest, quiet)
        if not tables[cell] and cell in open_cells:
            items.append(_open_round(round(0.03 * min(size)), box))
    return items


def _tile(cell: Box, tables: dict[Cell, list[BoardTable]], largest: int) -> _Tile:
    """The arrangement of the fullest round that shows discs and words largest; largest: of the words."""
    most = max((len(together) for together in tables.values() if together), default=1)
    labels = [_label(table) for together in tables.values() for table in together] or [""]
    tried = []
    for columns in range(1, most + 1):
        width, height = cell[2] // columns, cell[3] // math.ceil(most / columns)
        beside = max(min(round(0.84 * height), round(0.3 * width), round(2.4 * largest)), 1)
        below = max(min(round(0.52 * height), round(0.7 * width), round(2.4 * largest)), 1)
        tried += [_Tile(width, height, columns, beside, True), _Tile(width, height, columns, below, False)]
    return max(tried, key=lambda tile: _largeness(tile, labels, largest))


def _largeness(tile: _Tile, labels: Sequence[str], largest: int) -> float:
    """How well a tile shows words and disc; words beside their disc read more easily than below it."""
    sizes = sorted(min(_rough_size(label, tile.words), largest) for label in labels)
    return min(0.7 * tile.disc, sizes[len(sizes) // 4]) * (1.2 if tile.beside else 1.0)


def _rough_size(label: str, room: Box) -> float:
    """About how large a text may be set in a room, a letter being half as wide as an em."""
    width, height = max(room[2], 1), max(room[3], 1)
    longest = max((len(word) for word in label.split()), default=1)
    return min(width / (0.55 * longest), math.sqrt(width * height / (1.1 * max(len(label), 1))), height / 1.4)


def _words_size(tile: _Tile, tables: Sequence[BoardTable], bounds: tuple[int, int], language: str) -> int:
    """One size for all themes; one that is much longer than the others may go below it."""
    smallest, largest = bounds
    nominal = Style(max(min(round(0.66 * tile.disc), largest), smallest), 600, language)
    told = [table for table in tables if table.theme] or tables
    sizes = sorted(fit(_label(table), nominal, tile.words, smallest).style.size for table in told)
    return sizes[len(sizes) // 4] if sizes else nominal.size


def _corners(tile: _Tile, box: Box, tables: int) -> list[tuple[int, int]]:
    """Where the tiles of a round stand, rows in the middle of their cell."""
    rows = math.ceil(tables / tile.columns)
    top = box[1] + (box[3] - rows * tile.height) // 2
    places = (divmod(number, tile.columns) for number in range(tables))
    return [(box[0] + column * tile.width, top + row * tile.height) for row, column in places]


def _table(
    tile: _Tile, at: tuple[int, int], table: BoardTable, style: Style, smallest: int, quiet: bool
) -> list[Item]:
    """The sign, and beside it what the table shares as the largest thing there; else, quietly, the sign's word."""
    left, top = at
    x, y, width, height = tile.words
    down = (tile.height - tile.disc) // 2 if tile.beside else tile.disc // 16
    disc = (left, top + down, tile.disc, tile.disc)
    picture = Style(max(round(0.58 * tile.disc), 8), 400, style.language)
    if not table.theme:
        style = replace(style, size=max(round(0.7 * style.size), smallest), weight=400)
    words = fit(_label(table), style, (left + x, top + y, width, height), smallest)
    colour = QUIET if quiet or not table.theme else INK
    return [
        Plate(disc, RAISED, tile.disc // 2),
        Words(disc, (table.sign.picture,), picture, QUIET if quiet else LAMP),
        Words(words.box, words.lines, words.style, colour, "left", words.rtl),
    ]


def _label(table: BoardTable) -> str:
    """What stands with a sign: what the table shares, or the sign's own word."""
    return table.theme or table.sign.word


def _open_round(side: int, box: Box) -> Plate:
    """A round that nobody sits at yet: an empty disc."""
    return Plate((box[0], box[1] + (box[3] - side) // 2, side, side), GROUND, side // 2, LINE)
