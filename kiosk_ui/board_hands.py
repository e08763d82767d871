"""What hands do to the simulated board, at its window or by a line of JSON, and what the board does to its Pi."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from kiosk_ui.board_state import BoardState
from kiosk_ui.board_strip import SWITCHES
from kiosk_ui.line_faults import CLEAN, noise_of
from kiosk_ui.simulated_board import PRESS_S, SimulatedBoard
from wire.panel import BUTTONS

NOISE = 0.005  # of all bytes, when the line is noisy

Say = Callable[[dict[str, object]], None]


class BoardHands:
    """At one board. say: a line for whoever runs the Pi. on: switches of board_strip.SWITCHES that are on."""

    def __init__(self, board: SimulatedBoard, say: Say) -> None:
        self._board, self._say, self._lock = board, say, threading.Lock()
        self.on: frozenset[str] = frozenset()
        self._pi = False, False  # whether its power is cut, whether it is asked to halt

    def switch(self, name: str, is_on: bool) -> None:
        """Turn a switch on or off; where it is so already nothing happens. KeyError for an unknown one."""
        acts: dict[str, Callable[[], None]] = {
            "somebody": lambda: self._board.somebody(is_on),
            "door": lambda: self._board.door(is_on),
            "paper_out": lambda: self._board.paper(not is_on),
            "noise": lambda: self._board.become(noise_of(NOISE) if is_on else CLEAN),
            "unplugged": self._board.pull_plug if is_on else self._board.plug_in,
            "hanging": lambda: self._say({"pi": "hang" if is_on else "go on"}),
        }
        act = acts[name]
        with self._lock:
            if is_on == (name in self.on):
                return
            self.on = self.on | {name} if is_on else self.on - {name}
        act()

    def follow(self, state: BoardState) -> None:
        """The board has changed: say what that means for its Pi. A cut ends what made it hang."""
        with self._lock:
            was_cut, was_asked = self._pi
            self._pi = is_cut, is_asked = not state.pi_has_power, state.asks_to_halt
            if is_cut:
                self.on -= {"hanging"}
        if is_cut and not was_cut:
            self._board.set_pin("pi_has_halted", False)
            self._say({"pi": "cut"})
        elif was_cut and not is_cut:
            self._say({"pi": "power"})
        elif is_asked and not was_asked:
            self._say({"pi": "halt"})

    def obey(self, wish: Mapping[str, Any]) -> None:
        """What a line asks for, done and answered; what is none of ours is answered with an error."""
        match wish:
            case {"press": str(name)} if name in BUTTONS:
                self._board.hold(name, True)
                time.sleep(float(wish.get("seconds", PRESS_S)))
                self._board.hold(name, False)
                self._say({"done": name})
            case {"set": str(name), "on": bool(is_on)} if name in SWITCHES:
                self.switch(name, is_on)
                self._say({"done": name})
            case {"halted": bool(is_so)}:
                self._board.set_pin("pi_has_halted", is_so)
            case {"advance": int(ms)}:
                self._board.advance(ms)
                self._say({"done": "advance"})
            case {"look": True}:
                self._say(self._look())
            case _:
                self._say({"error": "a line that asks for nothing: see `curiocity simulated-board --help`"})

    def _look(self) -> dict[str, object]:
        state = self._board.state
        return {"lamps": state.lamps, "on": sorted(self.on), "runs_on": state.runs_on, "begun": state.begun}
