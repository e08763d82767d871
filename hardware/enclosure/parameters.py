"""Every measure of the enclosure, in millimetres and degrees. Nothing here needs CadQuery.

The front is two plates: the chin, upright, with buttons, printer, loudspeaker and jack; the face above it, leaning
back, with the screen. On each plate x runs to the right from its middle and v upwards from its lower edge.
"""

from math import cos, radians, sin
from typing import NamedTuple

# Body. The widest part fits the bed of a common printer with room for a brim.
BED = 220.0
WIDTH, WALL, PLATE = 212.0, 3.0, 4.0
CHIN, FACE = 118.0, 174.0  # heights of the two plates along themselves
LEAN = 25.0  # degrees the face leans back from upright
DEPTH = 128.0
CORNER = 9.0  # radius of the edges at the back
GAP = 0.4  # between a moving part and its opening, each side


class Screen(NamedTuple):
    """A panel by its maker's drawing. Outer sizes with tabs; lit: what shows; holes: between screw centres."""

    name: str
    outer: tuple[float, float]
    glass: tuple[float, float]
    lit: tuple[float, float]
    holes: tuple[float, float]
    pixels: tuple[int, int]
    deep: float  # glass, board and plugs behind them


# Waveshare's exterior drawing, read in a public repository that models a case for it; check with callipers.
SCREEN = Screen("7inch HDMI LCD (C), SKU 11199", (164.90, 124.27), (164.90, 106.96), (154.21, 85.92),
                (148.90, 114.96), (1024, 600), 26.0)  # fmt: skip
SCREEN_AT = (0.0, 66.0)  # middle of the lit area on the face
REVEAL = 1.0  # of plate around the lit area


class Printer(NamedTuple):
    """A panel printer by its datasheet (CSN-A2 and alike: 111 x 65 x 57, cut-out 103 x 57)."""

    bezel: tuple[float, float]
    cut_out: tuple[float, float]
    deep: float
    roll: float  # paper's width


PRINTER = Printer((111.0, 65.0), (103.0, 57.0), 57.0, 58.0)
PRINTER_AT = (-40.0, 41.0)  # on the chin


class ButtonShape(NamedTuple):
    """A cap as fingers know it. shape: circle, left, right or bar; size: across and high; at: on the chin."""

    shape: str
    size: tuple[float, float]
    at: tuple[float, float]


BUTTONS = {
    "round": ButtonShape("circle", (23.0, 23.0), (-72.0, 96.0)),
    "left": ButtonShape("left", (25.0, 25.0), (-26.0, 96.0)),
    "right": ButtonShape("right", (25.0, 25.0), (14.0, 96.0)),
    "enter": ButtonShape("bar", (42.0, 16.0), (64.0, 96.0)),
}  # named as in wire/panel.py
CAP_STANDS_OUT = 4.0  # enough to be found by hand, too little to hang a bag on
CAP_TRAVEL = 0.8  # to the stop; the switch needs 0.3
PRESS_N = 1.3  # the switch's force; at most 22.2 N may be asked for (ADA 309.4)

RING_AT, RING_OUTER, RING_INNER = (0.0, 149.0), 37.0, 23.0
PRESENCE_AT, PRESENCE_HOLE = (-52.0, 149.0), 10.4  # AM312's dome
LIGHT_AT, LIGHT_HOLE = (52.0, 149.0), 5.2
MICROPHONE_AT, MICROPHONE_HOLE = (72.0, 149.0), 2.0
SPEAKER_AT, SPEAKER_ACROSS = (62.0, 44.0), 50.0
JACK_AT, JACK_HOLE = (86.0, 11.0), 6.2

DOOR_OPENING = (158.0, 86.0)  # at the back of the lower half; its middle is in the middle
DOOR_OVERLAP = 6.0
LOCK_AT, LOCK_HOLE = (66.0, 0.0), 16.2  # from the door's middle
DOOR_SWITCH_AT = -60.0  # from the door's middle, inside, above the opening: the door's lip presses it
VESA = 75.0  # M4, at the back of the upper half
VESA_Z = 196.0  # its middle above the floor of the case
CABLE_HOLE, CABLE_AT = 11.0, (92.0, 13.0)  # the supply's plug passes; seen from behind
CLAMP = (28.0, 9.0, 8.0)  # a saddle with two screws behind the hole takes the pull
LEAD = 4.6  # the supply's lead across, held a little tighter
ANCHORS = ((-84.0, 96.0), (84.0, 58.0))  # 4.5 mm holes in the floor, to screw it to a table: x, y
VENT_SLOT = (30.0, 3.0)
TRAY_Y = 78.0  # front side of the sheet that carries the electronics, from the front
TRAY = (200.0, 110.0, 3.0)


class Box(NamedTuple):
    """What stands on the tray, on its rear side: lower left corner seen from the rear, and size."""

    part: str  # in bom.csv
    at: tuple[float, float]
    size: tuple[float, float, float]  # across, high, deep


ON_TRAY = (
    Box("pi", (6.0, 64.0), (65.0, 30.0, 14.0)),
    Box("usb_hub", (6.0, 32.0), (70.0, 26.0, 20.0)),
    Box("panel_board", (88.0, 40.0), (98.0, 56.0, 22.0)),
    Box("relays", (130.0, 4.0), (52.0, 34.0, 20.0)),
    Box("amplifier", (92.0, 6.0), (30.0, 22.0, 12.0)),
    Box("wire", (6.0, 6.0), (80.0, 20.0, 20.0)),  # lever terminals and fuses
)

# Parts of bom.csv that the enclosure holds or is made of, besides what the wiring names.
ENCLOSED = {"filament", "inserts", "vesa_screws", "lock", "feet", "stripboard"}


def lean_vector() -> tuple[float, float]:
    """One millimetre up along the face: how far back, how far up."""
    return sin(radians(LEAN)), cos(radians(LEAN))


def height() -> float:
    """The whole case, from its floor to its highest edge."""
    return CHIN + FACE * lean_vector()[1]


def face_height(v: float) -> float:
    """Height above the case's floor of a point v along the face."""
    return CHIN + v * lean_vector()[1]


def screen_span() -> tuple[float, float]:
    """Heights of the lit area's lower and upper edge above the case's floor."""
    half = SCREEN.lit[1] / 2
    return face_height(SCREEN_AT[1] - half), face_height(SCREEN_AT[1] + half)


def opening() -> tuple[float, float]:
    """The hole for the screen, across and along the face."""
    return SCREEN.lit[0] + 2 * REVEAL, SCREEN.lit[1] + 2 * REVEAL


def printed_sizes() -> dict[str, tuple[float, float, float]]:
    """Each printed part's box as it lies on the bed."""
    return {
        "chin": (WIDTH, CHIN, PLATE + 8),
        "face": (WIDTH, FACE, PLATE + 10),
        "lower": (WIDTH, DEPTH - PLATE, CHIN),
        "upper": (WIDTH, DEPTH - PLATE, height() - CHIN),
        "door": (DOOR_OPENING[0] + 2 * DOOR_OVERLAP, DOOR_OPENING[1] + 2 * DOOR_OVERLAP, 12),
        "tray": TRAY,
        "carrier": (204, 30, 9.1),
        "clamp": CLAMP,
    }
