"""A slip as it would be printed, on the screen of a kiosk without paper. Pure."""

import re
from itertools import pairwise

from PIL import Image, ImageOps

from kiosk_ui.theme import Grid
from kiosk_ui.widgets import Box, Item, Picture

_PAPER_MARGIN = 14  # dots of white around a part
_LARGEST_SCALE = 2.0


def columns(paper: Image.Image, grid: Grid, area: Box) -> list[Item]:
    """A long slip side by side with itself: cut where it is blank, as large as the screen allows."""
    left, top, width, height = area
    parts = max(
        (_parts(paper, count) for count in (1, 2, 3, 4)),
        key=lambda parts: round(_scale(parts, area, grid), 1),
    )
    scale = _scale(parts, area, grid)
    across = [round(part.width * scale) for part in parts]
    x = left + (width - sum(across) - (len(parts) - 1) * grid.gap) // 2
    items: list[Item] = []
    for number, (part, shown) in enumerate(zip(parts, across, strict=True)):
        tall = min(max(round(part.height * scale), 1), height)
        items.append(Picture((x, top, shown, tall), part, id(paper) + number))
        x += shown + grid.gap
    return items


def _scale(parts: list[Image.Image], area: Box, grid: Grid) -> float:
    across = area[2] - (len(parts) - 1) * grid.gap
    return min(
        across / sum(part.width for part in parts),
        area[3] / max(part.height for part in parts),
        _LARGEST_SCALE,
    )


def _parts(paper: Image.Image, count: int) -> list[Image.Image]:
    """The slip in `count` parts, or fewer where it is too short, each with a margin of its own."""
    rows = paper.convert("L").resize((1, paper.height), Image.Resampling.BOX).tobytes()
    cuts = [(0, 0), *(_cut(rows, paper.height * k // count) for k in range(1, count)), (paper.height, 0)]
    ends = sorted(set(cuts))
    parts = (
        paper.convert("L").crop((0, upper + skipped, paper.width, lower))
        for (upper, skipped), (lower, _) in pairwise(ends)
        if lower > upper + skipped
    )
    return [ImageOps.expand(part, _PAPER_MARGIN, 255) for part in parts]


def _cut(rows: bytes, wanted: int) -> tuple[int, int]:
    """(row to cut at, rows to leave out there): at a line across, which then goes, if one is near; else in a gap.

    rows: the mean of each row, 0 for ink from edge to edge.
    """
    rules = [(found.start(), len(found[0])) for found in re.finditer(rb"[\x00-\x20]{2,3}(?=\xff)", rows)]
    near = [rule for rule in rules if abs(rule[0] - wanted) < len(rows) // 8]
    if near:
        return min(near, key=lambda rule: abs(rule[0] - wanted))
    gaps = [(found.start(), found.end()) for found in re.finditer(rb"\xff+", rows)]
    best = min(gaps, key=lambda gap: abs(sum(gap) / 2 - wanted) - 6 * (gap[1] - gap[0]), default=(0, 0))
    return sum(best) // 2, 0
