"""The table sheet as the picture that a place prints for its wall: under each table's sign, the signs that sit there.

Pure. One looks for one's own picture, reads the dark bar above it and goes there; nothing else is on it.
"""

from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageOps

from kiosk_ui import paper, wording
from kiosk_ui.paper import Edge
from kiosk_ui.typesetting import Style
from wire.messages import SheetTable, Sign, TableSheet

_MARGIN, _GAP = 8, 14
_TABLE = 112  # dots a side: 14 mm
_MEMBER = 0.75  # of a cell's width
_CELL = 116  # dots a member takes across, at least: 14.5 mm


def lay_out(sheet: TableSheet, dots: int, copy: bool = False) -> Image.Image:
    """The sheet on a roll `dots` wide, a picture of mode "1"; copy: marked as printed before."""
    width = dots - 2 * _MARGIN
    edge = paper.start_edge(sheet.language)
    columns = max((width + _GAP) // (_CELL + _GAP // 2), 1)
    heading = _heading(sheet, width, edge, copy)
    parts = [heading, *(_table(table, sheet.language, width, columns, edge) for table in sheet.tables)]
    return paper.page(paper.under(parts, 2 * _GAP), dots, _MARGIN)


def _heading(sheet: TableSheet, width: int, edge: Edge, copy: bool) -> Image.Image:
    def text(words: str, size: int, weight: int) -> Image.Image:
        return paper.fitted(words, Style(size, weight, sheet.language), width, edge, round(0.8 * size))

    hour = paper.text(sheet.hour, Style(120, 700, sheet.language), width, edge, rtl=False)
    return paper.under(
        (
            text(wording.say(sheet.language, "copy"), 24, 600) if copy else Image.new("L", (width, 0)),
            text(wording.say(sheet.language, "sheet_again"), 34, 700)
            if sheet.again
            else Image.new("L", (width, 0)),
            text(wording.say(sheet.language, "table_sheet"), 46, 700),
            paper.lowered(hour),
            text(wording.day_words(sheet.language, date.fromisoformat(sheet.day)), 27, 500),
            text(sheet.place, 36, 700),
        ),
        _GAP,
    )


def _table(table: SheetTable, language: str, width: int, columns: int, edge: Edge) -> Image.Image:
    """A table: its sign as paper on ink, what its people share, their signs by their words."""
    theme = wording.say(language, "theme_is", theme=table.theme) if table.theme else ""
    members = sorted(table.members, key=lambda sign: (sign.word, sign.picture))
    return paper.under(
        (
            _bar(table, language, width, edge),
            paper.even(theme, Style(28, 600, language), width, edge),
            _members(members, language, width, columns, edge),
        ),
        _GAP,
    )


def _bar(table: SheetTable, language: str, width: int, edge: Edge) -> Image.Image:
    """The sign of the table, seen from across the room; where the host sits, that is said as large as the sign."""
    room = width - 2 * _GAP
    picture = paper.glyph(table.sign.picture, _TABLE)
    gap = _GAP if picture.width else 0
    beside = room - picture.width - gap
    host = wording.say(language, "host_table") if table.hosted else ""
    lines = (
        paper.fitted(words, Style(46, 700, language), beside, edge, 26) for words in (table.sign.word, host)
    )
    return paper.inverted(paper.beside(picture, paper.under(tuple(lines), 8), gap, edge), _GAP)


def _members(members: Sequence[Sign], language: str, width: int, columns: int, edge: Edge) -> Image.Image:
    across = (width - _GAP // 2 * (columns - 1)) // columns
    cells = [_member(sign, language, across) for sign in members]
    rows = [_row(cells[start : start + columns], width, edge) for start in range(0, len(cells), columns)]
    return paper.under([Image.new("L", (width, 0)), *rows], _GAP)


def _member(sign: Sign, language: str, width: int) -> Image.Image:
    """A picture with its word below it."""
    picture = paper.aligned(paper.glyph(sign.picture, round(_MEMBER * width)), width, "center")
    style = paper.unbroken(sign.word, Style(23, 600, language), width, 14)
    return paper.under((picture, paper.even(sign.word, style, width, "center")), 4)


def _row(cells: Sequence[Image.Image], width: int, edge: Edge) -> Image.Image:
    """Pictures side by side, level by their upper edges."""
    height = max(cell.height for cell in cells)
    level = [ImageOps.pad(cell, (cell.width, height), centering=(0, 0)) for cell in cells]
    row = level[0]
    for cell in level[1:]:
        row = paper.beside(row, cell, _GAP // 2, edge)
    return paper.aligned(row, width, edge)
