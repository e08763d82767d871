import threading

import pytest

from kiosk_ui.__main__ import arguments, changed
from kiosk_ui.buttons import Button
from kiosk_ui.config import ConfigError, KioskSettings
from kiosk_ui.guide import Silence
from kiosk_ui.pressing import press_all


def settings(*command, **given):
    return changed(KioskSettings(**given), arguments(command))


def test_what_the_command_line_says_stands_above_the_file():
    said = settings("--size", "1280x800", "--language", "hi", size=(800, 480), languages=("en", "hi"))
    assert (said.size, said.languages) == ((1280, 800), ("hi", "en"))
    assert settings("--language", "sw").languages == ("sw",)
    assert settings("--script", "bees", "--language", "hi", languages=("en",)).languages == ("en",)
    assert settings(size=(1024, 600)).size == (1024, 600)


@pytest.mark.parametrize("size", ["big", "10x10", "800x480x3", "800 x 480", ""])
def test_a_size_that_is_none_is_told_in_a_sentence(size):
    if not size:
        assert settings("--size", size) == KioskSettings()
        return
    with pytest.raises(ConfigError, match=f"--size {size}: WIDTHxHEIGHT"):
        settings("--size", size)


class Window:
    """Does at once what is pressed."""

    def __init__(self):
        self.pressed = []

    def button(self, button, down):
        self.pressed.append((button, down))
        done = threading.Event()
        done.set()
        return done


def test_buttons_come_from_standard_input_and_nonsense_is_told():
    window, said = Window(), []
    press_all(
        ["right\n", "enter 0.01\n", "left 0 0\n", "listen\n", "up\n", "enter soon\n", "listen 1\n"],
        window,
        Silence(),
        said.append,
    )
    assert window.pressed == [
        (button, down) for button in (Button.RIGHT, Button.ENTER) for down in (True, False)
    ]
    assert [list(line) for line in said] == [["pressed"]] * 2 + [["error"], ["pressed"]] + [["error"]] * 3
