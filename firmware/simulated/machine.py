"""A Pico that is not there: what the firmware imports as `machine`, under MicroPython and CPython alike.

`firmware/simulated/start.py` puts this folder first on the path, so that the real main.py runs against it, unchanged:

    micropython -X heapsize=192wK firmware/simulated/start.py      (or python; it says which it is)

Its environment:
    PANEL_UART     path of the terminal that is the UART (a pty's other end); it is made raw here
    PANEL_CONTROL  the control stream: the number of an inherited file (one end of a socket pair, which whoever
                   starts us has made non-blocking: os.set_blocking(fd, False)), or the path of a second pty
    PANEL_TIME     "virtual": time stands still but for {"advance": ms}. Else time is time
    PANEL_RESET    why it starts: "power" (and where nothing is said), "watchdog" (after it ended as below)
Its working directory is its flash: it keeps one small file there, the last fault; give it a folder of its own.

The process ends with 3 when the board resets (machine.reset, or its own watchdog, which is looked at whenever the
firmware touches its hardware): start it again with PANEL_RESET=watchdog. It ends with 1 on nonsense: an input's name
that is unknown, a line that is no message. To pull its plug, kill it. At each start, before the first message, every
pin is as a Pico without power leaves it: `pi_power_cut` low (the Pi has power), `pi_please_halt` high,
`printer_power` low, the ring dark.

The control stream is one JSON object a line, both ways. Pins have the names of firmware/pinout.py; levels are the
wire's, so a button that is down is 0.

From whoever plays the world:
    {"pin": "button_round", "level": 0}      an input's level, from now on. At first: pulled up ones 1, others 0,
                                             paper_switch 0 (paper is there), door_switch 0 (shut)
    {"adc": "room_light", "raw": 30000}      0 to 65535, as read_u16 gives it. At first 30000; supply 49500 (5 V)
    {"clock": {"seconds": 1760000000}}       the DS3231's time, since 1970, UTC; it runs from there with board time
    {"clock": {"stopped": true}}             its oscillator-stop flag; firmware clears it when it sets the clock
    {"clock": {"is_there": false}}           it answers no more. At first: there, stopped, in 2000
    {"distance": {"is_there": true, "mm": 700}}   a VL53L0X and what it measures; mm 8190: nothing in reach.
                                             At first: none there
    {"advance": 60000}                       ms. Virtual time: everything due until then is done. Real time: the clock
                                             jumps, as if the board had slept. Then {"now": ms} comes
    {"hang": true}                           the processor stops here: its watchdog's turn

From the board:
    {"board": "MicroPython 1.29.0", "time": "real"}   first of all
    {"pin": "printer_power", "level": 1}     an output changed. Power of the Pi is cut while pi_power_cut is 1; the Pi
                                             is asked to shut down while pi_please_halt is 0
    {"ring": [[0, 9, 3], ... 12 of them]}    the lamps changed: red, green, blue of each, 0 to 51
    {"clock": 1760000000}                    the firmware has set the clock
    {"now": 60000}                           the answer to "advance": ms since it started
    {"reset": "asked"}                       machine.reset was called; it ends

In one process, without streams (tests, benchmarks/firmware_day.py): `hear(message)` is said to it, `told` is the list
of what it said, and `line_in`, `line_out` are the UART's bytes.
"""

import json
import os
import sys
import time

import pinout

NAMES = {number: name for name, (number, _, _) in pinout.PINS.items()}
WDT_RESET, PWRON_RESET = 3, 1
_AT_FIRST = {"paper_switch": 0, "door_switch": 0}
_ADC_AT_FIRST = {"room_light": 30_000, "supply": 49_500}

levels = {
    name: _AT_FIRST.get(name, 1 if "pulled up" in what else 0) for name, (_, what, _) in pinout.PINS.items()
}
samples = dict(_ADC_AT_FIRST)
told = []
line_in, line_out = bytearray(), bytearray()
is_virtual = os.getenv("PANEL_TIME") == "virtual"
on_stir = []  # who is called when the world changed something; virtual time only
_virtual_now = [0]
_skipped = [0]
_really_ticks = time.ticks_ms if hasattr(time, "ticks_ms") else lambda: time.monotonic_ns() // 1_000_000
_streams = {}  # "control", "uart": open files
_half = [b"", b""]  # of a line that is still coming; of what is still to be written
_looked = [-1]
_watchdog = [None, 0]  # ms that it bears; when it was fed
_started = [_really_ticks()]


def ticks_ms():
    """What the firmware's `time.ticks_ms` is here."""
    return _virtual_now[0] if is_virtual else _really_ticks() + _skipped[0]


def ticks_diff(later, sooner):
    """As MicroPython's; these ticks do not wrap."""
    return later - sooner


def set_now(ms):
    """Virtual time goes on to ms."""
    _virtual_now[0] = ms
    _look_at_watchdog()


def since_start():
    """Milliseconds since it started."""
    return ticks_ms() if is_virtual else ticks_ms() - _started[0]


def connect():
    """Open the streams that the environment names."""
    for name in ("uart", "control"):
        where = os.getenv("PANEL_" + name.upper())
        if where:
            _streams[name] = _open_raw(where)
    python = "MicroPython" if sys.implementation.name == "micropython" else "CPython"
    version = ".".join([str(part) for part in sys.implementation[1][:3]]) if python == "MicroPython" else ""
    tell(
        {
            "board": (python + " " + (version or sys.version.split()[0])),
            "time": "virtual" if is_virtual else "real",
        }
    )


def _open_raw(where):
    """A stream that never waits: a file by its number, or a terminal."""
    if where.isdigit():
        return _open(int(where))
    stream = _open(where)
    import termios

    number = stream.fileno()
    if hasattr(termios, "setraw"):
        termios.setraw(number)
    else:
        import tty

        tty.setraw(number)
    attributes = termios.tcgetattr(number)
    attributes[6][5], attributes[6][6] = (0, 0) if hasattr(termios, "setraw") else (b"\0", b"\0")
    termios.tcsetattr(number, termios.TCSANOW, attributes)
    return stream


def _open(where):
    if sys.implementation.name == "micropython":
        return open(where, "r+b")  # noqa: PTH123
    return open(where, "r+b", buffering=0)  # noqa: PTH123


def tell(message):
    """Say it to whoever plays the world."""
    if "control" not in _streams:
        told.append(message)
        return
    _half[1] += json.dumps(message).encode() + b"\n"
    _write_on()


def _write_on():
    try:
        _half[1] = _half[1][_streams["control"].write(_half[1]) or 0 :]
    except OSError:  # not now
        pass


def hear(message):
    """One message of the world. KeyError, ValueError on nonsense."""
    if "pin" in message:
        if message["pin"] not in levels or pinout.PINS[message["pin"]][1] == "out":
            raise ValueError("no input is called " + message["pin"])
        levels[message["pin"]] = message["level"]
    elif "adc" in message:
        samples[message["adc"]] = message["raw"]
    elif "clock" in message or "distance" in message:
        import simulated_parts

        simulated_parts.change(message)
    elif "advance" in message:
        _advance(message["advance"])
    elif message.get("hang"):
        _hang()
    else:
        raise ValueError("no message: " + json.dumps(message))
    for stir in on_stir:
        stir()


def _advance(ms):
    if is_virtual:
        import virtual_time

        virtual_time.run_until(_virtual_now[0] + ms)
    else:
        _skipped[0] += ms
    tell({"now": since_start()})


def _hang():
    while True:
        if is_virtual and _watchdog[0] is not None:
            end(3)
        time.sleep(0.02)
        look(listens=False)


def wait_for_word():
    """Virtual time: stand still until something is said, and do it."""
    while True:
        look()
        time.sleep(0.0005)


def look(listens=True):
    """Hear what the world said meanwhile; whoever started us has died: so do we."""
    _look_at_watchdog()
    stream = _streams.get("control")
    if stream is None:
        return
    if _half[1]:
        _write_on()
    try:
        data = stream.read(4096)
    except OSError as error:
        if error.args[0] == 11:  # EAGAIN
            return
        end(0)
    if data == b"" and not _is_terminal("control"):
        end(0)
    if data and listens:
        lines = (_half[0] + data).split(b"\n")
        _half[0] = lines.pop()
        for line in lines:
            hear(json.loads(line))


def _is_terminal(name):
    return not os.getenv("PANEL_" + name.upper()).isdigit()


def touch():
    """The firmware touches its hardware: at most once a ms, hear what was said."""
    now = _really_ticks()
    if now != _looked[0] and not is_virtual:
        _looked[0] = now
        look()


def end(code):
    """The process ends, at once. code: 3, a reset."""
    if hasattr(os, "_exit"):
        os._exit(code)
    sys.exit(code)


def _look_at_watchdog():
    if _watchdog[0] is not None and ticks_ms() - _watchdog[1] > _watchdog[0]:
        end(3)


def reset():
    """As machine.reset."""
    tell({"reset": "asked"})
    end(3)


def reset_cause():
    """As machine.reset_cause."""
    return WDT_RESET if os.getenv("PANEL_RESET") == "watchdog" else PWRON_RESET


class Pin:
    """As machine.Pin, as far as the firmware uses it."""

    IN, OUT, OPEN_DRAIN = 0, 1, 2
    PULL_UP, PULL_DOWN = 1, 2

    def __init__(self, number, mode=-1, pull=-1, value=None):
        self.name = NAMES[number]
        self._is_out = mode in (Pin.OUT, Pin.OPEN_DRAIN)
        if self._is_out:
            levels[self.name] = value
            tell({"pin": self.name, "level": value})

    def value(self, level=None):
        """Read it, or put it."""
        touch()
        if level is None:
            return levels[self.name]
        if level != levels[self.name]:
            levels[self.name] = level
            tell({"pin": self.name, "level": level})
        return None


class ADC:
    """As machine.ADC."""

    def __init__(self, pin):
        self.name = pin.name

    def read_u16(self):
        """0 to 65535."""
        touch()
        return samples[self.name]


class UART:
    """As machine.UART with timeout=0: the terminal of PANEL_UART, or line_in and line_out."""

    def __init__(self, number, **settings):
        self._waiting = b""

    def any(self):
        """How many bytes wait."""
        touch()
        if "uart" in _streams:
            try:
                self._waiting += _streams["uart"].read(4096) or b""
            except OSError:  # nobody holds the other end
                pass
        elif line_in:
            self._waiting += bytes(line_in)
            line_in[:] = b""
        return len(self._waiting)

    def read(self, size):
        """What waits, at most size; None where nothing does."""
        if not self.any():
            return None
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def write(self, data):
        """How many bytes it took."""
        if "uart" not in _streams:
            line_out.extend(data)
            return len(data)
        try:
            return _streams["uart"].write(data)
        except OSError:  # full, or cut
            return None


class I2C:
    """As machine.I2C: OSError where nobody answers."""

    def __init__(self, number, **settings):
        import simulated_parts

        self._parts = simulated_parts.PARTS

    def readfrom_mem(self, address, register, size):
        """Registers of a part."""
        return self._parts[address].read(register, size)

    def writeto_mem(self, address, register, data):
        """Write a part's registers."""
        self._parts[address].write(register, data)


class WDT:
    """As machine.WDT."""

    def __init__(self, timeout):
        _watchdog[0] = timeout
        self.feed()

    def feed(self):
        """All is well."""
        _watchdog[1] = ticks_ms()
