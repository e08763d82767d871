import random
from dataclasses import dataclass, field

import msgspec
import pytest
import uuid_utils
from PIL import Image

from kiosk_ui.dictation import Level, MicrophoneGone, Said
from kiosk_ui.errand import said_at
from kiosk_ui.hub_link import HubThere, Trouble
from kiosk_ui.panel_events import Dark, LinkIs, Near
from kiosk_ui.patience import ANSWER_S
from kiosk_ui.print_desk import Printed
from kiosk_ui.session import Event, Screen
from kiosk_ui.visit import Kiosk
from kiosk_ui.worker import Kept, NotPromised, Paper, WorkerFailed
from tests.fakes.clock import HandClock
from tests.kiosk_ui.test_open_table import HOUR, config
from wire import codes, trail
from wire.messages import Entry, Retract, Sign, Slip


@dataclass
class Worker:
    """Notes what it is asked for; what it answers, the tests say."""

    kept: list[Entry | Retract] = field(default_factory=list)
    promised: list[tuple[Entry, Slip]] = field(default_factory=list)
    printed: list[Slip] = field(default_factory=list)
    given_up: list[Slip] = field(default_factory=list)
    held: list[trail.Shown | None] = field(default_factory=list)

    def keep(self, message):
        self.kept.append(message)

    def promise(self, entry, slip):
        self.promised.append((entry, slip))

    def print(self, content, held=None):
        self.printed.append(content)
        self.held.append(held)

    def give_up(self, slip):
        self.given_up.append(slip)


class Stand:
    """A kiosk with its worker and a clock moved by hand."""

    def __init__(self):
        self.hand = HandClock()
        self.worker = Worker()
        self.kiosk = Kiosk(
            "library", self.worker, self.hand.clock(), lambda _: Image.new("1", (384, 10)),
            lambda: str(uuid_utils.uuid7(nanoseconds=self.hand.wall * 1_000_000)),
        )  # fmt: skip
        self.now = 0.0
        wall = self.hand.wall
        self.take(config([("near", wall + 2 * HOUR, "2027-01-15", "10:00")]))
        self.take(HubThere(True))

    def take(self, news):
        self.kiosk.take(news, self.now)

    def touch(self, *targets):
        for target in targets:
            self.kiosk.touch(target, self.now)

    def pass_s(self, seconds):
        self.now += seconds
        self.hand.pass_ms(round(seconds * 1000))
        self.kiosk.tick(self.now)

    def write(self, words="bees"):
        self.touch("wake", "language:en", *(f"key:{letter}" for letter in words), "done")

    @property
    def screen(self):
        return self.kiosk.screen


def slip_for(entry, hour="10:00"):
    return Slip(
        id=str(uuid_utils.uuid7()), entry=entry.id, kiosk="library", language="en", words=entry.words, place="Near",
        address="", directions="", walk_min=3, starts=2, day="2027-01-15", hour=hour, days_ahead=0,
        sign=Sign("🐝", "bee"), code="", help_lines=(), qr="",
    )  # fmt: skip


@pytest.fixture
def stand():
    return Stand()


def test_from_touch_to_slip(stand):
    stand.write()
    assert stand.screen is Screen.KEEPING
    (entry,) = stand.worker.kept
    assert (entry.words, entry.languages, entry.kiosk) == ("bees", ("en",), "library")
    stand.take(Kept(entry.id))
    assert stand.screen is Screen.HEARD
    slip = slip_for(entry)
    stand.take(slip)
    assert stand.screen is Screen.SLIP
    assert stand.worker.printed == [slip]
    stand.take(Printed(slip.id, "printed", 1.0, "out/slip-0001.png"))
    assert stand.kiosk.view.printing == "printed"
    assert (stand.kiosk.visit.slip, stand.kiosk.visit.sign) == ("out/slip-0001.png", "bee")
    stand.touch("finish")
    assert stand.screen is Screen.ASLEEP
    assert stand.kiosk.view.text.text == ""
    assert stand.kiosk.view.slip is None


def test_heard_is_said_of_these_words_only(stand):
    stand.write()
    stand.take(Kept("another visitor's"))
    assert stand.screen is Screen.KEEPING


def test_without_words_done_does_nothing(stand):
    stand.write("")
    assert stand.screen is Screen.WRITE
    stand.touch("space", "space", "done")
    assert stand.screen is Screen.WRITE
    assert not stand.worker.kept


def test_a_hub_that_does_not_answer_is_answered_by_the_kiosk(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    stand.pass_s(ANSWER_S - 0.1)
    assert not stand.worker.promised
    stand.pass_s(0.2)
    ((told, slip),) = stand.worker.promised
    assert told.id == entry.id
    assert told.promised.place == "near"
    assert slip.entry == entry.id
    stand.take(slip)
    assert stand.screen is Screen.SLIP
    assert stand.worker.printed == [slip]


def test_the_hubs_slip_after_our_own_is_not_printed_for_this_visit(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    slip = slip_for(entry)
    stand.take(slip)
    stand.pass_s(ANSWER_S + 1)
    assert not stand.worker.promised


def test_nothing_known_of_any_round_ends_well(stand):
    stand.take(config([]))
    stand.write()
    stand.take(Kept(stand.worker.kept[0].id))
    stand.pass_s(ANSWER_S + 0.1)
    assert stand.screen is Screen.SORRY


def test_what_only_hosts_can_mend_is_shown_until_it_is_mended(stand):
    stand.take(Trouble("two_kiosks"))
    stand.take(LinkIs("differs", "panel 1", "kiosk 2"))
    stand.write()
    stand.take(Kept(stand.worker.kept[0].id, "kiosk.db: database or disk is full"))
    stand.touch("finish")
    assert (stand.screen, stand.kiosk.view.trouble) == (Screen.ASLEEP, "two_kiosks")
    assert stand.kiosk.view.panel_differs == ("panel 1", "kiosk 2")
    stand.take(LinkIs("away"))
    assert stand.kiosk.view.panel_differs is None
    stand.take(Trouble(""))
    assert stand.kiosk.view.trouble == ""


def test_a_promise_that_cannot_be_noted_is_a_sorry_until_the_hubs_slip_comes(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    stand.pass_s(ANSWER_S + 0.1)
    stand.take(NotPromised("another entry"))
    assert stand.screen is Screen.HEARD
    stand.take(NotPromised(entry.id))
    assert stand.screen is Screen.SORRY
    slip = slip_for(entry)
    stand.take(slip)
    assert stand.worker.printed == [slip]


def test_a_full_disk_says_sorry_and_prints_a_table(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id, "kiosk.db: database or disk is full"))
    assert stand.screen is Screen.SORRY
    ((_, slip),) = stand.worker.promised
    stand.take(slip)
    assert stand.screen is Screen.SORRY
    assert stand.worker.printed == [slip]


def test_no_paper_shows_the_slip_on_the_screen(stand):
    stand.take(Paper("none"))
    assert stand.kiosk.view.note == "no_paper"
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    slip = slip_for(entry)
    stand.take(slip)
    stand.take(Printed(slip.id, "shown", 0.0, ""))
    assert stand.kiosk.view.printing == "shown"
    assert stand.kiosk.view.slip_picture is not None
    assert stand.kiosk.visit.outcome == "shown"
    stand.touch("finish")  # and a tap clears it
    assert stand.screen in {Screen.ASLEEP, Screen.ATTRACT}
    assert (stand.kiosk.view.slip_picture, stand.kiosk.view.slip) == (None, None)


def test_the_screen_shows_the_link_that_no_paper_bears(stand):
    drawn = []
    stand.kiosk._draw_slip = lambda slip: drawn.append(slip.qr) or Image.new("1", (384, 10))
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    slip = slip_for(entry)
    stand.take(slip)
    stand.take(Printed(slip.id, "shown", 0.0, "", "http://hub/s#secret"))
    assert drawn == ["http://hub/s#secret"]
    stand.touch("finish")
    assert "secret" not in repr(
        {name: value for name, value in vars(stand.kiosk).items() if name != "_worker"}
    )


TAGS = (b"together", b"yesterda")
HELD = trail.Shown(bytes(range(200, 216)), 1, TAGS)


@pytest.mark.parametrize(
    "touches", [(), ("wake",), ("wake", "language:en"), ("wake", "language:en", "key:b")]
)
def test_todays_words_go_to_a_trail_that_was_shown_before_they_were_done(stand, touches):
    stand.touch(*touches)
    stand.kiosk.show_trail(trail.write_shown(HELD), stand.now)
    assert stand.kiosk.view.trail == "trail_seen"
    stand.touch("language:en", "key:e", "done")
    assert stand.kiosk.view.trail == "", "it is said once"
    (entry,) = stand.worker.kept
    assert entry.met == tuple(tag.hex() for tag in TAGS)
    stand.take(Kept(entry.id))
    stand.take(slip_for(entry))
    assert stand.worker.held == [HELD]


def test_a_trail_is_of_one_visit_and_leaves_nothing(stand):
    for leave in (("finish",), None):
        stand.kiosk.show_trail(trail.write_shown(HELD), stand.now)
        assert stand.kiosk._errand.held == HELD
        if leave:
            stand.touch("language:en", "key:e", "done")
            stand.take(Kept(stand.worker.kept[-1].id))
            stand.take(slip_for(stand.worker.kept[-1]))
            stand.touch(*leave)
        else:
            stand.pass_s(31)  # they went away without choosing a language
        assert stand.screen is Screen.ASLEEP
        assert (stand.kiosk._errand.held, stand.kiosk.view.trail) == (None, "")
    stand.write()
    assert stand.worker.kept[-1].met == ()
    state = repr({name: value for name, value in vars(stand.kiosk).items() if name != "_worker"})
    assert not [tag for tag in TAGS if tag.hex() in state or str(tag) in state]


def test_a_damaged_trail_is_said_to_be_and_the_visit_goes_on(stand):
    stand.touch("wake", "language:en", "key:b")
    stand.kiosk.show_trail(trail.write_shown(HELD)[:-1], stand.now)
    assert (stand.kiosk.view.trail, stand.kiosk.view.text.text) == ("trail_damaged", "b")
    stand.touch("done")
    assert stand.worker.kept[-1].met == ()


def test_a_trail_after_the_words_is_told_so(stand):
    stand.write()
    stand.take(Kept(stand.worker.kept[-1].id))
    stand.kiosk.show_trail(trail.write_shown(HELD), stand.now)
    assert (stand.screen, stand.kiosk.view.trail) == (Screen.HEARD, "trail_late")
    stand.take(slip_for(stand.worker.kept[-1]))
    assert stand.worker.held == [None]


def test_a_slip_for_somebody_who_has_gone_is_given_up_after_two_minutes(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    stand.take(slip_for(entry))
    stand.touch("finish")
    late = slip_for(entry)
    stand.pass_s(60)
    stand.take(late)
    assert stand.worker.printed[-1] == late
    stand.pass_s(61)
    stand.take(late)
    assert stand.worker.given_up == [late]


def test_silence_warns_and_then_clears(stand):
    stand.touch("wake", "language:en", "key:b")
    stand.pass_s(46)
    assert stand.screen is Screen.ASK_STAY
    stand.touch("stay")
    assert stand.kiosk.view.text.text == "b"
    stand.pass_s(46)
    stand.pass_s(21)
    assert stand.screen is Screen.ASLEEP
    assert stand.kiosk.view.text.text == ""


def test_typing_is_life(stand):
    stand.touch("wake", "language:en")
    for _ in range(5):
        stand.pass_s(40)
        stand.touch("key:b")
    assert stand.screen is Screen.WRITE


def test_how_it_looks_is_the_visitors_choice_and_ends_with_them(stand):
    usual = stand.kiosk.view
    stand.touch(None, "theme", "large", "picture")
    looks = stand.kiosk.view
    assert (looks.theme != usual.theme, looks.large, looks.picture_mode) == (True, True, True)
    stand.touch("language:en", "picture")
    assert (stand.kiosk.view.theme, stand.kiosk.view.picture_mode) == (looks.theme, False)
    stand.touch("back")
    assert (stand.kiosk.view.theme, stand.kiosk.view.large) == (usual.theme, usual.large)


def test_whoever_touches_anything_is_still_here(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    stand.take(slip_for(entry))
    for _ in range(4):
        stand.pass_s(25)
        stand.touch(None)
    assert stand.screen is Screen.SLIP
    stand.pass_s(31)
    assert stand.screen is Screen.ASLEEP


@pytest.mark.parametrize(
    ("of_the_kiosk", "of_the_hub", "offered"),
    [(("ar", "en"), ("de",), ("ar", "en")), ((), ("de",), ("de",)), ((), (), ("en",))],
)
def test_the_kiosks_own_languages_come_before_the_hubs(of_the_kiosk, of_the_hub, offered):
    hand = HandClock()
    kiosk = Kiosk("library", Worker(), hand.clock(), lambda _: Image.new("1", (1, 1)), str, of_the_kiosk)
    kiosk.take(msgspec.structs.replace(config([]), languages=of_the_hub), 0.0)
    assert kiosk.view.languages == offered


def test_the_code_of_a_slip_takes_it_back(stand):
    code = codes.new_code(random.Random(1))
    stand.touch("wake", "language:en")
    stand.kiosk.write(codes.grouped(code).lower(), stand.now)
    stand.touch("done")
    (retract,) = stand.worker.kept
    assert isinstance(retract, Retract)
    assert retract.code == code
    stand.take(Kept(retract.id))
    assert stand.screen is Screen.TAKEN_BACK


def test_a_kiosk_that_was_never_told_anything_takes_no_words():
    stand = Stand.__new__(Stand)
    stand.hand, stand.worker, stand.now = HandClock(), Worker(), 0.0
    stand.kiosk = Kiosk(
        "library", stand.worker, stand.hand.clock(), lambda _: Image.new("1", (1, 1)), lambda: ""
    )
    stand.kiosk.happen(Event.TOUCHED, 0.0)
    stand.touch("language:en")
    assert stand.screen is Screen.ATTRACT
    assert stand.kiosk.view.note == "not_ready"


def test_a_hub_that_is_away_is_a_sentence(stand):
    stand.take(HubThere(False))
    assert stand.kiosk.view.note == "hub_away"


def test_whatever_fails_the_visitor_sees_an_ending(stand):
    stand.touch("wake", "language:en")
    stand.take(WorkerFailed("OSError"))
    assert stand.screen is Screen.SORRY


def test_the_id_says_when_it_was_made():
    assert said_at(str(uuid_utils.uuid7(nanoseconds=1_700_000_000_123 * 1_000_000))) == 1_700_000_000_123


class Ear:
    """Notes what it is asked for."""

    languages = ("en",)

    def __init__(self):
        self.asked = []

    def listen(self, language):
        self.asked.append(f"listen {language}")

    def stop(self):
        self.asked.append("stop")

    def forget(self):
        self.asked.append("forget")


@pytest.fixture
def spoken_to(stand):
    """A kiosk that understands English, somebody before it who writes."""
    stand.ear = Ear()
    stand.kiosk.offer(voices=True, ear=stand.ear)
    stand.touch("wake", "language:en")
    stand.ear.asked.clear()
    return stand


def test_what_is_said_while_the_button_is_held_stands_in_the_field(spoken_to):
    spoken_to.kiosk.hold_to_speak(spoken_to.now)
    assert spoken_to.screen is Screen.SPEAKING
    spoken_to.take(Level(7))
    assert spoken_to.kiosk.view.level == 7
    spoken_to.kiosk.let_go(spoken_to.now)
    spoken_to.take(Said("how bees sleep"))
    assert spoken_to.ear.asked == ["listen en", "stop"]
    assert (spoken_to.screen, spoken_to.kiosk.view.text.text) == (Screen.WRITE, "how bees sleep")
    assert spoken_to.kiosk.view.level == 0
    spoken_to.touch("back")
    assert spoken_to.ear.asked[-1] == "forget"


def test_nobody_speaks_where_they_are_not_understood(stand):
    stand.touch("wake", "language:en")
    stand.kiosk.hold_to_speak(stand.now)
    assert stand.screen is Screen.WRITE


def test_a_microphone_that_vanishes_leaves_the_keyboard(spoken_to):
    spoken_to.kiosk.hold_to_speak(spoken_to.now)
    spoken_to.take(MicrophoneGone("unplugged"))
    assert (spoken_to.screen, spoken_to.kiosk.view.trail) == (Screen.WRITE, "microphone_gone")
    assert spoken_to.kiosk.view.speech == ()
    spoken_to.kiosk.hold_to_speak(spoken_to.now)
    assert spoken_to.screen is Screen.WRITE
    spoken_to.touch("back")
    assert spoken_to.kiosk.view.speech == ("en",)


def test_what_is_heard_after_its_speaker_has_gone_on_is_nobodys(spoken_to):
    spoken_to.kiosk.hold_to_speak(spoken_to.now)
    spoken_to.pass_s(60)
    assert spoken_to.screen is Screen.WRITE
    assert spoken_to.ear.asked[-1] == "forget"
    spoken_to.take(Said("somebody else's"))
    assert spoken_to.kiosk.view.text.text == ""


def test_where_the_disk_says_nothing_the_visitor_is_told_where_to_go(stand):
    stand.write()
    for _ in range(9):
        stand.pass_s(1)
        stand.touch(None)
    assert stand.screen is Screen.SORRY
    assert stand.kiosk.view.slip.place == "Near"
    assert not stand.worker.printed, "no paper says it, for the hub may yet promise something else"
    slip = slip_for(stand.worker.kept[0])
    stand.take(slip)
    assert stand.worker.printed == [slip]
    assert stand.kiosk.view.slip == slip


def test_somebody_who_answers_by_any_sign_of_life_goes_on_writing(stand):
    for answer in (
        lambda: stand.touch(None), lambda: stand.touch("stay"), lambda: stand.kiosk.write("x", stand.now)
    ):  # fmt: skip
        stand.touch("wake", "language:en", "key:b")
        stand.pass_s(46)
        assert stand.screen is Screen.ASK_STAY
        answer()
        assert (stand.screen, stand.kiosk.view.text.text, stand.kiosk.view.left) == (Screen.WRITE, "b", 1)
        stand.touch("back")
        stand.pass_s(31)


def test_time_running_out_is_said_to_the_ears_too(stand):
    said = []
    stand.kiosk.announce = said.append
    stand.touch("wake", "language:en", "key:b")
    stand.pass_s(46)
    assert said == ["still_here"]
    stand.pass_s(10)
    assert stand.kiosk.view.left == 0.5


def test_a_printer_that_answered_and_is_silent_now_is_no_printer(stand):
    stand.take(Paper("silent"))
    assert stand.kiosk.view.note == "", "some never say"
    stand.take(Paper("paper"))
    stand.take(Paper("silent"))
    assert stand.kiosk.view.note == "no_paper"
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    slip = slip_for(entry)
    stand.take(slip)
    stand.take(Printed(slip.id, "printed", 1.0, ""))
    assert stand.kiosk.view.printing == "shown"
    stand.take(Paper("paper"))
    stand.touch("finish")
    assert stand.kiosk.view.note == ""


def test_a_slip_that_could_not_be_printed_is_known_before_the_next_question(stand):
    stand.write()
    (entry,) = stand.worker.kept
    stand.take(Kept(entry.id))
    slip = slip_for(entry)
    stand.take(slip)
    stand.take(Printed(slip.id, "shown", 0.0, ""))
    stand.touch("finish")
    assert stand.kiosk.view.note == "no_paper"


def test_a_key_that_is_held_takes_letters_and_then_words(stand):
    stand.touch("wake", "language:en")
    stand.kiosk.write("twelve letters and more words", stand.now)
    for turn in range(14):
        assert stand.kiosk.hold("delete", turn, stand.now)
    assert stand.kiosk.view.text.text == "twelve "


def test_somebody_near_wakes_a_dimmed_screen_and_nothing_else(stand):
    stand.pass_s(1)
    stand.pass_s(301)
    assert stand.kiosk.view.dimmed
    stand.kiosk.presence(True, stand.now)
    assert (stand.kiosk.view.dimmed, stand.screen) == (False, Screen.ASLEEP)
    stand.take(Near(False))
    stand.take(Dark(True))
    stand.pass_s(31)
    assert stand.kiosk.view.dimmed
    stand.take(Dark(False))
    assert not stand.kiosk.view.dimmed


@pytest.mark.parametrize(
    ("language", "keys", "words"),
    [
        ("ko", [*(f"key:{jamo}" for jamo in "ㅎㅏㄴㅡㄹ")], "하늘"),
        ("zh", [*(f"key:{letter}" for letter in "mifeng"), "candidate:蜜蜂"], "蜜蜂"),
        ("zh", [*(f"key:{letter}" for letter in "tiankong")], "天空"),
        ("ja", [*(f"key:{kana}" for kana in "そら")], "そら"),
        ("en", ["key:b", "key:e", "key:s", "cursor:2", "key:e"], "bees"),
        ("fr", ["key:t", "popup:é"], "té"),
    ],
)
def test_whatever_way_it_is_written_it_is_kept(stand, language, keys, words):
    stand.touch("wake", f"language:{language}", *keys, "done")
    assert [entry.words for entry in stand.worker.kept] == [words]
    assert (stand.kiosk.view.composing, stand.kiosk.view.candidates) == ("", ())


def test_letters_that_are_no_words_yet_survive_the_question_and_go_with_their_person(stand):
    stand.touch("wake", "language:zh", "key:n", "key:i")
    stand.pass_s(46)
    assert stand.screen is Screen.ASK_STAY
    stand.touch("stay", "key:h", "key:a", "key:o")
    assert stand.kiosk.view.composing == "nihao"
    stand.touch("back", "language:zh")
    assert (stand.kiosk.view.composing, stand.kiosk.view.text.text) == ("", "")


def test_keys_that_were_typed_elsewhere_come_behind_what_is_composed(stand):
    stand.touch("wake", "language:ko", "key:ㅎ", "key:ㅏ")
    stand.kiosk.write("WLAN", stand.now)
    stand.touch("delete", "key:ㅁ", "delete", "delete")
    assert stand.kiosk.view.text.text == "하WL"
