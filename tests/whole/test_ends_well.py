"""Real parts break in the middle of a visit: whoever stands there has an ending, and the next one is served."""

import asyncio
import os
import shutil
import signal

import pytest

from tests.kiosk_ui.small_disk import fill, small_disk
from tests.whole.running import promised_by_the_hub, running

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]
SECRET = "canaryzwitschert"
WORDS = f"How do {SECRET} find their way home over the mountains and the sea in autumn?"


async def breaks_during(visitor, breaking):
    """Somebody writes, and meanwhile it breaks; what they took away. Where they are just then makes no difference."""
    visit = asyncio.ensure_future(visitor.visit(WORDS, "en"))
    await asyncio.sleep(0.5)
    breaking()
    return await visit


def on_small_disk(street, disk):
    """The kiosk's folder, on a disk that can be filled."""
    (street.data / "library").rename(street.data / "library-before")
    shutil.copytree(street.data / "library-before", disk, dirs_exist_ok=True)
    (street.data / "library").symlink_to(disk)


def with_a_printer_that_is_silent(street, name):
    """A line at whose end nobody is: it takes some bytes and answers nothing. Its other end, to be closed."""
    nobody, line = os.openpty()
    settings = street.data / name / "kiosk.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    lines[1] = f'printer = "serial:{os.ttyname(line)}?baud=115200"'
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.close(line)
    return nobody


async def story(tmp_path, disk):
    """What each visitor took away, by what broke."""
    took = {}
    async with running(tmp_path, ("library", "garden")) as run:
        on_small_disk(run.street, disk)
        nobody = with_a_printer_that_is_silent(run.street, "garden")
        await run.start_hub()
        visitor = await run.start_kiosk()
        await promised_by_the_hub(visitor, "bees")
        try:
            took["hub stopped"] = await breaks_during(visitor, lambda: run.hub.send_signal(signal.SIGSTOP))
        finally:
            run.hub.send_signal(signal.SIGCONT)
        await promised_by_the_hub(visitor, "bees")
        took["broker killed"] = await breaks_during(
            visitor, lambda: os.kill(run.broker_pid(), signal.SIGKILL)
        )
        filler = fill(disk)
        took["disk full"] = await visitor.visit(WORDS, "en")
        filler.unlink()
        took["all is well"] = await visitor.visit(WORDS, "en")
        try:
            took["printer silent"] = await (await run.start_kiosk("garden")).visit(WORDS, "en")
        finally:
            os.close(nobody)
        took["log"] = run.log("library") + run.log("garden")
    return took


def test_whatever_breaks_meanwhile_the_visitor_has_somewhere_to_go(tmp_path):
    with small_disk(tmp_path / "disk", 4096) as disk:
        took = asyncio.run(story(tmp_path, disk))
    log = took.pop("log")
    outcomes = {fault: visit["outcome"] for fault, visit in took.items()}
    assert outcomes == {
        "hub stopped": "printed",
        "broker killed": "printed",
        "disk full": "printed",
        "all is well": "printed",
        "printer silent": "shown",
    }
    assert all(visit["place"] and visit["starts"] for visit in took.values())
    assert SECRET not in log
    assert "Traceback" not in log
    assert "free some disk space on this kiosk" in log, "the disk was full indeed"
