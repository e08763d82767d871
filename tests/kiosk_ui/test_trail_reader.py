import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk_ui.trail_reader import CHARACTERS, DEAF_S, ENTER, HOLD_S, NEVER, PAUSE_S, TrailReader
from wire import trail
from wire.trail import SHOWN

KEYS = {character: key for key, character in CHARACTERS.items() if key < 0x59}
BESIDE = {character: key for key, character in CHARACTERS.items() if key >= 0x59}
RETURN, BACKSPACE, SHIFT, CAPS_LOCK = ENTER[0], 0x2A, 0xE1, 0x39
CODE = trail.write_shown(trail.Shown(bytes(range(16)), 3, (b"together",) * trail.TAGS_MOST))

keys = st.sampled_from([*KEYS.values(), RETURN, BACKSPACE, SHIFT])
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=150).map(lambda rest: SHOWN + rest)


class Hands:
    """Somebody at the keyboard, or a reader; notes what becomes of it."""

    def __init__(self):
        self.reader, self.now = TrailReader(), 100.0
        self.text, self.codes, self.others = "", [], []

    def note(self, heard):
        self.text += heard.text
        self.codes += [heard.code] if heard.code else []
        return heard

    def press(self, key, text="", after=0.0):
        self.now += after
        if self.now >= self.reader.deadline():
            self.note(self.reader.expire(self.now))
        if not self.note(self.reader.press(key, self.now)).taken and key in (RETURN, BACKSPACE):
            self.others.append(key)
        if text:
            self.text += self.reader.type(text, self.now)

    def press_all(self, code, keys=KEYS, after=0.001):
        for character in code:
            self.press(keys.get(character, KEYS[character]), character.lower(), after)

    def wait(self, seconds=1.0):
        self.now += seconds
        self.note(self.reader.expire(self.now))


@pytest.mark.parametrize("numbers", [KEYS, BESIDE], ids=["above the letters", "beside the letters"])
@pytest.mark.parametrize("end", ENTER)
def test_a_reader_is_heard_and_nothing_of_it_is_typed(end, numbers):
    hands = Hands()
    hands.press_all(CODE, KEYS | numbers)
    hands.press(end)
    assert (hands.codes, hands.text, hands.others) == ([CODE], "", [])
    assert trail.read_shown(hands.codes[0]).trail == bytes(range(16))


def test_a_reader_that_presses_no_return_is_heard_when_it_pauses():
    hands = Hands()
    hands.press_all(CODE)
    assert hands.reader.deadline() == pytest.approx(hands.now + PAUSE_S)
    hands.wait(PAUSE_S + 0.001)
    assert (hands.codes, hands.text) == ([CODE], "")
    assert hands.reader.deadline() == NEVER


def test_a_second_return_does_not_send_the_words():
    hands = Hands()
    hands.press_all(CODE)
    hands.press(RETURN)
    hands.press(RETURN, after=DEAF_S / 2)
    assert hands.others == []
    hands.press(RETURN, after=DEAF_S)
    assert hands.others == [RETURN]


def test_shift_and_caps_lock_make_no_difference():
    hands = Hands()
    for character in CODE:
        hands.press(SHIFT)
        hands.press(KEYS[character], "ß")
        hands.press(CAPS_LOCK)
    hands.press(RETURN)
    assert (hands.codes, hands.text) == ([CODE], "")


@given(st.lists(st.tuples(keys, st.floats(HOLD_S, 1.0)), max_size=60))
def test_whoever_types_has_every_letter_in_its_order(typed):
    """However a person types, and even the beginning of a trail, as long as they are slower than a machine."""
    hands = Hands()
    expected = ""
    for key, after in typed:
        text = CHARACTERS.get(key, "").lower()
        expected += text
        hands.press(key, text, after)
    hands.wait()
    assert (hands.text, hands.codes) == (expected, [])
    assert hands.others == [key for key, _ in typed if key in (RETURN, BACKSPACE)]


@given(st.integers(0, len(SHOWN) - 1), keys)
def test_what_only_began_like_a_trail_is_typed_after_all(length, other):
    assume(CHARACTERS.get(other) != SHOWN[length])  # that would be one letter more of a trail
    hands = Hands()
    hands.press_all(SHOWN[:length])
    hands.press(other, CHARACTERS.get(other, "").lower())
    hands.wait()
    began = SHOWN[:length] + CHARACTERS.get(other, "")
    assert hands.text == began.lower()
    assert hands.codes == []


def test_a_trail_within_what_looked_like_one_is_heard():
    hands = Hands()
    hands.press_all("CU" + CODE)
    hands.press(RETURN)
    assert (hands.text, hands.codes) == ("cu", [CODE])


@given(codes)
def test_a_damaged_code_is_told_and_not_typed(code):
    hands = Hands()
    hands.press_all(code)
    hands.press(BACKSPACE, "\b")
    hands.press(RETURN)
    assert hands.text == ""
    assert hands.codes == [f"{code}?"]


def test_a_reader_that_never_ends_fills_no_memory():
    hands = Hands()
    hands.press_all(SHOWN + "A" * 5000)
    hands.press(RETURN)
    assert len(hands.codes[0]) <= 400
    assert hands.text == ""
