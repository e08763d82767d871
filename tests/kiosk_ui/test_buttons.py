from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.buttons import AGAIN_S, HOLD_S, TALK_S, Button, Buttons, Press, hold, press, release


def test_a_short_press_is_short():
    down = press(Buttons(), Button.ENTER, 1.0)
    assert hold(down, 1.0 + HOLD_S / 2) == (down, None)
    assert release(down, Button.ENTER) == (Buttons(), Press.SHORT)


def test_a_button_is_held_once_and_let_go():
    down, held = hold(press(Buttons(), Button.ROUND, 0.0), TALK_S)
    assert held is Button.ROUND
    assert hold(down, 99.0) == (down, None)
    assert release(down, Button.ROUND) == (Buttons(), Press.LET_GO)


def test_left_and_right_go_on_while_they_are_held():
    down, held = hold(press(Buttons(), Button.RIGHT, 0.0), HOLD_S)
    assert held is Button.RIGHT
    assert hold(down, HOLD_S + AGAIN_S / 2) == (down, None)
    assert hold(down, HOLD_S + AGAIN_S)[1] is Button.RIGHT


PRESSES = st.lists(st.tuples(st.sampled_from(Button), st.booleans(), st.floats(0, 2)))


@given(PRESSES)
def test_whatever_is_pressed_each_press_ends_once(presses):
    """The first button down counts: one short press or one that was held and let go, never both, never another's."""
    buttons, now, begun, held = Buttons(), 0.0, None, False
    for button, goes_down, later in presses:
        now += later
        buttons, told = hold(buttons, now)
        assert told in (None, begun)
        held = held or told is not None
        if goes_down:
            begun, held = (begun, held) if begun else (button, False)
            buttons = press(buttons, button, now)
        else:
            buttons, came = release(buttons, button)
            assert came is (None if button is not begun else Press.LET_GO if held else Press.SHORT)
            begun, held = (None, False) if button is begun else (begun, held)
    assert buttons.down is begun
