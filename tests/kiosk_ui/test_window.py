"""The real window on SDL's dummy driver, used by hands; only the worker behind it is a stand-in."""

import dataclasses
import os
import threading
import time
import weakref

import pytest
import uuid_utils
from msgspec.structs import replace
from PIL import Image

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from kiosk_ui import screens, typesetting, wording
from kiosk_ui.buttons import Button
from kiosk_ui.fonts import MissingFont
from kiosk_ui.glass import Glass
from kiosk_ui.hands import Hands, HandsError
from kiosk_ui.hub_link import HubThere
from kiosk_ui.panel_events import LinkIs, Near
from kiosk_ui.print_desk import Printed
from kiosk_ui.session import Screen
from kiosk_ui.touch import GHOST_S, Fingers
from kiosk_ui.trail_reader import CHARACTERS, DEAF_S
from kiosk_ui.visit import Kiosk
from kiosk_ui.window import Window
from kiosk_ui.worker import Kept
from tests.fakes.clock import HandClock
from wire import trail
from wire.examples import CONFIG, SLIP

SIZE = (800, 480)
LANGUAGES = wording.languages()
# What is typed becomes what stands there in a way of its own: capitals, marks, syllables, words to choose from, many
# pages, from right to left. Other languages write as one of these does, and are tried among what takes longer.
WAYS_OF_WRITING = {"am", "ar", "de", "hi", "ja", "ko", "vi", "zh"} & set(LANGUAGES)


class Worker:
    """Keeps and prints; tells as the real one does, from another thread. after: seconds until what comes next."""

    def __init__(self, after=0.05):
        self.kept, self.printed, self.held, self._after = [], [], [], after

    def keep(self, message):
        self.kept.append(message)
        slip = replace(SLIP, id=str(uuid_utils.uuid7()), entry=message.id, words=message.words)
        self._later(Kept(message.id), slip)

    def print(self, content, held=None):
        self.printed.append(content)
        self.held.append(held)
        printed = Printed(content.id, "printed", time.monotonic(), "out/slip-0001.png")
        threading.Timer(0.05, self.window.tell, [printed]).start()

    def promise(self, entry, slip):
        self._later(slip)

    def give_up(self, slip):
        raise AssertionError("a slip of somebody who stands here is never given up")

    def _later(self, *news):
        def tell():
            for one in news:
                self.window.tell(one)
                time.sleep(self._after)

        threading.Thread(target=tell).start()


class Stand:
    """A window with a kiosk in it that is ready for visitors."""

    def __init__(self, pictures=None, after=0.05, fullscreen=False, turned=0):
        self.worker = Worker(after)
        self.kiosk = Kiosk(
            "library", self.worker, HandClock().clock(), lambda _: Image.new("1", (384, 100), 1),
            lambda: str(uuid_utils.uuid7()), LANGUAGES,
        )  # fmt: skip
        self.window = self.worker.window = Window(
            self.kiosk, Glass(SIZE, turned=turned), fullscreen, pictures
        )
        self.window.tell(CONFIG)
        self.window.tell(HubThere(True))
        self.hands = Hands(self.window, patience=10)

    def use(self, act):
        """Show the window while `act` is done to it by another thread; what that raises is raised here."""
        failed = []

        def do():
            try:
                act()
            except BaseException as error:  # noqa: BLE001, it is raised below
                failed.append(error)
            finally:
                self.window.close()

        thread = threading.Thread(target=do)
        thread.start()
        self.window.run()
        thread.join()
        for error in failed:
            raise error

    def open(self, language="en"):
        """To the screen one writes on."""
        self.hands.wait_ready()
        self.hands._wake()
        self.hands._choose(language)
        self.window._fingers = self.window._pointing._fingers = Fingers(5, SIZE)  # as if a while had passed

    def post(self, kind, **what):
        pygame.event.post(pygame.event.Event(kind, **what))

    def finger(self, down, up, button=1):
        """Down at one place, up at another."""
        self.post(pygame.MOUSEBUTTONDOWN, pos=down, button=button)
        self.post(pygame.MOUSEBUTTONUP, pos=up, button=button)

    def middle(self, name):
        left, top, width, height = next(t.box for t in self.window.targets() if t.name == name)
        return left + width // 2, top + height // 2

    def beside(self):
        """A place where nothing is to be pressed."""
        return next(
            (x, y)
            for x in range(0, SIZE[0], 7)
            for y in range(0, SIZE[1], 7)
            if screens.target_at(self.window.view, SIZE, x, y) is None
        )

    def sees(self, **what):
        """Wait until the drawn view is so."""
        self.hands._wait(
            str(what), lambda view: all(getattr(view, key) == value for key, value in what.items())
        )

    @property
    def text(self):
        return self.window.view.text.text

    def settled(self):
        """All that was posted has happened: a letter typed after it stands on the screen."""
        before = self.text
        self.post(pygame.TEXTINPUT, text="z")
        self.hands._wait("a letter", lambda view: view.text.text == before + "z" or view.screen != "write")


@pytest.fixture
def stand():
    return Stand()


def test_a_visit_from_touch_to_slip(stand):
    def visit():
        came = stand.hands.visit("How do bees find their way home?", "en")
        assert (came.outcome, came.slip, came.place) == ("printed", "out/slip-0001.png", SLIP.place)
        assert 0 < came.heard_ms < came.printed_ms
        stand.sees(screen="asleep")
        assert stand.text == ""

    stand.use(visit)
    assert [entry.words for entry in stand.worker.kept] == ["How do bees find their way home?"]


def test_a_hub_that_answers_at_once_is_measured_too():
    stand = Stand(after=0)
    stand.use(lambda: stand.hands.visit("bees", "en"))
    assert stand.window.visit.heard_ms > 0


@pytest.mark.parametrize(
    "language",
    [pytest.param(one, marks=[] if one in WAYS_OF_WRITING else pytest.mark.rig) for one in LANGUAGES],
)
def test_every_language_writes_with_capitals_and_symbols(stand, language):
    def act():
        stand.open(language)
        stand.hands._write(words)
        assert stand.text == words

    words = f"{wording.say(language, 'language')} 7?"
    stand.use(act)


def test_a_finger_acts_when_it_is_lifted_inside_the_target_it_came_down_on(stand):
    def act():
        stand.open()
        key, other, beside = stand.middle("key:a"), stand.middle("key:s"), stand.beside()
        stand.post(pygame.MOUSEBUTTONDOWN, pos=key, button=1)
        stand.sees(pressed="key:a")
        assert stand.text == ""
        stand.post(pygame.MOUSEBUTTONUP, pos=(key[0] + 3, key[1] + 3), button=1)
        stand.sees(pressed=None)
        assert stand.text == "a"
        for down, up in ((key, other), (key, beside), (beside, key), (beside, beside)):
            stand.finger(down, up)
        stand.finger(key, key, button=3)
        stand.settled()
        assert stand.text == "az"

    stand.use(act)


def glass(stand, kind, at, finger=1):
    """What a touch panel reports."""
    stand.post(kind, touch_id=7, finger_id=finger, x=at[0] / SIZE[0], y=at[1] / SIZE[1])


def test_fingers_on_glass_write_and_the_mouse_that_is_made_of_them_does_not(stand):
    def act():
        stand.open()
        for name in ("key:a", "key:s"):
            glass(stand, pygame.FINGERDOWN, stand.middle(name))
            stand.post(pygame.MOUSEBUTTONDOWN, pos=stand.middle(name), button=1, touch=True)
            stand.sees(pressed=name)
            time.sleep(GHOST_S)
            glass(stand, pygame.FINGERUP, stand.middle(name))
            stand.post(pygame.MOUSEBUTTONUP, pos=stand.middle(name), button=1, touch=True)
            stand.sees(pressed=None)
        assert stand.text == "as"

    stand.use(act)


def test_a_whole_hand_does_nothing_and_the_next_finger_writes(stand):
    def act():
        stand.open()
        keys = [stand.middle(f"key:{letter}") for letter in "qwert"]
        for finger, key in enumerate(keys):
            glass(stand, pygame.FINGERDOWN, key, finger)
        for finger, key in enumerate(keys):
            glass(stand, pygame.FINGERUP, key, finger)
        stand.settled()
        assert stand.text == "z"
        glass(stand, pygame.FINGERDOWN, stand.middle("key:a"))
        stand.sees(pressed="key:a")
        time.sleep(GHOST_S)
        glass(stand, pygame.FINGERUP, stand.middle("key:a"))
        stand.hands._wait("the letter", lambda view: view.text.text == "za")

    stand.use(act)


def test_a_key_that_is_held_erases_until_it_is_let_go(stand):
    def act():
        stand.open()
        stand.post(pygame.TEXTINPUT, text="some words")
        stand.hands._wait("the words", lambda view: view.text.text == "some words")
        glass(stand, pygame.FINGERDOWN, stand.middle("delete"))
        stand.hands._wait("words to go", lambda view: len(view.text.text) < 8)
        glass(stand, pygame.FINGERUP, stand.middle("delete"))
        stand.sees(pressed=None)

    stand.use(act)


@pytest.mark.parametrize("slides", [True, False], ids=["by sliding", "by another touch"])
def test_a_letter_that_is_held_shows_its_relatives_and_one_of_them_is_written(stand, slides):
    def act():
        stand.open()
        key = stand.middle("key:e")
        glass(stand, pygame.FINGERDOWN, key)
        stand.hands._wait("its relatives", lambda view: "é" in view.popup)
        chosen = stand.middle("popup:é")
        if slides:
            glass(stand, pygame.FINGERMOTION, ((key[0] + chosen[0]) // 2, (key[1] + chosen[1]) // 2))
            glass(stand, pygame.FINGERMOTION, chosen)
            stand.sees(pressed="popup:é")
            glass(stand, pygame.FINGERUP, chosen)
        else:
            glass(stand, pygame.FINGERUP, key)
            stand.sees(pressed=None)
            assert stand.text == ""
            stand.finger(chosen, chosen)
        stand.hands._wait("the letter", lambda view: view.text.text == "é")
        assert stand.window.view.popup == ()

    stand.use(act)


def test_a_panel_that_was_built_in_turned_is_used_as_it_stands():
    stand = Stand(turned=90)

    def act():
        stand.hands.wait_ready()
        assert stand.window._size == (480, 800)
        stand.post(pygame.FINGERDOWN, touch_id=1, finger_id=1, x=0.5, y=0.5)
        stand.hands._wait("the finger to lie there", lambda view: view.pressed == "wake")
        time.sleep(GHOST_S)
        stand.post(pygame.FINGERUP, touch_id=1, finger_id=1, x=0.5, y=0.5)
        stand.sees(screen="attract")
        left, top, width, height = next(t.box for t in stand.window.targets() if t.name == "language:de")
        x, y = left + width // 2, top + height // 2
        at = (799 - y, x)  # of the picture's place on the panel, turned clockwise
        stand.finger(at, at)
        stand.hands._wait("the keyboard", lambda view: (view.screen, view.language) == ("write", "de"))

    stand.use(act)


@pytest.mark.parametrize("screen", Screen, ids=lambda screen: screen.value)
@pytest.mark.parametrize("always", [False, True], ids=["once", "for good"])
def test_whatever_screen_cannot_be_drawn_something_stands_there(stand, monkeypatch, screen, always):
    """No thread and no clock: the fault comes while this screen is drawn, and at once there is an ending."""
    window, real, tries = stand.window, screens.draw, []

    def draw(surface, view, before=None):
        tries.append(view.screen)
        if always or (view.screen == screen.value and tries.count(screen.value) == 1):
            raise MissingFont("no face: install it")
        return real(surface, view, before)

    window._failsafe.fill((1, 2, 3), (0, 0, 5, 5))  # known again
    monkeypatch.setattr(screens, "draw", draw)
    stand.kiosk.take(CONFIG, 0)
    stand.kiosk.screen, stand.kiosk.view = screen, dataclasses.replace(stand.kiosk.view, screen=screen.value)
    window._safely(window._draw)
    assert window.view.screen == "sorry"
    assert (window._surface.get_at((0, 0))[:3] == (1, 2, 3)) == always


def test_a_touch_meant_for_the_screen_before_does_nothing(stand, monkeypatch):
    """Impatient fingers come down again while the keyboard is still being drawn."""
    real = screens.draw

    def slow(surface, view, before=None):
        if view.screen == "write" and before is None:
            stand.finger(key, key)
        return real(surface, view, before)

    def act():
        stand.open()
        nonlocal key
        key = stand.middle("key:a")
        stand.hands._press_until("back", "attract")
        monkeypatch.setattr(screens, "draw", slow)
        tile = stand.middle("language:en")
        for finger in (tile, key):
            stand.finger(finger, finger)
        stand.sees(screen="write")
        stand.settled()
        assert stand.text == "z"

    key = (0, 0)
    stand.use(act)


def test_the_first_touch_anywhere_wakes(stand):
    def act():
        stand.hands.wait_ready()
        stand.finger((3, 3), (3, 3))
        stand.sees(screen="attract")

    stand.use(act)


def test_a_keyboard_that_is_plugged_in_writes_too(stand):
    def act():
        stand.open()
        stand.post(pygame.TEXTINPUT, text="ünï🐝")
        stand.post(pygame.KEYDOWN, key=pygame.K_BACKSPACE)
        stand.hands._wait("the letters", lambda view: view.text.text == "ünï")
        stand.post(pygame.KEYDOWN, key=pygame.K_RETURN)
        stand.hands._wait("the slip", lambda view: view.screen == "slip")

    stand.use(act)
    assert [entry.words for entry in stand.worker.kept] == ["ünï"]


SCANCODES = {character: key for key, character in CHARACTERS.items() if key < 0x59}
HELD = trail.Shown(bytes(range(16)), 0, (b"together",))


def hold(stand, code, end=0x28):
    """A reader types a code: every key with its capital's shift, and return."""
    for character in code:
        stand.post(pygame.KEYDOWN, key=pygame.K_LSHIFT, scancode=0xE1)
        stand.post(pygame.KEYDOWN, key=ord(character.lower()), scancode=SCANCODES[character])
        stand.post(pygame.TEXTINPUT, text="§")  # whatever the layout makes of it
        stand.post(pygame.KEYUP, key=ord(character.lower()), scancode=SCANCODES[character])
    stand.post(pygame.KEYDOWN, key=pygame.K_RETURN, scancode=end)


@pytest.mark.parametrize("screen", ["asleep", "write"])
def test_a_trail_goes_to_the_visit_and_never_into_the_words(stand, screen):
    def act():
        if screen == "write":
            stand.open()
            stand.post(pygame.TEXTINPUT, text="be")
        else:
            stand.hands.wait_ready()
        hold(stand, trail.write_shown(HELD))
        stand.sees(trail="trail_seen")
        if screen == "asleep":
            stand.hands._press_until("language:en", "write")
        time.sleep(DEAF_S)
        stand.post(pygame.TEXTINPUT, text="es")
        stand.hands._wait("the words", lambda view: view.text.text.endswith("es"))
        stand.hands._press_until("done", "slip")

    stand.use(act)
    assert [entry.words for entry in stand.worker.kept] == ["bees" if screen == "write" else "es"]
    assert stand.worker.held == [HELD]


def test_a_person_who_types_the_same_letters_is_not_taken_for_a_reader(stand):
    def act():
        stand.open()
        for character in "CURIOUS":
            stand.post(pygame.KEYDOWN, key=ord(character.lower()), scancode=SCANCODES[character])
            stand.post(pygame.TEXTINPUT, text=character.lower())
        stand.hands._wait("the word", lambda view: view.text.text == "curious")
        stand.post(pygame.KEYDOWN, key=ord("c"), scancode=SCANCODES["C"])
        stand.post(pygame.TEXTINPUT, text="c")
        stand.hands._wait("the letter", lambda view: view.text.text == "curiousc")

    stand.use(act)


def test_the_panels_buttons_are_keys_too_and_typing_goes_on_as_ever(stand):
    def press(key):
        stand.post(pygame.KEYDOWN, key=key)
        stand.post(pygame.KEYUP, key=key)

    def listen():
        stand.hands.wait_ready()
        press(pygame.K_F1)
        stand.sees(screen="attract", focus=f"language:{LANGUAGES[0]}")
        press(pygame.K_RIGHT)
        stand.sees(focus=f"language:{LANGUAGES[1]}")
        press(pygame.K_LEFT)
        press(pygame.K_RETURN)
        stand.sees(screen="write", language=LANGUAGES[0])
        assert stand.window.view.focus_row
        stand.post(pygame.TEXTINPUT, text="bees")
        stand.sees(focus_row=())
        press(pygame.K_RETURN)
        stand.sees(screen="slip", printing="printed")
        assert [entry.words for entry in stand.worker.kept] == ["bees"]
        stand.window.button(Button.RIGHT, down=True).wait()
        stand.window.button(Button.RIGHT, down=False).wait()

    stand.use(listen)


def test_a_button_is_heard_though_the_windows_events_are_full(stand):
    def post_for_ever():
        while True:
            pygame.event.post(pygame.event.Event(pygame.USEREVENT))

    with pytest.raises(pygame.error, match="full"):
        post_for_ever()
    heard = [stand.window.button(Button.ROUND, down=down) for down in (True, False)]
    stand.use(lambda: [one.wait(60) for one in heard])
    assert all(one.is_set() for one in heard)
    assert stand.window._guide.is_on


def test_a_panel_that_comes_goes_and_differs_changes_nothing_but_what_it_should(stand):
    def act():
        stand.hands.wait_ready()
        stand.window.tell(Near(True))
        stand.window.tell(LinkIs("differs", "panel 0.1.0", "kiosk 0.2.0"))
        stand.sees(panel_differs=("panel 0.1.0", "kiosk 0.2.0"))
        stand.open()
        assert stand.window.view.panel_differs  # and is still there for the hosts when the visitor has gone
        stand.window.button(Button.ENTER, down=True).wait()
        stand.window.drop_buttons()
        stand.window.button(Button.ENTER, down=False).wait()
        assert stand.window.view.focus == ""  # a press would have begun the way by ear
        stand.window.tell(LinkIs("there", "panel 0.2.0", "kiosk 0.2.0"))
        stand.sees(panel_differs=None, screen="write")

    stand.use(act)


def test_typing_before_anyone_woke_it_writes_nothing(stand):
    def act():
        stand.hands.wait_ready()
        stand.post(pygame.TEXTINPUT, text="secret")
        stand.post(pygame.KEYDOWN, key=pygame.K_RETURN)
        stand.open()
        assert stand.text == ""

    stand.use(act)


def test_a_screen_that_cannot_be_drawn_ends_in_sorry_and_the_next_visitor_is_served(
    stand, monkeypatch, caplog
):
    real, faults = screens.draw, ["once"]

    def draw(surface, view, before=None):
        if view.screen == "write" and view.text.text and faults:
            faults.pop()
            raise ZeroDivisionError
        return real(surface, view, before)

    monkeypatch.setattr(screens, "draw", draw)

    def act():
        stand.open()
        stand.post(pygame.TEXTINPUT, text="my secret")
        stand.sees(screen="sorry")
        stand.hands._press_until("finish", "asleep")
        assert stand.hands.visit("bees", "en").outcome == "printed"

    stand.use(act)
    assert "the screen failed" in caplog.text
    assert "secret" not in caplog.text


def test_where_nothing_can_be_drawn_the_window_waits_quietly_and_can_be_closed(stand, monkeypatch):
    tries = []

    def draw(*_):
        tries.append(time.monotonic())
        raise ZeroDivisionError

    monkeypatch.setattr(screens, "draw", draw)

    def act():
        while not tries:
            time.sleep(0.01)
        time.sleep(1.2)

    stand.use(act)
    assert 1 <= len(tries) < 10


def test_where_nothing_can_be_drawn_a_picture_from_before_says_so(stand, monkeypatch, caplog):
    def act():
        stand.hands.wait_ready()
        stand.hands._wait("the picture", lambda _: stand.window._failsafe_in == LANGUAGES)
        monkeypatch.setattr(typesetting, "line", broken)
        monkeypatch.setattr(screens, "draw", broken)
        stand.finger((9, 9), (9, 9))
        stand.sees(screen="sorry")
        shown = pygame.image.tobytes(stand.window._surface, "RGB")
        assert shown == pygame.image.tobytes(stand.window._failsafe, "RGB")
        monkeypatch.undo()
        stand.kiosk.tick(time.monotonic() + 31)
        assert stand.hands.visit("bees", "en").outcome == "printed"

    def broken(*_):
        raise MissingFont("no face: install it")

    stand.use(act)
    assert caplog.text.count("the screen failed") == 1, "what stays broken is told once"


def test_in_front_of_visitors_no_key_closes_it():
    stand = Stand(fullscreen=True)

    def act():
        stand.hands.wait_ready()
        stand.post(pygame.QUIT)
        assert stand.hands.visit("bees", "en").outcome == "printed"

    stand.use(act)


def test_closing_twice_and_news_after_the_end_do_no_harm(stand):
    stand.use(stand.hands.wait_ready)
    stand.window.close()
    stand.window.tell(HubThere(False))


def test_the_cross_of_the_window_closes_it(stand):
    def act():
        stand.hands.wait_ready()
        stand.post(pygame.QUIT)
        time.sleep(0.3)

    stand.use(act)


def test_pictures_of_every_screen_are_kept(tmp_path):
    stand = Stand(pictures=tmp_path)
    stand.use(lambda: stand.hands.visit("bees", "en"))
    kept = {path.stem for path in tmp_path.iterdir()}
    assert {"kiosk-asleep", "kiosk-attract", "kiosk-write", "kiosk-slip"} <= kept


def test_hands_that_wait_in_vain_say_what_they_saw(stand):
    hands = Hands(stand.window, patience=0.2)

    def act():
        stand.hands.wait_ready()
        with pytest.raises(HandsError, match="'finish' in vain: asleep is shown"):
            hands._press_until("finish", "slip")

    stand.use(act)


def test_what_is_set_after_the_visit_is_forgotten_too():
    """The worker draws a slip while its visitor is gone already."""
    stand, kept = Stand(), []

    def visit():
        stand.hands.visit("bees", "en")
        kept.append(weakref.ref(typesetting.line("quokka umbrella", typesetting.Style(20))))
        assert kept[0]() is not None
        until = time.monotonic() + 60
        while kept[0]() is not None and time.monotonic() < until:
            time.sleep(0.05)

    stand.use(visit)
    assert kept[0]() is None
