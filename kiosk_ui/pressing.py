"""The four buttons pressed from outside: a line on standard input for each, for tests and whoever has no panel."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from kiosk_ui.buttons import Button
from kiosk_ui.guide import Voice

LOOK_EVERY_S = 0.005


class Window(Protocol):
    """Where the buttons are."""

    def button(self, button: Button, down: bool) -> threading.Event:
        """Set as soon as the window has done what follows from it."""
        ...


def press_all(
    lines: Iterable[str], window: Window, voice: Voice, say: Callable[[dict[str, object]], None]
) -> None:
    """Press what each line names, `right` or `enter 1.5` where it is held for seconds, and say when all is silent.

    A line is answered when the voice has ended, as whoever listens to the end would go on then; `listen` presses
    nothing.
    """
    for line in lines:
        pressed = re.fullmatch(r"listen|(round|left|right|enter)(?: (\d+(?:\.\d+)?))?", line.strip())
        if not pressed:
            say({"error": "no button: round, left, right or enter, and for how many seconds; or listen"})
            continue
        name, seconds = pressed[1] or "", pressed[2]
        if name:
            window.button(Button(name), down=True).wait()
            time.sleep(float(seconds or 0))
            window.button(Button(name), down=False).wait()
        while voice.is_speaking():
            time.sleep(LOOK_EVERY_S)
        say({"pressed": name})
