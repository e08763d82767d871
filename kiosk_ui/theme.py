"""How everything on the screens looks: roles of colour, three palettes, measures, sizes of type. Pure.

Screens name roles; painting asks the palette of the theme what a role looks like. A text and the ground it may stand
on differ by 7:1 at least in every theme (WCAG 2.2, 1.4.6), lines and shapes that mean something by 3:1 (1.4.11).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Colour = Literal["ground", "raised", "ink", "quiet", "lamp", "on_lamp", "line", "rule", "focus"]  # a role
Rgb = tuple[int, int, int]
Palette = Mapping[Colour, Rgb]

GROUND: Colour = "ground"
RAISED: Colour = "raised"  # keys, tiles, the sheet one writes on
INK: Colour = "ink"
QUIET: Colour = "quiet"  # what stands beside the matter
LAMP: Colour = "lamp"  # the one thing to do next, and what the finger is on
ON_LAMP: Colour = "on_lamp"
LINE: Colour = "line"  # outlines that mean something
RULE: Colour = "rule"  # parts rows, and means nothing by itself
FOCUS: Colour = "focus"  # the ring around what the four buttons stand on

# Every pair of ink and ground that is drawn, and every pair of shape and ground that means something.
TEXT_PAIRS: tuple[tuple[Colour, Colour], ...] = (
    *((INK, GROUND), (INK, RAISED), (QUIET, GROUND), (QUIET, RAISED)),
    *((LAMP, GROUND), (LAMP, RAISED), (ON_LAMP, LAMP), (ON_LAMP, INK)),
)
SHAPE_PAIRS: tuple[tuple[Colour, Colour], ...] = (
    *((LINE, GROUND), (LAMP, GROUND), (LAMP, RAISED), (FOCUS, GROUND), (FOCUS, RAISED)),
)

# Warm and dark as a room in the evening; paper in daylight; and what most people with low vision read best.
PALETTES: Mapping[str, Palette] = {
    "dark": {
        "ground": (26, 22, 19),
        "raised": (46, 40, 35),
        "ink": (250, 243, 232),
        "quiet": (214, 202, 186),
        "lamp": (247, 190, 84),
        "on_lamp": (30, 22, 10),
        "line": (128, 113, 97),
        "rule": (72, 63, 54),
        "focus": (255, 255, 255),
    },
    "light": {
        "ground": (250, 246, 239),
        "raised": (234, 227, 216),
        "ink": (31, 25, 20),
        "quiet": (73, 62, 52),
        "lamp": (116, 52, 6),
        "on_lamp": (255, 250, 242),
        "line": (132, 118, 102),
        "rule": (208, 198, 184),
        "focus": (0, 66, 168),
    },
    "yellow": {
        "ground": (0, 0, 0),
        "raised": (38, 35, 6),
        "ink": (255, 238, 92),
        "quiet": (232, 216, 112),
        "lamp": (255, 214, 10),
        "on_lamp": (0, 0, 0),
        "line": (152, 141, 40),
        "rule": (84, 77, 14),
        "focus": (255, 255, 255),
    },
}
THEMES = tuple(PALETTES)
_DIMMED = 0.4  # of the dark palette, for a screen that nobody looks at

PANEL_SHORT_SIDE_MM = 86.0  # of a 7-inch panel; where a panel was not measured it is taken for one
KEY_MM, GAP_MM, MARGIN_MM = 12.2, 1.6, 4.0
_LARGE = 1.35  # large type against the usual


@dataclass(frozen=True, slots=True)
class Grid:
    """Measures of one screen in pixels."""

    width: int
    height: int
    mm: float  # pixels a millimetre, where these differ those of the denser side
    large: bool = False  # large type was asked for

    @property
    def growth(self) -> float:
        """How much larger than on a 7-inch panel keys and type are: half of what the panel is larger by."""
        return max(1.0, math.sqrt(min(self.width, self.height) / self.mm / PANEL_SHORT_SIDE_MM))

    @property
    def key(self) -> int:
        """The least side of anything a finger may press, 12 mm."""
        return round(KEY_MM * self.growth * self.mm)

    @property
    def gap(self) -> int:
        """Between two things a finger may press, 1.5 mm."""
        return round(GAP_MM * self.mm)

    @property
    def margin(self) -> int:
        """Free space along the edges."""
        return round(MARGIN_MM * self.growth * self.mm)

    def type(self, mm: float) -> int:
        """Size of type in pixels an em, given in millimetres an em on a 7-inch panel."""
        return max(round(mm * self.growth * self.mm * (_LARGE if self.large else 1)), 8)

    def least(self, mm: float) -> int:
        """The size down to which type may shrink where room is scarce, large type too: millimetres an em."""
        return max(round(mm * self.mm), 8)


def grid(size: tuple[int, int], width_mm: int = 0, height_mm: int = 0, large: bool = False) -> Grid:
    """The measures of a screen of `size` pixels, upright ones too.

    width_mm, height_mm: of the panel's picture as it stands; 0: as wide or high as its pixels are square; both 0: as
    on a 7-inch one.
    """
    densities = [pixels / mm for pixels, mm in zip(size, (width_mm, height_mm), strict=True) if mm]
    return Grid(*size, max(densities, default=min(size) / PANEL_SHORT_SIDE_MM), large)


@lru_cache
def palette(theme: str, dimmed: bool = False) -> Palette:
    """The colours of a theme; dimmed: those of the dark one, much darker, whatever the theme."""
    if not dimmed:
        return PALETTES[theme]
    dark = PALETTES["dark"].items()
    return {role: (round(r * _DIMMED), round(g * _DIMMED), round(b * _DIMMED)) for role, (r, g, b) in dark}


def next_theme(theme: str) -> str:
    """The theme after this one, round and round; an unknown one is followed by the first."""
    return THEMES[(THEMES.index(theme) + 1) % len(THEMES)] if theme in PALETTES else THEMES[0]
