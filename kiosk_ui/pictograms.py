"""What every slip promises, and the walk, as line drawings for those who do not read its words. Pure.

Strokes and dots on a field of 24 by 24; a person is a dot with strokes below it.
"""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

Point = tuple[float, float]

_FIELD = 24
_FINE = 4  # drawn larger and made smaller, for smooth edges
_STROKE = 1.7


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes, each a row of points, and filled dots, each its middle and its radius."""

    strokes: tuple[tuple[Point, ...], ...]
    dots: tuple[tuple[float, float, float], ...] = ()


PROMISES = ("public_place", "go_if_you_like", "leave_when_you_like", "under_18")

PICTOGRAMS = {
    "public_place": Drawing(
        (
            ((2.5, 9), (12, 3), (21.5, 9), (2.5, 9)),
            *(((x, 11.5), (x, 17.5)) for x in (5.5, 9.8, 14.2, 18.5)),
            ((2.5, 20.5), (21.5, 20.5)),
        )
    ),
    "go_if_you_like": Drawing(
        (
            ((11, 7), (11, 3), (20.5, 3), (20.5, 21), (11, 21), (11, 17)),
            ((2, 12), (15, 12)),
            ((10.8, 7.8), (15, 12), (10.8, 16.2)),
        )
    ),
    "leave_when_you_like": Drawing(
        (
            ((13, 7), (13, 3), (3.5, 3), (3.5, 21), (13, 21), (13, 17)),
            ((9, 12), (22, 12)),
            ((17.8, 7.8), (22, 12), (17.8, 16.2)),
        )
    ),
    "under_18": Drawing(
        (
            ((7.5, 8.5), (7.5, 15), (5, 22)),
            ((7.5, 15), (10, 22)),
            ((3, 14), (7.5, 8.8), (12.6, 15.4), (17, 13.6), (20.5, 17)),
            ((17, 13.2), (17, 17.6), (15.2, 22)),
            ((17, 17.6), (18.8, 22)),
        ),
        ((7.5, 4, 2.7), (17, 9.6, 2.2)),
    ),
    "take_back": Drawing(
        (
            ((5, 9), (15, 9), (18.5, 10.5), (20, 14), (18.5, 17.5), (15, 19), (8, 19)),
            ((9.5, 4.5), (5, 9), (9.5, 13.5)),
        )
    ),
    "walk": Drawing(
        (
            ((12.5, 9), (11.5, 14.5), (15, 17.5), (16, 22)),
            ((11.5, 14.5), (9.8, 18.5), (6, 21.8)),
            ((7.2, 14), (8.6, 10.4), (12.5, 9), (15, 12.4), (18.6, 13.2)),
        ),
        ((13.6, 4, 2.6),),
    ),
}


@lru_cache(maxsize=64)
def pictogram(name: str, side: int, mirrored: bool = False) -> Image.Image:
    """A drawing as a mask of mode "L", `side` pixels square; mirrored for readers from right to left.

    KeyError for an unknown name.
    """
    drawing, scale = PICTOGRAMS[name], side * _FINE / _FIELD
    large = Image.new("L", (side * _FINE, side * _FINE))
    pen = ImageDraw.Draw(large)
    for stroke in drawing.strokes:
        points = [(x * scale, y * scale) for x, y in stroke]
        pen.line(points, fill=255, width=round(_STROKE * scale), joint="curve")
        for point in points:  # round ends and corners
            pen.circle(point, _STROKE * scale / 2, fill=255)
    for x, y, radius in drawing.dots:
        pen.circle((x * scale, y * scale), radius * scale, fill=255)
    small = large.resize((side, side), Image.Resampling.BOX)
    return small.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else small
