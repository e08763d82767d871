"""The whole way by four buttons, on the real session and the real screens' targets, heard by a voice that notes."""

import pytest

from kiosk_ui import screens, wording
from kiosk_ui.buttons import AGAIN_S, HOLD_S, TALK_S, Button
from kiosk_ui.dictation import Said
from kiosk_ui.guide import LOUDER, LOUDEST, Guide
from kiosk_ui.hub_link import HubThere
from kiosk_ui.print_desk import Printed
from kiosk_ui.session import PATIENCE, Screen
from kiosk_ui.widgets import Ring
from kiosk_ui.worker import Kept
from tests.kiosk_ui.test_visit import Ear, Stand, slip_for

SIZE = (800, 480)


class Voice:
    """Notes what it is to say. speaks: as long as a test wants."""

    def __init__(self):
        self.lines, self.volume, self.speaks = [], 0, False

    def say(self, lines, volume):
        self.lines.append([line.text for line in lines])
        self.volume = volume

    add = say

    def is_speaking(self):
        return self.speaks

    @property
    def last(self):
        return " ".join(self.lines[-1]) if self.lines else ""


class Listener(Stand):
    """Somebody who listens and has four buttons."""

    def __init__(self, languages=("en", "ar", "hi")):
        super().__init__()
        self.kiosk._languages = languages
        self.take(self.kiosk._errand.config)
        self.voice = Voice()
        self.guide = Guide(self.kiosk, self.voice, lambda view: screens.targets(view, SIZE))
        self.kiosk.offer(voices=True, ear=None)
        self.kiosk.announce = self.guide.announce

    def press(self, *buttons, held=0.0):
        for button in buttons:
            self.guide.button(button, True, self.now)
            self.pass_s(held)
            self.guide.button(button, False, self.now)
            self.guide.follow(self.now)

    def pass_s(self, seconds):
        self.now += seconds
        self.hand.pass_ms(round(seconds * 1000))
        self.guide.tick(self.now)
        self.kiosk.tick(self.now)
        self.guide.follow(self.now)

    def tell(self, news):
        self.take(news)
        self.guide.follow(self.now)

    def seek(self, wanted, button=Button.RIGHT):
        """Go on until the voice names it; a whole round in vain fails."""
        for _ in range(80):
            if wanted in self.voice.last:
                return
            self.press(button)
        raise AssertionError(f"never heard {wanted!r}, last {self.voice.last!r}")

    def spell(self, words):
        for letter in words:
            if letter == " ":
                self.seek(f"{wording.say(self.kiosk.view.language, 'space')}, ", Button.LEFT)
            else:
                self.pick(letter)
            self.press(Button.ENTER)

    def pick(self, letter):
        """Into the row that holds the letter, and on to it."""
        for _ in range(80):
            heard = self.voice.lines[-1][-1]
            if heard.startswith("Row: ") and letter in heard[5:].split(", "):
                break
            self.press(Button.RIGHT)
        self.press(Button.ENTER)
        for _ in range(40):
            if self.voice.lines[-1][-1] == letter:
                return
            self.press(Button.RIGHT)
        raise AssertionError(f"{letter!r} is not in its row")

    @property
    def text(self):
        return self.kiosk.view.text.text


@pytest.fixture
def listener():
    return Listener()


def test_from_the_question_to_the_slip_without_looking(listener):
    listener.press(Button.ROUND)
    assert "What are you curious about today?" in listener.voice.last
    listener.press(Button.ENTER)
    assert listener.screen is Screen.WRITE
    assert "Enter picks a row" in listener.voice.last
    listener.spell("why bees")
    assert listener.text == "why bees"
    listener.seek("Done, button. You wrote: why bees", Button.LEFT)
    listener.press(Button.ENTER)
    (entry,) = listener.worker.kept
    listener.tell(Kept(entry.id))
    assert "we heard you" in listener.voice.last
    slip = slip_for(entry)
    listener.tell(slip)
    assert "today, at 10:00. Near." in listener.voice.last
    assert "Your picture: bee" in listener.voice.last
    listener.tell(Printed(slip.id, "printed", 1.0, ""))
    assert listener.voice.last == "Take your slip"
    listener.press(Button.ENTER)
    assert listener.screen is Screen.ASLEEP
    assert not listener.guide.is_on
    assert listener.voice.last == ""


def test_a_kiosk_that_is_not_ready_says_so_and_asks_as_soon_as_it_is(listener):
    config, listener.kiosk._errand.config = listener.kiosk._errand.config, None
    listener.take(HubThere(True))
    listener.press(Button.ROUND)
    assert listener.voice.last == "Not ready yet, one moment please."
    listener.tell(config)
    assert "What are you curious about today?" in listener.voice.last


def test_each_language_asks_in_its_own_voice(listener):
    listener.press(Button.ROUND, Button.RIGHT)
    assert wording.say("ar", "question") in listener.voice.last
    listener.press(Button.RIGHT)
    assert wording.say("hi", "spoken_choose") in listener.voice.last
    listener.press(Button.RIGHT, Button.RIGHT, Button.RIGHT)
    listener.press(Button.ENTER)
    assert listener.kiosk.view.language in {"en", "ar", "hi"}


def test_enter_held_is_done_and_without_words_says_so(listener):
    listener.press(Button.ROUND, Button.ENTER)
    listener.press(Button.ENTER, held=HOLD_S)
    assert (listener.screen, listener.voice.last) == (Screen.WRITE, "Nothing written yet")
    listener.spell("a")
    listener.press(Button.ENTER, held=HOLD_S)
    assert listener.screen is Screen.KEEPING


def test_what_was_picked_wrongly_is_deleted(listener):
    listener.press(Button.ROUND, Button.ENTER)
    listener.spell("ab")
    listener.seek("Delete, button", Button.LEFT)
    listener.press(Button.ENTER)
    assert "b deleted" in listener.voice.last
    assert listener.text == "a"


def test_a_row_can_be_left(listener):
    listener.press(Button.ROUND, Button.ENTER)
    row = listener.kiosk.view.focus_row
    listener.press(Button.ENTER, Button.LEFT)
    assert listener.voice.last == "All rows"
    listener.press(Button.ENTER)
    assert (listener.kiosk.view.focus, listener.kiosk.view.focus_row) == ("", row)
    assert listener.voice.last.startswith("Row: q, w, e")


def test_whoever_types_needs_no_buttons_but_enter(listener):
    listener.press(Button.ROUND, Button.ENTER)
    for letter in "bees ":
        listener.guide.typed(listener.now)
        listener.kiosk.write(letter, listener.now)
        listener.guide.follow(listener.now)
    assert listener.voice.last == "bees"
    listener.press(Button.ENTER)
    assert listener.screen is Screen.KEEPING


def test_a_sliding_finger_hears_what_is_under_it(listener):
    listener.press(Button.ROUND, Button.ENTER)
    targets = {target.name: target for target in screens.targets(listener.kiosk.view, SIZE)}
    listener.guide.slid_over(targets["key:q"])
    listener.guide.slid_over(targets["key:w"])
    assert listener.voice.last == "w"
    said = len(listener.voice.lines)
    listener.guide.slid_over(targets["key:w"])
    assert len(listener.voice.lines) == said
    listener.guide.touch("key:w", listener.now)
    listener.guide.follow(listener.now)
    assert (listener.text, listener.voice.last) == ("w", "w")


def test_nobody_who_only_touches_is_talked_to(listener):
    listener.guide.touch("wake", 0.0)
    listener.guide.touch("language:en", 0.0)
    listener.guide.slid_over(screens.targets(listener.kiosk.view, SIZE)[0])
    listener.guide.touch("key:a", 0.0)
    listener.guide.follow(0.0)
    assert listener.voice.lines == []


def test_everybody_hears_that_time_runs_out(listener):
    listener.touch("wake", "language:en")
    listener.guide.follow(listener.now)
    listener.pass_s(PATIENCE[Screen.WRITE])
    assert listener.voice.last == "Are you still here?"


def test_nobody_is_hurried_while_the_voice_speaks(listener):
    listener.press(Button.ROUND, Button.ENTER)
    listener.voice.speaks = True
    for _ in range(10):
        listener.pass_s(PATIENCE[Screen.WRITE] / 2)
    assert listener.screen is Screen.WRITE
    listener.voice.speaks = False
    listener.pass_s(PATIENCE[Screen.WRITE])
    assert listener.screen is Screen.ASK_STAY
    listener.press(Button.ENTER)
    assert listener.screen is Screen.WRITE


def test_the_round_button_says_it_all_again(listener):
    listener.press(Button.ROUND, Button.ENTER)
    listener.spell("a")
    listener.press(Button.ROUND)
    assert "You wrote: a" in listener.voice.last
    assert listener.voice.last.endswith("p")  # and the row


def test_held_left_and_right_change_the_volume_for_this_visit(listener):
    listener.press(Button.ROUND)
    listener.guide.button(Button.RIGHT, True, listener.now)
    listener.pass_s(HOLD_S)
    assert (listener.voice.last, listener.voice.volume) == ("Louder", 120)
    for _ in range(9):
        listener.pass_s(AGAIN_S)
    assert listener.voice.volume == LOUDEST
    listener.guide.button(Button.RIGHT, False, listener.now)
    listener.pass_s(PATIENCE[Screen.ATTRACT])
    assert listener.screen is Screen.ASLEEP
    listener.press(Button.ROUND)
    assert listener.voice.volume == 100


def test_a_button_that_is_stuck_keeps_no_words_on_the_screen(listener):
    listener.press(Button.ROUND, Button.ENTER)
    listener.spell("a")
    listener.guide.button(Button.LEFT, True, listener.now)
    for _ in range(300):
        listener.voice.speaks = listener.voice.last == "Quieter" and listener.voice.volume > LOUDER
        listener.pass_s(AGAIN_S)
    assert listener.screen is Screen.ASLEEP
    assert listener.text == ""


def test_the_round_button_held_speaks_and_hears_back(listener):
    listener.kiosk.offer(voices=True, ear=Ear())
    listener.press(Button.ROUND, Button.ENTER)
    assert "hold the round button" in listener.voice.last
    listener.guide.button(Button.ROUND, True, listener.now)
    listener.pass_s(TALK_S)
    assert listener.screen is Screen.SPEAKING
    assert listener.voice.last == ""  # the microphone would hear it
    listener.guide.button(Button.ROUND, False, listener.now)
    listener.tell(Said("How bees sleep"))
    assert "I heard: How bees sleep" in listener.voice.last
    assert listener.screen is Screen.WRITE


def test_a_button_whose_panel_is_gone_was_not_pressed(listener):
    listener.press(Button.ROUND, Button.ENTER)
    stood, said = listener.kiosk.view.focus, len(listener.voice.lines)
    listener.guide.button(Button.RIGHT, True, listener.now)
    listener.guide.drop_buttons(listener.now)
    listener.pass_s(HOLD_S)
    listener.guide.button(Button.RIGHT, False, listener.now)
    assert (listener.kiosk.view.focus, len(listener.voice.lines)) == (stood, said)
    listener.press(Button.RIGHT)  # and the next one counts again
    assert len(listener.voice.lines) > said


def test_who_speaks_when_the_panel_goes_is_heard_so_far(listener):
    listener.kiosk.offer(voices=True, ear=Ear())
    listener.press(Button.ROUND, Button.ENTER)
    listener.guide.button(Button.ROUND, True, listener.now)
    listener.pass_s(TALK_S)
    assert listener.kiosk.view.listens
    listener.guide.drop_buttons(listener.now)
    assert not listener.kiosk.view.listens
    listener.tell(Said("How bees sleep"))
    assert listener.text == "How bees sleep"


@pytest.mark.parametrize("language", wording.languages())
def test_every_stop_of_every_language_has_something_to_say(language):
    listener = Listener((language,))
    listener.press(Button.ROUND, Button.ENTER)
    assert listener.screen is Screen.WRITE
    heard, stops = set(), set()
    while (stop := (listener.kiosk.view.focus, listener.kiosk.view.focus_row)) not in stops:
        stops.add(stop)
        assert len(stops) < 80, "the way round has no end"
        listener.press(Button.RIGHT)
        assert listener.voice.last.strip(" ,.")
        heard.add(listener.voice.last)
    assert len(heard) > 6


def test_whoever_does_not_read_says_it_hears_it_back_and_takes_the_slip(listener):
    """Picture mode, by touch alone: no ring, no row of letters is read to them."""
    ear = Ear()
    listener.kiosk.offer(voices=True, ear=ear)

    def touch(target):
        assert target in {at.name for at in screens.targets(listener.kiosk.view, SIZE)}
        listener.guide.touch(target, listener.now)
        listener.guide.follow(listener.now)

    touch("wake")
    touch("picture")
    assert "What are you curious about today?" in listener.voice.last
    listener.pass_s(4)
    assert wording.say("ar", "question") in listener.voice.last  # each language asks aloud in its turn
    touch("language:en")
    assert listener.voice.last == "Hold to speak"
    listener.guide.hold_to_speak(listener.now)
    listener.guide.follow(listener.now)
    listener.guide.let_go(listener.now)
    listener.tell(Said("How bees sleep"))
    assert listener.voice.last == "I heard: How bees sleep"
    touch("unsay")
    assert listener.voice.last == "How bees sleep deleted"
    listener.guide.hold_to_speak(listener.now)
    listener.guide.follow(listener.now)
    listener.tell(Said("How bees dream"))
    touch("hear")
    assert listener.voice.last == "You wrote: How bees dream"
    touch("done")
    (entry,) = listener.worker.kept
    assert entry.words == "How bees dream"
    assert listener.kiosk.view.focus == ""


def test_picture_mode_is_only_offered_where_one_is_understood(listener):
    listener.touch("wake")
    assert "picture" not in {at.name for at in screens.targets(listener.kiosk.view, SIZE)}
    assert "speak" not in {at.name for at in screens.targets(listener.kiosk.view, SIZE)}
    listener.kiosk.offer(voices=True, ear=Ear())
    listener.guide.touch("picture", listener.now)
    listener.guide.touch("language:ar", listener.now)
    listener.guide.follow(listener.now)
    names = {at.name for at in screens.targets(listener.kiosk.view, SIZE)}
    assert "speak" not in names
    assert any(name.startswith("key:") for name in names)  # the keyboard, read aloud


def test_the_ring_lies_around_what_the_buttons_stand_on(listener):
    listener.press(Button.ROUND, Button.ENTER)
    row = [item for item in screens.scene(listener.kiosk.view, SIZE) if isinstance(item, Ring)]
    listener.press(Button.ENTER)
    key = [item for item in screens.scene(listener.kiosk.view, SIZE) if isinstance(item, Ring)]
    assert len(row) == len(key) == 1
    assert row[0].box[2] > 5 * key[0].box[2]
    q = next(at for at in screens.targets(listener.kiosk.view, SIZE) if at.name == "key:q")
    assert key[0].box[0] <= q.box[0] < q.box[0] + q.box[2] <= key[0].box[0] + key[0].box[2]
    listener.guide.touch("key:q", listener.now)
    assert not [item for item in screens.scene(listener.kiosk.view, SIZE) if isinstance(item, Ring)]


def pick_keys(listener, keys):
    for key in keys:
        for _ in range(30):
            if f"key:{key}" in listener.kiosk.view.focus_row:
                break
            listener.press(Button.RIGHT)
        listener.press(Button.ENTER)
        for _ in range(30):
            if listener.kiosk.view.focus == f"key:{key}":
                break
            listener.press(Button.RIGHT)
        listener.press(Button.ENTER)


def test_what_letters_may_become_is_said_and_chosen_from():
    listener = Listener(("zh",))
    listener.press(Button.ROUND, Button.ENTER)
    pick_keys(listener, "nihao")
    assert "nihao, 你好" in listener.voice.last
    listener.press(Button.LEFT)  # just left of the letters
    assert "你好, 你" in listener.voice.last
    listener.press(Button.ENTER)
    assert listener.voice.last == "你好"
    listener.press(Button.ENTER)
    assert listener.text == "你好"
    assert listener.voice.lines[-1][0] == "你好"


def test_letters_that_grow_together_are_said_as_they_have_grown():
    listener = Listener(("ko",))
    listener.press(Button.ROUND, Button.ENTER)
    pick_keys(listener, "ㅂㅓㄹ")
    assert listener.voice.lines[-1][0] == "벌"
    listener.press(Button.ENTER, held=HOLD_S)
    (entry,) = listener.worker.kept
    assert entry.words == "벌"
