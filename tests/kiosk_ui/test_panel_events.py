import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.panel_events import AllUp, Near, PanelEvents, editions, switch
from wire import panel
from wire.link import Peer
from wire.panel import UNKNOWN, Button, Clock, Paper, Presence, Trouble


class Told:
    """What comes of messages of one panel."""

    def __init__(self):
        self.events, self.boot, self.number = PanelEvents(), 7, 0

    def __call__(self, message, number=0):
        self.number += not number
        return self.events.hear(panel.encode(message, self.boot, number or self.number))


@pytest.fixture
def told():
    return Told()


def test_a_press_is_told_once_however_often_it_is_said(told):
    assert told(Button(3, 1)) == [Button(3, 1)]
    assert told(Button(3, 1), number=1) == []
    assert told(Button(3, 1)) == []
    assert told(Button(3, 0)) == [Button(3, 0)]
    assert told(Button(3, 1), number=1) == []


def test_a_button_that_was_never_down_does_not_come_up(told):
    assert [told(Button(which, 0)) for which in range(4)] == [[], [], [], []]


def test_states_are_news_when_they_change_and_what_has_no_state_always(told):
    assert told(Paper(1)) == [Paper(1)]
    assert told(Paper(1)) == []
    assert told(Presence(1)) == [Near(True)]
    assert told(Presence(UNKNOWN)) == [Near(None)]
    for code in (65, 66):  # each kind once
        assert told(panel.Refused(code)) == [panel.Refused(code)]
        assert told(panel.Refused(code)) == []
    assert told(Trouble(2, 0)) == []
    assert told(Trouble(2, 1)) == [Trouble(2, 1)]
    assert told(Clock(5)) == told(Clock(5)) == [Clock(5)]


def test_who_begins_anew_or_is_gone_holds_no_button_and_sees_nobody(told):
    told(Button(0, 1))
    told(Presence(1))
    told.boot, told.number = 8, 0
    assert told(Paper(1)) == [AllUp(), Near(None), Paper(1)]
    assert told.events.lost() == []
    assert told(Button(0, 1)) == [Button(0, 1)]
    assert told.events.lost() == [AllUp()]
    assert told(Paper(1)) == [Paper(1)]  # told anew, for nobody knows what it was meanwhile


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x01",
        panel.encode(panel.Refused(200), 1, 1),
        panel.encode(Button(4, 1), 1, 1),
        panel.encode(Trouble(9, 1), 1, 1),
    ],
)
def test_what_is_no_message_raises_one_error_and_changes_nothing(told, payload):
    told(Button(0, 1))
    with pytest.raises(panel.PanelError):
        told.events.hear(payload)
    assert told(Button(0, 0)) == [Button(0, 0)]


LEVELS = st.one_of(
    st.builds(Button, st.integers(0, 3), st.integers(0, 1)),
    st.builds(Presence, st.sampled_from([0, 1, UNKNOWN])),
)


@given(st.lists(LEVELS), st.data())
def test_said_again_in_any_order_nothing_is_acted_on_twice(messages, data):
    """Whatever is said again after a lost line comes with the number it had."""
    once, again = Told(), Told()
    expected = [one for message in messages for one in once(message)]
    heard, said = [], 0
    for number, message in enumerate(messages, 1):
        heard += again(message, number)
        said = number
        for old in data.draw(st.lists(st.integers(1, said), max_size=3)):
            heard += again(messages[old - 1], old)
    assert heard == expected


def test_a_switch_is_yes_no_or_not_there():
    assert [switch(level) for level in (0, 1, UNKNOWN)] == [False, True, None]


def test_editions_of_one_version_are_told_apart_by_their_tables():
    assert editions(Peer("panel 0.1.0", 1, 5), "kiosk 0.2.0") == ("panel 0.1.0", "kiosk 0.2.0")
    theirs, ours = editions(Peer("panel 0.1.0", 1, 5), "kiosk 0.1.0")
    assert (theirs, ours) == ("panel 0.1.0 (00000005)", f"kiosk 0.1.0 ({panel.SCHEMA:08x})")
