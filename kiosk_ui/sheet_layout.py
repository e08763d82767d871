"""The table sheet as the picture that a place prints for its wall: under each table's sign, the signs that sit there.

Pure. One looks for one's own picture, reads the dark bar above it and goes there; nothing else is on it.
"""

from collections.abc import Sequence
from datetime import date

from PIL import Image

from kiosk_ui import paper, wording
from kiosk_ui.paper import Edge
from kiosk_ui.typesetting import Style
from wire.messages import SheetTable, Sign, TableSheet

_MARGIN, _GAP = 8, 14
_TABLE, _MEMBER = 104, 68  # dots a side: 13 mm and 8.5 mm
_COLUMNS = {384: 2, 576: 3}


def lay_out(sheet: TableSheet, dots: int, copy: bool = False) -> Image.Image:
    """The sheet on a roll `dots` wide (384 or 576), a picture of mode "1"; copy: marked as printed before."""
    width = dots - 2 * _MARGIN
    edge = paper.start_edge(sheet.language)
    columns = _COLUMNS.get(dots, max(dots // 190, 1))
    heading = _heading(sheet, width, edge, copy)
    parts = [heading, *(_table(table, sheet.language, width, columns, edge) for table in sheet.tables)]
    return paper.page(paper.under(parts, 2 * _GAP), dots, _MARGIN)


def _heading(sheet: TableSheet, width: int, edge: Edge, copy: bool) -> Image.Image:
    def text(words: str, size: int, weight: int) -> Image.Image:
        style = paper.unbroken(words, Style(size, weight, sheet.language), width, size // 2)
        return paper.text(words, style, width, edge)

    hour = paper.text(sheet.hour, Style(110, 700, sheet.language), width, edge, rtl=False)
    return paper.under(
        (
            text(wording.say(sheet.language, "copy"), 24, 600) if copy else Image.new("L", (width, 0)),
            text(wording.say(sheet.language, "table_sheet"), 50, 700),
            paper.lowered(hour),
            text(wording.day_words(sheet.language, date.fromisoformat(sheet.day)), 27, 500),
            text(sheet.place, 34, 700),
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
            paper.text(theme, Style(27, 600, language), width, edge),
            _members(members, language, width, columns, edge),
        ),
        _GAP,
    )


def _bar(table: SheetTable, language: str, width: int, edge: Edge) -> Image.Image:
    """The sign of the table, seen from across the room."""
    room = width - 2 * _GAP
    picture = paper.glyph(table.sign.picture, _TABLE)
    beside = room - picture.width - _GAP
    host = wording.say(language, "host_table") if table.hosted else ""
    word = paper.fitted(table.sign.word, Style(52, 700, language), beside, edge, 30)
    words = paper.under((word, paper.text(host, Style(28, 600, language), beside, edge)), 6)
    return paper.inverted(paper.beside(picture, words, _GAP, edge), _GAP)


def _members(members: Sequence[Sign], language: str, width: int, columns: int, edge: Edge) -> Image.Image:
    across = (width - _GAP * (columns - 1)) // columns
    cells = [_member(sign, language, across, edge) for sign in members]
    rows = [_row(cells[start : start + columns], width, edge) for start in range(0, len(cells), columns)]
    return paper.under([Image.new("L", (width, 0)), *rows], _GAP // 2)


def _member(sign: Sign, language: str, width: int, edge: Edge) -> Image.Image:
    gap = _GAP // 2
    picture = paper.glyph(sign.picture, _MEMBER)
    room = width - picture.width - gap
    style = paper.unbroken(sign.word, Style(28, 600, language), room, 16)
    return paper.beside(picture, paper.text(sign.word, style, room, edge), gap, edge)


def _row(cells: Sequence[Image.Image], width: int, edge: Edge) -> Image.Image:
    row = cells[0]
    for cell in cells[1:]:
        row = paper.beside(row, cell, _GAP, edge)
    return paper.beside(row, Image.new("L", (width - row.width, 1)), 0, edge)
