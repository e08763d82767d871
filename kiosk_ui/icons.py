"""The few signs that need no words, as strokes on a field of 24 by 24. Pure."""

from functools import lru_cache

from PIL import Image, ImageDraw

Stroke = tuple[tuple[float, float], ...]

_FINE = 4  # drawn larger and made smaller, for smooth edges

ICONS: dict[str, tuple[Stroke, ...]] = {
    "back": (((20, 12), (4, 12)), ((10.5, 5.5), (4, 12), (10.5, 18.5))),
    "delete": (
        ((8.5, 5), (21.5, 5), (21.5, 19), (8.5, 19), (2.5, 12), (8.5, 5)),
        ((11.5, 9), (17.5, 15)),
        ((17.5, 9), (11.5, 15)),
    ),
    "shift": (((12, 3.5), (20.5, 12.5), (16, 12.5), (16, 20), (8, 20), (8, 12.5), (3.5, 12.5), (12, 3.5)),),
    "heard": (((4, 12.5), (9.5, 18), (20, 6.5)),),
    "space": (((4, 10), (4, 15), (20, 15), (20, 10)),),
}


@lru_cache(maxsize=64)
def icon(name: str, size: int, mirrored: bool = False) -> Image.Image:
    """A sign as a mask of mode "L", `size` pixels square, 255 where there is ink; KeyError for an unknown name."""
    scale = size * _FINE / 24
    large = Image.new("L", (size * _FINE, size * _FINE))
    pen = ImageDraw.Draw(large)
    thickness = 2 * scale
    for stroke in ICONS[name]:
        points = [((24 - x if mirrored else x) * scale, y * scale) for x, y in stroke]
        pen.line(points, fill=255, width=round(thickness), joint="curve")
        for x, y in points:  # round ends and corners
            pen.circle((x, y), thickness / 2, fill=255)
    return large.resize((size, size), Image.Resampling.LANCZOS)
