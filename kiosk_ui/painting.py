"""Paints the values of widgets.py onto a pygame surface, and only what changed since the last time."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import pygame
from PIL import Image, ImageDraw

from kiosk_ui import typesetting
from kiosk_ui.fitting import fit_lines, leading, text_height
from kiosk_ui.icons import icon
from kiosk_ui.theme import GROUND, Palette, Rgb
from kiosk_ui.theme import palette as shades_of
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Caret, Icon, Item, Picture, Plate, Ring, Words

_OPTICAL = 0.07  # of an em
_FINE = 4  # corners are drawn larger and made smaller, for smooth edges
_OURS_MOST = 12 << 20  # bytes of pictures of our own wordings: a language or two with their keyboards
_MANY = 16  # changed items from which on the whole screen is painted


def paint(
    surface: pygame.Surface,
    items: Sequence[Item],
    before: Sequence[Item] | None = None,
    *,
    ours: bool = False,
    theme: str = "dark",
    dimmed: bool = False,
) -> list[pygame.Rect]:
    """Paint the items; where `before` stands on the surface already, only what differs. Returns what was painted.

    ours: nothing a visitor wrote is among them, so the pictures may stay when everything else is forgotten. theme,
    dimmed: of both lists.
    """
    shades = shades_of(theme, dimmed)
    changed = _changed(surface.get_rect(), items, before)
    for area in changed:
        surface.set_clip(area)
        surface.fill(shades[GROUND], area)
        for item in items:
            if area.colliderect(item.box):
                _paint_item(surface, item, shades, ours)
    surface.set_clip(None)
    return changed


def forget() -> None:
    """Drop every cached picture of words but those of our own wordings."""
    _words.cache_clear()
    fit_lines.cache_clear()
    typesetting.forget()


def _changed(whole: pygame.Rect, items: Sequence[Item], before: Sequence[Item] | None) -> list[pygame.Rect]:
    if before is None:
        return [whole]
    differing = _differing(items, before)
    if len(differing) > _MANY:
        return [whole]
    areas: list[pygame.Rect] = []
    for item in differing:
        area = pygame.Rect(item.box).clip(whole)
        touching = [other for other in areas if other.colliderect(area)]
        areas = [other for other in areas if other not in touching] + [area.unionall(touching)]
    return [area for area in areas if area.width and area.height]


def _differing(items: Sequence[Item], before: Sequence[Item]) -> set[Item]:
    """Items of one list only; those that both share as objects are not even compared."""
    ours, theirs = {id(item) for item in items}, {id(item) for item in before}
    return {item for item in items if id(item) not in theirs} ^ {
        item for item in before if id(item) not in ours
    }


def _paint_item(surface: pygame.Surface, item: Item, palette: Palette, ours: bool) -> None:
    match item:
        case Plate(box=box) if not item.radius and item.border is None:
            surface.fill(palette[item.colour], box)  # as large as the screen, some of them
        case Plate(box=box):
            border = palette[item.border] if item.border else None
            surface.blit(_plate(box[2], box[3], item.radius, palette[item.colour], border), box[:2])
        case Words():
            _paint_words(surface, item, palette[item.colour], ours)
        case Icon(box=(left, top, width, height)):
            at = (left + (width - item.size) // 2, top + (height - item.size) // 2)
            surface.blit(_tinted(icon(item.name, item.size, item.mirrored), palette[item.colour]), at)
        case Ring(box=box):
            ring = _ring(box[2], box[3], item.radius, item.thick, palette[item.colour])
            surface.blit(ring, box[:2])
        case Caret(box=box):
            surface.fill(palette[item.colour], box)
        case Picture(box=box):
            image = item.image.convert("RGB").resize(box[2:], Image.Resampling.LANCZOS)
            surface.blit(pygame.image.frombuffer(image.tobytes(), image.size, "RGB"), box[:2])


def _paint_words(surface: pygame.Surface, item: Words, colour: Rgb, ours: bool) -> None:
    left, top, width, height = item.box
    slack = (height - text_height(len(item.lines), item.style)) // 2
    # A line has more room below than above its letters; by eye it stands in the middle a little lower.
    y = top + slack + min(round(_OPTICAL * item.style.size), max(slack, 0))
    for number, text in enumerate(item.lines):
        picture = _picture(_Line(text, item.style, item.rtl, colour), ours)
        aside = width - picture.get_width()
        x = left + {"left": 0, "center": aside // 2, "right": aside}[item.align]
        if item.fade:
            picture.set_alpha(255 * (4 - item.fade) // 4)
        surface.blit(picture, (x, y + number * leading(item.style)))
        if item.fade:
            picture.set_alpha(255)  # it is shared with those who want it in full; None would blend it no more


class _Line(NamedTuple):
    """One line of words as it is to look."""

    text: str
    style: Style
    rtl: bool
    colour: Rgb


class _Ours:
    """Pictures of our own wordings; those that nobody looked at for longest go where there are too many."""

    def __init__(self) -> None:
        self._pictures: dict[_Line, pygame.Surface] = {}  # what was used last stands last
        # Bytes of them all: adding them up for every key of a new page took longer than drawing it.
        self._size = 0

    def __iter__(self) -> Iterator[_Line]:
        return iter(self._pictures)

    def find(self, line: _Line) -> pygame.Surface | None:
        picture = self._pictures.pop(line, None)
        if picture is not None:
            self._pictures[line] = picture
        return picture

    def keep(self, line: _Line, picture: pygame.Surface) -> None:
        """One that was not found."""
        self._pictures[line] = picture
        self._size += _bytes(picture)
        while self._size > _OURS_MOST:
            self._size -= _bytes(self._pictures.pop(next(iter(self._pictures))))


_ours = _Ours()


def _picture(line: _Line, ours: bool) -> pygame.Surface:
    found = _ours.find(line)
    picture = _words(line) if found is None else found
    if ours and found is None:
        _ours.keep(line, picture)
    return picture


def _bytes(picture: pygame.Surface) -> int:
    return int(picture.get_pitch() * picture.get_height())


@lru_cache(maxsize=128)  # beside the keys, lines of a visitor, each as it was at some letter
def _words(line: _Line) -> pygame.Surface:
    return _tinted(typesetting.line(line.text, line.style, line.rtl), line.colour)


@lru_cache(maxsize=256)
def _plate(width: int, height: int, radius: int, colour: Rgb, border: Rgb | None) -> pygame.Surface:
    large = Image.new("L", (width * _FINE, height * _FINE))
    ImageDraw.Draw(large).rounded_rectangle(
        (0, 0, *(side - 1 for side in large.size)), radius * _FINE, fill=255
    )
    plate = _tinted(large.resize((width, height), Image.Resampling.BOX), border or colour)
    if border is not None:
        thickness = min(max(height // 32, 2), 4)
        inner = _plate(
            width - 2 * thickness, height - 2 * thickness, max(radius - thickness, 0), colour, None
        )
        plate.blit(inner, (thickness, thickness))
    return plate


@lru_cache(maxsize=32)
def _ring(width: int, height: int, radius: int, thick: int, colour: Rgb) -> pygame.Surface:
    large = Image.new("L", (width * _FINE, height * _FINE))
    ImageDraw.Draw(large).rounded_rectangle(
        (0, 0, *(side - 1 for side in large.size)), radius * _FINE, outline=255, width=thick * _FINE
    )
    return _tinted(large.resize((width, height), Image.Resampling.BOX), colour)


def _tinted(mask: Image.Image, colour: Rgb) -> pygame.Surface:
    """A mask as ink of one colour on nothing.

    Blue comes first, as on most displays: laid on a window whose bytes are in another order it takes ten times as long.
    """
    bands = [Image.new("L", mask.size, value) for value in reversed(colour)]
    return pygame.image.frombuffer(Image.merge("RGBA", [*bands, mask]).tobytes(), mask.size, "BGRA")
