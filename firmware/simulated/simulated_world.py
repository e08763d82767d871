"""What surrounds a Pico that is not there: levels, time, its line, and whoever plays the world. See machine.py."""

import json
import os
import sys
import time

import world_streams

import pinout

levels, samples = {}, {}  # of pins and measured lines, by their names
told = []  # said while no stream was open
line_in, line_out = bytearray(), bytearray()
streams = {}  # "control", "uart": open files
watchdog = [None, 0]  # ms that it bears, None while it sleeps; when it was fed
has_reset = [False]
# Where the line goes over USB; see usb_option.
usb = {"is_there": True, "is_full": False, "breaks": 0, "refuses": False}
scratch = {}  # words of the chip by their address: they outlive a reset
_SCRATCH = "scratch.txt"  # where a process that is only the board's leaves them for the next
on_stir = []  # who is called when the world changed something
on_advance = []  # virtual time: who lets things happen until a ms
_virtual = [False, 0]  # whether time stands still; now
_real = [0, 0, -1]  # ms skipped; when it started; when the stream was looked at
_unread, _unwritten = [b""], [b""]

if hasattr(time, "ticks_ms"):
    _really = time.ticks_ms
else:

    def _really():
        return time.monotonic_ns() // 1_000_000


class Reset(BaseException):
    """The board has reset itself, in a process that is not only its own."""


def begin_anew(is_virtual, after_reset):
    """All as it is when a board gets power, or has reset itself."""
    has_reset[0] = after_reset
    for name, (_, what, _) in pinout.PINS.items():
        levels[name] = 1 if "pulled up" in what and not name.endswith("_switch") else 0
    samples.update({"room_light": 30_000, "supply": 49_500})
    if not after_reset:
        scratch.clear()
    told.clear()
    line_in[:] = line_out[:] = b""
    watchdog[:] = [None, 0]
    _virtual[:] = [is_virtual, 0]
    _real[:] = [0, _really(), -1]


def ticks_ms():
    """What the firmware's `time.ticks_ms` is here."""
    return _virtual[1] if _virtual[0] else _really() + _real[0]


def ticks_diff(later, sooner):
    """As MicroPython's; these ticks do not wrap."""
    return later - sooner


def set_now(ms):
    """Virtual time goes on to ms."""
    _virtual[1] = ms
    _look_at_watchdog()


def connect():
    """Open the streams that the environment names, and say who runs here."""
    for name in ("uart", "control"):
        where = os.getenv("PANEL_" + name.upper())
        if where:
            streams[name] = world_streams.open_raw(where)
    _take_over()
    is_micro = sys.implementation.name == "micropython"
    python = "MicroPython " if is_micro else "CPython "
    python += (
        ".".join([str(part) for part in sys.implementation[1][:3]]) if is_micro else sys.version.split()[0]
    )
    tell({"board": python, "time": "virtual" if _virtual[0] else "real"})


def _take_over():
    """Words of the chip that the life before has left; without a reset in between there were none."""
    try:
        with open(_SCRATCH) as file:
            left = json.loads(file.read())
        os.remove(_SCRATCH)
    except OSError:
        return
    if has_reset[0]:
        scratch.update({int(address): value for address, value in left.items()})


def tell(message):
    """Say it to whoever plays the world."""
    if "control" in streams:
        _unwritten[0] += json.dumps(message).encode() + b"\n"
        _unwritten[0] = world_streams.write(streams["control"], _unwritten[0])
    else:
        told.append(message)


def hear(message):
    """One message of the world. ValueError, KeyError on nonsense."""
    if "pin" in message:
        if "in" not in pinout.PINS[message["pin"]][1].split(","):
            raise ValueError("no input: " + message["pin"])
        levels[message["pin"]] = message["level"]
    elif "adc" in message:
        samples[message["adc"]] = message["raw"]
    elif "clock" in message or "distance" in message:
        import simulated_parts

        simulated_parts.change(message)
    elif "usb" in message:
        usb.update(message["usb"])
    elif "advance" in message:
        _advance(message["advance"])
    elif message.get("hang"):
        _hang()
    else:
        raise ValueError("no message: " + json.dumps(message))
    for stir in on_stir:
        stir()


def _advance(ms):
    if _virtual[0]:
        for let_happen in on_advance:
            let_happen(_virtual[1] + ms)
    else:
        _real[0] += ms
        watchdog[1] += ms  # asleep, too
    tell({"now": ticks_ms() - (0 if _virtual[0] else _real[1])})


def _hang():
    """The processor stops; only the streams' end and the watchdog end that, whose time is not waited for."""
    if watchdog[0] is not None:
        end(3)
    while True:
        time.sleep(0.02)
        _look(listens=False)


def wait_for_word():
    """Virtual time: stand still until something is said, and do it."""
    while True:
        _look(listens=True)
        time.sleep(0.0005)


def touch():
    """The firmware touches its hardware: at most once a ms, hear what was said. Virtual time stands still then."""
    if not _virtual[0] and _really() != _real[2]:
        _real[2] = _really()
        _look(listens=True)


def _look(listens):
    _look_at_watchdog()
    if "control" not in streams:
        return
    _unwritten[0] = world_streams.write(streams["control"], _unwritten[0])
    data = world_streams.read(streams["control"])
    if data is None and os.getenv("PANEL_CONTROL").isdigit():
        end(0)  # whoever started us has died
    if data and listens:
        lines = (_unread[0] + data).split(b"\n")
        _unread[0] = lines.pop()
        for line in lines:
            hear(json.loads(line))


def _look_at_watchdog():
    if watchdog[0] is not None and ticks_ms() - watchdog[1] > watchdog[0]:
        end(3)


def end(code):
    """The process ends, at once. code: 3, a reset."""
    if not streams:
        raise Reset
    if code == 3:
        with open(_SCRATCH, "w") as file:
            file.write(json.dumps(scratch))
    if hasattr(os, "_exit"):
        os._exit(code)
    sys.exit(code)
