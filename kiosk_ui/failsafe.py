"""The screen for when nothing else can be drawn: made while all is well, shown without a font, a layout or a thought.

Two bars in a ring, which stand for a pause, and one sentence in the languages of the place. Where even the sentence
cannot be set, the ring stands alone.
"""

import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

import pygame
from PIL import Image

from kiosk_ui import coverage, theme, typesetting, wording
from kiosk_ui.glass import Glass
from kiosk_ui.typesetting import Style

SENTENCE = "sorry_nowhere"
MOST = 6  # languages that have room
RING_MM, SENTENCE_MM, SMALLEST_MM = 24.0, 5.2, 2.6
# Of the dark theme; no theme is asked for them.
_GROUND, _INK, _LAMP = (26, 22, 19), (250, 243, 232), (247, 190, 84)

logger = logging.getLogger(__name__)


class Area(NamedTuple):
    """Where the sentences go, in pixels."""

    left: int
    top: int
    width: int
    height: int


def picture(size: tuple[int, int], languages: Sequence[str]) -> pygame.Surface:
    """The whole screen of `size` pixels; never fails for want of a font."""
    surface = pygame.Surface(size)
    surface.fill(_GROUND)
    mm = theme.grid(size).mm
    told = list(languages)[:MOST]
    middle = size[1] // 2 if not told else round(RING_MM * mm * 0.75)
    _ring(surface, (size[0] // 2, middle), round(RING_MM * mm / 2))
    side = round(6 * mm)
    top = middle + round(RING_MM * mm * 0.7)
    area = Area(side, top, size[0] - 2 * side, size[1] - top - side)
    try:
        _sentences(surface, told, area, mm)
    except (coverage.FontError, typesetting.TypesettingError, OSError) as error:
        logger.warning("the failsafe screen has a sign and no words: %s", error)
    return surface


def stand(glass: Glass, seconds: float) -> None:
    """The sign alone for a while, where the program cannot even start: better than a dark panel with a cursor."""
    glass.show([glass.picture.blit(picture(glass.size, ()), (0, 0))])
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        pygame.event.wait(max(1, round(left * 1000)))


def _ring(surface: pygame.Surface, middle: tuple[int, int], radius: int) -> None:
    pygame.draw.circle(surface, _LAMP, middle, radius, max(radius // 8, 2))
    high, wide = radius, max(radius // 4, 2)
    for side in (-1, 1):
        left = middle[0] + side * radius // 4 - wide // 2
        pygame.draw.rect(surface, _LAMP, (left, middle[1] - high // 2, wide, high), border_radius=wide // 3)


def _sentences(surface: pygame.Surface, languages: Sequence[str], area: Area, mm: float) -> None:
    """One under the other, in the largest size that leaves room for all."""
    size = SENTENCE_MM
    while True:
        set_ = [_set(language, round(size * mm), area.width) for language in languages]
        gap = round(size * mm * 0.5)
        height = sum(picture.height + gap for picture in set_)
        if height <= area.height or size <= SMALLEST_MM:
            break
        size *= 0.9
    top = area.top + max((area.height - height) // 2, 0)
    for mask in set_:
        _ink(surface, mask, (area.left + (area.width - mask.width) // 2, top))
        top += mask.height + gap


def _set(language: str, size: int, width: int) -> Image.Image:
    text, style = wording.say(language, SENTENCE), Style(size, 400, language)
    lines = typesetting.break_lines(text, style, width)
    return typesetting.stack(lines, style, width, "center", typesetting.is_rtl(text, language))


def _ink(surface: pygame.Surface, mask: Image.Image, at: tuple[int, int]) -> None:
    bands = [Image.new("L", mask.size, value) for value in _INK]
    words = Image.merge("RGBA", [*bands, mask])
    surface.blit(pygame.image.frombuffer(words.tobytes(), mask.size, "RGBA"), at)
