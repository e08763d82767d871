"""The host's desk at a hub that runs: test slips, promises, sheets; and settings that change while people talk."""

import asyncio

import pytest

from hub.config import checked, read_config
from hub.desk import Desk
from hub.settings_file import SettingsFile
from tests.hub.living_hub import fresh, living
from tests.hub.town import MORNING, at, entry
from tests.whole.running import running
from tests.wire.running_broker import RunningBroker
from wire.messages import SlipAck

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]
SETTINGS = """
name = "Town"
match_seconds = 0.2
help_lines = [{ name = "Talk", number = "116 123", dialled = 2026-11-02 }]
[[places]]
id = "library"
name = "Town Library"
hours = { daily = "08:00-20:00" }
walk = { library = 0 }
prints_at = "library"
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    one = RunningBroker(tmp_path_factory.mktemp("broker"))
    yield one
    one.kill()


@pytest.fixture
def lead(broker, tmp_path):
    """Runs a coroutine function with a living hub and its desk."""

    def run(story):
        file = SettingsFile(tmp_path / "hub.toml")
        file.path.write_text(SETTINGS)

        async def whole():
            async with living(broker, tmp_path, read_config(file.path)) as hub, asyncio.timeout(60):
                clock = hub.hands.clock()
                desk = Desk(tmp_path, tmp_path / "keys", file, hub.store, hub.writer, clock, lambda: hub.hub)
                await story(hub, desk)

        asyncio.run(whole())

    return run


def test_a_test_slip_is_printed_and_its_end_is_known(lead):
    async def story(hub, desk):
        kiosk = await hub.ear("library")
        await kiosk.ready()
        id_ = await desk.print_test("library", "en", "What are you curious about today?")
        slip = await kiosk.until("slip", lambda slip: slip.id == id_)
        assert slip.test
        assert slip.place == "Town Library"
        assert desk.outcome(id_) == ""
        await kiosk.say(SlipAck(id=id_, kiosk="library", outcome="printed"))
        await kiosk.acked(id_)
        assert desk.outcome(id_) == "printed"
        assert await hub.disk(hub.store.entries_of, hub.promises.days()[0].day) == [], "it is nobody's entry"

    lead(story)


def test_what_is_promised_stands_and_its_sheet_is_shown(lead):
    async def story(hub, desk):
        kiosk = await hub.ear("library")
        await kiosk.ready()
        one = fresh(entry())
        await kiosk.say(one)
        slip = await kiosk.slip_of(one)
        without = checked({**desk.file.read().document, "places": []})
        assert [found.hour for found in desk.broken_promises(without)] == [slip.hour] == ["10:00"]
        assert desk.broken_promises(desk.file.read().config) == []
        assert desk.sheets() == []
        hub.hands.wall = at("2026-11-23 09:45")
        told = await kiosk.until("table_sheet")
        assert [sheet.tables for sheet in desk.sheets()] == [told.tables]
        hub.hands.wall = slip.starts
        assert desk.broken_promises(without) == []
        assert (await desk.states())["library"].state == "ready"
        assert hub.hands.wall > MORNING

    lead(story)


def test_a_hub_goes_by_new_settings_and_forgets_nobody(tmp_path):
    """Entries said before, during and after have their slip each; the hub's process is the same one."""

    async def story():
        async with running(tmp_path / "out") as run:
            await run.start_hub()
            await run.street.wait_for_broker()
            kiosk = await run.start_kiosk()
            before = await kiosk.visit("How do bees find their way home?", "en")
            file, pid = SettingsFile(run.street.data / "hub.toml"), run.hub.pid
            document = file.read().document
            file.write({**document, "name": "New Town"}, file.revision())
            during = await kiosk.visit("Why do cats purr?", "en")
            async with asyncio.timeout(60):
                while "goes by it now" not in run.log():
                    await asyncio.sleep(0.05)
            after = await kiosk.visit("Who built the bridge?", "en")
            assert [visit["outcome"] for visit in (before, during, after)] == ["printed"] * 3
            async with asyncio.timeout(60):
                while run._waiting("library"):  # the hub has heard all of it
                    await asyncio.sleep(0.05)
            file.path.write_text("nmae = 'x'")
            async with asyncio.timeout(60):
                while "settings stay as they were: hub.toml: nmae" not in run.log():
                    await asyncio.sleep(0.05)
            assert (run.hub.pid, run.hub.returncode) == (pid, None)
            async with asyncio.timeout(60):
                while b"New Town" not in (run.street.data / "library" / "config.json").read_bytes():
                    await asyncio.sleep(0.05)

    asyncio.run(story())
