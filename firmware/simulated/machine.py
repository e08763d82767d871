"""A Pico that is not there: what the firmware imports as `machine`, under MicroPython and CPython alike.

`firmware/simulated/start.py` puts this folder first on the path, so that the real main.py runs against it, unchanged:

    micropython -X heapsize=192wK firmware/simulated/start.py      (or python; it says which it is)

Its environment:
    PANEL_UART     path of the terminal that is the UART (a pty's other end); it is made raw here
    PANEL_CONTROL  the control stream: the number of an inherited file (one end of a socket pair, which whoever
                   starts us has made non-blocking: os.set_blocking(fd, False)), or the path of a second pty
    PANEL_LINE     "usb": the board has the package for a second port over USB, and that terminal is its cable
    PANEL_TIME     "virtual": time stands still but for {"advance": ms}. Else time is time
    PANEL_RESET    why it starts: "power" (and where nothing is said), "watchdog" (after it ended as below)
Its working directory is its flash: it keeps small files there, such as the last fault; give it a folder of its own.
What the chip's scratch words hold over a reset lies there too, from the reset to the start that follows.

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
    {"usb": {"is_there": false}}             its cable; {"breaks": 3}: so many reads and writes meet a bus that is reset
    {"advance": 60000}                       ms. Virtual time: everything due until then is done. Real time: the clock
                                             jumps, as if the board had slept. Then {"now": ms} comes
    {"hang": true}                           the processor stops here: its watchdog's turn, at once

From the board:
    {"board": "MicroPython 1.29.0", "time": "real"}   first of all
    {"pin": "printer_power", "level": 1}     an output changed. Power of the Pi is cut while pi_power_cut is 1; the Pi
                                             is asked to shut down while pi_please_halt is 0
    {"ring": [[0, 9, 3], ... 12 of them]}    the lamps changed: red, green, blue of each, 0 to 51
    {"clock": 1760000000}                    the firmware has set the clock
    {"now": 60000}                           the answer to "advance": ms since it started
    {"reset": "asked"}                       machine.reset was called; it ends

In one process, without streams, the same is said to simulated_world.hear and read from simulated_world.told; the
UART's bytes are its line_in and line_out (tests/firmware, benchmarks/firmware_day.py).
"""

import simulated_parts
import simulated_world as world
import world_streams

import pinout

_NAMES = {number: name for name, (number, _, _) in pinout.PINS.items()}
WDT_RESET, PWRON_RESET = 3, 1


def reset():
    """As machine.reset."""
    world.tell({"reset": "asked"})
    world.end(3)


def reset_cause():
    """As machine.reset_cause."""
    return WDT_RESET if world.has_reset[0] else PWRON_RESET


class _Memory:
    """As machine.mem32, as far as the firmware may go: two words that outlive a reset."""

    _FIRST = pinout.SCRATCH["RP2040"]

    def __getitem__(self, address):
        return world.scratch.get(self._known(address), 0)

    def __setitem__(self, address, value):
        world.scratch[self._known(address)] = value & 0xFFFF_FFFF

    def _known(self, address):
        if address not in (self._FIRST, self._FIRST + 4):
            raise ValueError("no word of ours: " + hex(address))
        return address


mem32 = _Memory()


class Pin:
    """As machine.Pin, as far as the firmware uses it."""

    IN, OUT, OPEN_DRAIN = 0, 1, 2
    PULL_UP, PULL_DOWN = 1, 2

    def __init__(self, number, mode=-1, pull=-1, value=None):
        self.name = _NAMES[number]
        self._is_out = mode in (Pin.OUT, Pin.OPEN_DRAIN)
        if self._is_out:
            world.levels[self.name] = value
            world.tell({"pin": self.name, "level": value})

    def value(self, level=None):
        """Read it, or put it."""
        world.touch()
        if level is None:
            return world.levels[self.name]
        if level != world.levels[self.name]:
            world.levels[self.name] = level
            world.tell({"pin": self.name, "level": level})
        return None


class ADC:
    """As machine.ADC."""

    def __init__(self, pin):
        self.name = pin.name

    def read_u16(self):
        """0 to 65535."""
        world.touch()
        return world.samples[self.name]


class UART:
    """As machine.UART with timeout=0: the terminal of PANEL_UART, or line_in and line_out."""

    def __init__(self, number, **settings):
        self._waiting = b""

    def any(self):
        """How many bytes wait."""
        world.touch()
        if "uart" in world.streams:
            self._waiting += world_streams.read(world.streams["uart"]) or b""
        elif world.line_in:
            self._waiting += bytes(world.line_in)
            world.line_in[:] = b""
        return len(self._waiting)

    def read(self, size):
        """What waits, at most size; None where nothing does."""
        if not self.any():
            return None
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def write(self, data):
        """How many bytes it took."""
        if "uart" not in world.streams:
            world.line_out.extend(data)
            return len(data)
        return len(data) - len(world_streams.write(world.streams["uart"], data))


class I2C:
    """As machine.I2C: OSError where nobody answers."""

    def __init__(self, number, **settings):
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
        world.watchdog[0] = timeout
        self.feed()

    def feed(self):
        """All is well."""
        world.watchdog[1] = world.ticks_ms()
