"""What the panel and its Pi tell each other: one table, read unchanged by MicroPython and CPython. Pure.

Everything said is a state, not a change: said twice it does no harm. Whoever says it numbers it within its own boot,
so that the other side acts once on what comes again after a reboot. MicroPython has neither dataclasses nor enum.
"""

import struct
from binascii import crc32
from collections import namedtuple

PROTOCOL = 1  # of frames and handshake; the table has its own check, SCHEMA

BUTTONS = ("round", "left", "right", "enter")
LAMPS = ("away", "idle", "listening", "thinking", "ready", "paper", "dark")
TROUBLES = ("clock", "presence", "light", "button", "watchdog", "power")  # what the panel may find wrong
UNKNOWN = 255  # a switch, a sensor or a clock that this panel has not

# From the panel. Presence is a state that nobody counts or logs; switches are 0, 1 or UNKNOWN.
Button = namedtuple("Button", ("which", "is_down"))  # which: index into BUTTONS
Presence = namedtuple("Presence", ("is_there",))
Light = namedtuple("Light", ("level",))  # of the room, 0 dark to 254; or UNKNOWN
Paper = namedtuple("Paper", ("is_there",))  # the switch in the roll's path
Door = namedtuple("Door", ("is_open",))  # of the case
Clock = namedtuple("Clock", ("seconds",))  # since 1970, UTC; 0: the clock has lost the time
Printer = namedtuple("Printer", ("is_on",))  # its power
Asked = namedtuple("Asked", ("within_s",))  # shut down: the Pi's power is cut after so many seconds
Trouble = namedtuple("Trouble", ("what", "is_so"))  # what: index into TROUBLES
Tested = namedtuple("Tested", ("right", "wrong"))  # bits, one for each step of the self-test
Refused = namedtuple("Refused", ("code",))  # of what it was told and failed at, and now lets be

# From the Pi.
Lamp = namedtuple("Lamp", ("state",))  # index into LAMPS
Beat = namedtuple("Beat", ("is_printing",))  # the kiosk's own loop lives: at least every 5 s
PrinterPower = namedtuple("PrinterPower", ("is_on",))
SetClock = namedtuple("SetClock", ("seconds",))
Resting = namedtuple(
    "Resting", ("until_s",)
)  # down on purpose: wake me after so many seconds; 0: at a button
SelfTest = namedtuple("SelfTest", ("begin",))

# code, type, its fields' struct format (little endian), its name and fields: MicroPython's named tuples do not tell.
TABLE = (
    (1, Button, "BB", "Button which is_down"),
    (2, Presence, "B", "Presence is_there"),
    (3, Light, "B", "Light level"),
    (4, Paper, "B", "Paper is_there"),
    (5, Door, "B", "Door is_open"),
    (6, Clock, "I", "Clock seconds"),
    (7, Printer, "B", "Printer is_on"),
    (8, Asked, "H", "Asked within_s"),
    (9, Trouble, "BB", "Trouble what is_so"),
    (10, Tested, "II", "Tested right wrong"),
    (11, Refused, "B", "Refused code"),
    (65, Lamp, "B", "Lamp state"),
    (66, Beat, "B", "Beat is_printing"),
    (67, PrinterPower, "B", "PrinterPower is_on"),
    (68, SetClock, "I", "SetClock seconds"),
    (69, Resting, "I", "Resting until_s"),
    (70, SelfTest, "B", "SelfTest begin"),
)
NAMES = {code: name.split(" ")[0] for code, _, _, name in TABLE}
_HEAD = "<BII"  # code, boot, number
_HEAD_BYTES = struct.calcsize(_HEAD)
_CODES: dict[type, tuple[int, str]] = {kind: (code, "<" + form) for code, kind, form, _ in TABLE}
_KINDS = {code: (kind, "<" + form) for code, kind, form, _ in TABLE}

# Two builds that do not mean the same by their bytes refuse to talk: this goes into the handshake.
SCHEMA = crc32(
    repr([(code, form, name) for code, _, form, name in TABLE] + [BUTTONS, LAMPS, TROUBLES]).encode()
)


class PanelError(ValueError):
    """Bytes that are no message of this table; the frame was whole, so the two sides are not of one build."""


def code_of(kind: type) -> int:
    """A message's code in the table."""
    return _CODES[kind][0]


def encode(message: tuple[int, ...], boot: int, number: int) -> bytes:
    """A message's bytes. boot: of whoever says it, 32 bits; number: its own within that boot, from 1."""
    code, form = _CODES[type(message)]
    return struct.pack(_HEAD, code, boot, number) + struct.pack(form, *message)


def decode(payload: bytes) -> tuple[tuple[int, ...], int, int]:
    """(message, boot, number) of bytes; PanelError where they are none of ours."""
    if len(payload) < _HEAD_BYTES:
        raise PanelError(f"a message of {len(payload)} bytes")
    code, boot, number = struct.unpack(_HEAD, payload[:_HEAD_BYTES])
    kind, form = _KINDS.get(code, (None, ""))
    if kind is None or len(payload) != _HEAD_BYTES + struct.calcsize(form):
        raise PanelError(f"code {code} with {len(payload)} bytes")
    return kind(*struct.unpack(form, payload[_HEAD_BYTES:])), boot, number
