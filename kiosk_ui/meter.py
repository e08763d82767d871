"""`curiocity meter`: how long after a finger the pixels change, on this machine, this display, at this size.

A real kiosk is started in a folder of its own, with a neighbourhood of its own and no hub. A finger goes through it as
a person's would: wakes it, chooses a language, presses keys. Each touch is put into the X server from outside, and a
pixel that it will change is looked at until it has: one of the key while the finger is down, one of the words when it
has left. Which pixel that is was seen before, on a slow press of the same key.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice

from kiosk_ui.config import ConfigError, read_size
from kiosk_ui.meter_figures import Figures, Pixel, changed_pixel, figures, sentences
from kiosk_ui.meter_kiosk import MeteredKiosk, MeterError, x_server
from kiosk_ui.touch import HOLD_S as HELD_S
from kiosk_ui.x_touch import Box, NoDisplay, XTouch, x_touch

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.0002  # so that the looking leaves the server time for the kiosk
WAIT_EVERY_S = 0.005  # where milliseconds do not count
STANDS_S = 0.06  # what has not changed for so long stands there
HOLD_S, BETWEEN_S = 0.05, 0.06  # a finger is down for so long, and so long away
TAP_S = 0.25  # nobody waits longer for a key to light up before they lift the finger
TRIES = 3  # where the machine stands still in between, so that a tap becomes a press that is held
DIFFERENT_KEYS = 8
BLACK_AND_NOTHING = 3  # values of bytes in an empty window


class HeldTooLong(MeterError):
    """The machine stood still while a finger was down: to the kiosk that was no tap. Try again."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, tell; 2 where nothing can be measured here, which one sentence explains."""
    options = arguments(argv)
    try:
        found = measure(read_size(options.size), options.touches, options.xvfb)
    except (ConfigError, MeterError, NoDisplay) as error:
        print(f"curiocity meter: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found.as_json()) if options.json else sentences(found))
    return 0


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity meter", description="How soon the kiosk's screen answers a finger on this machine."
    )
    parser.add_argument("--size", default="800x480", metavar="WxH", help="of the window, in pixels (800x480)")
    parser.add_argument("--touches", type=int, default=300, help="keys to press (300)")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of sentences")
    parser.add_argument(
        "--xvfb",
        action="store_true",
        help="on a display of its own that nobody sees, even where there is one",
    )
    return parser.parse_args(argv)


@dataclass(frozen=True, slots=True)
class Press:
    """What a touch of a key changes: a pixel of the key while the finger is down, one of the words when it has left."""

    box: Box
    lit: Pixel
    words: Pixel


def measure(size: tuple[int, int], touches: int, own_display: bool = False) -> Figures:
    """Press so many keys at a kiosk of this size. Raises MeterError or NoDisplay."""
    for _ in range(TRIES - 1):
        with suppress(HeldTooLong):
            return _measure(size, touches, own_display)
    return _measure(size, touches, own_display)


def _measure(size: tuple[int, int], touches: int, own_display: bool) -> Figures:
    with ExitStack() as stack:
        environment = stack.enter_context(x_server(size, os.environ, own_display))
        finger = stack.enter_context(x_touch(environment))
        kiosk = stack.enter_context(MeteredKiosk(size, environment))
        start_s = _until_drawn(kiosk, finger, size)
        wake_s = _walk_up(kiosk, finger, size)
        presses = _learn(kiosk, finger, size)
        lit, words = _press_all(finger, presses, touches)
    return figures(size, environment["DISPLAY"], start_s, wake_s, lit, words)


def _until_drawn(kiosk: MeteredKiosk, finger: XTouch, size: tuple[int, int]) -> float:
    """Seconds from the start of the process until its window shows something."""
    wait(lambda: kiosk.lives() and finger.find_window(kiosk.process), "the window")
    wait(lambda: len(set(finger.picture((0, 0, *size)) or b"")) > BLACK_AND_NOTHING, "its first picture")
    return time.monotonic() - kiosk.started


def _walk_up(kiosk: MeteredKiosk, finger: XTouch, size: tuple[int, int]) -> float:
    """Wake it and write a letter, as fast as the screens follow; seconds from the first touch to the letter.

    What a person does in between, finding their language and a letter, takes no time here.
    """
    wait(lambda: kiosk.look().screen == "asleep" and "wake" in kiosk.look().targets, "the question")
    began = time.monotonic()
    _tap(finger, kiosk.look().targets["wake"])
    wait(lambda: "language:en" in kiosk.look().targets, "the languages")
    _tap(finger, kiosk.look().targets["language:en"])
    wait(lambda: "delete" in kiosk.look().targets, "the keyboard")
    key = kiosk.look().targets[_letters(kiosk)[0]]
    finger.move(*_middle(key))
    before = _whole(finger, size)
    finger.press()
    finger.lift()
    wait(lambda: changed_pixel(before, _whole(finger, size), size[0], key), "the first letter")
    return time.monotonic() - began


def _learn(kiosk: MeteredKiosk, finger: XTouch, size: tuple[int, int]) -> list[tuple[Press, Press]]:
    """Some keys far from each other, each with the key that takes its letter away again: what their touches change."""
    targets = kiosk.look().targets
    letters = _letters(kiosk)
    some = letters[:: max(1, len(letters) // DIFFERENT_KEYS)]
    return [(_slowly(finger, targets[name], size), _slowly(finger, targets["delete"], size)) for name in some]


def _slowly(finger: XTouch, box: Box, size: tuple[int, int]) -> Press:
    before = _still(finger, size)
    finger.move(*_middle(box))
    with _tapping(finger):
        wait(lambda: changed_pixel(before, _whole(finger, size), size[0]), "a key that is pressed")
        pressed = _still(finger, size)
    wait(lambda: changed_pixel(pressed, _whole(finger, size), size[0], box), "its letter")
    after = _still(finger, size)
    lit, words = changed_pixel(before, pressed, size[0]), changed_pixel(pressed, after, size[0], box)
    assert lit
    assert words
    return Press(box, lit, words)


def _press_all(
    finger: XTouch, presses: Sequence[tuple[Press, Press]], touches: int
) -> tuple[list[float], list[float]]:
    """Seconds of each touch until the key is lit, and from when the finger leaves until the words have changed.

    A key that is not lit while a finger taps it need not light up any more: the first that is seen are its words.
    """
    turns = (press for pair in cycle(presses) for press in pair)
    lit, words = [], []
    for press in islice(turns, touches):
        finger.move(*_middle(press.box))
        time.sleep(BETWEEN_S)
        if _shows(finger, press.lit) or _shows(finger, press.words):
            raise MeterError("the screen changes by itself: close what lies over the kiosk, and try again")
        came = time.perf_counter()
        with _tapping(finger):
            seen = _seen(finger, press.lit, TAP_S)
            time.sleep(HOLD_S)
            left = time.perf_counter()
        changed = _seen(finger, press.words, PATIENCE_S)
        if changed is None:
            raise MeterError(f"a key was pressed and nothing was drawn for {PATIENCE_S:.0f} s")
        lit.append((seen or changed) - came)
        words.append(changed - left)
    return lit, words


@contextmanager
def _tapping(finger: XTouch) -> Iterator[None]:
    """A finger is down. Raises HeldTooLong where that took longer than a tap may."""
    came = time.perf_counter()
    finger.press()
    yield
    finger.lift()
    if time.perf_counter() - came >= HELD_S:
        raise HeldTooLong(
            f"this machine stood still for {HELD_S} s while a key was pressed, {TRIES} times: "
            "stop what else it does, and try again"
        )


def _seen(finger: XTouch, pixel: Pixel, patience_s: float) -> float | None:
    """When the pixel had its colour, of the counter that measures; None where it has not got it so soon."""
    until = time.perf_counter() + patience_s
    while not _shows(finger, pixel):
        if time.perf_counter() > until:
            return None
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter()


def _shows(finger: XTouch, pixel: Pixel) -> bool:
    return finger.picture((pixel.x, pixel.y, 1, 1)) == pixel.colour


def _letters(kiosk: MeteredKiosk) -> list[str]:
    return [name for name in kiosk.look().targets if name.startswith("key:")]


def _tap(finger: XTouch, box: Box) -> None:
    finger.move(*_middle(box))
    finger.press()
    finger.lift()


def _middle(box: Box) -> tuple[int, int]:
    return box[0] + box[2] // 2, box[1] + box[3] // 2


def _whole(finger: XTouch, size: tuple[int, int]) -> bytes:
    taken = finger.picture((0, 0, *size))
    if taken is None:
        raise MeterError(f"the window of {size[0]}x{size[1]} pixels is not on the display whole: try --xvfb")
    return taken


def _still(finger: XTouch, size: tuple[int, int]) -> bytes:
    """The window when nothing changes in it any more."""
    seen, since, until = _whole(finger, size), time.monotonic(), time.monotonic() + PATIENCE_S
    while time.monotonic() - since < STANDS_S:
        time.sleep(STANDS_S / 3)
        if (now := _whole(finger, size)) != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() > until:
            raise MeterError("the screen never stands still")
    return seen


def wait(holds: Callable[[], object], what: str) -> None:
    """Until something holds. Raises MeterError with `what` after PATIENCE_S."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > until:
            raise MeterError(
                f"waited {PATIENCE_S:.0f} s in vain for {what}: is something in front of the kiosk?"
            )
        time.sleep(WAIT_EVERY_S)
