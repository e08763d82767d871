"""A slip's copy and its token at a whole hub: kept, opened, told its table, taken back; and who sits apart."""

import asyncio

import pytest

from hub import service
from hub.live import LiveHub
from tests.hub.living_hub import fresh, living
from tests.hub.test_service import TABLE, bees
from tests.hub.test_trails import a_copy
from tests.hub.town import MONDAY, at, entry
from tests.wire.running_broker import RunningBroker
from wire import trail

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    running = RunningBroker(tmp_path_factory.mktemp("broker"))
    yield running
    running.kill()


@pytest.fixture
def lead(broker, tmp_path, monkeypatch):
    """Runs a coroutine function with a living hub and its pages' view of it."""
    monkeypatch.setattr(service, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(service, "LOOK_AT_DATE_EVERY_S", 0.1)

    def run(story, config=TABLE):
        async def whole():
            async with living(broker, tmp_path, config) as hub, asyncio.timeout(60):
                await story(hub, LiveHub(config, hub.store, hub.writer, hub.hands.clock()))

        asyncio.run(whole())

    return run


async def say_all(kiosk, entries):
    """Said, promised, printed; a copy of each slip with the hub. Returns the slips' secrets."""
    secrets = []
    for number, one in enumerate(entries, 1):
        await kiosk.say(one)
        await kiosk.print(await kiosk.slip_of(one))
        copy, secret = a_copy(number, one.id)
        await kiosk.say(copy)
        await kiosk.acked(copy.id)
        secrets.append(secret)
    return secrets


async def until(asked):
    """What is answered, once it is anything."""
    while (found := await asked()) is None:
        await asyncio.sleep(0.02)
    return found


def test_the_holder_of_a_slip_opens_it_and_finds_their_table_and_nobody_elses(lead):
    async def story(hub, live):
        kiosk = await hub.ear("library")
        first, second, third = await say_all(kiosk, bees())
        for secret in (first, second, third):
            assert trail.unseal(await live.sealed(trail.locator(secret)), secret)
            assert await live.table_of(trail.token(secret)) is None
        hub.hands.wall = at("2026-11-23 09:45")
        sheet = await kiosk.until("table_sheet")
        now = [
            await until(lambda s=secret: live.table_of(trail.token(s))) for secret in (first, second, third)
        ]
        (table,) = sheet.tables
        assert {one.sign for one in now} == {table.sign}
        assert {one.theme for one in now} == {table.theme} == {"bees"}
        assert len({one.tag for one in now}) == 1
        assert len(now[0].tag) == 2 * trail.TAG_BYTES
        assert await live.table_of(trail.token(bytes(16))) is None
        assert await live.sealed(trail.locator(bytes(16))) is None

    lead(story)


def test_words_are_taken_back_by_the_token_and_the_copy_stays_with_its_holder(lead):
    async def story(hub, live):
        kiosk = await hub.ear("library")
        one = fresh(entry())
        (secret,) = await say_all(kiosk, [one])
        await hub.hub.take_back(trail.token(secret).hex())
        while await hub.disk(lambda: hub.store.entries_of(MONDAY)):
            await asyncio.sleep(0.02)
        hub.hands.wall = at("2026-11-23 09:59")
        assert await live.table_of(trail.token(secret)) is None
        assert trail.unseal(await live.sealed(trail.locator(secret)), secret)

    lead(story)


def test_the_words_end_at_four_and_the_copy_a_week_later(lead):
    async def story(hub, live):
        kiosk = await hub.ear("library")
        (secret,) = await say_all(kiosk, [fresh(entry())])
        hub.hands.wall = at("2026-11-24 04:01")
        await until(lambda: hub.disk(lambda: None if MONDAY in hub.store.days() else True))
        assert await live.sealed(trail.locator(secret))
        assert await hub.disk(hub.store.entry_with_token, trail.token_hash(trail.token(secret))) is None
        hub.hands.wall = at("2026-12-02 04:01")
        while await live.sealed(trail.locator(secret)):
            await asyncio.sleep(0.02)

    lead(story)


def test_who_sat_together_of_late_has_other_company(lead):
    """Six of one mind and one hour; the two whose trails tell of one table would sit together if they told nothing."""
    tags = {0: ("0a" * 8, "0b" * 8), 3: ("0c" * 8, "0a" * 8)}

    async def story(hub, live):
        kiosk = await hub.ear("library")
        said = [fresh(entry(words="How do bees sleep?"), met=tags.get(number, ())) for number in range(6)]
        secrets = await say_all(kiosk, said)
        hub.hands.wall = at("2026-11-23 09:45")
        now = [await until(lambda s=secret: live.table_of(trail.token(s))) for secret in secrets]
        assert now[0].tag != now[3].tag

    lead(story)
