"""What the kiosk makes of what its panel says, and what it owes it: lamps, signs of life, the time.

Signs of life come from the loop that draws and from nowhere else: they are what the panel's watchdog waits for, and one
that came from a thread of its own would tell of a kiosk that hangs that it lives.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from kiosk_ui.buttons import Button
from kiosk_ui.lamps import lamp_of
from kiosk_ui.panel_events import AllUp, Dark, FromPanel, Heard, LinkIs, Message, Near, switch
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.view import View
from wire import panel, service_manager
from wire.known_time import KnownTime
from wire.messages import SOFTWARE

BEAT_EVERY_S = 2.0
CLOCK_DIFFERS_MS = 2_000  # the panel tells whole seconds
SETS_AGAIN_S = 3_600.0  # a clock that takes no time is not told it over and over
ASKED_COUNTS_S = 180.0
DARK_BELOW, LIGHT_FROM = 10, 20  # of 254: a room in which nobody reads any more
TROUBLE = {
    "clock": "its battery has lost the time, or it does not answer: change the coin cell",
    "presence": "the sensor says what cannot be: look at its window and its wires",
    "light": "the light sensor says what cannot be: look at its wires",
    "button": "one has been down for more than a minute and counts as up: look whether it is jammed",
    "watchdog": "the panel has begun anew because it hung",
    "power": "the 5 V rail is out of its bounds: look at supply and plugs",
}
REFUSED = "panel: it fails at %s and lets that be, so as not to begin anew over and over: make flash"

logger = logging.getLogger(__name__)


class Window(Protocol):
    """Where the buttons act, and whoever is near."""

    def button(self, button: Button, down: bool) -> object: ...  # noqa: D102
    def drop_buttons(self) -> None: ...  # noqa: D102
    def tell(self, news: FromPanel) -> None: ...  # noqa: D102


class Machine(Protocol):
    """What prints, and what tells the hosts how this kiosk is."""

    def see_paper(self, is_there: bool | None) -> None: ...  # noqa: D102
    def see_panel(self, state: Literal["there", "away", "differs"]) -> None: ...  # noqa: D102


class PanelDuties:
    """One panel in one kiosk. tell: says something to it.

    `hear` is called in the link's thread, `turn` in the one that draws, `set_clock` in the worker's.
    """

    def __init__(
        self,
        window: Window,
        known: KnownTime,
        machine: Machine,
        tell: Callable[[Message], None] = lambda _: None,
    ) -> None:
        self._window, self._known, self._machine = window, known, machine
        self.tell = tell
        self._lamp, self._beat_at = "", float("-inf")
        self._clock: tuple[int, float] | None = None  # what the panel's showed, and when that was heard
        self._set_at = float("-inf")
        self._is_dark = False
        self._asked_at = float("-inf")

    def hear(self, heard: Heard) -> None:
        """The panel has said something, or the line has."""
        if isinstance(heard, panel.Button):
            self._window.button(Button(panel.BUTTONS[heard.which]), bool(heard.is_down))
        elif isinstance(heard, AllUp):
            self._window.drop_buttons()
        elif isinstance(heard, Near):
            self._window.tell(heard)
        elif isinstance(heard, LinkIs):
            self._window.tell(heard)
            self._machine.see_panel(heard.state)
            if heard.state != "there":
                self._machine.see_paper(None)
                self._clock = None
                self._see_light(panel.UNKNOWN)
        elif isinstance(heard, panel.Paper):
            self._machine.see_paper(switch(heard.is_there))
        elif isinstance(heard, panel.Light):
            self._see_light(heard.level)
        elif isinstance(heard, panel.Clock):
            self._hear_clock(heard.seconds)
        else:
            self._note(heard)

    def turn(self, view: View, *, lives: bool, is_printing: bool) -> None:
        """The loop that draws has come round. lives: the rest of the kiosk does too."""
        lamp = lamp_of(view)
        if lamp != self._lamp:
            self._lamp = lamp
            self.tell(panel.Lamp(panel.LAMPS.index(lamp)))
        now = time.monotonic()
        if lives and now - self._beat_at >= BEAT_EVERY_S:
            self._beat_at = now
            self.tell(panel.Beat(int(is_printing)))

    def set_clock(self) -> None:
        """The hub has said what time it is: the panel is to keep it, for the next start without a hub."""
        if self._clock is None or not self._known.agrees:
            return
        shown_ms, heard_at = self._clock
        now = time.monotonic()
        differs = self._known.now() - shown_ms - round((now - heard_at) * 1000)
        if abs(differs) > CLOCK_DIFFERS_MS and now - self._set_at >= SETS_AGAIN_S:
            self._set_at = now
            self.tell(panel.SetClock(self._known.now() // 1000))

    def rest(self) -> None:
        """This machine goes down to stay down: only a button wakes it, unless it was the panel that wanted it down."""
        if time.monotonic() - self._asked_at > ASKED_COUNTS_S:
            self.tell(panel.Resting(0))

    def _see_light(self, level: int) -> None:
        # A sensor that is not there is no dark room: UNKNOWN is above both.
        is_dark = level < (LIGHT_FROM if self._is_dark else DARK_BELOW)
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            self._window.tell(Dark(is_dark))

    def _hear_clock(self, seconds: int) -> None:
        self._clock = seconds * 1000, time.monotonic()
        self._known.hear_battery(seconds * 1000)
        self.set_clock()

    def _note(self, heard: Message) -> None:
        """What only the log is to know: it is about the machine."""
        if isinstance(heard, panel.Asked):
            self._asked_at = time.monotonic()
            logger.warning("the panel asks this machine to halt: its power is cut in %s s", heard.within_s)
        elif isinstance(heard, panel.Trouble):
            what = panel.TROUBLES[heard.what]
            logger.warning("panel: %s: %s", what, TROUBLE[what] if heard.is_so else "mended")
            if what == "button" and heard.is_so:
                self._window.drop_buttons()
        elif isinstance(heard, panel.Refused):
            logger.warning(REFUSED, panel.NAMES[heard.code])
        elif isinstance(heard, panel.Door) and heard.is_open != panel.UNKNOWN:
            logger.info("the case is %s", "open" if heard.is_open else "shut")


@contextmanager
def open_panel(device: str, window: Window, known: KnownTime, machine: Machine) -> Iterator[PanelDuties]:
    """The panel that a setting names, for as long as the kiosk runs; `none`: nobody to say anything to."""
    duties = PanelDuties(window, known, machine)
    if device == "none":
        yield duties
        return
    machine.see_panel("away")
    link = PanelLink(device, duties.hear, f"kiosk {SOFTWARE}")
    duties.tell = link.tell
    link.start()
    try:
        yield duties
    finally:
        if service_manager.goes_down():
            duties.rest()
        link.stop()
