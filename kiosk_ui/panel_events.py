"""What the panel has said, each thing once; and what it means when it says nothing any more. Pure.

The panel says states, and says them all again when it comes back. Only what has changed goes on from here: a button
that is told to be up when it was never down is no press. Whoever is away has no button held and sees nobody.
"""

from dataclasses import dataclass
from typing import Literal

from wire import panel
from wire.link import Peer

Message = tuple[int, ...]  # one of the named tuples of wire/panel.py


@dataclass(frozen=True, slots=True)
class LinkIs:
    """How the line to the panel is. differs: it speaks another edition of the table, so that nothing else is heard."""

    state: Literal["away", "there", "differs"]
    panel: str = ""  # its name and version, where it has told them
    kiosk: str = ""  # ours


@dataclass(frozen=True, slots=True)
class AllUp:
    """Whatever button was down counts as up without having been pressed."""


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody is near, or nobody; None: no panel can tell. Never kept, counted or logged."""

    is_there: bool | None


@dataclass(frozen=True, slots=True)
class Dark:
    """The room has become dark, or light again."""

    is_so: bool


FromPanel = Near | LinkIs | Dark  # what the screen should know
Heard = Message | LinkIs | AllUp | Near


class PanelEvents:
    """What one panel has said so far."""

    def __init__(self) -> None:
        self._boot: int | None = None
        self._number = 0  # of its last message within that boot
        self._levels: dict[object, Message] = {}

    def hear(self, payload: bytes) -> list[Heard]:
        """What there is to do about a message's bytes; nothing where it came before or says nothing new.

        Raises wire.panel.PanelError where they are no message.
        """
        message, boot, number = panel.decode(payload)
        _check(message)
        heard: list[Heard] = []
        if boot != self._boot:  # it began anew, and does not know what it saw before
            heard = self._forget()
            self._boot, self._number = boot, 0
        if number <= self._number:
            return heard  # said again after the line was lost, for our word of it may have been lost too
        self._number = number
        if not self._is_news(message):
            return heard
        return [*heard, _meaning(message)]

    def lost(self) -> list[Heard]:
        """The line has been silent for too long."""
        return self._forget()

    def _is_news(self, message: Message) -> bool:
        """Whether a state has changed; times, orders and answers are always news."""
        place, usual = _level(message)
        if place is None:
            return True
        before, self._levels[place] = self._levels.get(place, usual), message
        return message != before

    def _forget(self) -> list[Heard]:
        heard: list[Heard] = []
        if any(isinstance(one, panel.Button) and one.is_down for one in self._levels.values()):
            heard.append(AllUp())
        if panel.Presence in self._levels:
            heard.append(Near(None))
        self._levels = {}
        return heard


def _level(message: Message) -> tuple[object, Message | None]:
    """What a message is the state of, and which state needs no telling; (None, None) where it is none."""
    if isinstance(message, panel.Button):
        return (panel.Button, message.which), panel.Button(message.which, 0)
    if isinstance(message, panel.Refused):
        return (panel.Refused, message.code), None
    if isinstance(message, panel.Trouble):
        return (panel.Trouble, message.what), panel.Trouble(message.what, 0)
    if isinstance(message, (panel.Presence, panel.Light, panel.Paper, panel.Door, panel.Printer)):
        return type(message), None
    return None, None


def _check(message: Message) -> None:
    """Raises wire.panel.PanelError for a button, a trouble or a refused message that there is none of."""
    if isinstance(message, panel.Button) and message.which >= len(panel.BUTTONS):
        raise panel.PanelError(f"button {message.which}")
    if isinstance(message, panel.Trouble) and message.what >= len(panel.TROUBLES):
        raise panel.PanelError(f"trouble {message.what}")
    if isinstance(message, panel.Refused) and message.code not in panel.NAMES:
        raise panel.PanelError(f"refused code {message.code}")


def _meaning(message: Message) -> Heard:
    if isinstance(message, panel.Presence):
        return Near(switch(message.is_there))
    return message


def switch(level: int) -> bool | None:
    """A switch or sensor as yes, no, or None where this panel has none."""
    return None if level == panel.UNKNOWN else bool(level)


def editions(peer: Peer, name: str) -> tuple[str, str]:
    """Panel and kiosk as whoever has to bring them together should read them.

    Two of the same version, as in a workshop, are told apart by their tables.
    """
    if peer.name.rpartition(" ")[2] != name.rpartition(" ")[2]:
        return peer.name, name
    return f"{peer.name} ({peer.schema:08x})", f"{name} ({panel.SCHEMA:08x})"
