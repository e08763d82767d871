"""A ring of lamps that is not there: as MicroPython's neopixel, told to whoever plays the world."""

import simulated_world


class NeoPixel:
    """Its lamps as (red, green, blue)."""

    def __init__(self, pin, count):
        self._lamps = [(0, 0, 0)] * count

    def __setitem__(self, lamp, colour):
        self._lamps[lamp] = colour

    def write(self):
        """They light."""
        simulated_world.tell({"ring": [list(colour) for colour in self._lamps]})
