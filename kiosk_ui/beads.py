"""One page of the public screen: gatherings as bands, each with its head and a thread of beads. Pure.

What stands where within a band is settled by timetable.py; here it gets its place on the screen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk_ui.theme import INK, LAMP, LINE, QUIET, RAISED, RULE
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Item, Plate, Words
from wire.messages import BoardPlace, BoardTable

BEAD, BETWEEN = 1.42, 0.44  # of the size of the themes
STILL_GOING_MIN = 90  # since it began, a gathering counts as over


@dataclass(frozen=True, slots=True)
class Gathering:
    """A place and an hour with tables; or a place with hours to come at which nobody sits yet."""

    hour: str
    place: BoardPlace
    tables: tuple[BoardTable, ...] = ()
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line beside the thread: a table and its theme, or beads alone, or hours."""

    height: int
    tables: tuple[BoardTable, ...] = ()
    words: Words | None = None  # box from the row's own corner, beside the bead
    second: "Row | None" = None  # beside it, where themes are short and many


@dataclass(frozen=True, slots=True)
class Band:
    """Part of a page: one gathering, or as much of it as a page has room for."""

    gathering: Gathering
    rows: tuple[Row, ...]
    head: tuple[Words, ...]  # boxes from the band's own corner
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of one size of type on one screen."""

    area: Box
    size: int  # of themes and hours, px an em
    now_hour: str
    lit: str  # the next hour
    language: str

    @property
    def upright(self) -> bool:
        """Whether heads stand above their tables, not beside them."""
        return self.area[2] < 11 * self.size

    @property
    def head_width(self) -> int:
        """Room for hour and place."""
        return self.area[2] if self.upright else max(round(0.3 * self.area[2]), 3 * self.size)

    @property
    def indent(self) -> int:
        """Where the thread begins."""
        return 0 if self.upright else self.head_width + self.size // 3

    @property
    def words_width(self) -> int:
        """Room for a theme beside its bead."""
        return self.area[2] - self.indent - self.of(BEAD + 0.35)

    @property
    def column(self) -> int:
        """Room for one of two tables side by side."""
        return (self.area[2] - self.indent) // 2

    def of(self, share: float) -> int:
        """A share of the size of type."""
        return round(share * self.size)


def is_over(gathering: Gathering, now_hour: str) -> bool:
    """Whether it began so long ago that it must be over; False for what nobody sits at yet."""
    return bool(gathering.hour) and _minutes(gathering.hour) + STILL_GOING_MIN < _minutes(now_hour)


def paint(bands: Sequence[Band], sheet: Sheet) -> tuple[Item, ...]:
    """The bands of one page; what room is left stands between them, and above and below."""
    left, top, width, height = sheet.area
    slack = height - sum(band.height for band in bands) - sheet.of(BETWEEN) * (len(bands) - 1)
    apart = min(slack // (len(bands) + 1), sheet.of(0.6)) if bands else 0
    y = top + (slack - apart * (len(bands) - 1)) // 2 if bands else top
    items: list[Item] = []
    for number, band in enumerate(bands):
        if number:
            line = max(sheet.size // 40, 1)
            items.append(Plate((left, y - (apart + sheet.of(BETWEEN)) // 2, width, line), RULE))
        items += _paint_band(band, (left, y), sheet)
        y += band.height + apart + sheet.of(BETWEEN)
    return tuple(items)


def _paint_band(band: Band, at: tuple[int, int], sheet: Sheet) -> Iterator[Item]:
    left, top = at
    high = max(words.box[1] + words.box[3] for words in band.head)
    tall = sum(row.height for row in band.rows)
    beside = 0 if sheet.upright or high > tall else min((tall - high) // 2, sheet.of(0.2))
    yield from (_moved(words, left, top + beside) for words in band.head)
    y = top + (high if sheet.upright else max((high - tall) // 2, 0))
    x, bead = left + sheet.indent, sheet.of(BEAD)
    middles = []
    for row in band.rows:
        middles.append(y + row.height // 2)
        y += row.height
    if len(middles) > 1 and not band.gathering.hours:
        thick = max(sheet.size // 24, 1)
        yield Plate((x + (bead - thick) // 2, middles[0], thick, middles[-1] - middles[0]), LINE)
    seconds = [middle for row, middle in zip(band.rows, middles, strict=True) if row.second]
    if len(seconds) > 1:
        thick = max(sheet.size // 24, 1)
        left_of = x + sheet.column + (bead - thick) // 2
        yield Plate((left_of, seconds[0], thick, seconds[-1] - seconds[0]), LINE)
    for row, middle in zip(band.rows, middles, strict=True):
        yield from _paint_row(row, (x, middle), band, sheet)
        if row.second:
            yield from _paint_row(row.second, (x + sheet.column, middle), band, sheet)


def _paint_row(row: Row, at: tuple[int, int], band: Band, sheet: Sheet) -> Iterator[Item]:
    x, middle = at
    if band.gathering.hours and row.words:
        for number, hour in enumerate(row.words.lines):
            box = (x + number * sheet.of(3.3), middle - row.height // 2, sheet.of(3.2), row.height)
            colour = LAMP if hour == sheet.lit else INK
            yield Words(box, (hour,), row.words.style, colour, "left")
        return
    over, bead = is_over(band.gathering, sheet.now_hour), sheet.of(BEAD)
    along, thick = sheet.of(BEAD + 0.3), max(sheet.size // 24, 1)
    if len(row.tables) > 1:
        yield Plate((x + bead // 2, middle - thick // 2, along * (len(row.tables) - 1), thick), LINE)
    for number, table in enumerate(row.tables):
        disc = (x + number * along, middle - bead // 2, bead, bead)
        sign = Style(max(round(0.6 * bead), 8), 400, sheet.language)
        yield Plate(disc, RAISED, bead // 2, LINE)
        low = (*disc[:1], disc[1] + round(0.05 * bead), *disc[2:])  # emoji stand high on their line
        yield Words(low, (table.sign.picture,), sign, QUIET if over else LAMP)
    if row.words:
        yield _moved(row.words, x, middle - row.height // 2)


def _moved(words: Words, right: int, down: int) -> Words:
    left, top, width, height = words.box
    box = (left + right, top + down, width, height)
    return Words(box, words.lines, words.style, words.colour, words.align, words.rtl)


def _mirror(item: Item, width: int) -> Item:
    left, top, wide, high = item.box
    box = (width - left - wide, top, wide, high)
    if isinstance(item, Words):
        side = {"left": "right", "right": "left"}.get(item.align, item.align)
        return Words(box, item.lines, item.style, item.colour, side, item.rtl)
    assert isinstance(item, Plate)
    return Plate(box, item.colour, item.radius, item.border)


def _minutes(hour: str) -> int:
    return 60 * int(hour[:2]) + int(hour[3:5]) if hour else 0


def mirrored(items: Sequence[Item], width: int) -> tuple[Item, ...]:
    """The same items from right to left, on a screen of that width."""
    return tuple(_mirror(item, width) for item in items)
