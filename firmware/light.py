"""The room's light and the supply's rail: one number from a line that trembles. Pure; times in ms."""

from wire.panel import UNKNOWN

STEP = 8  # of 254: less is the line's tremble
PAUSE_MS = 1_000  # between two words of it
CUT_OFF, SHORTED = 100, 65_450  # of 65,535: no light sensor in its divider gives so little, or so much
WRONG_MS = 60_000  # so long, and it is not a hand or a torch

NO_RAIL = 1.0  # volts: the divider is not wired
LOW, LOW_AGAIN = 4.6, 4.75  # volts: a rail that the Pi will not bear; one that it does
LOW_MS = 5_000  # a printer's pull is shorter
ADC_VOLTS = 3.3


class Light:
    """The light sensor, steadied: 0 dark to 254, UNKNOWN while it says what cannot be."""

    def __init__(self):
        self.told = UNKNOWN
        self.is_lying = False
        self._told_at = -PAUSE_MS
        self._right = 0  # when it last said what can be

    def look(self, raw, now):
        """The room's light. raw: 0 to 65535."""
        if CUT_OFF <= raw <= SHORTED:
            self._right = now
        self.is_lying = now - self._right >= WRONG_MS
        level = UNKNOWN if self.is_lying else raw * 254 // 65_535
        if now - self._told_at < PAUSE_MS:
            return self.told
        if abs(level - self.told) >= STEP or UNKNOWN in (level, self.told):
            if level != self.told:
                self._told_at = now
            self.told = level
        return self.told


def volts(raw, halves):
    """The rail's volts. raw: 0 to 65535; halves: what its divider divides by."""
    return raw * ADC_VOLTS * halves / 65_535


class Supply:
    """Whether the 5 V rail sags."""

    def __init__(self):
        self.is_low = False
        self._fine = 0  # when it last was as it should be

    def look(self, now_volts, now):
        """True while the rail has been low for some time and is not up again."""
        if now_volts < NO_RAIL or now_volts >= (LOW_AGAIN if self.is_low else LOW):
            self._fine = now
            self.is_low = False
        elif now - self._fine >= LOW_MS:
            self.is_low = True
        return self.is_low
