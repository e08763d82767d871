"""The simulated board as a strip beside the kiosk's window: its lamps, four buttons, and switches for what befalls it.

For makers and tests, so in English alone. From what the board shows to items and lamps. Pure.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from kiosk_ui.board_state import NO_LAMPS, BoardState
from kiosk_ui.theme import GROUND, INK, LAMP, LINE, ON_LAMP, QUIET, RAISED, RULE, Colour, Rgb
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Icon, Item, Plate, Words, button, fit

LAMPS = len(NO_LAMPS)
SIZE = (300, 480)
# As they lie, and their signs; round is in the ring.
BUTTONS = {"left": "back", "enter": "heard", "right": "forth"}
SWITCHES = {  # name: what stands beside it
    "somebody": "Someone is there",
    "door": "The door is open",
    "paper_out": "No paper",
    "noise": "Noise on the line",
    "unplugged": "Panel unplugged",
    "hanging": "The Pi hangs",
}
LAMP_MOST = 51  # what a lamp is sent at most (firmware/pinout.py)
_AT = SIZE[1]  # pixels high that the measures below are given for


@dataclass(frozen=True, slots=True)
class Strip:
    """What is to be seen. lamps: colours as the ring was sent them. pressed: a button the mouse is on."""

    runs_on: str = ""  # which Python, as its interpreter names itself
    lamps: tuple[Rgb, ...] = NO_LAMPS
    pressed: str = ""
    on: frozenset[str] = frozenset()  # of SWITCHES
    told: str = ""  # what happens, where something does


class Lamp(NamedTuple):
    """One lamp of the ring: middle and radius in pixels, hue with 255 for its strongest part, brightness."""

    x: int
    y: int
    radius: int
    hue: Rgb
    bright: int  # 0 to 255 as it looks, which is more than it is sent


def items(strip: Strip, size: tuple[int, int] = SIZE) -> tuple[Item, ...]:
    """All of the strip but its lamps, back to front. What can be pressed are plates with a target."""
    unit = size[1] / _AT
    width, side = size[0], round(18 * unit)
    inner = width - 2 * side
    return (
        Plate((0, 0, *size), GROUND),
        Plate((0, 0, max(round(unit), 1), size[1]), RULE),
        *_head(strip, (side, round(12 * unit), inner, round(38 * unit)), unit),
        *_round_button(strip, size),
        *_row(strip, (side, round(214 * unit), inner, round(50 * unit)), unit),
        *_switches(strip, (side, round(276 * unit), inner, round(160 * unit)), unit),
        _line(strip.told, (side, round(440 * unit), inner, round(34 * unit)), unit, 13, INK, 2),
    )


def lamps(strip: Strip, size: tuple[int, int] = SIZE) -> tuple[Lamp, ...]:
    """The ring, its first lamp at the top, clockwise."""
    return tuple(
        Lamp(*place, _lamp_radius(size), *_as_seen(colour))
        for place, colour in zip(_places(size), strip.lamps, strict=True)
    )


def told(on: frozenset[str], state: BoardState) -> str:
    """One sentence on what happens just now."""
    if state.fault:
        return state.fault
    if "unplugged" in on:
        return "Without its panel the kiosk goes on by touch."
    if not state.pi_has_power:
        return "The Pi's power is cut."
    if state.asks_to_halt:
        return "The Pi is asked to shut down."
    if "hanging" in on:
        return "It is missed after 60 s, asked for 20, and cut."
    return "With the mouse, or F1, left, Return, right."


def target_at(strip: Strip, place: tuple[float, float], size: tuple[int, int] = SIZE) -> str:
    """The name of what is under the mouse, empty beside everything."""
    for item in items(strip, size):
        if isinstance(item, Plate) and item.target:
            left, top, width, height = item.box
            if left <= place[0] < left + width and top <= place[1] < top + height:
                return item.target
    return ""


def _ring(size: tuple[int, int]) -> tuple[int, int, int]:
    unit = size[1] / _AT
    return size[0] // 2, round(130 * unit), round(66 * unit)


def _lamp_radius(size: tuple[int, int]) -> int:
    return max(round(0.11 * _ring(size)[2]), 2)


def _places(size: tuple[int, int]) -> list[tuple[int, int]]:
    x, y, radius = _ring(size)
    turns = (2 * math.pi * number / LAMPS for number in range(LAMPS))
    return [(round(x + radius * math.sin(turn)), round(y - radius * math.cos(turn))) for turn in turns]


def _as_seen(colour: Rgb) -> tuple[Rgb, int]:
    """Hue and brightness. Lamps are strong and are sent little; a screen needs more for the same light (gamma 2.2)."""
    most = max(colour)
    if not most:
        return (0, 0, 0), 0
    red, green, blue = (round(255 * (part / most) ** (1 / 2.2)) for part in colour)
    return (red, green, blue), min(round(255 * (most / LAMP_MOST) ** (1 / 2.2)), 255)


def _line(text: str, box: Box, unit: float, size: float, colour: Colour, most: int = 1) -> Words:
    return fit(text, Style(round(size * unit), 400, "en"), box, round(9 * unit), colour, "start", most)


def _head(strip: Strip, box: Box, unit: float) -> list[Item]:
    left, top, width, height = box
    title = Style(round(16 * unit), 600, "en")
    upper = round(0.56 * height)
    return [
        fit("The panel, simulated", title, (left, top, width, upper), round(9 * unit), INK, "start"),
        _line(strip.runs_on or "no power", (left, top + upper, width, height - upper), unit, 12, QUIET),
    ]


def _round_button(strip: Strip, size: tuple[int, int]) -> list[Item]:
    x, y, radius = _ring(size)
    half = round(0.58 * radius)
    box = (x - half, y - half, 2 * half, 2 * half)
    plate, ink = button(box, half, "round", "round button", strip.pressed == "round")
    small = _lamp_radius(size)
    sockets = [
        Plate((at[0] - small, at[1] - small, 2 * small, 2 * small), RAISED, small, RULE)
        for at in _places(size)
    ]
    return [*sockets, plate, Icon(box, "hear", round(0.9 * half), ink)]


def _row(strip: Strip, box: Box, unit: float) -> list[Item]:
    left, top, width, height = box
    gap = round(10 * unit)
    wide = (width - gap * (len(BUTTONS) - 1)) // len(BUTTONS)
    found: list[Item] = []
    for number, (name, sign) in enumerate(BUTTONS.items()):
        place = (left + number * (wide + gap), top, wide, height)
        plate, ink = button(place, round(10 * unit), name, f"{name} button", strip.pressed == name)
        mirrored = sign == "forth"
        found += [plate, Icon(place, "back" if mirrored else sign, round(26 * unit), ink, mirrored)]
    return found


def _switches(strip: Strip, box: Box, unit: float) -> list[Item]:
    left, top, width, height = box
    high = height // len(SWITCHES)
    found: list[Item] = []
    for number, (name, text) in enumerate(SWITCHES.items()):
        place = (left, top + number * high, width, high)
        found.append(Plate(place, GROUND, target=name, spoken=text))
        found.append(_line(text, (left, place[1], width - round(48 * unit), high), unit, 14, INK))
        found += _knob(name in strip.on, place, unit)
    return found


def _knob(is_on: bool, row: Box, unit: float) -> list[Item]:
    """A switch at the end of its row."""
    wide, high = round(36 * unit), round(20 * unit)
    box = (row[0] + row[2] - wide, row[1] + (row[3] - high) // 2, wide, high)
    inset = max(round(3 * unit), 1)
    disc = high - 2 * inset
    x = box[0] + (wide - inset - disc if is_on else inset)
    slot = Plate(box, LAMP, high // 2) if is_on else Plate(box, RAISED, high // 2, LINE)
    return [slot, Plate((x, box[1] + inset, disc, disc), ON_LAMP if is_on else QUIET, disc // 2)]
