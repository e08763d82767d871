"""What the panel has to say, and what it has heard: states on one side of wire.link, messages on the other. Pure.

A state is told again whenever a session begins, so none is ever lost, and what was said before does no harm. A press
is no state: it is said once, and one that waited for longer than PRESS_MS is let go, for by then another screen may
stand where it was meant for.
"""

from wire.link import UP, Link
from wire.panel import SCHEMA, PanelError, Refused, Trouble, decode, encode

PRESS_MS = 1_000
PRESSES = 16  # that wait at once: more than people can press in a second


class Talk:
    """One side of the conversation."""

    def __init__(self, boot, name, now):
        """boot: 32 bits by chance; name: with version, for the other side to show."""
        self.link = Link(boot, name, SCHEMA, now)
        self._boot = boot
        self._number = 0
        self._states = {}  # what: the message that is so now
        self._order = []  # of them; MicroPython's dicts have none
        self._due = []  # of which of them the other side does not know
        self._presses = []  # (message, until when)
        self._session = self.link.session
        self._heard = (0, 0)  # boot and number of the last that was acted on

    @property
    def is_up(self):
        """Whether somebody is there who understands."""
        return self.link.state == UP

    def tell(self, message):
        """This is so now; nothing happens where it was so before."""
        what = (type(message), message[0] if isinstance(message, (Trouble, Refused)) else 0)
        if self._states.get(what) != message:
            if what not in self._order:
                self._order.append(what)
            self._states[what] = message
            if what not in self._due:
                self._due.append(what)

    def forget(self, kind):
        """That is no longer so, and there is nothing else to say in its place. kind: a message's type."""
        self._states = {what: self._states[what] for what in self._states if what[0] is not kind}
        self._due = [what for what in self._due if what in self._states]
        self._order = [what for what in self._order if what in self._states]

    def press(self, message, now):
        """A button went down or up: said at once, or never."""
        if len(self._presses) < PRESSES:
            self._presses.append((message, now + PRESS_MS))

    def hear(self, data, now):
        """The messages in bytes that came, each once, even where the other side says it again after its reboot."""
        messages = []
        for payload in self.link.feed(data, now):
            try:
                message, boot, number = decode(payload)
            except PanelError:  # the same schema, and yet not ours: there is nobody to tell
                continue
            if boot != self._heard[0] or number > self._heard[1]:
                self._heard = (boot, number)
                messages.append(message)
        return messages

    def has_begun(self):
        """True once for each session: whoever is there now knows nothing, so all states are due."""
        if not self.is_up or self._session == self.link.session:
            return False
        self._session = self.link.session
        self._due = list(self._order)
        return True

    def to_write(self, now):
        """Bytes for the line, now."""
        if self._presses:
            self._presses = [press for press in self._presses if press[1] > now]
        if self.is_up:
            while self._presses and self._say(self._presses[0][0], self._presses[0][1]):
                self._presses.pop(0)
            while self._due and not self._presses and self._say(self._states[self._due[0]], None):
                self._due.pop(0)
        return self.link.to_write(now)

    def _say(self, message, until):
        is_taken = self.link.send(encode(message, self._boot, self._number + 1), until)
        if is_taken:
            self._number += 1
        return is_taken
