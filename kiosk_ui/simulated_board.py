"""The panel without a panel: its real firmware in a process of its own, on a serial line that may be noisy.

Whoever has one plays the world around it: presses its buttons, takes its paper away,
pulls its plug, and sees its lamps.
"""

import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from kiosk_ui import board_state
from kiosk_ui.board_process import RESETS, BoardError, BoardProcess, find_python
from kiosk_ui.board_state import BoardState
from kiosk_ui.line_faults import Noise
from kiosk_ui.simulated_line import SimulatedLine
from kiosk_ui.theme import Rgb

PATIENCE_S = 60.0
PRESS_S = 0.1  # how long a finger stays on a button
LONGEST_WAIT_S = 1.0
LASTING = ("pin", "adc", "clock", "distance")  # of what it is told, what stays so when it begins anew


class SimulatedBoard:
    """One board, from `with` to its end. folder: of its own, for its flash, its log and `line`, what the kiosk opens.

    line: uart, or usb for a board with a second port over USB. under: which Python, see `find_python`. virtual: its
    time stands still but for `advance`. changed: called in the board's own thread after every change of `state`.
    Raises BoardError.
    """

    def __init__(
        self,
        folder: Path,
        *,
        under: str = "",
        virtual: bool = False,
        seed: int = 1,
        line: str = "uart",
    ) -> None:
        command = find_python(under)
        folder.mkdir(parents=True, exist_ok=True)
        self._line = SimulatedLine(folder / "panel", seed, lambda: time.monotonic_ns() // 1_000_000)
        self._process = BoardProcess(command, folder / "flash", self._line.board.path, virtual, line)
        self.line, self.log = self._line.name, self._process.log
        self.state, self._news = BoardState(), threading.Condition()
        self.changed: Callable[[], None] = lambda: None
        self._world: dict[str, dict[str, object]] = {}  # as it is, said to each new life
        self._clock: tuple[int, float] | None = None  # what it was set to, and when
        self._wants = deque([lambda: self._begin("power")])  # to be done by the board's thread
        self._wakes, self._wake = socket.socketpair()
        self._is_open = True
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.wait(lambda state: bool(state.runs_on))
        return self

    def __exit__(self, *_: object) -> None:
        self._want(self._close)
        self._thread.join()
        self._wake.close()
        self._wakes.close()

    def wait(self, is_so: Callable[[BoardState], bool], seconds: float = PATIENCE_S) -> BoardState:
        """Until the board looks like this. Raises TimeoutError, and BoardError where it never will."""
        with self._news:
            came = self._news.wait_for(lambda: is_so(self.state) or self.state.fault, seconds)
            if self.state.fault:
                raise BoardError(self.state.fault)
            if not came:
                raise TimeoutError(f"waited {seconds:.0f} s in vain: {self.state}")
            return self.state

    def hold(self, button: str, down: bool) -> None:
        """A finger comes down on a button or leaves it."""
        self.set_pin(f"button_{button}", not down)

    def press(self, button: str, seconds: float = PRESS_S) -> None:
        """A finger comes down on a button and leaves it so many seconds later."""
        self.hold(button, True)
        time.sleep(seconds)
        self.hold(button, False)

    def somebody(self, is_there: bool) -> None:
        """Somebody comes near, or leaves."""
        self.set_pin("presence", is_there)

    def paper(self, is_there: bool) -> None:
        """The roll is there, or has ended."""
        self.set_pin("paper_switch", not is_there)

    def door(self, is_open: bool) -> None:
        """The case is opened or shut."""
        self.set_pin("door_switch", is_open)

    def set_pin(self, name: str, level: bool) -> None:
        """An input is at this level from now on."""
        self.play({"pin": name, "level": int(level)})

    def play(self, message: Mapping[str, object]) -> None:
        """Something happens to the board, as firmware/simulated/machine.py says it."""
        self._want(lambda: self._tell(dict(message)))

    def advance(self, ms: int) -> None:
        """So much of the board's time goes by; returns when it has. Where time is real, the board sleeps through it."""
        until = self.state.now_ms + ms
        self.play({"advance": ms})
        self.wait(lambda state: state.now_ms >= until)

    def lamp(self) -> tuple[Rgb, ...]:
        """The ring's colours, 0 to 51."""
        return self.state.lamps

    def become(self, noise: Noise) -> None:
        """The line is so noisy from now on."""
        self._want(lambda: self._line.become(noise))

    def pull_plug(self, hangs_up: bool = True) -> None:
        """The board has no power; hangs_up: its line is gone too, as with USB, or it stays and nobody speaks (UART)."""
        self._want(lambda: self._end(hangs_up))
        self.wait(lambda state: not state.runs_on)

    def plug_in(self) -> None:
        """It has power again; returns when its firmware runs."""
        self._want(lambda: self._begin("power"))
        self.wait(lambda state: bool(state.runs_on))

    @property
    def damaged(self) -> int:
        """Bytes of the line that were hit so far, both ways."""
        return self._line.damaged

    # All below is done by the board's own thread.

    def _want(self, deed: Callable[[], None]) -> None:
        self._wants.append(deed)
        self._wake.send(b"\0")

    def _run(self) -> None:
        try:
            while self._is_open:
                self._turn()
        except (OSError, ValueError) as error:
            self._become(replace(self.state, fault=f"the simulated board has failed: {error}"))
        self._process.end()
        self._line.close()

    def _turn(self) -> None:
        files = [self._wakes, self._process.control, *self._line.files()]
        wait = min(self._line.wait_ms() / 1000, LONGEST_WAIT_S)
        ready, _, _ = select.select([file for file in files if file is not None], [], [], wait)
        if self._wakes in ready:
            self._wakes.recv(4096)
        while self._wants:
            self._wants.popleft()()
        self._line.carry()
        if self._process.control in ready:
            self._hear()

    def _hear(self) -> None:
        told, lives = self._process.hear()
        for message in told:
            if "clock" in message:
                self._clock = (message["clock"], time.monotonic())
            self._become(board_state.heard(self.state, message))
        if lives:
            return
        status = self._process.end()
        self._become(board_state.without_power(self.state))
        if status == RESETS:
            self._begin("watchdog")
        elif status >= 0:
            self._become(replace(self.state, fault=f"the firmware has ended with {status}: see {self.log}"))

    def _begin(self, why: str) -> None:
        if self._process.control:
            return
        self._line.plug_in()
        if self._clock:  # it has a battery
            seconds, since = self._clock
            self._world["clock"] = {"clock": {"seconds": seconds + round(time.monotonic() - since)}}
        self._become(board_state.begun(self.state, why != "power"))
        self._process.start(why, self._world.values())

    def _end(self, hangs_up: bool) -> None:
        self._process.end()
        if hangs_up:
            self._line.hang_up()
        self._become(board_state.without_power(self.state))

    def _tell(self, message: dict[str, object]) -> None:
        kind = next(iter(message))
        if kind in LASTING:
            self._world[f"{kind} {message[kind]}" if kind in ("pin", "adc") else kind] = message
        self._process.say(message)

    def _close(self) -> None:
        self._is_open = False

    def _become(self, state: BoardState) -> None:
        with self._news:
            self.state = state
            self._news.notify_all()
        self.changed()
