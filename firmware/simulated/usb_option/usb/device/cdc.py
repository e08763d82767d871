"""A serial port over USB that is not there: what `usb_line.py` builds on, with the ways in which the real one fails.

A host that reads nothing lets the buffer fill, and a full one takes a part, or nothing ("is_full"). Where the bus is
reset between its looking and its sending, whoever reads or writes gets an error ("breaks": so many times).
What crosses the cable is the simulated UART's bytes, in packets of 64.
"""

import machine
import simulated_world as world

_PACKET = 64
_POLL, _READABLE = 3, 1


class CDCInterface:
    """As usb.device.cdc.CDCInterface, as far as the firmware uses it."""

    def __init__(self, **settings):
        self._cable = machine.UART(0)
        self.init(**settings)

    def init(self, timeout=1000, txbuf=256, rxbuf=256):
        """As the real one: buffers of so many bytes."""
        if rxbuf < _PACKET:
            raise ValueError("rxbuf")
        self._timeout, self._out, self._in, self._most = timeout, b"", b"", (txbuf, rxbuf)

    def is_open(self):
        """Whether a host is there, as far as anybody knows."""
        return world.usb["is_there"]

    def ioctl(self, request, what):
        """Whether bytes wait."""
        self._carry()
        return _READABLE if request == _POLL and what & _READABLE and self._in else 0

    def read(self, size):
        """What has come, at most size; None for nothing."""
        self._waits_for(self._in)
        data, self._in = bytearray(self._in[:size]), self._in[size:]
        self._send()
        return data or None

    def write(self, data):
        """How many bytes there was room for."""
        room = self._most[0] - len(self._out)
        self._out += bytes(data[:room])
        self._send()
        self._waits_for(room >= len(data))
        return min(room, len(data))

    def _waits_for(self, is_so):
        if self._timeout and not is_so:
            raise RuntimeError("it waits, and everything else on the board with it")

    def _send(self):
        if world.usb["breaks"]:
            world.usb["breaks"] -= 1
            raise RuntimeError("Not open")
        self._carry()

    def _carry(self):
        """What happens on the bus meanwhile."""
        if not world.usb["is_there"]:
            while self._cable.read(_PACKET):  # said to nobody
                pass
            return
        taken = 0 if world.usb["is_full"] else 1
        while self._out and taken:
            taken = self._cable.write(self._out[:_PACKET])
            self._out = self._out[taken:]
        came = b"-"
        while came and self._most[1] - len(self._in) >= _PACKET:
            came = self._cable.read(_PACKET)
            self._in += came or b""
