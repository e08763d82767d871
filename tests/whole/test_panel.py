"""The panel itself leads to a slip: its real firmware under MicroPython, a serial line, and the real kiosk by ear.

Broker, hub, kiosk and voice are the real ones too. Fingers press pins of a board that is not there, and nothing else.
"""

import asyncio

import pytest
import zxingcpp
from PIL import Image

from kiosk_ui.simulated_board import PRESS_S, SimulatedBoard
from tests.whole.running import lived, running
from tests.whole.test_blind_path import PATIENCE_S, Listener, listener_at, needs_voice, promised_visit

pytestmark = [pytest.mark.whole, needs_voice, pytest.mark.usefixtures("plain_meaning")]


class AtThePanel(Listener):
    """Presses what a finger would press, and hears what is said, to its end."""

    board: SimulatedBoard

    async def press(self, button: str) -> str:
        self.heard_of = len(self.lines())
        name, _, seconds = button.partition(" ")
        await asyncio.to_thread(self.board.press, name, float(seconds or PRESS_S))
        async with asyncio.timeout(PATIENCE_S):
            while not self.since():
                await asyncio.sleep(0.002)
        await self.answer("listen")
        return self.last()

    async def see(self, what: str, is_so) -> None:
        """Until the ring looks so."""
        try:
            await asyncio.to_thread(self.board.wait, lambda state: is_so(state.lamps), PATIENCE_S)
        except TimeoutError as error:
            raise AssertionError(f"the ring never looked {what}: {self.board.lamp()}") from error


def blue(lamps):
    return any(blue > red for red, _, blue in lamps)


def green(lamps):
    return any(green > red for red, green, _ in lamps)


def breathing(lamps):
    return len(set(lamps)) == 1 and lamps[0][0] > 0


def test_the_whole_way_by_the_panels_buttons(tmp_path):
    lived(lead(tmp_path))


async def lead(out):
    with SimulatedBoard(out / "board") as board:
        async with running(out / "street") as run:
            listener = await listener_at(run, panel=board.line, kind=AtThePanel)
            listener.board = board
            await listener.see("ready for somebody", breathing)
            ring = asyncio.ensure_future(listener.see("as if it thought", blue))
            await promised_visit(listener, "en", "why bees")
            await ring
            await listener.see("as if a slip were there", green)
            await asyncio.to_thread(board.press, "enter")
            await listener.see("ready for the next", breathing)
            log = run.log("library")
            assert "the panel is there: panel" in log
            assert "Traceback" not in log
            assert "why bees" not in log
            assert "why bees" not in board.log.read_text()
            assert zxingcpp.read_barcodes(Image.open(max((out / "street").glob("slip-*.png"))))
