"""The four buttons of the panel, and what a press of one is: short, or held. Pure.

They are enough for the whole way from the question to the slip. The panel's link tells of them; a plugged-in
keyboard has them as the arrow keys left and right, Return, and F1 or Menu for the round one.
"""

from dataclasses import dataclass
from enum import Enum

TALK_S = 0.4  # the round button held so long: one wants to speak
HOLD_S = 0.8  # enter, left or right held so long: done, quieter, louder
AGAIN_S = 0.5  # left or right still held: a step more
NEVER = float("inf")


class Button(Enum):
    """One of the four, named as it looks and lies."""

    ROUND = "round"  # begin; say it again; held: speak
    LEFT = "left"  # held: quieter
    RIGHT = "right"  # held: louder
    ENTER = "enter"  # held: done


class Press(Enum):
    """What came of a button."""

    SHORT = "short"  # let go before it was held
    HELD = "held"  # still down; more than once where it repeats
    LET_GO = "let go"  # after it was held


_HOLD_S = {Button.ROUND: TALK_S}
_REPEATS = {Button.LEFT, Button.RIGHT}


@dataclass(frozen=True, slots=True)
class Buttons:
    """Which button is down; the first one counts until it is let go. now: seconds that only run forward."""

    down: Button | None = None
    held: bool = False
    next_at: float = NEVER  # when the button that is down means something more


def press(buttons: Buttons, button: Button, now: float) -> Buttons:
    """A button went down; while another is down it means nothing, and neither does a key's repetition."""
    if buttons.down is not None:
        return buttons
    return Buttons(button, False, now + _HOLD_S.get(button, HOLD_S))


def release(buttons: Buttons, button: Button) -> tuple[Buttons, Press | None]:
    """A button came up; None where it was not the one that counts."""
    if buttons.down is not button:
        return buttons, None
    return Buttons(), Press.LET_GO if buttons.held else Press.SHORT


def hold(buttons: Buttons, now: float) -> tuple[Buttons, Button | None]:
    """Time has passed; the button that is held by now, once or, left and right, again and again."""
    if buttons.down is None or now < buttons.next_at:
        return buttons, None
    again = now + AGAIN_S if buttons.down in _REPEATS else NEVER
    return Buttons(buttons.down, True, again), buttons.down
