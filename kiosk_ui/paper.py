"""Parts of a printed page, put together from masks: text, pictures, rules, one beside or under another. Pure.

A part is a mask of mode "L", 255 where there is ink, as wide as it was asked for, so that parts stand under each other
by their edges. `edge` is the side a text keeps to: left, right or center.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from kiosk_ui import typesetting
from kiosk_ui.line_breaks import pieces
from kiosk_ui.typesetting import Style

Edge = Literal["left", "right", "center"]

_LEADING = 1.24  # of an em, from baseline to baseline; more only where ink would touch
_CLEAR = 0.1  # of an em, between the ink of two lines
_FEW_LINES = 5
_INK = 118  # what is darker prints: a little bolder than half, for thermal heads draw thin


def start_edge(language: str) -> Edge:
    """The edge at which readers of a language begin."""
    return "right" if typesetting.is_rtl("", language) else "left"


def text(words: str, style: Style, width: int, edge: Edge, rtl: bool | None = None) -> Image.Image:
    """A text in as many lines as it needs, set as tightly as its script allows; height 0 for no text.

    rtl: False for numbers and codes, whose parts an Arabic page would put in another order; None: found from the text.
    """
    if not words.strip():
        return Image.new("L", (width, 0))
    rtl = typesetting.is_rtl(words, style.language) if rtl is None else rtl
    rows = (row.rstrip() for row in typesetting.break_lines(words, style, width))
    lines = [typesetting.line(row, style, rtl) for row in rows]
    above, below = _reach(lines[0], style)[0], _reach(lines[-1], style)[1]
    step = _step(lines, style)
    page = Image.new("L", (width, above + step * (len(lines) - 1) + below))
    for number, line in enumerate(lines):
        _ink(page, line, edge, above - typesetting.ascent(style) + number * step)
    return page


def fitted(
    words: str, style: Style, width: int, edge: Edge, least: int, rtl: bool | None = None
) -> Image.Image:
    """A text on one line, set smaller where it is too wide; in lines of `least` pixels an em where it still is."""
    return text(words, _smaller(words, style, width, least), width, edge, rtl)


def even(words: str, style: Style, width: int, edge: Edge) -> Image.Image:
    """A text in as many lines as `width` asks for, none much shorter than the others; the part is `width` wide.

    A text of many lines is set as `text` sets it: its last line may be short.
    """
    rows, step = len(typesetting.break_lines(words, style, width)), max(style.size // 2, 1)
    if not 1 < rows <= _FEW_LINES:
        return text(words, style, width, edge)

    def has_more(steps: int) -> bool:
        return len(typesetting.break_lines(words, style, width - step * steps)) > rows

    longest = max(typesetting.width(piece.strip(), style) for piece in pieces(words))
    narrower = bisect_left(range(1, max(width - longest, 0) // step + 1), True, key=has_more)
    room = width - step * narrower
    return aligned(text(words, style, room, edge), width, edge)


def unbroken(words: str, style: Style, width: int, least: int) -> Style:
    """The style, or a smaller one down to `least` pixels an em in which no word of a text is broken."""
    longest = max(pieces(words), key=len, default="").strip()
    return _smaller(longest, style, width, least)


@lru_cache(maxsize=256)
def glyph(picture: str, side: int) -> Image.Image:
    """A picture sign as large as a square of `side` pixels holds, in its middle; nothing where no face has it.

    A sign in its stead would be the same for all who miss theirs: then they go by the word.
    """
    mask = typesetting.line(picture, Style(side, 500))
    box = None if typesetting.missing(picture) else mask.getbbox()
    if box is None:
        return Image.new("L", (0, 0))
    grown = side * side // max(box[2] - box[0], box[3] - box[1])
    mask = typesetting.line(picture, Style(max(grown, 1), 500))
    mask = mask.crop(mask.getbbox() or (0, 0, 1, 1))
    mask.thumbnail((side, side))
    page = Image.new("L", (side, side))
    page.paste(mask, ((side - mask.width) // 2, (side - mask.height) // 2))
    return page


def under(parts: Sequence[Image.Image], gap: int) -> Image.Image:
    """Parts one under the other, the gap between them; parts of no height take no gap."""
    shown = [part for part in parts if part.height]
    width = max((part.width for part in parts), default=0)
    page = Image.new("L", (width, sum(part.height for part in shown) + gap * max(len(shown) - 1, 0)))
    top = 0
    for part in shown:
        page.paste(part, (0, top))
        top += part.height + gap
    return page


def beside(first: Image.Image, second: Image.Image, gap: int, edge: Edge) -> Image.Image:
    """Two parts, the first at the edge where one begins to read, level by their middles."""
    left, right = (second, first) if edge == "right" else (first, second)
    height = max(first.height, second.height)
    page = Image.new("L", (left.width + gap + right.width, height))
    page.paste(left, (0, (height - left.height) // 2))
    page.paste(right, (left.width + gap, (height - right.height) // 2))
    return page


def aligned(part: Image.Image, width: int, edge: Edge) -> Image.Image:
    """A part at one edge of an empty page of this width."""
    page = Image.new("L", (width, part.height))
    slack = width - part.width
    page.paste(part, ({"left": 0, "right": slack, "center": slack // 2}[edge], 0))
    return page


def rule(width: int, thickness: int) -> Image.Image:
    """A line across."""
    return Image.new("L", (width, thickness), 255)


def framed(part: Image.Image, margin: int, thickness: int) -> Image.Image:
    """A part in a frame with round corners."""
    page = Image.new("L", (part.width + 2 * margin, part.height + 2 * margin))
    corners = (0, 0, page.width - 1, page.height - 1)
    ImageDraw.Draw(page).rounded_rectangle(corners, margin, outline=255, width=thickness)
    page.paste(part, (margin, margin))
    return page


def inverted(part: Image.Image, margin: int) -> Image.Image:
    """A part as paper on ink, `margin` pixels of ink around it."""
    page = Image.new("L", (part.width + 2 * margin, part.height + 2 * margin), 255)
    page.paste(ImageChops.invert(part), (margin, margin))
    return page


def narrowed(part: Image.Image) -> Image.Image:
    """A part without the empty columns at its sides."""
    box = part.getbbox() or (0, 0, 1, 1)
    return part.crop((box[0], 0, box[2], part.height))


def lowered(part: Image.Image) -> Image.Image:
    """A part without the empty rows above and below it."""
    box = part.getbbox() or (0, 0, 1, 1)
    return part.crop((0, box[1], part.width, box[3]))


def page(part: Image.Image, dots: int, margin: int) -> Image.Image:
    """A part in the middle of a page `dots` wide as a picture of mode "1", ink 0 on paper 255."""
    whole = Image.new("L", (dots, part.height + 2 * margin))
    whole.paste(part, ((dots - part.width) // 2, margin))
    return whole.point(lambda value: 0 if value >= _INK else 255).convert("1", dither=Image.Dither.NONE)


def _smaller(words: str, style: Style, width: int, least: int) -> Style:
    wide = typesetting.width(words, style)
    size = style.size if wide <= width else max(style.size * width // wide, least)
    while size > least and typesetting.width(words, replace(style, size=size)) > width:
        size -= 1  # type does not shrink quite evenly
    return replace(style, size=size)


def _ink(page: Image.Image, line: Image.Image, edge: Edge, top: int) -> None:
    """Add a line to a page; what lines share stays, for a tall mark may reach over the one above."""
    slack = page.width - line.width
    left = {"left": 0, "right": slack, "center": slack // 2}[edge]
    page.paste(255, (left, top), line)


def _step(lines: list[Image.Image], style: Style) -> int:
    """Pixels from one baseline to the next, the same for all lines."""
    reaches = [_reach(line, style) for line in lines]
    needed = (upper[1] + lower[0] for upper, lower in pairwise(reaches))
    return max(round(_LEADING * style.size), max(needed, default=0) + round(_CLEAR * style.size))


def _reach(line: Image.Image, style: Style) -> tuple[int, int]:
    """How far the ink of a line stands above and below its baseline, and no less than letters without marks do."""
    box = line.getbbox() or (0, 0, 0, 0)
    ascent = typesetting.ascent(style)
    return max(ascent - box[1], round(0.74 * style.size)), max(box[3] - ascent, round(0.24 * style.size))
