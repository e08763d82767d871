"""Switches, and whether somebody is there: what is so only once it has been so for a while. Pure; times in ms.

A switch that was never closed since the panel's start may not be there at all, so nothing is said of it.
"""

from wire.panel import UNKNOWN

CLOSED = 0  # the wire's level: pulled up, closed to ground
STEADY_MS = 200  # a door that shakes, a roll that turns


class Switch:
    """A switch to ground."""

    def __init__(self, when_closed):
        """when_closed: what it says when closed, 0 or 1."""
        self.told = UNKNOWN
        self._when_closed = when_closed
        self._level = None
        self._since = 0

    def look(self, level, now):
        """What is so: 0, 1, or UNKNOWN; level: the wire's, now."""
        if level != self._level:
            self._level = level
            self._since = now
        elif now - self._since >= STEADY_MS and (level == CLOSED or self.told != UNKNOWN):
            self.told = self._when_closed if level == CLOSED else 1 - self._when_closed
        return self.told
