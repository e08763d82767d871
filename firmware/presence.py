"""Whether somebody is there: one yes or no from a sensor that flickers. Pure; times in ms. Nobody is counted.

Two sensors will do: one pin that is high while something warm moves (PIR), or a distance in mm (VL53L0X). Somebody is
there at once, and gone only after a while, for who reads stands still. A sensor that was never seen to change may not
be there: UNKNOWN. One that lies is not believed until it has been right for a minute.
"""

from distance import NOTHING_MM
from wire.panel import UNKNOWN

GONE_MS = {"pin": 20_000, "distance": 5_000}  # nothing seen for so long: nobody is there
NEAR_MM, FAR_MM = 1_200, 1_500  # nearer is there, farther is not, between is as it was
STUCK_MS = 2 * 3_600_000  # nobody stands at a kiosk for two hours without a pause
FLICKERS, FLICKER_MS = 20, 10_000  # more changes than a sensor that holds its pin for 2 s can make
RIGHT_MS = 60_000


def near(mm, is_there):
    """Whether that distance is somebody; None where no sensor says it. is_there: what was so before."""
    if mm <= 0 or mm > NOTHING_MM + 1:
        return None
    return mm < (FAR_MM if is_there else NEAR_MM)


class Presence:
    """One sensor's word, steadied."""

    def __init__(self, sensor):
        """sensor: "pin" or "distance"."""
        self.told = UNKNOWN
        self.is_lying = False
        self._gone_ms = GONE_MS[sensor]
        self._was = None  # what it said last
        self._since = 0  # when it began to say so
        self._seen = 0  # when it last saw somebody
        self._flickers = 0
        self._flickers_since = 0
        self._wrong = -RIGHT_MS  # when it was last caught

    def look(self, is_seen, now):
        """1, 0 or UNKNOWN; is_seen: what the sensor says now, None where that cannot be."""
        if is_seen != self._was:
            self._changed(now)
            if self._was is not None and is_seen is not None and self.told == UNKNOWN:
                self.told = 0  # it can change: it is there
            self._was = is_seen
        flickers = self._flickers > FLICKERS and now - self._since <= FLICKER_MS
        if is_seen is None or flickers or (is_seen and now - self._since > STUCK_MS):
            self._wrong = now
            self.is_lying = True
        elif now - self._wrong >= RIGHT_MS:
            self.is_lying = False
        if self.told == UNKNOWN:
            return UNKNOWN
        if is_seen:
            self._seen = now
            self.told = 1
        elif now - self._seen >= self._gone_ms:
            self.told = 0
        return UNKNOWN if self.is_lying else self.told

    def _changed(self, now):
        self._since = now
        if now - self._flickers_since > FLICKER_MS:
            self._flickers = 0
            self._flickers_since = now
        self._flickers += 1
