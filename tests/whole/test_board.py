"""The demo's panel: real firmware, real kiosk, broker and hub. What befalls a panel, and what it does to its Pi."""

import asyncio
import contextlib
import os
import queue
import signal
from pathlib import Path

import pytest

from hub.street import DemoError
from hub.street_board import Pi
from kiosk_ui.line_faults import noise_of
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.simulated_board import SimulatedBoard
from tests.whole.running import lived, running
from wire import panel

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]
PATIENCE_S = 60
WORDS = "how do bees find their way home"


@contextlib.contextmanager
def linked(folder, under, line="uart"):
    """A board and what the kiosk's end of the line hears of it."""
    heard = queue.Queue()
    with SimulatedBoard(folder, under=under, line=line) as board:
        link = PanelLink(str(board.line), heard.put, "kiosk of a test")
        link.start()
        try:
            yield board, heard
        finally:
            link.stop()


def hear(heard, message):
    """Until this is said."""
    said = []
    while message not in said:
        said.append(heard.get(timeout=PATIENCE_S))
    return said


@pytest.mark.parametrize("under", ["micropython", "python"])
def test_what_befalls_a_board_is_told_by_it(tmp_path, under):
    with linked(tmp_path, under) as (board, heard):
        assert board.state.runs_on.lower().startswith(under.removesuffix("python"))
        hear(heard, panel.Door(0))
        board.door(True)
        hear(heard, panel.Door(1))
        board.paper(False)
        hear(heard, panel.Paper(0))
        board.become(noise_of(0.005))
        for which, button in enumerate(panel.BUTTONS):
            board.press(button)
            hear(heard, panel.Button(which, 1))
            hear(heard, panel.Button(which, 0))
        board.pull_plug()
        assert not board.line.is_symlink()
        assert not any(map(any, board.lamp()))
        board.paper(True)
        board.plug_in()
        hear(heard, panel.Paper(1))
        board.play({"hang": True})
        board.wait(lambda state: state.resets == 1 and state.runs_on)
        board.hold("left", True)
        hear(heard, panel.Button(1, 1))
    assert of_folder(tmp_path) == []


@pytest.mark.parametrize("under", ["micropython", "python"])
def test_a_board_with_a_port_over_usb_is_heard_over_it(tmp_path, under):
    def until_it_is(state):
        while getattr(heard.get(timeout=PATIENCE_S), "state", "") != state:
            pass

    with linked(tmp_path, under, "usb") as (board, heard):
        hear(heard, panel.Door(0))
        board.play({"usb": {"is_there": False}})
        until_it_is("away")
        board.play({"usb": {"is_there": True}})
        until_it_is("there")
        board.play({"usb": {"breaks": 5}})
        board.press("left")
        hear(heard, panel.Button(1, 1))
        hear(heard, panel.Button(1, 0))
        assert board.state.resets == 0


def of_folder(folder):
    """Processes that live in it: the firmware has nothing else that names it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(process.joinpath("cwd").readlink()).startswith(str(folder)):
                found.append(int(process.name))
    return found


def test_a_firmware_whose_world_has_died_ends_too(tmp_path):
    read, write = os.pipe()
    if not (child := os.fork()):
        try:
            with SimulatedBoard(tmp_path) as board:
                os.write(write, b"!")
                board.wait(lambda _: False)
        finally:
            os._exit(1)
    os.read(read, 1)
    assert of_folder(tmp_path)
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(read)
    os.close(write)

    async def gone():
        while of_folder(tmp_path):
            await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(gone(), PATIENCE_S))


async def until(is_so):
    """Wait for a condition, which may be a coroutine."""
    async with asyncio.timeout(PATIENCE_S):
        while not await is_so():
            await asyncio.sleep(0.01)


class Kiosk:
    """A kiosk with its panel, as a visitor and a host see it."""

    def __init__(self, run, pi):
        self.run, self.pi, self.board = run, pi, pi.board

    async def ready(self):
        await asyncio.wait_for(self.pi.kiosk.ready.wait(), PATIENCE_S)

    async def screen(self):
        return (await self.pi.kiosk.look())["screen"]

    async def wake(self):
        """The round button asks who is there, as often as it is needed."""
        while await self.screen() == "asleep":
            await self.board.press("round")

    async def visit(self, words=WORDS):
        await self.wake()
        return await self.pi.kiosk.visit(words, "en")

    async def begin_to_print(self):
        """A visit whose words are kept and whose slip is about to be printed, or just has been."""

        async def is_settled():
            return not self.run._waiting("library")

        async def keeps_or_prints():
            return self.run._waiting("library") or len(self.slips()) > before

        await until(is_settled)
        await self.wake()
        before = len(self.slips())
        visiting = asyncio.create_task(self.pi.kiosk.visit(WORDS, "en"))
        await until(keeps_or_prints)
        return visiting

    async def obeyed(self, what):
        """Until the panel has done this to its Pi, which has obeyed."""

        async def is_so():
            return what in self.pi.obeyed

        await until(is_so)

    def slips(self):
        return sorted(self.run.street.out.glob("slip-*.png"))

    async def says(self, sentence, log="library"):
        async def is_there():
            return sentence in self.run.log(log)

        await until(is_there)


@contextlib.asynccontextmanager
async def kiosk_at(out):
    async with running(out, boarded="library") as run:
        await run.start_hub()
        pi = Pi(run.street, "library")
        await pi.plug_in()
        await pi.start()
        kiosk = Kiosk(run, pi)
        await kiosk.ready()
        yield kiosk
        assert "Traceback" not in run.log("library")
        assert not any("bees" in run.log(log) for log in ("library", "board"))
    assert of_folder(out) == []


def test_a_panel_in_a_day_of_its_kiosk(tmp_path):
    lived(live_a_day(tmp_path))


async def live_a_day(out):
    async with kiosk_at(out) as kiosk:
        board = kiosk.board
        await board.switch("noise", True)
        assert (await kiosk.visit())["outcome"] == "printed"
        await board.switch("noise", False)
        assert any(map(any, (await board.look())["lamps"]))
        await board.switch("door", True)
        await kiosk.says("the case is open")
        await board.switch("paper_out", True)
        while (await kiosk.visit())["outcome"] != "shown":
            pass  # the switch says so within a second, and this visitor may have been quicker
        shown = len(kiosk.slips())
        await board.switch("paper_out", False)
        while (await kiosk.visit())["outcome"] != "printed":
            pass
        assert len(kiosk.slips()) == shown + 1
        visiting = await kiosk.begin_to_print()
        await board.switch("unplugged", True)
        assert (await visiting)["outcome"] == "printed"
        assert len(kiosk.slips()) == shown + 2
        await kiosk.says("the panel is away")
        assert (await kiosk.pi.kiosk.visit(WORDS, "en"))["outcome"] == "printed", "it goes on by touch"
        await board.switch("unplugged", False)
        await kiosk.wake()
        assert (await board.look())["begun"] == 2


def test_a_pi_that_hangs_is_power_cycled_and_its_visitor_has_one_slip(tmp_path):
    lived(hang(tmp_path))


async def hang(out):
    async with kiosk_at(out) as kiosk:
        board, before = kiosk.board, kiosk.pi.kiosk
        visiting = await kiosk.begin_to_print()
        await board.switch("hanging", True)
        await board.sleep(61)
        await kiosk.obeyed("halt")
        assert before.child.returncode is None, "who hangs hears nothing"
        await board.sleep(21)
        await kiosk.obeyed("cut")
        assert await before.child.wait() == -signal.SIGKILL
        with contextlib.suppress(DemoError):  # where the slip was not quicker than the hand at the switch
            await visiting
        await board.sleep(6)
        await kiosk.obeyed("power")
        assert (await board.look())["on"] == []
        await kiosk.ready()
        assert kiosk.pi.kiosk is not before

        async def has_its_slip():
            return bool(kiosk.slips())

        await until(has_its_slip)
        assert (await kiosk.visit())["outcome"] == "printed"
        assert len(kiosk.slips()) == 2


def test_a_pi_that_is_asked_to_halt_does_and_begins_anew(tmp_path):
    lived(halt(tmp_path))


async def halt(out):
    """Its beats are missed for a reason of the line's, and it is well: it shuts down in order."""
    async with kiosk_at(out) as kiosk:
        before = kiosk.pi.kiosk
        await kiosk.wake()
        await kiosk.board.sleep(61)
        await kiosk.obeyed("halt")
        assert await asyncio.wait_for(before.child.wait(), PATIENCE_S) == 0
        await kiosk.obeyed("cut")
        await kiosk.board.sleep(6)
        await kiosk.obeyed("power")
        await kiosk.ready()
        await kiosk.wake()
