"""Hands that use the kiosk as a person does: they look at what stands on the screen and put a finger on it.

They speak for `--script`, for a simulated day and for the tests. Characters that no key of the keyboard carries come
as from a plugged-in keyboard. Nothing here reaches behind the window: it sees the drawn view and posts pygame events.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pygame

from kiosk_ui import composing, keyboard, text_field
from kiosk_ui.input_methods import keystrokes
from kiosk_ui.touch import DOUBLE_S
from kiosk_ui.view import Target, View
from kiosk_ui.widgets import Box

LOOK_EVERY_S = 0.002
AGAIN_S = 0.5
MOST_PAGES = 12  # of keys, on the smallest panel
MOST_CANDIDATE_ROWS = 40


class HandsError(Exception):
    """The screen did not become what a visitor would have waited for; the text says which."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit came to. Milliseconds count from the finger leaving Done."""

    entry: str
    slip: str  # path of the picture, where the printer is a virtual one
    outcome: str  # printed or shown
    place: str
    day: str
    starts: str  # local, "17:30"
    sign: str  # its word; empty at the open table
    heard_ms: float  # until "heard" stood on the screen, the words being on the disk
    printed_ms: float  # until the first byte went to the printer; 0 where none did


@dataclass(frozen=True, slots=True)
class Look:
    """What stands on the screen, for whoever presses it from outside."""

    screen: str
    targets: dict[str, Box]


class Window(Protocol):
    """What hands see."""

    view: View  # as drawn last
    visit: Visit | None  # the last one that came to its slip

    def targets(self) -> list[Target]:
        """Where a finger may press, as drawn last."""
        ...


class Hands:
    """One visitor after another at one window. patience: seconds to wait for a screen."""

    def __init__(self, window: Window, patience: float = 60.0) -> None:
        self._window, self._patience = window, patience
        self._chooses = False  # among words that letters may become
        self.touches = 0  # since the visit began
        self.language = ""  # that the screen spoke to them
        self.keyless = ""  # characters of its words that no key gives

    def visit(self, words: str, language: str) -> Visit:
        """Walk up, write, wait for the slip, walk away. Raises HandsError."""
        self.touches, self.keyless = 0, ""
        self.wait_ready()
        self._wake()
        self._choose(self._offered(language))
        time.sleep(DOUBLE_S)  # nobody sees another screen and finds a key on it sooner
        self._write(words)
        self.language = self._window.view.language
        before = self._window.visit
        self._press_until("done", "keeping", "heard", "slip", "sorry")
        self._wait("the slip to be printed", lambda _: self._window.visit is not before)
        visit = self._window.visit
        assert visit is not None
        self._press_until("finish", "asleep", "attract")  # a second press, of the impatient, wakes it again
        return visit

    def look(self) -> Look:
        """Which screen it is, and where a finger may press."""
        targets = {target.name: target.box for target in self._window.targets()}
        return Look(self._window.view.screen, targets)

    def wait_ready(self) -> None:
        """Until the question stands on the screen and may be answered."""
        self._wait(
            "the question", lambda view: view.screen in {"asleep", "attract"} and view.note != "not_ready"
        )

    def _wake(self) -> None:
        if self._window.view.screen == "asleep":
            self._press_until("wake", "attract")

    def _offered(self, language: str) -> str:
        return language if language in self._window.view.languages else keyboard.FALLBACK

    def _choose(self, language: str) -> None:
        """Turn the pages of languages, which a small panel has, until this one is there, and touch it."""
        for _ in self._window.view.languages:
            if any(target.name == f"language:{language}" for target in self._window.targets()):
                break
            before = self._window.view.languages_page
            self._press("languages_more")
            self._wait("the next languages", lambda view, at=before: view.languages_page != at)  # type: ignore[misc]
        self._press_until(f"language:{language}", "write")

    def _write(self, words: str) -> None:
        strokes = list(keystrokes(self._window.view.language, words))
        self._chooses = any(what == "candidate" for what, _ in strokes)
        for what, text in strokes:
            if what == "candidate":
                self._choose_word(text)
            else:
                self._type(text)
        written = text_field.insert(text_field.TextField(), words).text
        self._wait(
            "the words to stand on the screen", lambda view: composing.settle(view).text.text == written
        )

    def _type(self, text: str) -> None:
        """A key, or a letter's key and its marks', or what a key shows when it is held."""
        layout = keyboard.load(self._window.view.language)
        letter, *marks = keyboard.pieces(layout, text)
        holder = next((key for key, found in layout.relatives.items() if text in found), "")
        if text == " ":
            self._press("space")
        elif kind := keyboard.page_of(layout, text):
            self._turn_to(kind, f"key:{text}")
            self._press_and_see(f"key:{text}")
        elif marks:
            for piece in (letter, *marks):
                self._type(piece)
        elif kind := keyboard.page_of(layout, holder):
            self._turn_to(kind, f"key:{holder}")
            self._hold(f"key:{holder}", text)
        else:
            self.keyless += text
            pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))

    def _hold(self, name: str, relative: str) -> None:
        """Rest a finger on a key until its relatives show, lift it, and touch one of them."""
        before = self._window.view.text
        at = self._middle(name)
        self.touches += 1
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1, touch=False))
        self._wait(f"the relatives of {name!r}", lambda view: relative in view.popup)
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1, touch=False))
        self._press(f"popup:{relative}")
        self._wait("the letter", lambda view: view.text != before)

    def _middle(self, name: str) -> tuple[int, int]:
        """Where a finger goes that aims at a target. Raises HandsError where it does not stand on the screen."""
        for target in self._window.targets():
            if target.name == name:
                left, top, width, height = target.box
                return left + width // 2, top + height // 2
        raise HandsError(f"looked for {name!r} in vain: {self._window.view.screen} is shown")

    def _choose_word(self, word: str) -> None:
        """Look through what the letters may become, and touch the word."""
        name = f"candidate:{word}"
        self._wait(f"{word!r} to choose", lambda view: word in view.candidates)
        for _ in range(MOST_CANDIDATE_ROWS):
            if any(target.name == name for target in self._window.targets()):
                break
            before = self._window.view.candidates_page
            self._press("more")
            self._wait("more words", lambda view, at=before: view.candidates_page != at)  # type: ignore[misc]
        chosen = self._window.view.text
        self._press(name)
        self._wait("the word", lambda view: view.text != chosen)

    def _turn_to(self, kind: str, name: str) -> None:
        """Turn pages of keys until the key stands on the screen."""
        for _ in range(MOST_PAGES):
            if any(target.name == name for target in self._window.targets()):
                return
            shown = self._window.view.page
            turns = {shown.partition(".")[0], kind}
            self._press("page" if len(turns) == 1 else "symbols" if "symbols" in turns else "shift")
            self._wait("another page of keys", lambda view, shown=shown: view.page != shown)  # type: ignore[misc]

    def _press_and_see(self, name: str) -> None:
        """Press a key; after a capital the small letters come back, which must have happened before the next.

        What letters may become, to choose from, moves with each of them.
        """
        before = self._window.view
        self._press(name)
        if self._chooses or before.page.partition(".")[0] == "shift":
            typed = before.text, before.composing
            self._wait("the letter", lambda view: (view.text, view.composing) != typed)

    def _press_until(self, name: str, *screens: str) -> None:
        """Press, and press again after a while as people do: what was aimed at may have moved just then."""
        until = time.monotonic() + self._patience
        while self._window.view.screen not in screens:
            if time.monotonic() > until:
                raise HandsError(f"pressed {name!r} in vain: {self._window.view.screen} is shown")
            self._tap(name)
            again = time.monotonic() + AGAIN_S
            while self._window.view.screen not in screens and time.monotonic() < again:
                time.sleep(LOOK_EVERY_S)

    def _press(self, name: str) -> None:
        self._wait(f"{name!r}", lambda _: self._tap(name))

    def put_finger(self, down: bool, number: int, x: float, y: float) -> None:
        """As a panel reports it; x, y: 0 to 1 across and down the window. Only such fingers come five at a time."""
        kind = pygame.FINGERDOWN if down else pygame.FINGERUP
        pygame.event.post(pygame.event.Event(kind, touch_id=0, finger_id=number, x=x, y=y))

    def _tap(self, name: str) -> bool:
        """Put a finger on a target, if it stands on the screen; whether it did."""
        target = next((target for target in self._window.targets() if target.name == name), None)
        if target:
            self.touches += 1
            left, top, width, height = target.box
            for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
                at = (left + width // 2, top + height // 2)
                pygame.event.post(pygame.event.Event(kind, pos=at, button=1, touch=False))
        return target is not None

    def _wait(self, what: str, is_there: Callable[[View], bool]) -> None:
        until = time.monotonic() + self._patience
        while not is_there(self._window.view):
            if time.monotonic() > until:
                raise HandsError(
                    f"waited {self._patience:.0f} s in vain for {what}: {self._window.view.screen} is shown"
                )
            time.sleep(LOOK_EVERY_S)
