"""What a screen is made of: plates, words, icons, pictures and dots, as values that can be compared and painted.

A screen is a list of such values; what differs between two lists is all that has to be painted again. Whatever may be
pressed is a plate with a target's name. Nothing here draws. Pure.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

import regex
from PIL import Image

from kiosk_ui import typesetting
from kiosk_ui.line_breaks import pieces
from kiosk_ui.theme import FOCUS, INK, LAMP, ON_LAMP, RAISED, Colour
from kiosk_ui.typesetting import Style

Box = tuple[int, int, int, int]  # left, top, width, height
_LEADING = 1.4  # of an em


@dataclass(frozen=True, slots=True)
class Plate:
    """A rounded ground; with a target's name it can be pressed and tells what it is."""

    box: Box
    colour: Colour = RAISED
    radius: int = 0
    border: Colour | None = None
    target: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text, already broken, in the middle of a box from top to bottom."""

    box: Box
    lines: tuple[str, ...]
    style: Style
    colour: Colour = INK
    align: str = "center"  # left, center or right
    rtl: bool = False
    fade: int = 0  # quarters of the way from full ink to nothing


@dataclass(frozen=True, slots=True)
class Icon:
    """One of the signs of icons.py, square, in the middle of a box."""

    box: Box
    name: str
    size: int
    colour: Colour = INK
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """An outline and nothing within."""

    box: Box
    radius: int
    thick: int
    colour: Colour = FOCUS


@dataclass(frozen=True, slots=True)
class Caret:
    """Where the next letter will stand."""

    box: Box
    colour: Colour = LAMP


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is, mode "L" or "1": white paper and black ink."""

    box: Box
    image: Image.Image = field(compare=False)
    name: int = 0  # tells one picture from another


Item = Plate | Words | Icon | Ring | Caret | Picture


def button(
    box: Box, radius: int, target: str, spoken: str, pressed: bool, calls: bool = False
) -> tuple[Plate, Colour]:
    """A plate to press and the colour of what stands on it; `calls`: it is the one thing to do next."""
    if pressed:
        return Plate(box, INK if calls else LAMP, radius, None, target, spoken), ON_LAMP
    return Plate(box, LAMP if calls else RAISED, radius, None, target, spoken), ON_LAMP if calls else INK


def leading(style: Style) -> int:
    """Pixels from line to line inside one text: closer than `line_height`, for its lines may reach into each other."""
    return round(_LEADING * style.size)


def text_height(lines: int, style: Style) -> int:
    """Pixels that so many lines of one text take."""
    return typesetting.line_height(style) + (lines - 1) * leading(style)


def fit(
    text: str, style: Style, box: Box, smallest: int, colour: Colour = INK, align: str = "center"
) -> Words:
    """The text in the largest size that stays within the box, from that of `style` down to `smallest`, in even lines.

    align: start, center or end, start being right for Arabic. What does not fit in the smallest size either is cut
    at the end of a line and ends in an ellipsis.
    """
    rtl = typesetting.is_rtl(text, style.language)
    side = {"start": "right" if rtl else "left", "end": "left" if rtl else "right"}.get(align, align)
    size, lines = _fit(text, style, box[2], box[3], smallest)
    return Words(box, lines, Style(size, style.weight, style.language), colour, side, rtl)


@lru_cache(maxsize=4096)
def _fit(text: str, style: Style, width: int, height: int, smallest: int) -> tuple[int, tuple[str, ...]]:
    for cuts_words in (False, True):  # a smaller size is better than a word cut in two
        for size in _sizes(text, style, (width, height), smallest, cuts_words):
            tried = replace(style, size=size)
            lines = typesetting.break_lines(text, tried, width)
            whole = cuts_words or _widest_piece(text, tried) <= width
            if whole and text_height(len(lines), tried) <= height:
                return size, tuple(lines if cuts_words else _balanced(text, tried, width, lines))
    tried = replace(style, size=smallest)
    lines = typesetting.break_lines(text, tried, width)
    room = max(1 + (height - typesetting.line_height(tried)) // leading(tried), 1)
    if len(lines) > room:
        lines = [*lines[: room - 1], _shorten(lines[room - 1], tried, width)]
    return smallest, tuple(lines)


def _balanced(text: str, style: Style, width: int, lines: list[str]) -> list[str]:
    """As many lines, about equally long: no word stands alone on the last one."""
    if len(lines) == 1 or "\n" in text:
        return lines
    narrow, wide = _widest_piece(text, style), width
    while wide - narrow > style.size // 2:
        middle = (narrow + wide) // 2
        tried = typesetting.break_lines(text, style, middle)
        narrow, wide, lines = (narrow, middle, tried) if len(tried) <= len(lines) else (middle, wide, lines)
    return lines


def _sizes(text: str, style: Style, room: tuple[int, int], smallest: int, cuts_words: bool) -> Iterator[int]:
    """Sizes worth trying, from large to small: type scales, so one measure rules most of them out unopened."""
    widest = 0 if cuts_words else _widest_piece(text, style) / style.size
    length = typesetting.width(text, style) / style.size
    size = style.size
    while True:
        rows = math.ceil(0.95 * length * size / room[0])
        if 0.97 * widest * size <= room[0] and text_height(rows, Style(size)) <= room[1]:
            yield size
        if size <= smallest:
            return
        size = max(smallest, int(size * 0.93))


def _widest_piece(text: str, style: Style) -> int:
    return max((typesetting.width(piece.rstrip(), style) for piece in pieces(text)), default=0)


def _shorten(text: str, style: Style, width: int) -> str:
    clusters = regex.findall(r"\X", text)
    while clusters and typesetting.width("".join(clusters) + "…", style) > width:
        clusters.pop()
    return "".join(clusters).rstrip() + "…"
