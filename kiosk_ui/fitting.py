"""How large a text may be set in a box, and where its lines end. Pure."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import regex

from kiosk_ui import typesetting
from kiosk_ui.line_breaks import pieces
from kiosk_ui.typesetting import Style

LEADING = 1.4  # of an em
_MUCH_SMALLER = 0.7


def leading(style: Style) -> int:
    """Pixels from line to line inside one text: closer than `line_height`, for its lines may reach into each other."""
    return round(LEADING * style.size)


def text_height(lines: int, style: Style) -> int:
    """Pixels that so many lines of one text take."""
    return typesetting.line_height(style) + (lines - 1) * leading(style)


@lru_cache(maxsize=4096)
def fit_lines(
    text: str, style: Style, room: tuple[int, int], smallest: int, most: int = 99
) -> tuple[int, tuple[str, ...]]:
    """(size in pixels, lines) of a text in a room of (width, height), in the largest size from `style`'s to `smallest`.

    most: lines, unless that would make the type much smaller. What does not fit either is cut and ends in an ellipsis.
    """
    found = _largest(text, style, room, smallest)
    if found and len(found[1]) > most:
        least = max(round(_MUCH_SMALLER * found[0]), smallest)
        found = _largest(text, replace(style, size=found[0]), room, least, most) or found
    if found:
        size, lines = found
        return size, tuple(_balanced(text, replace(style, size=size), room[0], lines))
    for size in _sizes(text, style, room, smallest, True):  # a smaller size is better than a word cut in two
        lines = typesetting.break_lines(text, replace(style, size=size), room[0])
        if text_height(len(lines), Style(size)) <= room[1]:
            return size, tuple(lines)
    return smallest, tuple(_cut(text, replace(style, size=smallest), room))


def _largest(
    text: str, style: Style, room: tuple[int, int], smallest: int, most: int = 99
) -> tuple[int, list[str]] | None:
    for size in _sizes(text, style, room, smallest, False):
        tried = replace(style, size=size)
        lines = typesetting.break_lines(text, tried, room[0])
        high = text_height(len(lines), tried)
        if len(lines) <= most and high <= room[1] and _no_piece_is_wider(text, tried, room[0]):
            return size, lines
    return None


def _cut(text: str, style: Style, room: tuple[int, int]) -> list[str]:
    lines = typesetting.break_lines(text, style, room[0])
    rows = max(1 + (room[1] - typesetting.line_height(style)) // leading(style), 1)
    return lines if len(lines) <= rows else [*lines[: rows - 1], shorten(lines[rows - 1], style, room[0])]


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
    advances = [_advances(piece, style) for piece in pieces(text)]
    widest = 0 if cuts_words else max((letters for letters, _ in advances), default=0) / style.size
    length = sum(whole for _, whole in advances) / style.size
    size = style.size
    while True:
        rows = math.ceil(0.95 * length * size / room[0])
        if 0.97 * widest * size <= room[0] and text_height(rows, Style(size)) <= room[1]:
            yield size
        if size <= smallest:
            return
        size = max(smallest, int(size * 0.93))


def _advances(piece: str, style: Style) -> tuple[float, float]:
    """What a piece takes without the spaces at its end, and with them."""
    whole = typesetting.advance(piece, style)
    spaces = piece[len(piece.rstrip()) :]
    return (whole - typesetting.advance(spaces, style) if spaces else whole), whole


def _no_piece_is_wider(text: str, style: Style, room: int) -> bool:
    return all(
        typesetting.surely_fits(typesetting.advance(piece, style), style, room)
        or typesetting.width(piece.rstrip(), style) <= room
        for piece in pieces(text)
    )


def _widest_piece(text: str, style: Style) -> int:
    return max((typesetting.width(piece.rstrip(), style) for piece in pieces(text)), default=0)


def shorten(text: str, style: Style, width: int) -> str:
    """As much of a text as a line of `width` pixels has room for, with an ellipsis behind it."""
    clusters = regex.findall(r"\X", text)
    while clusters and typesetting.width("".join(clusters) + "…", style) > width:
        clusters.pop()
    return "".join(clusters).rstrip() + "…"
