"""Whether more comes from a kiosk than a row of people could say there: one finger, for hours. Pure.

Nobody is refused for it. What comes then is promised the host's table and takes nobody's chair, so that seats are left
for whoever comes elsewhere, and later. A class of thirty that stands in a row is no flood.
"""

from collections import deque

MOST = 30  # entries
WITHIN_MS = 10 * 60_000


class Pace:
    """When the latest entries of each kiosk were said; of more than `MOST` nothing is remembered, and never by whom."""

    def __init__(self) -> None:
        self._latest: dict[str, deque[int]] = {}

    def is_flooded(self, kiosk: str, heard: int) -> bool:
        """Take note of one more entry; whether `MOST` came within ten minutes before it. heard: milliseconds UTC."""
        latest = self._latest.setdefault(kiosk, deque(maxlen=MOST))
        flooded = len(latest) == MOST and heard - latest[0] < WITHIN_MS
        latest.append(heard)
        return flooded
