"""The few signs that need no words, as strokes and filled shapes on a field of 24 by 24. Pure."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from kiosk_ui.pictograms import PICTOGRAMS

Points = tuple[tuple[float, float], ...]

_FINE = 4  # drawn larger and made smaller, for smooth edges


@dataclass(frozen=True, slots=True)
class Sign:
    """Strokes with round ends, shapes filled within their outline, discs (x, y, radius)."""

    strokes: tuple[Points, ...] = ()
    shapes: tuple[Points, ...] = ()
    discs: tuple[tuple[float, float, float], ...] = ()
    thick: float = 2.0  # of a stroke


def _arc(x: float, y: float, radius: float, start: float, end: float) -> Points:
    """A part of a circle in degrees, clockwise from the right as y grows downwards."""
    steps = max(round(abs(end - start) / 6), 2)
    turns = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)


ICONS: dict[str, Sign] = {
    "back": Sign((((20, 12), (4, 12)), ((10.5, 5.5), (4, 12), (10.5, 18.5)))),
    "delete": Sign(
        (
            ((8.5, 5), (21.5, 5), (21.5, 19), (8.5, 19), (2.5, 12), (8.5, 5)),
            ((11.5, 9), (17.5, 15)),
            ((17.5, 9), (11.5, 15)),
        )
    ),
    "shift": Sign(
        (((12, 3.5), (20.5, 12.5), (16, 12.5), (16, 20), (8, 20), (8, 12.5), (3.5, 12.5), (12, 3.5)),)
    ),
    "heard": Sign((((4, 12.5), (9.5, 18), (20, 6.5)),), thick=2.4),
    "walk": Sign(PICTOGRAMS["walk"].strokes, (), PICTOGRAMS["walk"].dots),
    "space": Sign((((4, 10), (4, 15), (20, 15), (20, 10)),)),
    # A disc half in the light.
    "theme": Sign((_arc(12, 12, 8.5, 0, 360),), (_arc(12, 12, 8.5, -90, 90),)),
    # A small and a large A.
    "large": Sign(
        (
            *(((1.8, 19.5), (5.2, 11.5), (8.6, 19.5)), ((3, 16.8), (7.4, 16.8))),
            *(((9.6, 19.5), (16, 4), (22.4, 19.5)), ((12, 14.2), (20, 14.2))),
        )
    ),
    # Somebody who speaks.
    "picture": Sign(
        (
            (*_arc(8.5, 21, 6.3, 180, 360),),
            *(_arc(12.5, 7.6, radius, -42, 42) for radius in (4.2, 8.2)),
        ),
        (_arc(8.5, 21, 6.3, 180, 360),),
        ((8.5, 7.8, 3.9),),
        1.9,
    ),
    "speak": Sign(
        (
            *(((12, 5.6), (12, 11)),),
            *(_arc(12, 11, 6.6, 0, 180), ((12, 17.6), (12, 21.5)), ((8.4, 21.5), (15.6, 21.5))),
        ),
        ((*_arc(12, 5.6, 3.5, 180, 360), *_arc(12, 11, 3.5, 0, 180)),),
        (),
        1.9,
    ),
    "hear": Sign(
        (
            ((3, 9.3), (6.8, 9.3), (11.6, 5), (11.6, 19), (6.8, 14.7), (3, 14.7), (3, 9.3)),
            *(_arc(11.4, 12, radius, -44, 44) for radius in (5, 9.4)),
        ),
        (((3, 9.3), (6.8, 9.3), (11.6, 5), (11.6, 19), (6.8, 14.7), (3, 14.7)),),
        (),
        1.9,
    ),
    "take_back": Sign(
        (((8.5, 19.5), *_arc(14.5, 14, 5.5, 90, -90), (3.5, 8.5)), ((8.6, 3.4), (3.5, 8.5), (8.6, 13.6)))
    ),
    # An open hand.
    "hand": Sign(
        (
            *(((7.6, 12), (6.9, 5.6)), ((11, 11), (10.9, 3.2)), ((14.4, 11), (14.9, 3.9))),
            *(((17.5, 12.5), (18.6, 6.8)), ((8, 18), (3.4, 13.4))),
        ),
        (((6.6, 11), (18.6, 11.5), (18.2, 16), (16, 21.2), (10, 21.2), (7, 18)),),
        ((13.6, 18.6, 3.6), (10.6, 18.4, 3.4)),
        2.5,
    ),
    # Paper that comes out of a slit.
    **{
        f"paper_{step}": Sign(
            (
                ((2, 3), (22, 3)),
                ((5.5, 3), (5.5, end), (8.7, end - 2), (12, end), (15.3, end - 2), (18.5, end), (18.5, 3)),
                *(((9, y), (15, y)) for y in (8, 12.5) if y < end - 3.5),
            ),
            thick=1.8,
        )
        for step, end in ((1, 10), (2, 16), (3, 22))
    },
    "more": Sign(discs=((5, 12, 2), (12, 12, 2), (19, 12, 2))),
    # The globe: languages.
    "languages_more": Sign(
        (
            *(_arc(12, 12, 9, 0, 360), ((3, 12), (21, 12))),
            tuple((12 + 0.45 * (x - 12), y) for x, y in _arc(12, 12, 9, 0, 360)),
        ),
        thick=1.7,
    ),
    "keyboard": Sign(
        (
            ((2, 5.5), (22, 5.5), (22, 18.5), (2, 18.5), (2, 5.5)),
            ((8, 15), (16, 15)),
        ),
        (),
        tuple((x, y, 1) for x, y in ((6, 9), (10, 9), (14, 9), (18, 9), (8, 12), (12, 12), (16, 12))),
        1.8,
    ),
    "clock": Sign((_arc(12, 12, 9, 0, 360), ((12, 6.5), (12, 12), (16, 14.5)))),
    "louder": Sign((((12, 5), (12, 19)), ((5, 12), (19, 12)))),
    "quieter": Sign((((5, 12), (19, 12)),)),
}  # fmt: skip


@lru_cache(maxsize=64)
def icon(name: str, size: int, mirrored: bool = False) -> Image.Image:
    """A sign as a mask of mode "L", `size` pixels square, 255 where there is ink; KeyError for an unknown name."""
    sign, scale = ICONS[name], size * _FINE / 24
    large = Image.new("L", (size * _FINE, size * _FINE))
    pen = ImageDraw.Draw(large)
    for stroke in sign.strokes:
        points = _scaled(stroke, scale, mirrored)
        pen.line(points, fill=255, width=round(sign.thick * scale), joint="curve")
        for point in points:  # round ends and corners
            pen.circle(point, sign.thick * scale / 2, fill=255)
    for shape in sign.shapes:
        pen.polygon(_scaled(shape, scale, mirrored), fill=255)
    for x, y, radius in sign.discs:
        pen.circle(_scaled(((x, y),), scale, mirrored)[0], radius * scale, fill=255)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _scaled(points: Points, scale: float, mirrored: bool) -> list[tuple[float, float]]:
    return [((24 - x if mirrored else x) * scale, y * scale) for x, y in points]
