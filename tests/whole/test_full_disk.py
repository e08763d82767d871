"""The hub's disk is full, really full: nobody is told that words are kept, everybody has a slip, nothing is lost."""

import asyncio
import shutil

import pytest

from tests.hub.living_hub import ear
from tests.kiosk_ui.small_disk import fill, small_disk
from tests.whole.running import MIDNIGHT, entry, promised_by_the_hub, running

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]
TODAY = MIDNIGHT.date()
CANARY = "canaryzwitschert"
DAY = 24 * 60


async def start_hub_at(run, data):
    """A hub whose data lie on the small disk, its log elsewhere."""
    run.hub = await run.street.start_hub(data)
    await run.street.wait_for_broker()


def move_data(street, disk):
    data = disk / "hub"
    shutil.copytree(street.data / "broker", data / "broker")
    shutil.copy(street.data / "hub.toml", data)
    return data


async def until_said(run, text):
    async with asyncio.timeout(60):
        while text not in run.log():
            await asyncio.sleep(0.1)


async def while_full(run, garden, visitor):
    """What happens meanwhile: (an entry of a strange kiosk that is not acknowledged, what a visitor took away)."""
    refused = entry(CANARY)
    await garden.say(refused)
    await until_said(run, "make room on this disk, or replace it")
    visit = await visitor.visit(f"{CANARY} at the library", "en")
    run.set_minute(9 * 60 + 46)  # a round to close: it waits
    await until_said(run, "tables: wait: ")
    await garden.say(refused)
    await asyncio.sleep(1)
    assert not any(refused.id in ack.ids for ack in garden.heard["ack"])
    assert run.hub.returncode is None
    return refused, visit


def test_a_full_disk(tmp_path):
    async def scenario(disk):
        async with running(tmp_path) as run:
            data = move_data(run.street, disk)
            await start_hub_at(run, data)
            visitor = await run.start_kiosk()
            await promised_by_the_hub(visitor, "Before the disk was full")
            async with ear(run.address("garden")) as garden:
                filler = fill(disk)
                refused, visit = await while_full(run, garden, visitor)
                filler.unlink()
                await until_said(run, "tables: go on")
                await run.drained()
                await garden.say(refused)
                await garden.acked(refused.id)
                await garden.print(await garden.slip_of(refused))

            filler = fill(disk)
            run.set_minute(DAY + 4 * 60)  # forgetting needs no room
            async with asyncio.timeout(60):
                while list((data / "keys").glob(f"{TODAY}*")):
                    await asyncio.sleep(0.1)
            await run.kill(run.hub)
            fill(disk)
            await run.street.start_hub(data, log="again")
            assert await asyncio.wait_for(run.street._children[-1].wait(), 60) == 2
            return visit, run.log(), run.log("again")

    with small_disk(tmp_path / "disk", 4096) as disk:
        visit, log, again = asyncio.run(scenario(disk))
    assert visit["outcome"] == "printed"
    assert not visit["sign"], "promised by the kiosk: an open table"
    assert CANARY not in log
    while_it_was_full = log.partition("tables: go on")[0].splitlines()
    said = [
        line.partition("nothing is kept: ")[2] for line in while_it_was_full if "nothing is kept: " in line
    ]
    assert said
    assert len(said) == len(set(said)), "each file that takes nothing more is named once"
    assert "Traceback" not in log + again
    assert again.strip().splitlines()[-1].endswith("make room on this disk, or replace it")
