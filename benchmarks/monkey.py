"""Ten thousand random touches, whole hands and keys at a real kiosk in front of another program.

    make monkey ARGS="--events 10000"      (or: python -m benchmarks.monkey [--events N] [--seed N] [--size WxH])

A kiosk in full screen on an X server of its own. Touches and keys come from outside, by XTEST; fingers, which that
server has none of, are posted inside as SDL would. Afterwards: the same process, the same window, over the whole
screen; nothing reached the program beneath; no fault in the log; a visitor is served. Ends with one line of JSON:
events, crashes, escapes.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from kiosk_ui.config import read_size
from kiosk_ui.meter import wait
from kiosk_ui.meter_kiosk import MeteredKiosk, MeterError, x_server
from kiosk_ui.x_touch import NoDisplay, XTouch, x_touch

CANNOT = 3
LOOK_EVERY = 50  # events, so that the kiosk is never far behind the fingers
PATIENCE_S = 60.0
OUR_PROGRAMS = {"espeak-ng", "arecord", "aplay"}  # that the kiosk runs by itself, to speak and to listen

# X11/keysymdef.h
SHIFT, CONTROL, ALT, SUPER = 0xFFE1, 0xFFE3, 0xFFE9, 0xFFEB
F1, ESCAPE, TAB, RETURN, DELETE, PRINT, MENU, PAUSE, BACKSPACE, HOME = (
    *(0xFFBE, 0xFF1B, 0xFF09, 0xFF0D, 0xFFFF, 0xFF61, 0xFF67, 0xFF13, 0xFF08, 0xFF50),
)
ARROWS = tuple(range(0xFF51, 0xFF55))
FUNCTION = tuple(range(F1, F1 + 12))
CHORDS: tuple[tuple[int, ...], ...] = (
    *((ALT, key) for key in (*FUNCTION, TAB, ESCAPE, PRINT, 0x20)),
    *((CONTROL, ALT, key) for key in (*FUNCTION, DELETE, BACKSPACE, ord("t"), ord("l"), TAB)),
    *((CONTROL, ord(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"),
    *((SUPER, key) for key in (ord("d"), ord("e"), ord("l"), ord("r"), TAB, F1)),
    *((CONTROL, SHIFT, key) for key in (ESCAPE, ord("t"), ord("q"))),
    *((ALT, SHIFT, key) for key in (TAB, F1 + 3)),
    *((key,) for key in (SUPER, PRINT, MENU, PAUSE, ESCAPE, HOME, RETURN, *ARROWS, *FUNCTION)),
    (ALT, PRINT, ord("b")),
)


@dataclass
class Judged:
    """What was seen; each a sentence."""

    crashes: list[str] = field(default_factory=list)
    escapes: list[str] = field(default_factory=list)


class Monkey:
    """Random hands. Everything it does is a function of the seed."""

    def __init__(self, seed: int, size: tuple[int, int], finger: XTouch, kiosk: MeteredKiosk) -> None:
        self._chance, self._size = random.Random(seed), size
        self._finger, self._kiosk = finger, kiosk
        self._deeds: dict[Callable[[], None], int] = {
            self._tap: 60, self._tap_target: 25, self._slide: 5, self._other_button: 3,
            self._type: 10, self._press_chord: 8, self._whole_hand: 3,
        }  # fmt: skip
        self._targets: list[tuple[int, int, int, int]] = []

    def play(self, events: int) -> None:
        """So many deeds. Raises MeterError where the kiosk has ended or does not answer."""
        for number in range(events):
            if number % LOOK_EVERY == 0:
                _let_it_work(self._kiosk)
                self._targets = list(self._kiosk.look().targets.values())
            (deed,) = self._chance.choices(list(self._deeds), list(self._deeds.values()))
            deed()
        _let_it_work(self._kiosk)

    def press_every_chord(self) -> None:
        """Each chord once, whatever chance would choose."""
        for chord in CHORDS:
            self._hold(chord)
        _let_it_work(self._kiosk)

    def _anywhere(self) -> tuple[int, int]:
        return self._chance.randrange(self._size[0]), self._chance.randrange(self._size[1])

    def _tap(self) -> None:
        self._finger.move(*self._anywhere())
        self._finger.press()
        self._finger.lift()

    def _tap_target(self) -> None:
        """What a person would: or chance would hardly ever come past the first screens."""
        if self._targets:
            left, top, width, height = self._chance.choice(self._targets)
            self._finger.move(left + self._chance.randrange(width), top + self._chance.randrange(height))
            self._finger.press()
            self._finger.lift()

    def _slide(self) -> None:
        self._finger.move(*self._anywhere())
        self._finger.press()
        for _ in range(5):
            self._finger.move(*self._anywhere())
        self._finger.lift()

    def _other_button(self) -> None:
        button = self._chance.choice((2, 3, 4, 5, 8, 9))
        self._finger.move(*self._anywhere())
        self._finger.press(button)
        self._finger.lift(button)

    def _type(self) -> None:
        self._hold((self._chance.randrange(0x20, 0x7F),))

    def _press_chord(self) -> None:
        self._hold(self._chance.choice(CHORDS))

    def _hold(self, chord: Sequence[int]) -> None:
        down = [key for key in chord if self._finger.key(key, True)]
        for key in reversed(down):
            self._finger.key(key, False)

    def _whole_hand(self) -> None:
        """Two to ten fingers, some of which are never lifted, or lifted without having come down."""
        many = self._chance.randrange(2, 11)
        places = [(self._chance.random(), self._chance.random()) for _ in range(many)]
        reports = [(down, number, *places[number]) for down in (1, 0) for number in range(many)]
        self._kiosk.ask(fingers=[report for report in reports if self._chance.random() < 0.95])


class Bystander:
    """The program beneath, and what has reached it."""

    def __init__(self, size: tuple[int, int], environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "benchmarks.bystander", *map(str, size)]
        told = {**environment, "SDL_VIDEODRIVER": "x11", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=told)
        assert self.process.stdout
        self._lines = self.process.stdout
        if self._lines.readline().strip() != "there":
            raise MeterError("the program beneath the kiosk does not start")
        self._told: list[str] = []
        self._before = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def begin(self) -> None:
        """From now on it counts what comes; before, it stood there alone."""
        self._before = len(self._told)

    def reached(self) -> list[str]:
        """What has come since."""
        return self._told[self._before :]

    def _listen(self) -> None:
        self._told.extend(line.strip() for line in self._lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def run(events: int, seed: int, size: tuple[int, int], control: bool = False) -> Judged:
    """Play, and judge. Raises MeterError or NoDisplay where nothing can be played here.

    control: the kiosk does not fill the screen, so that what is beneath is reached, or this rig sees nothing.
    """
    judged = Judged()
    with ExitStack() as stack:
        environment = stack.enter_context(x_server(size, os.environ, own=True))
        finger = stack.enter_context(x_touch(environment))
        bystander = stack.enter_context(Bystander(size, environment))
        shown = (size[0] - 160, size[1] - 80) if control else size
        kiosk = stack.enter_context(
            MeteredKiosk(shown, environment, f"fullscreen = {json.dumps(not control)}")
        )
        wait(lambda: kiosk.lives() and finger.find_window(kiosk.process), "the kiosk's window")
        wait(lambda: kiosk.look().screen == "asleep" and kiosk.look().targets, "the question")
        bystander.begin()
        before = finger.windows()
        monkey = Monkey(seed, size, finger, kiosk)
        try:
            monkey.press_every_chord()
            monkey.play(events)
            _serve(kiosk, finger)
        except MeterError as error:
            judged.crashes.append(str(error))
        judged.crashes += kiosk.faults()
        judged.escapes += _escapes(finger, kiosk, before, size)
    judged.escapes += [f"the program beneath has got {what}" for what in sorted(set(bystander.reached()))]
    return judged


def _serve(kiosk: MeteredKiosk, finger: XTouch) -> None:
    """After all that somebody comes and says something; they have an ending. Raises MeterError."""
    kiosk.ask(fingers=[(0, number, 0.5, 0.5) for number in range(10)])
    wait(lambda: _is_asked(kiosk, finger), "the question")
    served = kiosk.ask(words="how do bees sleep", language="en")
    if served.get("outcome") not in {"printed", "shown"}:
        raise MeterError(f"the next visitor is not served: {served.get('error', served)}")


def _let_it_work(kiosk: MeteredKiosk) -> None:
    """Until it has done all that fingers and keys asked for, and waits. Raises MeterError where it has ended."""

    def worked() -> int:
        kiosk.lives()
        fields = Path(f"/proc/{kiosk.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])  # proc(5): utime and stime, in ticks

    seen = [-1]

    def rests() -> bool:
        seen.append(worked())
        return seen[-1] == seen[-2]

    wait(rests, "the kiosk to rest")


def _is_asked(kiosk: MeteredKiosk, finger: XTouch) -> bool:
    """Whether the question stands there; if not, whatever leads to it is pressed."""
    look = kiosk.look()
    for name in ("finish", "stay", "back"):
        if name in look.targets:
            left, top, width, height = look.targets[name]
            finger.move(left + width // 2, top + height // 2)
            finger.press()
            finger.lift()
            break
    return look.screen in {"asleep", "attract"}


def _escapes(finger: XTouch, kiosk: MeteredKiosk, before: list[int], size: tuple[int, int]) -> list[str]:
    found = []
    if sorted(finger.windows()) != sorted(before):
        found.append("other windows stand there than before")
    if not finger.find_window(kiosk.process) or finger.picture((0, 0, *size)) is None:
        found.append("the kiosk's window does not fill the screen any more")
    children = Path(f"/proc/{kiosk.process}/task/{kiosk.process}/children")
    for child in children.read_text(encoding="ascii").split() if children.exists() else ():
        name = Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip()
        if name not in OUR_PROGRAMS:
            found.append(f"{name} runs")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Play and tell; 1 where anybody came through, 3 where it cannot be played here."""
    parser = argparse.ArgumentParser(prog="monkey", description="Random hands at a real kiosk.")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", default="800x480", metavar="WxH")
    parser.add_argument(
        "--control", action="store_true", help="a kiosk that leaves room: something must come through"
    )
    options = parser.parse_args(argv)
    try:
        judged = run(options.events, options.seed, read_size(options.size), options.control)
    except (MeterError, NoDisplay) as error:
        print(f"monkey: {error}", file=sys.stderr)
        return CANNOT
    for sentence in (*judged.crashes, *judged.escapes):
        print(sentence, file=sys.stderr)
    counts = {"crashes": len(judged.crashes), "escapes": len(judged.escapes)}
    print(json.dumps({"events": options.events, **counts, "seed": options.seed}))
    return 1 if judged.crashes or judged.escapes else 0


if __name__ == "__main__":
    sys.exit(main())
