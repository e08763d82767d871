"""Every screen x everything that may break: within ten seconds the visitor has an ending, and no button is dead."""

import random
from dataclasses import replace
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import screens
from kiosk_ui.dictation import Said
from kiosk_ui.guide import Guide
from kiosk_ui.hub_link import HubThere
from kiosk_ui.print_desk import Printed
from kiosk_ui.session import ENDINGS, Event, Screen
from kiosk_ui.worker import Kept, NotPromised, Paper, WorkerFailed
from tests.kiosk_ui.test_visit import Ear, Stand, slip_for
from wire import codes
from wire.messages import Retract

SIZE = (800, 480)
TEN_YEARS_MS = 10 * 365 * 86_400_000
FAULTS = (
    *("nothing", "hub gone", "broker gone", "printer silent", "printer hangs", "no paper", "panel gone", "disk full"),
    *("disk hangs", "clock ahead", "clock behind", "font missing", "exception in drawing", "exception in worker"),
)  # fmt: skip


class World(Stand):
    """A kiosk, and all around it as it is with a fault: what it is asked for is answered after a while, or not."""

    def __init__(self):
        super().__init__()
        self.fault, self.coming, self.asked = "nothing", [], 0
        self.worker.keep, self.worker.promise, self.worker.print = self.keep, self.promise, self.print
        self.ear = Ear()
        self.kiosk.offer(voices=True, ear=self.ear)
        self.take(Paper("paper"))

    def answer(self, news, after=0.2):
        self.coming.append((self.now + after, news))

    def keep(self, message):
        self.asked += 1
        if self.fault in {"exception in worker", "disk hangs"}:
            return
        if self.fault == "disk full":
            self.answer(Kept(message.id, "kiosk.db: disk is full"))
            return
        self.answer(Kept(message.id))
        if self.fault not in {"hub gone", "broker gone", "clock ahead", "clock behind"} and not isinstance(
            message, Retract
        ):
            self.answer(slip_for(message), 0.4)

    def promise(self, entry, slip):
        self.asked += 1
        if self.fault == "disk full":
            self.answer(random.Random(entry.id).choice((NotPromised(entry.id), slip)))
        elif self.fault not in {"exception in worker", "disk hangs"}:
            self.answer(slip)

    def print(self, content, held=None):
        self.asked += 1
        if self.fault not in {"exception in worker", "printer hangs"}:
            self.answer(Printed(content.id, "shown" if self.fault == "no paper" else "printed", self.now, ""))

    def breaks(self, fault):
        self.fault, self.coming = fault, [] if fault == "exception in worker" else self.coming
        if fault in {"hub gone", "broker gone"}:
            self.coming = [(at, news) for at, news in self.coming if isinstance(news, Kept)]
            self.take(HubThere(False))
        elif fault in {"printer silent", "no paper"}:
            self.take(Paper("silent" if fault == "printer silent" else "none"))
        elif fault == "panel gone":
            self.kiosk.presence(False, self.now)  # the last it said, and wrong
        elif fault.startswith("clock"):
            self.hand.wall += TEN_YEARS_MS if fault == "clock ahead" else -TEN_YEARS_MS
        elif fault in {"font missing", "exception in drawing"}:
            self.kiosk.happen(Event.FAILED, self.now)  # as the window does, whose own tests show it
        elif fault == "exception in worker":
            self.take(WorkerFailed("OSError"))

    def pass_s(self, seconds, step=0.1):
        """In steps, as a kiosk that is looked at."""
        for _ in range(round(seconds / step)):
            super().pass_s(step)
            due = [news for at, news in self.coming if at <= self.now]
            self.coming = [(at, news) for at, news in self.coming if at > self.now]
            for news in due:
                self.take(news)

    def reach(self, screen):
        """By the way people go."""
        ways = {
            Screen.ASLEEP: (), Screen.ATTRACT: ("wake",), Screen.WRITE: ("wake", "language:en", "key:b"),
            Screen.SPEAKING: ("wake", "language:en", "key:b"), Screen.ASK_STAY: ("wake", "language:en", "key:b"),
        }  # fmt: skip
        self.touch(*ways.get(screen, ("wake", "language:en", "key:b", "done")))
        if screen is Screen.SPEAKING:
            self.kiosk.hold_to_speak(self.now)
        elif screen is Screen.ASK_STAY:
            self.pass_s(46, step=1)
        elif screen is Screen.HEARD:
            self.pass_s(0.3)
        elif screen is Screen.SLIP:
            self.pass_s(0.5)
        elif screen is Screen.TAKEN_BACK:
            self.take_back()
        elif screen is Screen.SORRY:
            self.take(WorkerFailed("OSError"))
        assert self.screen is screen

    def take_back(self):
        self.pass_s(1)
        self.touch("finish", "wake", "language:en")
        self.kiosk.write(codes.new_code(random.Random(1)), self.now)
        self.touch("done")
        self.pass_s(0.3)

    def finish_writing(self):
        """Whatever stands there, the visitor goes on to Done, if words are still to be written."""
        if self.screen is Screen.ASLEEP:
            self.touch("wake")
        if self.screen is Screen.ATTRACT:
            self.touch("language:en")
        if self.screen is Screen.SPEAKING:
            self.kiosk.let_go(self.now)
            self.take(Said("how bees sleep"))
        if self.screen is Screen.ASK_STAY:
            self.touch("stay")
        if self.screen is Screen.WRITE:
            self.touch("key:e", "done")


@pytest.mark.parametrize("impatient", [False, True], ids=["patient", "impatient"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("screen", Screen)
def test_whatever_breaks_the_visitor_has_an_ending_within_ten_seconds(screen, fault, impatient):
    world = World()
    world.reach(screen)
    world.breaks(fault)
    world.finish_writing()
    until = world.now + 10
    while world.screen not in ENDINGS:
        world.touch(None) if impatient else None
        world.pass_s(0.5)
        assert world.now <= until
    world.pass_s(1)
    shown = world.kiosk.view
    if world.screen is not Screen.TAKEN_BACK and not fault.startswith("clock"):
        assert shown.slip is not None, "there is a place to go to"
    if world.screen is Screen.SLIP is not screen and fault in {"no paper", "printer silent"}:
        assert shown.slip_picture is not None
    world.pass_s(130, step=1)
    assert world.screen is Screen.ASLEEP
    assert (world.kiosk.view.text.text, world.kiosk.view.slip, world.kiosk.view.slip_picture) == (
        "",
        None,
        None,
    )
    assert world.kiosk._errand.slip is None


@pytest.mark.parametrize("fault", ["no paper", "printer silent"])
def test_what_ails_the_printer_is_said_before_the_question(fault):
    world = World()
    world.breaks(fault)
    for targets in ((), ("wake",)):
        world.touch(*targets)
        assert world.kiosk.view.note == "no_paper"


def test_a_slip_that_is_copied_from_the_screen_has_its_time():
    world = World()
    world.breaks("no paper")
    world.reach(Screen.SLIP)
    world.pass_s(100)
    assert world.screen is Screen.SLIP
    assert world.kiosk.view.left == 1
    world.pass_s(15)
    assert world.kiosk.view.left < 0.5
    world.touch(None)
    world.pass_s(90)
    assert world.screen is Screen.SLIP


class Voice:
    """Notes that something was said."""

    def __init__(self):
        self.said = 0

    def say(self, lines, volume):
        self.said += len(lines)

    add = say

    def is_speaking(self):
        return False


def changed(world, **what):
    """The world with another view of the same screen."""
    world.kiosk.view = replace(world.kiosk.view, **what)
    return world


def states():
    """Name and maker of every state in which screens draw something to press."""
    looks = [{"theme": theme, "large": large} for theme, large in product(("dark", "yellow"), (False, True))]
    for screen in Screen:
        for number, look in enumerate(looks if screen in {Screen.ATTRACT, Screen.WRITE} else looks[:1]):
            yield f"{screen.value}-{number}", screen, look
    for page in ("shift", "symbols"):
        yield f"write-{page}", Screen.WRITE, {"page": page}
    yield "write-held", Screen.WRITE, {"popup": ("é", "è", "ê", "ë", "ē")}
    yield "write-pictures", Screen.WRITE, {"picture_mode": True}
    yield (
        "attract-many",
        Screen.ATTRACT,
        {"languages": ("en", "de", "ar", "zh", "fr", "tr", "ru", "uk", "pl", "es")},
    )
    yield "slip-shown", Screen.SLIP, {"printing": "shown"}
    yield "sorry-nowhere", Screen.SORRY, {"slip": None}


NAMES = (
    *("wake", "back", "stay", "finish", "language:en", "language:zh", "key:b", "key:n", "mark:?", "space", "delete"),
    *("done", "shift", "symbols", "page", "popup:é", "candidate:你", "cursor:0", "more", "unsay", "theme", "large"),
    *("picture", "languages_more", "hear", "speak", "louder", "quieter", "nothing of ours", "key:", None),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([0, 1, 21, 46])), max_size=25))
def test_words_change_on_the_screen_one_writes_on_and_nowhere_else(presses):
    world = World()
    for name, seconds in presses:
        before, screen = world.kiosk.view, world.screen
        world.touch(name)
        if screen is not Screen.WRITE and world.screen not in {Screen.ASLEEP, Screen.ATTRACT}:
            assert world.kiosk.view.text == before.text
        world.pass_s(seconds, step=1)
        if world.screen in {Screen.ASLEEP, Screen.ATTRACT}:
            assert world.kiosk.view.text.text == world.kiosk.view.composing == ""


def test_no_candidate_is_dead():
    """Where letters become words by choosing, each choice does something; and more of them are shown."""

    def made():
        world = World()
        world.take(msgspec.structs.replace(world.kiosk._errand.config, languages=("zh",)))
        world.touch("wake", "language:zh", "key:n", "key:i")
        return world

    names = [target.name for target in screens.touchable(made().kiosk.view, SIZE)]
    choices = [name for name in names if name.startswith("candidate:") or name == "more"]
    assert "candidate:你" in choices
    assert "more" in choices
    for name in names:
        world = made()
        before = world.kiosk.view
        world.touch(name)
        assert world.kiosk.view != before, name


@pytest.mark.parametrize(
    ("screen", "look"), [state[1:] for state in states()], ids=[state[0] for state in states()]
)
def test_no_button_is_dead(screen, look):
    """Each one that is drawn does something: to the view, to the worker, to the microphone or for the ears."""

    def made():
        world = World()
        world.reach(screen)
        return changed(world, **look)

    dead = []
    for target in screens.touchable(made().kiosk.view, SIZE):
        world, voice = made(), Voice()
        guide = Guide(world.kiosk, voice, lambda view: screens.targets(view, SIZE))
        if target.name == f"cursor:{world.kiosk.view.text.cursor}":
            continue  # the cursor stands there already
        before = (world.kiosk.view, world.asked, len(world.ear.asked))
        if target.name == "speak":
            guide.hold_to_speak(world.now)
        else:
            guide.touch(target.name, world.now)
        after = (world.kiosk.view, world.asked, len(world.ear.asked))
        is_words = target.name == "field"  # no button: it is read out, and each word in it takes the cursor
        if after == before and not voice.said and not is_words:
            dead.append(target.name)
    assert not dead
