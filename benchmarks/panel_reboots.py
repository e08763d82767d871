"""Panel and Pi begin anew at any moment, in the middle of a press, a slip, each other's start: is anything lost.

    make panel-reboots ARGS="--reboots 1000"       (or: python -m benchmarks.panel_reboots)

In each turn the panel, which is the real firmware behind pseudo terminals, loses its power once, and the kiosk dies
once: killed, or at a byte of its slip. Meanwhile somebody presses the round button and then enter, which is a visit and
a slip, and paper and door change. The kiosk is a process with its own link, outbox and print desk; its printer is a
virtual device at the other end of a socket. Then, when both have come back: does the kiosk know what is so, is a press
told, once? In the end: was every slip that was noted printed or shown, and none twice unmarked?

A press in the middle of a reboot may be let go, for nobody knows on which screen it would act; those are told apart.
Ends with one line of JSON; 0 where nothing was lost or doubled.
"""

import argparse
import asyncio
import json
import logging
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from unittest import mock

from msgspec.structs import replace
from PIL import Image

from benchmarks.printers import KILLED, FarDevice, serve
from kiosk_ui import escpos, sample_papers, slip_layout
from kiosk_ui.line_printer import LinePrinter
from kiosk_ui.outbox import Outbox
from kiosk_ui.panel_events import Heard
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.print_desk import PrintDesk, Printed
from kiosk_ui.simulated_board import SimulatedBoard
from kiosk_ui.virtual_device import VirtualDevice
from tests.fakes.clock import HandClock
from wire import panel

DOTS, ROWS, VISITS = 384, 160, 3  # of a slip; visits that a life has at most
PATIENCE_S = 60.0
STORM_S = 0.6  # how long a turn's presses and reboots take
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # processes die here, no disk: memory will do
SETTLED_S = 0.1  # nothing more comes of a press


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.panel_reboots", description="Panel and Pi begin anew.")
    parser.add_argument("--reboots", type=int, default=100, help="of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--under", choices=("micropython", "python"), default="", help="the firmware's Python"
    )
    parser.add_argument(
        "--no-note", action="store_true", help="wrong, a control: no note of printing is taken"
    )
    parser.add_argument(
        "--deaf", action="store_true", help="wrong, a control: one message in ten is not heard"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    logging.disable(logging.ERROR)
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        change = mock.patch.object
        stack.enter_context(
            change(slip_layout, "lay_out", lambda slip, _dots, copy, _lean: picture(slip.id, copy))
        )
        if options.no_note:
            stack.enter_context(change(Outbox, "note_printing", lambda *_: True))
        board = stack.enter_context(SimulatedBoard(folder / "board", under=options.under, seed=options.seed))
        rig = Rig(board, folder, random.Random(options.seed), options.deaf)
        for number in range(options.reboots):
            rig.turn(number)
        rig.finish()
    print(json.dumps(rig.found))
    is_bad = bool(
        rig.found["lost"] or rig.found["doubled"] or rig.found["missing"] or rig.found["told_twice"]
    )
    return int(is_bad) != int(options.no_note or options.deaf)


def id_of(life: int, visit: int) -> str:
    """Of the slip of a life's visit."""
    return f"00000000-0000-7000-8000-{life:08x}{visit:04x}"


def picture(id_: str, copy: bool) -> Image.Image:
    """A slip that looks like no other."""
    dots = random.Random(f"{id_} {copy}").randbytes(DOTS // 8 * ROWS)
    return Image.frombytes("1", (DOTS, ROWS), dots)


class Life:
    """A kiosk's process, from its start to its death."""

    def __init__(self, number: int, rig: "Rig", dies_at: int | None) -> None:
        ours, theirs = socket.socketpair()
        self._news, news = socket.socketpair()
        self.pid = os.fork()
        if not self.pid:
            _be_child((theirs.fileno(), news.fileno()))
            try:
                live = Living(number, rig.folder, theirs, news, dies_at, rig.deaf)
                asyncio.run(live.run(str(rig.board.line)))
            except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
                traceback.print_exc()
            os._exit(1)
        theirs.close()
        news.close()
        self.levels: dict[str, int] = {}
        self.edges: list[tuple[int, int]] = []
        self.has_begun = False  # the panel has greeted it since either of them began
        self.jobs_left = True
        self._threads = [
            threading.Thread(target=self._print, args=(ours, rig.device), daemon=True),
            threading.Thread(target=self._hear, args=(rig,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _print(self, line: socket.socket, device: VirtualDevice) -> None:
        with suppress(ConnectionResetError):  # it was killed before it had read the printer's answer
            serve(line, device)

    def _hear(self, rig: "Rig") -> None:
        with self._news.makefile("rb") as lines:
            for line in lines:
                what, *values = json.loads(line)
                if what == "Clock":  # told at the beginning of each session
                    self.has_begun = True
                elif what == "Button":
                    self.edges.append((values[0], values[1]))
                elif what == "kept":
                    self.jobs_left = True
                    rig.kept.add(values[0])
                elif what == "became":
                    rig.outcomes.add((values[0], values[1]))
                elif what == "idle":
                    self.jobs_left = False
                else:
                    self.levels[what] = values[0]

    def is_dead(self) -> bool:
        """Whether it has died at a byte of a slip."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def end(self) -> None:
        """Killed, unless it is dead already; returns when all it said was heard. Raises SystemExit where it failed."""
        os.kill(self.pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if code not in (-signal.SIGKILL, KILLED):
            raise SystemExit(f"the kiosk failed: {code}")
        for thread in self._threads:
            thread.join()
        self._news.close()


def _be_child(keep: tuple[int, ...]) -> None:
    """Nothing of the board's is held open here, or nobody would see it go."""
    for file in [int(link.name) for link in Path("/proc/self/fd").iterdir()]:
        if file > 2 and file not in keep:
            try:
                os.close(file)
            except OSError:  # the one by which the list was read
                continue


class Living:
    """In the kiosk's process: link, visit, outbox, print desk."""

    def __init__(
        self,
        number: int,
        folder: Path,
        line: socket.socket,
        news: socket.socket,
        dies_at: int | None,
        deaf: bool,
    ) -> None:
        clock = HandClock().clock()
        self._number, self._news, self._visit, self._is_awake = number, news, 0, False
        self._deaf = random.Random(number) if deaf else None
        self._outbox = Outbox(folder / "kiosk.db", clock)
        printer = LinePrinter("virtual", lambda: FarDevice(line, dies_at))
        self._left = len(self._outbox.unfinished_jobs())
        self._desk = PrintDesk("kiosk", printer, self._outbox, clock, DOTS, self._became)

    async def run(self, device: str) -> None:
        """Until it is killed."""
        self._loop = asyncio.get_running_loop()
        self._tell_left()
        link = PanelLink(device, lambda heard: self._loop.call_soon_threadsafe(self._hear, heard), "kiosk")
        link.start()
        await self._desk.run()

    def _hear(self, heard: Heard) -> None:
        """As the window would: round begins a visit, enter ends it with a slip."""
        if self._deaf and self._deaf.random() < 0.1:
            return
        if isinstance(heard, panel.Button):
            self._say("Button", *heard)
            if heard.is_down:
                self._press(panel.BUTTONS[heard.which])
        elif isinstance(heard, (panel.Paper, panel.Door, panel.Clock)):
            self._say(type(heard).__name__, heard[0])

    def _press(self, button: str) -> None:
        if button == "round":
            self._is_awake = True
        elif button == "enter" and self._is_awake and self._visit < VISITS:
            self._is_awake = False
            id_ = id_of(self._number, self._visit)
            self._visit += 1
            slip = replace(sample_papers.SLIP, id=id_, entry=id_)
            if self._outbox.take_job(slip):
                self._left += 1
                self._say("kept", id_)
                self._desk.add(slip)

    def _became(self, printed: Printed) -> None:
        self._left -= 1
        self._say("became", printed.id, printed.outcome)
        self._tell_left()

    def _tell_left(self) -> None:
        if not self._left:
            self._say("idle")

    def _say(self, *what: object) -> None:
        self._news.sendall(json.dumps(what).encode() + b"\n")


class Rig:
    """The panel, one life of the kiosk after another, and what is found."""

    def __init__(self, board: SimulatedBoard, folder: Path, chance: random.Random, deaf: bool) -> None:
        self.board, self.folder, self.deaf, self._chance = board, folder, deaf, chance
        self.pages: list[bytes] = []
        self.device = VirtualDevice(lambda _, data: self.pages.append(data))
        self.kept: set[str] = set()
        self.outcomes: set[tuple[str, str]] = set()
        self.found = dict.fromkeys(
            (
                "panel_reboots",
                "pi_reboots",
                "events",
                "lost",
                "told_twice",
                "let_go",
                "slips",
                "doubled",
                "missing",
            ),
            0,
        )
        self._lives = 0
        self._switches = {"Paper": True, "Door": True}  # closed: paper is there, the door is shut
        self._seen_closed = set(self._switches)
        self.life = self._begin()

    def turn(self, number: int) -> None:
        """A storm, then quiet, and a look at what is known."""
        chance, made = self._chance, 0
        acts = [(chance.uniform(0, STORM_S), self._reboot_panel)]
        if number % 2:
            acts.append((chance.uniform(0, STORM_S), self._reboot_pi))
        at = chance.uniform(0, 0.2)
        for button in ("round", "enter"):
            for down in (True, False):
                acts.append((at, lambda button=button, down=down: self.board.hold(button, down)))
                at += chance.uniform(0.04, 0.1)
                made += 1
        acts += [
            (chance.uniform(0, STORM_S), lambda name=name: self._flip(name))
            for name in self._switches
            if chance.random() < 0.5
        ]
        before, lives = self._lives, [self.life]
        began = time.monotonic()
        for at, act in sorted(acts, key=lambda act: act[0]):
            time.sleep(max(began + at - time.monotonic(), 0))
            act()
            if self.life not in lives:
                lives.append(self.life)
        if self._lives == before:  # it was to die at a byte of its slip, and has, or was never asked to print
            self._reboot_pi()
            lives.append(self.life)
        told = sum(len(life.edges) for life in lives)
        self._look_at_levels()
        self.found["let_go"] += max(made - told, 0)
        self._look_at_press()

    def finish(self) -> None:
        """A life in which nothing happens; then the paper."""
        self.life.end()
        self.life = self._begin(dies=False)
        self._wait(lambda: not self.life.jobs_left)
        self.life.end()
        printed = Counter(
            id_
            for page in self.pages
            for id_ in (id_of(life, visit) for life in range(self._lives) for visit in range(VISITS))
            if page.endswith(_whole(id_, False))
        )
        copies = {id_ for id_ in self.kept if any(page.endswith(_whole(id_, True)) for page in self.pages)}
        shown = {id_ for id_, outcome in self.outcomes if outcome == "shown"}
        self.found["slips"] = len(self.kept)
        self.found["doubled"] = sum(times > 1 for times in printed.values())
        self.found["missing"] = len(self.kept - printed.keys() - copies - shown)

    def _begin(self, dies: bool = True) -> Life:
        length = len(_whole(id_of(0, 0), False))
        dies_at = self._chance.choice((0, length, self._chance.randrange(length))) if dies else None
        if self._lives % 2:
            dies_at = None  # it is killed by a hand
        self._lives += 1
        return Life(self._lives - 1, self, dies_at)

    def _reboot_pi(self) -> None:
        self.life.end()
        self.found["pi_reboots"] += 1
        self.life = self._begin()

    def _reboot_panel(self) -> None:
        self.board.pull_plug(hangs_up=self._chance.random() < 0.1)
        self.found["panel_reboots"] += 1
        time.sleep(SETTLED_S)  # what was under way has arrived
        self.life.has_begun = False
        self._seen_closed = {name for name, closed in self._switches.items() if closed}
        self.board.plug_in()

    def _flip(self, name: str) -> None:
        closed = not self._switches[name]
        self._switches[name] = closed
        if closed:
            self._seen_closed.add(name)
        (self.board.paper if name == "Paper" else lambda is_shut: self.board.door(not is_shut))(closed)

    def _expected(self, name: str) -> int:
        """A switch that was never closed since the panel's start may not be there."""
        if not self._switches[name]:
            return panel.UNKNOWN if name not in self._seen_closed else int(name == "Door")
        return int(name == "Paper")

    def _look_at_levels(self) -> None:
        if not self._wait(lambda: self.life.has_begun and not self.life.jobs_left):
            self._lose("the panel has not come back")
        for name in self._switches:
            wanted = self._expected(name)
            # One that opened before the panel had seen it closed is unknown too.
            allowed = {wanted} if self._switches[name] else {wanted, panel.UNKNOWN}
            self.found["events"] += 1
            if not self._wait(lambda name=name, allowed=allowed: self.life.levels.get(name) in allowed):
                self._lose(f"{name} is {wanted}, not {self.life.levels.get(name)}")

    def _look_at_press(self) -> None:
        """When all is quiet a press is told, and once."""
        which = panel.BUTTONS.index("left")
        self.life.edges.clear()
        for down in (1, 0):
            self.board.hold("left", bool(down))
            self.found["events"] += 1
            if not self._wait(lambda down=down: (which, down) in self.life.edges):
                self._lose(f"left is {'down' if down else 'up'}")
        time.sleep(SETTLED_S)
        self.found["told_twice"] += len([edge for edge in self.life.edges if edge[0] == which]) > 2

    def _lose(self, what: str) -> None:
        self.found["lost"] += 1
        print(f"after {self.found['panel_reboots']} reboots the kiosk does not know: {what}", file=sys.stderr)

    def _wait(self, is_so: Callable[[], bool]) -> bool:
        until = time.monotonic() + (PATIENCE_S if not self.deaf else 2.0)
        while not is_so():
            if time.monotonic() > until:
                return False
            if self.life.is_dead():
                self._reboot_pi()
            time.sleep(0.005)
        return True


def _whole(id_: str, copy: bool) -> bytes:
    """A slip's bytes."""
    if (id_, copy) not in _wholes:
        _wholes[id_, copy] = b"".join(escpos.encode(picture(id_, copy)))
    return _wholes[id_, copy]


_wholes: dict[tuple[str, bool], bytes] = {}

if __name__ == "__main__":
    sys.exit(main())
