"""Which contacts are a touch: what people do counts, what nobody meant does nothing and blocks nothing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.touch import (
    AGAIN_S,
    CROWD,
    DOUBLE_S,
    GHOST_S,
    HOLD_S,
    KEPT_S,
    LOST_S,
    MOUSE,
    REST_S,
    Deed,
    Fingers,
    Kind,
    Report,
)  # fmt: skip

MM = 5.0
SIZE = (800, 480)
HERE, THERE, FAR = (100.0, 100.0), (400.0, 200.0), (700.0, 400.0)


class Panel:
    """A panel and a clock moved by hand."""

    def __init__(self):
        self.fingers, self.now = Fingers(MM, SIZE), 10.0
        self.told = []

    def report(self, kind, finger, at):
        self.told += self.fingers.feel(Report(kind, finger, *at, self.now, self.now))

    def down(self, finger=1, at=HERE):
        self.report(Kind.DOWN, finger, at)

    def move(self, finger=1, at=HERE):
        self.report(Kind.MOVE, finger, at)

    def up(self, finger=1, at=HERE):
        self.report(Kind.UP, finger, at)

    def pass_s(self, seconds):
        """As the window lets it pass: it looks when there is something to look at."""
        until = self.now + seconds
        while (due := self.fingers.deadline()) <= until:
            self.now = max(due, self.now)
            self.told += self.fingers.rest(self.now)
        self.now = until

    def tap(self, finger=1, at=HERE, seconds=0.1):
        self.down(finger, at)
        self.pass_s(seconds)
        self.up(finger, at)

    def show(self):
        self.told += self.fingers.show(self.now)

    def deeds(self, deed=Deed.PRESSED):
        return [touch.finger for touch in self.told if touch.deed is deed]


@pytest.fixture
def panel():
    return Panel()


@pytest.mark.parametrize("seconds", [GHOST_S + 0.01, 0.1, 1, REST_S - 0.01])
def test_a_touch_acts_when_it_is_lifted(panel, seconds):
    panel.down()
    panel.pass_s(seconds)
    assert not panel.deeds()
    panel.up()
    assert panel.deeds() == [1]


def test_a_spark_is_no_touch_unless_a_busy_program_saw_both_its_ends_at_once(panel):
    panel.tap(seconds=GHOST_S / 2)
    assert panel.deeds() == []
    assert panel.deeds(Deed.LET_GO) == [1]
    for kind in (Kind.DOWN, Kind.UP):
        panel.told += panel.fingers.feel(Report(kind, 2, *HERE, since=20.0, until=20.3))
    assert panel.deeds() == [2]


def test_a_mouse_button_is_no_spark(panel):
    panel.tap(MOUSE, seconds=0)
    assert panel.deeds() == [MOUSE]


def test_who_leans_presses_nothing_and_others_go_on(panel):
    panel.down("elbow", FAR)
    panel.pass_s(REST_S + 1)
    assert panel.deeds(Deed.LET_GO) == ["elbow"]
    panel.tap("finger")
    panel.up("elbow", FAR)
    assert panel.deeds() == ["finger"]


def test_a_palm_that_rests_while_somebody_writes_presses_nothing(panel):
    panel.down("palm", FAR)
    panel.pass_s(HOLD_S + 0.1)
    panel.tap("finger")
    panel.up("palm", FAR)
    assert panel.deeds() == ["finger"]


@pytest.mark.parametrize("at", [(2, 200), (797, 200), (300, 1), (300, 477)])
def test_the_frame_is_no_place_to_press(panel, at):
    panel.tap(at=at)
    assert panel.told == []


def test_two_thumbs_write_one_after_the_other(panel):
    panel.down("left", HERE)
    panel.pass_s(0.1)
    panel.down("right", FAR)
    panel.pass_s(0.05)
    panel.up("left", HERE)
    panel.pass_s(0.05)
    panel.up("right", FAR)
    assert panel.deeds() == ["left", "right"]


def test_of_two_fingers_together_the_first_counts(panel):
    panel.down(1, HERE)
    panel.down(2, THERE)
    panel.pass_s(0.1)
    panel.up(2, THERE)
    panel.up(1, HERE)
    assert panel.deeds() == [1]


@pytest.mark.parametrize("apart", [0, 0.03, 0.08])
@pytest.mark.parametrize("many", [CROWD, 5, 10])
def test_a_whole_hand_presses_nothing_and_the_next_finger_does(panel, apart, many):
    for finger in range(many):
        panel.down(finger, (100 + 50 * finger, 200))
        panel.pass_s(apart)
    panel.pass_s(0.1)
    for finger in range(many):
        panel.up(finger, (100 + 50 * finger, 200))
    assert panel.deeds() == []
    assert not panel.fingers._down
    panel.tap("honest")
    assert panel.deeds() == ["honest"]


def test_a_hand_that_is_never_lifted_does_not_block_for_ever(panel):
    for finger in range(5):
        panel.down(finger, (100 + 50 * finger, 200))
    panel.pass_s(REST_S)
    panel.tap("honest")
    assert panel.deeds() == ["honest"]


def test_a_contact_that_jumps_is_none(panel):
    panel.down()
    panel.pass_s(0.01)
    panel.move(at=FAR)
    panel.pass_s(0.1)
    panel.up(at=HERE)
    assert panel.deeds() == []


def test_a_finger_that_slides_is_followed(panel):
    panel.down()
    for step in range(1, 11):
        panel.pass_s(0.016)
        panel.move(at=(100 + 30 * step, 100))
    panel.up(at=(400, 100))
    assert len(panel.deeds(Deed.SLID)) == 10
    assert panel.deeds() == [1]


def test_a_finger_that_rests_asks_for_more_again_and_again(panel):
    panel.down()
    panel.pass_s(HOLD_S + 3.5 * AGAIN_S)
    assert [touch.turn for touch in panel.told if touch.deed is Deed.HELD] == [0, 1, 2, 3]
    panel.up()
    assert panel.deeds() == [1]


def test_a_finger_that_went_elsewhere_is_not_held(panel):
    panel.down()
    panel.pass_s(0.1)
    panel.move(at=(160, 100))
    panel.pass_s(1)
    assert panel.deeds(Deed.HELD) == []


def test_who_speaks_may_hold_the_key_on_whatever_screen_comes(panel):
    panel.down()
    panel.fingers.keep(1, stays=True)
    panel.show()
    panel.pass_s(30)
    assert panel.deeds(Deed.LET_GO) == []
    panel.pass_s(KEPT_S)
    assert panel.deeds(Deed.LET_GO) == [1]


def test_a_finger_that_was_down_before_its_screen_was_there_presses_nothing(panel):
    panel.down()
    panel.show()
    panel.pass_s(0.1)
    panel.up()
    panel.told += panel.fingers.feel(Report(Kind.DOWN, 2, *FAR, since=panel.now - 1, until=panel.now))
    panel.pass_s(0.1)
    panel.up(2, FAR)
    assert panel.deeds() == []


def test_the_second_press_of_the_impatient_does_not_press_what_came_in_its_place(panel):
    panel.tap()
    panel.show()
    panel.pass_s(0.1)
    panel.tap(2, (110, 105))
    assert panel.deeds() == [1]
    panel.tap(3, FAR)
    panel.tap(4)
    assert panel.deeds() == [1, 3, 4], "whoever has pressed elsewhere has seen the new screen"


def test_twice_on_the_same_screen_is_twice(panel):
    panel.tap(1)
    panel.tap(2)
    panel.show()
    panel.pass_s(DOUBLE_S)
    panel.tap(3)
    assert panel.deeds() == [1, 2, 3]


def test_a_panel_that_forgets_to_say_that_a_finger_was_lifted_does_no_harm(panel):
    panel.down(1)
    panel.pass_s(0.2)
    panel.tap(1)
    assert panel.deeds() == [1]
    panel.down(1)
    panel.pass_s(LOST_S + 1)
    panel.tap(2)
    assert panel.deeds() == [1, 2]
    assert not panel.fingers._down


# Any stream a panel may send, wrong ones too: lifted without being down, down twice, moved when it is not there.
contacts = st.lists(
    st.tuples(
        st.sampled_from([*Kind, "time", "show", "keep"]),
        st.sampled_from([1, 2, 3, 4, 5, MOUSE]),
        st.tuples(st.integers(-20, 820), st.integers(-20, 500)),
        st.sampled_from([0.0, 0.005, 0.02, 0.1, 0.5, 2.0, 70.0]),
    ),
    max_size=60,
)


@given(contacts)
def test_any_stream_leaves_it_idle_and_no_contact_presses_twice(stream):
    panel, landed = Panel(), Counter()
    for kind, finger, at, seconds in stream:
        panel.pass_s(seconds)
        if kind == "show":
            panel.show()
        elif kind == "keep":
            panel.fingers.keep(finger)
        elif kind != "time":
            landed[finger] += kind is Kind.DOWN
            panel.report(kind, finger, at)
    for finger in (1, 2, 3, 4, 5, MOUSE):
        panel.up(finger)
    assert not panel.fingers._down
    assert panel.fingers.deadline() == float("inf")
    for finger, times in Counter(panel.deeds()).items():
        assert times <= landed[finger]
    ended = Counter(panel.deeds()) + Counter(panel.deeds(Deed.LET_GO))
    assert ended == Counter(panel.deeds(Deed.LANDED)), "each that landed ends, once"
    panel.pass_s(1)
    before = len(panel.deeds())
    panel.tap("honest")
    assert len(panel.deeds()) == before + 1


def test_a_tap_that_a_busy_kiosk_saw_late_is_not_held():
    fingers = Fingers(MM, SIZE)
    fingers.feel(Report(Kind.DOWN, 1, *HERE, 10.0, 10.8))  # when exactly nobody knows
    assert fingers.rest(10.81) == []
    assert fingers.deadline() == pytest.approx(10.8 + HOLD_S)
    told = fingers.feel(Report(Kind.UP, 1, *HERE, 10.85, 10.85))
    assert [touch.deed for touch in told] == [Deed.PRESSED]


def test_a_tap_that_a_busy_kiosk_saw_late_does_not_stop_the_thumb_beside_it():
    fingers = Fingers(MM, SIZE)
    fingers.feel(Report(Kind.DOWN, 1, *HERE, 10.0, 10.1))
    fingers.feel(Report(Kind.DOWN, 2, *THERE, 10.2, 10.2))
    told = fingers.feel(Report(Kind.UP, 2, *THERE, 10.21, 10.21 + HOLD_S))
    assert [(touch.deed, touch.finger) for touch in told] == [(Deed.PRESSED, 2)]
    told = fingers.feel(Report(Kind.UP, 1, *HERE, 10.22, 10.21 + HOLD_S))
    assert [(touch.deed, touch.finger) for touch in told] == [(Deed.PRESSED, 1)]


@given(st.floats(0.0, 1e9))
def test_whoever_leans_there_is_told_so_once_at_whatever_time(began):
    fingers = Fingers(MM, SIZE)
    fingers.feel(Report(Kind.DOWN, 1, *HERE, began, began))
    told = []
    while (due := fingers.deadline()) < float("inf"):
        told += fingers.rest(due)
        assert len(told) < 2 * REST_S / AGAIN_S
    assert [touch.deed for touch in told].count(Deed.LET_GO) == 1
