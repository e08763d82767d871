"""The kiosk's window: pygame's events become touches, the view becomes pixels.

Event-driven: between two touches nothing runs. What a finger does is told by `touch` and `pointing`; here the panel's
and the mouse's events become their reports. Where nothing can be drawn, `failsafe` has a picture that was drawn before.
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pygame

from kiosk_ui import failsafe, painting, screens, theme
from kiosk_ui.buttons import Button
from kiosk_ui.dictation import Sound
from kiosk_ui.glass import Glass
from kiosk_ui.guide import Guide, Silence, Voice
from kiosk_ui.hands import Visit
from kiosk_ui.panel_events import FromPanel
from kiosk_ui.pointing import Pointing
from kiosk_ui.session import Event
from kiosk_ui.touch import MOUSE, Fingers, Kind, Report
from kiosk_ui.trail_reader import Heard, TrailReader
from kiosk_ui.view import Target, View
from kiosk_ui.visit import Kiosk
from kiosk_ui.worker import News
from wire.private_process import fill_holes

NEWS = pygame.event.custom_type()
# The panel's buttons on a plugged-in keyboard; Return is one too as soon as one of them is used.
BUTTON_KEYS = {
    pygame.K_F1: Button.ROUND,
    pygame.K_MENU: Button.ROUND,
    pygame.K_LEFT: Button.LEFT,
    pygame.K_RIGHT: Button.RIGHT,
}
RETURNS = (pygame.K_RETURN, pygame.K_KP_ENTER)
KINDS = {
    pygame.FINGERDOWN: Kind.DOWN,
    pygame.FINGERMOTION: Kind.MOVE,
    pygame.FINGERUP: Kind.UP,
    pygame.MOUSEBUTTONDOWN: Kind.DOWN,
    pygame.MOUSEMOTION: Kind.MOVE,
    pygame.MOUSEBUTTONUP: Kind.UP,
}
FINGERS = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)
LATE_S = 0.002  # what was waited for longer came just now; what was there at once may have long been there
SAYS_AGAIN_S = 600.0  # a fault that stays is told in full so often
LONGEST_WAIT_S = 1.0
ASLEEP_LOOKS_EVERY_S = 0.02
FORGETS_AGAIN_S = 3.0  # what another thread still drew of a visit, its slip above all, is forgotten too
PICTURES_EVERY_S = 20.0  # six of them take as long as a visit's drawing
NEXT_SCREENS = {"asleep": ("attract",), "write": ("keeping", "heard")}

logger = logging.getLogger(__name__)


class Window:
    """A window around a kiosk. fullscreen: visitors stand before it, and no key closes it.

    pictures: a folder for a picture of each screen, or None. each_turn: called once a second at least, by who draws.
    voice: what reads aloud to those who ask for it, at a volume of 0 to 200.
    """

    def __init__(
        self,
        kiosk: Kiosk,
        glass: Glass,
        fullscreen: bool = False,
        pictures: Path | None = None,
        each_turn: Callable[[], None] = lambda: None,
        voice: Voice | None = None,
        volume: int = 100,
    ) -> None:
        self._kiosk, self._pictures, self._each_turn = kiosk, pictures, each_turn
        self._news: deque[News | Sound | FromPanel] = deque()
        # None: all of them are away.
        self._buttons: deque[tuple[Button, bool, threading.Event] | None] = deque()
        self._guide = Guide(kiosk, voice or Silence(), lambda view: screens.targets(view, self._size), volume)
        kiosk.announce = self._guide.announce
        self._reader = TrailReader()
        self._open = True
        self._glass, self._fullscreen = glass, fullscreen
        self._surface, self._size = glass.picture, glass.size
        pygame.mouse.set_visible(not fullscreen)
        pygame.key.start_text_input()
        pygame.key.set_repeat(400, 40)
        mm = theme.grid(self._size, kiosk.view.width_mm, kiosk.view.height_mm).mm
        self._fingers = Fingers(mm, self._size)
        self._pointing = Pointing(self._guide, self._fingers, self._touchable)
        self._placed: tuple[View | None, list[Target]] = (None, [])
        self._pumped = 0.0  # when events were looked for last
        self._failsafe = failsafe.picture(self._size, ())
        self._failsafe_in: tuple[str, ...] = ()
        self._fault, self._fault_told = "", float("-inf")
        self._drawn: View | None = None
        self._kept: dict[str, pygame.Surface] = {}
        self._written = float("-inf")
        self._forgets_again = float("inf")
        self.view = kiosk.view
        self.visit: Visit | None = None

    def tell(self, news: News | Sound | FromPanel) -> None:
        """From any thread: something to look at."""
        self._news.append(news)
        self._wake()

    def button(self, button: Button, down: bool) -> threading.Event:
        """From any thread: one of the panel's buttons went down or came up. Set when that has had its effect."""
        done = threading.Event()
        self._buttons.append((button, down, done))
        self._wake()
        return done

    def drop_buttons(self) -> None:
        """From any thread: the panel is away, and none of its buttons counts as down or as pressed."""
        self._buttons.append(None)
        self._wake()

    def close(self) -> None:
        """From any thread or signal: `run` returns."""
        self._open = False
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(pygame.error):  # the window is closed already, or has many events to wake it
            pygame.event.post(pygame.event.Event(NEWS))

    def targets(self) -> list[Target]:
        """Where a finger may press, as drawn last."""
        return screens.targets(self.view, self._size)

    def run(self) -> None:
        """Show the kiosk until it is closed. Whatever goes wrong inside, the visitor sees an ending."""
        self._safely(self._draw)
        while self._open:
            self._safely(self._turn)
        self._keep_picture()
        self._write_pictures()
        pygame.display.quit()

    def _safely(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and somebody stands there
            now = time.monotonic()
            self._tell_fault(error, now)
            self._pointing.do(self._fingers.show(now), now)
            self._kiosk.happen(Event.FAILED, now)
            self._drawn = None
            self._say_sorry()

    def _say_sorry(self) -> None:
        """The ending, drawn; or, where drawing is what fails, as it was drawn when all was well."""
        try:
            self._draw()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and somebody stands there
            self._tell_fault(error, time.monotonic())
            self._drawn = None
            self._glass.show([self._surface.blit(self._failsafe, (0, 0))])
            self.view = self._kiosk.view

    def _tell_fault(self, error: Exception, now: float) -> None:
        """Every fault once, and one that stays now and then: a log that fills the disk would be the next fault."""
        kind = f"{type(error).__name__} at {_line(error)}"
        if kind != self._fault or now - self._fault_told > SAYS_AGAIN_S:
            logger.error("the screen failed; the visitor is told where to go all the same", exc_info=error)
            self._fault, self._fault_told = kind, now

    def _turn(self) -> None:
        """Wait for what comes next, let it happen, draw what it changed.

        Drawing comes last, so that time goes on even where no screen can be drawn.
        """
        began = time.monotonic()
        ends = min(self._kiosk.deadline(), self._reader.deadline(), self._fingers.deadline())
        ends = min(ends, self._guide.deadline())
        first = self._next_event(min(LONGEST_WAIT_S, ends - began))
        now = time.monotonic()
        since = now - LATE_S if now - began > LATE_S else self._pumped
        events = (first, *pygame.event.get())
        self._pumped = time.monotonic()
        for event in events:
            self._handle(event, since)
        self._hear_buttons()
        self._pointing.do(self._fingers.rest(self._pumped), time.monotonic())
        self._read(self._reader.expire(time.monotonic()))
        self._forget_again(time.monotonic())
        while self._news:
            self._kiosk.take(self._news.popleft(), time.monotonic())
        self._guide.tick(time.monotonic())
        self._kiosk.tick(time.monotonic())
        self._guide.follow(time.monotonic())
        self._draw()
        self._each_turn()

    def _forget_again(self, now: float) -> None:
        """Where nobody is here: the worker may have set a slip's words after they were forgotten here."""
        if self._kiosk.view.screen != "asleep":
            return
        if self._news:
            self._forgets_again = now + FORGETS_AGAIN_S
        elif now >= self._forgets_again:
            self._forgets_again = float("inf")
            painting.forget()
            fill_holes()

    def _next_event(self, seconds: float) -> pygame.event.Event:
        """What comes next, or NOEVENT when so much time has passed.

        SDL's own wait asks the display a thousand times a second, 2 % of a core here. While nobody is here it is asked
        less often, for the touch that wakes need not be seen so soon.
        """
        if self._kiosk.view.screen != "asleep":
            return pygame.event.wait(max(1, round(seconds * 1000)))
        ends = time.monotonic() + seconds
        while (event := pygame.event.poll()).type == pygame.NOEVENT and (left := ends - time.monotonic()) > 0:
            time.sleep(min(ASLEEP_LOOKS_EVERY_S, left))
        return event

    def _handle(self, event: pygame.event.Event, since: float) -> None:
        """since: when it may have come at the earliest."""
        now = time.monotonic()
        if event.type in KINDS:
            self._point((event,), since)
        elif event.type == pygame.TEXTINPUT:
            self._write(self._reader.type(event.text, now))
        elif event.type == pygame.KEYDOWN:
            self._key(event, now)
        elif event.type == pygame.KEYUP and event.key in (*BUTTON_KEYS, *RETURNS):
            self._guide.button(BUTTON_KEYS.get(event.key, Button.ENTER), False, now)
        elif event.type == pygame.QUIT and not self._fullscreen:
            self._open = False  # in front of visitors it is closed by whoever started it, and by no key

    def _hear_buttons(self) -> None:
        """Not one of them is lost, however many events wait: a button that is never let go would stay held."""
        while self._buttons:
            heard, now = self._buttons.popleft(), time.monotonic()
            if heard is None:
                self._guide.drop_buttons(now)
                continue
            button, down, done = heard
            self._guide.button(button, down, now)
            self._guide.follow(now)
            done.set()

    def _point(self, events: Iterable[pygame.event.Event], since: float) -> None:
        now = time.monotonic()
        for event in events:
            kind = KINDS[event.type]
            if event.type in FINGERS:
                finger = (event.touch_id, event.finger_id)
                x, y = self._glass.place_of_share(event.x, event.y)
                self._pointing.do(self._fingers.feel(Report(kind, finger, x, y, since, now)), now)
            elif not event.dict.get("touch") and (
                kind is Kind.MOVE or event.button == 1
            ):  # a touch may be told twice
                x, y = self._glass.place(*event.pos)
                self._pointing.do(self._fingers.feel(Report(kind, MOUSE, x, y, since, now)), now)

    def _key(self, event: pygame.event.Event, now: float) -> None:
        heard = self._reader.press(event.dict.get("scancode", 0), now)
        self._read(heard)
        if heard.taken:
            return
        self._kiosk.stir(now)
        if event.key == pygame.K_BACKSPACE:
            self._guide.typed(now)
            self._kiosk.erase(now)
        elif event.key in BUTTON_KEYS:
            self._guide.button(BUTTON_KEYS[event.key], True, now)
        elif event.key in RETURNS and self._guide.is_on:
            self._guide.button(Button.ENTER, True, now)
        elif event.key in RETURNS:
            self._kiosk.done(now)

    def _read(self, heard: Heard) -> None:
        """What a reader of trails has read, or a person has typed after all."""
        self._write(heard.text)
        if heard.code:
            self._kiosk.show_trail(heard.code, time.monotonic())

    def _write(self, text: str) -> None:
        if text:
            self._guide.typed(time.monotonic())
            self._kiosk.write(text, time.monotonic())

    def _touchable(self) -> list[Target]:
        """What fingers may press: what stands there to be seen, unless the session has gone on already."""
        drawn = self._drawn
        if drawn is None or drawn.screen != self._kiosk.view.screen:
            return []
        if self._placed[0] is not drawn:
            self._placed = (drawn, screens.touchable(drawn, self._size))
        return self._placed[1]

    def _draw(self) -> None:
        view = replace(self._kiosk.view, pressed=self._pointing.pressed)
        if view != self._drawn:
            before = self._drawn if self._drawn and self._drawn.screen == view.screen else None
            if before is None:
                self._keep_picture()
            self._glass.show(screens.draw(self._surface, view, before))
            now = time.monotonic()
            self._kiosk.drawn(now)
            self._drawn = view
            if before is None:
                self._placed = (None, [])  # which knows the words of the screen before
                self._pointing.do(self._fingers.show(now), now)
                self._point(pygame.event.get(list(KINDS)), self._pumped)  # meant for what stood here before
                self._pumped = time.monotonic()
                self.view, self.visit = view, self._kiosk.visit
                self._prepare(view)
        self.view, self.visit = view, self._kiosk.visit

    def _prepare(self, view: View) -> None:
        """While the visitor looks: what comes next is drawn where nobody sees it, so that it is there at once."""
        if view.screen == "asleep":
            painting.forget()  # nobody is here any more, and pictures of their words leave the memory
            self._forgets_again = time.monotonic() + FORGETS_AGAIN_S
            if self._failsafe_in != view.languages:
                self._failsafe = failsafe.picture(self._size, view.languages)
                self._failsafe_in = view.languages
            self._keep_picture()
            if time.monotonic() - self._written > PICTURES_EVERY_S:
                self._write_pictures()
        for coming in NEXT_SCREENS.get(view.screen, ()):
            screens.draw(pygame.Surface(self._size), replace(view, screen=coming))

    def _keep_picture(self) -> None:
        """The screen that is left, as it looked in the end; written when nobody waits for anything."""
        if self._pictures and self._drawn:
            self._kept[self._drawn.screen] = self._surface.copy()

    def _write_pictures(self) -> None:
        for screen, surface in self._kept.items():
            pygame.image.save(surface, f"{self._pictures}/kiosk-{screen}.png")
        self._kept.clear()
        self._written = time.monotonic()


def _line(error: Exception) -> str:
    """Where a fault happened: file and line, for its text may hold words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
