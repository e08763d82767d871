"""How everything on the screens looks: colours, measures, sizes of type. One calm palette, warm and dark. Pure.

A text and the ground it may stand on differ by 7:1 at least (WCAG 2.2, 1.4.6), lines and shapes by 3:1 where they
mean something.
"""

from dataclasses import dataclass

Colour = tuple[int, int, int]

GROUND: Colour = (26, 22, 19)
RAISED: Colour = (46, 40, 35)  # keys, tiles, the sheet one writes on
INK: Colour = (250, 243, 232)
QUIET: Colour = (214, 202, 186)  # what stands beside the matter
LAMP: Colour = (247, 190, 84)  # the one thing to do next, and what the finger is on
ON_LAMP: Colour = (30, 22, 10)
LINE: Colour = (128, 113, 97)
RULE: Colour = (72, 63, 54)  # parts rows, and means nothing by itself

# Every pair of ink and ground that is drawn; a test holds each against 7:1.
TEXT_PAIRS = (
    *((INK, GROUND), (INK, RAISED), (QUIET, GROUND), (QUIET, RAISED)),
    *((LAMP, GROUND), (LAMP, RAISED), (ON_LAMP, LAMP)),
)

PANEL_SHORT_SIDE_MM = 86.0  # of the smallest panel, 7 inches: larger ones show everything larger
KEY_MM, GAP_MM, MARGIN_MM = 12.2, 1.6, 3.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Measures of one screen in pixels."""

    width: int
    height: int
    mm: float  # pixels a millimetre

    @property
    def key(self) -> int:
        """The least side of anything a finger may press, 12 mm."""
        return round(KEY_MM * self.mm)

    @property
    def gap(self) -> int:
        """Between two things a finger may press."""
        return round(GAP_MM * self.mm)

    @property
    def margin(self) -> int:
        """Free space along the edges."""
        return round(MARGIN_MM * self.mm)

    def type(self, mm: float) -> int:
        """Size of type in pixels an em, given in millimetres an em."""
        return max(round(mm * self.mm), 8)


def grid(size: tuple[int, int], width_mm: int = 0) -> Grid:
    """The measures of a screen of `size` pixels, upright ones too. width_mm: of the panel; 0: as on a 7-inch one."""
    return Grid(*size, size[0] / width_mm if width_mm else min(size) / PANEL_SHORT_SIDE_MM)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [_linear(value / 255) for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
