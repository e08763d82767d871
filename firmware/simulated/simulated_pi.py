"""A Pi at the other end of the line: a real Link, what it heard, what it says; and one that boots, beats and hangs."""

from wire import panel as say
from wire.link import Link

BOOTS_MS, BEAT_MS, HALTS_MS = 40_000, 2_000, 8_000
NEVER = 1 << 62


class Pi:
    """One boot of it; boot: another number each time."""

    def __init__(self, boot, schema=say.SCHEMA, now=0):
        self.boot = 0x10000 + boot * 7919
        self.link = Link(self.boot, "kiosk 0.1.0", schema, now)
        self.number = 0
        self.heard = []
        self.last = (0, 0)  # boot and number of what was heard last: what comes twice is older

    def say(self, message):
        """Put a message at the end of what it has to say."""
        self.number += 1
        return self.link.send(say.encode(message, self.boot, self.number))

    def hear(self, data, now):
        """Bytes of the panel; acts once on each (boot, number)."""
        for payload in self.link.feed(data, now):
            message, boot, number = say.decode(payload)
            if boot != self.last[0] or number > self.last[1]:
                self.last = (boot, number)
                self.heard.append(message)

    def to_write(self, now):
        """Bytes for the panel."""
        return self.link.to_write(now)


class Machine:
    """A Pi with its power: it boots, beats, hangs, goes down when asked, dies when its power is cut."""

    def __init__(self):
        self.pi = None  # while it is up
        self.boots = 0
        self.is_hung = self.is_down = False
        self.has_power = True
        self.up_at = 0
        self.down_at = NEVER
        self.beats_at = 0
        self.is_printing = 0
        self.boots_well = True

    def power(self, has_power, now):
        """Its power is cut, or comes again."""
        if has_power != self.has_power:
            self.has_power, self.is_hung, self.is_down, self.pi = has_power, False, False, None
            self.up_at, self.down_at = (now + BOOTS_MS if has_power else NEVER), NEVER

    def please_halt(self, now):
        """It is asked to shut down: gpio-shutdown, which a hung one does not hear."""
        if not self.is_hung and self.has_power and self.down_at == NEVER and not self.is_down:
            self.down_at = now + HALTS_MS

    def look(self, now):
        """Let it do what is due."""
        if now >= self.down_at:
            self.is_down, self.pi, self.up_at, self.down_at = True, None, NEVER, NEVER
        if self.pi is None and now >= self.up_at and self.boots_well:
            self.boots += 1
            self.pi = Pi(self.boots, now=now)
            self.up_at, self.beats_at = NEVER, now
        if self.pi and not self.is_hung and now >= self.beats_at:
            self.pi.say(say.Beat(self.is_printing))
            self.beats_at = now + BEAT_MS

    def wait_until(self, now):
        """When something is due here unless bytes come."""
        due = min(self.up_at if self.boots_well else NEVER, self.down_at)
        if self.pi and not self.is_hung:
            due = min(due, self.beats_at, now + self.pi.link.wait_ms(now))
        return due
