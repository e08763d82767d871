"""The simulated panel of the demo's kiosk, and the Pi that it may switch off: here the kiosk's process."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from hub.street import PATIENCE_S, DemoError, KioskLines, Street, has_display

LOG = "board"
GONE = {"error": "the simulated board has ended"}
LOOK_EVERY_S = 0.05
HANGING = {"hang": signal.SIGSTOP, "go on": signal.SIGCONT}


class BoardLines:
    """What `curiocity simulated-board` says on its standard output, and what it is asked on its standard input.

    on_pi: told what the board does with its Pi. Its words are those of kiosk_ui/board_window.py. Raises DemoError where
    it has ended or does not understand.
    """

    def __init__(self, child: asyncio.subprocess.Process, on_pi: Callable[[str], Awaitable[None]]) -> None:
        self._child, self._on_pi = child, on_pi
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.runs_on = ""  # which Python, once it runs
        self._began = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def began(self) -> bool:
        """Until its firmware runs; False where it does not, and its log says why."""
        await self._began.wait()
        return bool(self.runs_on)

    async def press(self, button: str, seconds: float = 0.1) -> None:
        """A finger on a button for so long."""
        await self._ask({"press": button, "seconds": seconds})

    async def switch(self, name: str, is_on: bool) -> None:
        """One of the switches in the strip; returns when it is turned."""
        await self._ask({"set": name, "on": is_on})

    async def sleep(self, seconds: int) -> None:
        """So much time goes by on the board, and nowhere else."""
        await self._ask({"advance": 1000 * seconds})

    async def look(self) -> dict[str, Any]:
        """Its lamps, its switches, how often its firmware has begun."""
        return await self._ask({"look": True})

    def say_halted(self, is_so: bool) -> None:
        """The Pi has shut down, or runs again."""
        self._write({"halted": is_so})

    async def ended(self) -> None:
        """Until all it said has been read."""
        await self._reading

    async def _ask(self, wish: dict[str, object]) -> dict[str, Any]:
        self._write(wish)
        answer = await self._answers.get() if not self._reading.done() else GONE
        if "error" in answer:
            raise DemoError(f"{answer['error']} (see {LOG}.log)")
        return answer

    def _write(self, wish: dict[str, object]) -> None:
        assert self._child.stdin
        if not self._child.stdin.is_closing():
            self._child.stdin.write(json.dumps(wish).encode() + b"\n")

    async def _read(self) -> None:
        assert self._child.stdout
        async for line in self._child.stdout:
            said = json.loads(line)
            if "pi" in said:
                await self._on_pi(said["pi"])
            elif "line" in said:
                self.runs_on = said["runs_on"]
                self._began.set()
            else:
                self._answers.put_nowait(said)
        self._began.set()
        self._answers.put_nowait(GONE)


def is_lit(look: dict[str, Any]) -> bool:
    """Whether any lamp of its ring gives light."""
    return any(map(any, look["lamps"]))


class Pi:
    """A kiosk's machine as its panel sees it: the kiosk's process, which the street has started, and no other."""

    def __init__(self, street: Street, name: str) -> None:
        self._street, self._name = street, name
        self._kiosk: KioskLines | None = None
        self.board: BoardLines | None = None
        self._halting: asyncio.Task[None] | None = None
        self.obeyed: list[str] = []  # what the board did, in order

    @property
    def kiosk(self) -> KioskLines:
        """The one that runs now, or ran last."""
        assert self._kiosk, "start it first"
        return self._kiosk

    async def plug_in(self, python: str = "") -> None:
        """Its panel, where that can be had. python: micropython or python, where it has to be that one."""
        under = ("--under", python) if python else ()
        window = () if has_display() else ("--picture", str(self._street.out / "board.png"))
        child = await self._street.start(
            *("simulated-board", "--folder", str(self._street.data / self._name), *under, *window),
            log=LOG,
            talks=True,
            at="842,60",  # beside the kiosk's
        )
        board = BoardLines(child, self._obey)
        self._street.talks(board)
        if await board.began():
            self.board = board
        else:
            self._street.excuse(child)

    async def start(self) -> None:
        """It has power."""
        self._kiosk = await self._street.start_kiosk(self._name)

    def panel_words(self) -> str:
        """Where its panel is to be seen, or why there is none."""
        if self.board is None:
            return f"none: see {self._street.data / LOG}.log"
        seen = "the strip beside it" if has_display() else f"{self._street.out / 'board.png'} at the end"
        return f"{seen}; its firmware runs under {self.board.runs_on}"

    async def try_panel(self) -> str:
        """Until its round button has woken the kiosk and its ring is lit; what it runs under, "" without a panel.

        Raises TimeoutError, DemoError.
        """
        if self.board is None:
            return ""
        async with asyncio.timeout(PATIENCE_S):
            while (await self.kiosk.look())["screen"] == "asleep":
                await self.board.press("round")
            while True:
                if is_lit(await self.board.look()):
                    break
                await asyncio.sleep(LOOK_EVERY_S)
        return self.board.runs_on

    async def _obey(self, what: str) -> None:
        """What the board has done: cut, halt, power; or what its switch is: hang, go on."""
        if self._kiosk is None or self.board is None:
            return  # it has no Pi yet
        child = self.kiosk.child
        if what == "power" and child.returncode is not None:
            self.board.say_halted(False)
            await self.start()
        elif what == "cut":
            self._street.excuse(child)
            self._signal(signal.SIGKILL)
            await child.wait()
        elif what == "halt":
            self._street.excuse(child)
            self._signal(signal.SIGTERM)
            self._halting = asyncio.create_task(self._say_when_halted(self.kiosk, self.board))
        elif what in HANGING:
            self._signal(HANGING[what])
        self.obeyed.append(what)

    def _signal(self, number: signal.Signals) -> None:
        if self.kiosk.child.returncode is None:
            self.kiosk.child.send_signal(number)

    async def _say_when_halted(self, kiosk: KioskLines, board: BoardLines) -> None:
        await kiosk.child.wait()
        if kiosk is self.kiosk:
            board.say_halted(True)
