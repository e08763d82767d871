"""kill -9 between "heard" and the slip: the slip comes when the program is back, once."""

import asyncio
import os
import signal

import pytest

from hub.store import Store
from tests.whole.running import MIDNIGHT, PATIENCE_S, entry, running, stranger
from wire.messages import KioskState

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]


def test_the_hub_is_killed_after_its_ack(tmp_path):
    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            said = entry()
            async with stranger(run) as kiosk:
                await kiosk.say(said)
                await kiosk.acked(said.id)
                await run.kill(run.hub)
            await run.start_hub()
            async with stranger(run) as kiosk:
                first = await kiosk.slip_of(said)
                await kiosk.say(KioskState(kiosk="garden", state="ready", session=2), "state")
                assert await kiosk.slip_of(said) == first, "a slip that is sent again is the same slip"
            return said, first

    said, slip = asyncio.run(scenario())
    store = Store(tmp_path / "data")
    (known,) = [one for one in store.entries_of(MIDNIGHT.date()) if one.kept.entry.id == said.id]
    store.close()
    assert known.promised.slip == slip.id
    assert known.promised.starts == slip.starts


@pytest.mark.parametrize("victim", ["hub", "broker"])
def test_a_visitor_gets_one_slip_whatever_is_killed(tmp_path, victim):
    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            kiosk = await run.start_kiosk()
            await kiosk.visit("warm up the encoders", "en")
            async with asyncio.timeout(PATIENCE_S):
                while run._waiting("library"):
                    await asyncio.sleep(0.01)
            pid = run.hub.pid if victim == "hub" else run.broker_pid()
            os.kill(pid, signal.SIGSTOP)  # so that nothing is answered before the kill
            visit = asyncio.ensure_future(kiosk.visit("How do bees find their way home?", "en"))
            async with asyncio.timeout(PATIENCE_S):
                while not run._waiting("library"):  # it is kept, and whoever said it was told so
                    await asyncio.sleep(0.01)
            os.kill(pid, signal.SIGKILL)
            if victim == "hub":
                await run.hub.wait()
                await run.start_hub()
            taken = await visit  # hands that wait in vain say so by themselves
            await run.drained()
            return taken

    taken = asyncio.run(scenario())
    assert taken["outcome"] == "printed"
    assert len(list(tmp_path.glob("slip-*.png"))) == 2  # the warm-up's and this one's
    store = Store(tmp_path / "data")
    (known,) = [one for one in store.entries_of(MIDNIGHT.date()) if one.kept.entry.id == taken["entry"]]
    store.close()
    place = {"library": "Millbrook Library", "garden": "Garden House", "bakery": "Corner Bakery"}[
        known.promised.place
    ]
    assert place == taken["place"], "the hub keeps what the paper says"


def test_without_a_hub_the_kiosk_promises_and_the_hub_keeps_it(tmp_path):
    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            kiosk = await run.start_kiosk()
            await run.kill(run.hub)
            visit = await kiosk.visit("Why is the sky blue?", "en")
            await run.start_hub()
            await run.drained()
            return visit

    visit = asyncio.run(scenario())
    assert visit["sign"] == ""
    assert visit["place"] == "Millbrook Library"
    assert len(list(tmp_path.glob("slip-*.png"))) == 1
    store = Store(tmp_path / "data")
    (known,) = store.entries_of(MIDNIGHT.date())
    store.close()
    assert known.promised.own
    assert known.promised.place == "library"
