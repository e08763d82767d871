"""The board itself: the only file that touches hardware. Wiring is pinout.py's; what is decided, others decide."""

import asyncio
import os
import sys
import time

import machine
import neopixel

import pinout
from wire.panel import BUTTONS

SLICE_MS = 2  # how often it looks whether something came: people and 1 KB of buffer both wait longer
AT_START = {"pi_power_cut": 0, "printer_power": 1, "pi_please_halt": 1, "own_light": 1}
LONGEST_READ = 512
BUS_US = 10_000  # a bus that somebody holds must not stop the panel
CHIP = getattr(sys.implementation, "_machine", "")  # as "Raspberry Pi Pico with RP2040"


def _pull(what):
    if "pulled up" in what:
        return machine.Pin.PULL_UP
    # A sensor that is not there leaves its pin in the air: then nobody is there, rather than everybody.
    return machine.Pin.PULL_DOWN


def _line():
    """The UART; or a second serial port over USB, where somebody has put that package on the board."""
    try:
        from usb_line import usb_line

        return usb_line(pinout.UART_BUFFER)
    except ImportError:
        pass
    tx, rx = machine.Pin(pinout.gp("uart_tx")), machine.Pin(pinout.gp("uart_rx"))
    size = pinout.UART_BUFFER
    return machine.UART(pinout.UART, baudrate=pinout.BAUD, tx=tx, rx=rx, rxbuf=size, txbuf=size, timeout=0)


class Board:
    """Its pins by name, its line, its bus, its time."""

    def __init__(self):
        self._pins = {}
        self._put = dict(AT_START)
        for name in sorted(pinout.PINS):
            number, what, _ = pinout.PINS[name]
            if name == "pi_please_halt":  # the Pi pulls it up; 3.3 V into a Pi without power would do it harm
                self._pins[name] = machine.Pin(number, machine.Pin.OPEN_DRAIN, value=1)
            elif name in AT_START:
                self._pins[name] = machine.Pin(number, machine.Pin.OUT, value=AT_START[name])
            elif what.startswith("in") and name != "uart_rx":
                self._pins[name] = machine.Pin(number, machine.Pin.IN, _pull(what))
            elif what == "adc":
                self._pins[name] = machine.ADC(machine.Pin(number))
        self._buttons = [self._pins["button_" + name] for name in BUTTONS]
        self._seen = [1] * len(self._buttons)
        self._line = _line()
        self._unsent = b""
        sda, scl = machine.Pin(pinout.gp("sda")), machine.Pin(pinout.gp("scl"))
        self.bus = machine.I2C(pinout.I2C, sda=sda, scl=scl, freq=pinout.I2C_HZ, timeout=BUS_US)
        self._ring = neopixel.NeoPixel(machine.Pin(pinout.gp("lamp_ring")), pinout.RING_LAMPS)
        self._shown = None
        self._ticks = time.ticks_ms()
        self._now = 0
        self._watchdog = None
        self._scratch = sum([pinout.SCRATCH[chip] for chip in pinout.SCRATCH if chip in CHIP])

    def now(self):
        """Milliseconds since the start; it only runs forward, and never wraps."""
        ticks = time.ticks_ms()
        self._now += time.ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._now

    def level(self, name):
        """The wire's level, 0 or 1."""
        return self._pins[name].value()

    def buttons(self):
        """The levels of the four, in BUTTONS' order."""
        self._seen = [pin.value() for pin in self._buttons]
        return self._seen

    def put(self, name, level):
        """An output's level; nothing happens where it is so."""
        if self._put[name] != level:
            self._put[name] = level
            self._pins[name].value(level)

    def sample(self, name):
        """A measured line, 0 to 65535."""
        return self._pins[name].read_u16()

    def show(self, colours):
        """The ring's twelve colours. Writing them stops all else for 0.4 ms, so nothing is written twice."""
        if colours != self._shown:
            self._shown = colours
            for lamp, colour in enumerate(colours):
                self._ring[lamp] = colour
            self._ring.write()

    def read_line(self):
        """What came on the line; b"" where nothing did. It never waits."""
        return bytes(self._line.read(LONGEST_READ) or b"")

    def write_line(self, data):
        """Put it on the line, as far as there is room; the rest goes first the next time, or is lost in the end."""
        self._unsent = data if len(self._unsent) > pinout.UART_BUFFER else self._unsent + data
        if self._unsent:
            written = self._line.write(self._unsent) or 0
            self._unsent = self._unsent[written:]

    async def rest(self, ms):
        """Until ms have passed, or something came on the line, or a button moved."""
        ends = self.now() + ms
        while self.now() < ends:
            await asyncio.sleep_ms(SLICE_MS)
            if self._has_stirred():
                return

    def _has_stirred(self):
        if self._unsent or self._line.any():
            return True
        return any(pin.value() != seen for pin, seen in zip(self._buttons, self._seen))  # noqa: B905 - MicroPython

    def chance(self):
        """32 bits that no other start has."""
        return int.from_bytes(os.urandom(4), "little") | 1

    def has_barked(self):
        """Whether the own watchdog ended the last run."""
        return machine.reset_cause() == machine.WDT_RESET

    def kept(self):
        """Two numbers that outlive a reset; 0 after a power cut, and where the chip is one we do not know."""
        return (machine.mem32[self._scratch], machine.mem32[self._scratch + 4]) if self._scratch else (0, 0)

    def keep(self, words):
        """Let them be these from now on."""
        if self._scratch:
            machine.mem32[self._scratch], machine.mem32[self._scratch + 4] = words

    def feed(self):
        """All is well: the own watchdog is let off the leash at the first call, and fed at each."""
        if self._watchdog is None:
            self._watchdog = machine.WDT(timeout=pinout.WATCHDOG_MS)
        self._watchdog.feed()
