"""The kiosk's window: pygame's events become touches, the view becomes pixels.

Event-driven: between two touches nothing runs. A finger acts when it leaves the screen inside the target it came
down on, so that a slip of the hand does nothing; and only on a screen that could be seen when it came down.
"""

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pygame

from kiosk_ui import painting, screens
from kiosk_ui.buttons import Button
from kiosk_ui.dictation import Sound
from kiosk_ui.guide import Guide, Silence, Voice
from kiosk_ui.hands import Visit
from kiosk_ui.session import Event
from kiosk_ui.trail_reader import Heard, TrailReader
from kiosk_ui.view import Target, View
from kiosk_ui.visit import Kiosk
from kiosk_ui.worker import News

NEWS = pygame.event.custom_type()
BUTTON = pygame.event.custom_type()
# The panel's buttons on a plugged-in keyboard; Return is one too as soon as one of them is used.
BUTTON_KEYS = {
    pygame.K_F1: Button.ROUND,
    pygame.K_MENU: Button.ROUND,
    pygame.K_LEFT: Button.LEFT,
    pygame.K_RIGHT: Button.RIGHT,
}
RETURNS = (pygame.K_RETURN, pygame.K_KP_ENTER)
TOUCHES = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)
LONGEST_WAIT_S = 1.0
PICTURES_EVERY_S = 20.0  # six of them take as long as a visit's drawing
NEXT_SCREENS = {"asleep": ("attract",), "write": ("keeping", "heard")}

logger = logging.getLogger(__name__)


class Window:
    """A window of a given size around a kiosk.

    pictures: a folder for a picture of each screen, or None. each_turn: called once a second at least, by who draws.
    voice: what reads aloud to those who ask for it, at a volume of 0 to 200.
    """

    def __init__(
        self,
        kiosk: Kiosk,
        size: tuple[int, int],
        fullscreen: bool = False,
        pictures: Path | None = None,
        each_turn: Callable[[], None] = lambda: None,
        voice: Voice | None = None,
        volume: int = 100,
    ) -> None:
        self._kiosk, self._pictures, self._each_turn = kiosk, pictures, each_turn
        self._news: deque[News | Sound] = deque()
        self._guide = Guide(kiosk, voice or Silence(), lambda view: screens.targets(view, self._size), volume)
        self._held_to_speak = False
        kiosk.announce = self._guide.announce
        self._pressed: Target | None = None
        self._reader = TrailReader()
        self._open = True
        pygame.display.init()
        pygame.display.set_caption("Curiocity")
        self._surface = pygame.display.set_mode(size, pygame.FULLSCREEN if fullscreen else 0)
        self._size = self._surface.get_size()
        pygame.mouse.set_visible(not fullscreen)
        pygame.key.start_text_input()
        pygame.key.set_repeat(400, 40)
        self._drawn: View | None = None
        self._kept: dict[str, pygame.Surface] = {}
        self._written = float("-inf")
        self.view = kiosk.view
        self.visit: Visit | None = None

    def tell(self, news: News | Sound) -> None:
        """From any thread: something to look at."""
        self._news.append(news)
        self._wake()

    def button(self, button: Button, down: bool) -> None:
        """From any thread: one of the panel's buttons went down or came up."""
        with contextlib.suppress(pygame.error):
            pygame.event.post(pygame.event.Event(BUTTON, which=button, down=down))

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
        except Exception:
            logger.exception("the screen failed; the visitor is told where to go all the same")
            self._pressed = None
            self._kiosk.happen(Event.FAILED, time.monotonic())
            self._drawn = None

    def _turn(self) -> None:
        """Wait for what comes next, let it happen, draw what it changed.

        Drawing comes last, so that time goes on even where no screen can be drawn.
        """
        ends = min(self._kiosk.deadline(), self._reader.deadline(), self._guide.deadline())
        wait = min(LONGEST_WAIT_S, ends - time.monotonic())
        first = pygame.event.wait(max(1, round(wait * 1000)))
        for event in (first, *pygame.event.get()):
            self._handle(event)
        self._read(self._reader.expire(time.monotonic()))
        while self._news:
            self._kiosk.take(self._news.popleft(), time.monotonic())
        self._guide.tick(time.monotonic())
        self._kiosk.tick(time.monotonic())
        self._guide.follow(time.monotonic())
        self._draw()
        self._each_turn()

    def _handle(self, event: pygame.event.Event) -> None:
        now = time.monotonic()
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._press(event.pos)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            self._lift(event.pos, now)
        elif event.type == pygame.TEXTINPUT:
            self._write(self._reader.type(event.text, now))
        elif event.type == pygame.KEYDOWN:
            self._key(event, now)
        elif event.type == pygame.KEYUP and event.key in (*BUTTON_KEYS, *RETURNS):
            self._guide.button(BUTTON_KEYS.get(event.key, Button.ENTER), False, now)
        elif event.type == BUTTON:
            self._guide.button(event.which, event.down, now)
        elif event.type == pygame.QUIT:
            self._open = False

    def _key(self, event: pygame.event.Event, now: float) -> None:
        heard = self._reader.press(event.dict.get("scancode", 0), now)
        self._read(heard)
        if heard.taken:
            return
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

    def _press(self, pos: tuple[int, int]) -> None:
        if self._drawn and self._drawn.screen == self._kiosk.view.screen:
            self._pressed = screens.target_at(self._kiosk.view, self._size, *pos)
            self._guide.slid_over(self._pressed)
            if self._pressed and self._pressed.name == "speak":
                self._held_to_speak = True
                self._guide.hold_to_speak(time.monotonic())
            self._draw()

    def _lift(self, pos: tuple[int, int], now: float) -> None:
        pressed, self._pressed = self._pressed, None
        self._guide.slid_over(None)
        if self._held_to_speak:
            self._held_to_speak = False
            self._guide.let_go(now)
            return
        target = screens.target_at(self._kiosk.view, self._size, *pos)
        if target and pressed and target.name == pressed.name:
            self._guide.touch(target.name, now)
        elif not pressed and not target:
            self._kiosk.touch(None, now)

    def _draw(self) -> None:
        view = replace(self._kiosk.view, pressed=self._pressed.name if self._pressed else None)
        if view != self._drawn:
            before = self._drawn if self._drawn and self._drawn.screen == view.screen else None
            if before is None:
                self._keep_picture()
            pygame.display.update(screens.draw(self._surface, view, before))
            self._kiosk.drawn(time.monotonic())
            self._drawn = view
            if before is None:
                self._prepare(view)
                self._pressed = None
                if not self._held_to_speak:  # whose end must be seen
                    pygame.event.clear(TOUCHES)  # meant for what stood here before
        self.view, self.visit = view, self._kiosk.visit

    def _prepare(self, view: View) -> None:
        """While the visitor looks: what comes next is drawn where nobody sees it, so that it is there at once."""
        if view.screen == "asleep":
            painting.forget()  # nobody is here any more, and pictures of their words leave the memory
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
