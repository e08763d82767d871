"""What a screen is made of: plates, words, icons, pictures and dots, as values that can be compared and painted.

A screen is a list of such values; what differs between two lists is all that has to be painted again. Whatever may be
pressed is a plate with a target's name. Nothing here draws. Pure.
"""

from dataclasses import dataclass, field

from PIL import Image

from kiosk_ui import typesetting
from kiosk_ui.fitting import fit_lines
from kiosk_ui.theme import FOCUS, INK, LAMP, ON_LAMP, RAISED, Colour
from kiosk_ui.typesetting import Style

Box = tuple[int, int, int, int]  # left, top, width, height


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


def fit(
    text: str,
    style: Style,
    box: Box,
    smallest: int,
    colour: Colour = INK,
    align: str = "center",
    most: int = 99,
) -> Words:
    """The text in the largest size that stays within the box, from that of `style` down to `smallest`, in even lines.

    align: start, center or end, start being right for Arabic. most: lines, as far as that does not make the type much
    smaller. What does not fit in the smallest size either is cut at the end of a line and ends in an ellipsis.
    """
    rtl = typesetting.is_rtl(text, style.language)
    side = {"start": "right" if rtl else "left", "end": "left" if rtl else "right"}.get(align, align)
    size, lines = fit_lines(text, style, (box[2], box[3]), smallest, most)
    return Words(box, lines, Style(size, style.weight, style.language), colour, side, rtl)
