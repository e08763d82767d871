"""The four buttons: what their contacts do becomes what people do. Pure; times in ms.

A press is told at its first contact, for people feel a delay, and its bouncing afterwards is not heard. How long a
button is held is the kiosk's affair. A button down for longer than anybody holds one is stuck: it is told as let go,
so that the others still work, and counts again once it is up.
"""

BOUNCE_MS = 30
STUCK_MS = 60_000
DOWN = 0  # the wire's level: pulled up, closed to ground


class Contact:
    """One button's contact, looked at every few ms."""

    def __init__(self):
        self.is_down = False
        self.is_stuck = False
        self.is_ignored = False  # held over something that it was not meant for
        self._changed = -BOUNCE_MS  # when it last changed

    def look(self, level, now):
        """True where what is told of it changes, which is then is_down; level: the wire's, now."""
        down = level == DOWN
        if now - self._changed < BOUNCE_MS:
            return False
        if self.is_ignored:
            if not down:
                self.is_ignored = self.is_stuck = False
                self._changed = now
            return False
        if down != self.is_down:
            self.is_down = down
            self._changed = now
            return True
        if down and now - self._changed > STUCK_MS:
            self.is_down = False
            self.is_stuck = self.is_ignored = True
            return True
        return False

    def wait_ms(self, now):
        """How long nothing is decided here unless its level changes."""
        gone = now - self._changed
        return BOUNCE_MS - gone if gone < BOUNCE_MS else STUCK_MS

    def ignore(self):
        """A press that has begun is for nobody: it counts as let go, until it is."""
        if self.is_down:
            self.is_down = False
            self.is_ignored = True
