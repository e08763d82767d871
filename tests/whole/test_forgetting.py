"""At 04:00 yesterday's words are gone for good: key, file, memory; whether the hub was there at that hour or not."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from benchmarks import canaries, forget
from hub.store import Store
from tests.hub.living_hub import ear
from tests.whole.running import MIDNIGHT, entry, running, taken_back
from wire.messages import Retract

pytestmark = pytest.mark.whole
CANARY = "canaryzwitschert"
DAY = 24 * 60
EIGHT, FOUR = 8 * 60, 4 * 60
TODAY = str(MIDNIGHT.date())


def files_with(folder, secret: bytes):
    found = []
    for path in filter(Path.is_file, canaries.files_below(folder)):
        with contextlib.suppress(FileNotFoundError):  # the hub deletes beside us
            found += [path] if secret in path.read_bytes() else []
    return found


def of_today(data):
    return sorted(str(path.relative_to(data)) for path in data.rglob(f"{TODAY}*"))


async def until_gone(data):
    async with asyncio.timeout(60):
        while of_today(data):
            await asyncio.sleep(0.1)


async def anew(kiosk):
    """The hub and its broker have begun anew, with a memory that never held a word of that day.

    A retained state may be the one of the hub before; what is said to it now is heard by nobody.
    """
    await kiosk.until("hub/state", lambda state: state.state == "ready" and state.session > 1)


async def a_day(run, kiosk):
    """One for today and one for tomorrow, both printed: (today's slip, the entry for tomorrow, its slip)."""
    slips = []
    for minute in (EIGHT, 18 * 60):
        run.set_minute(minute)
        await kiosk.say(said := entry(f"{CANARY} {minute}"))
        slips.append(await kiosk.slip_of(said))
        await kiosk.print(slips[-1])
    assert (slips[0].days_ahead, slips[1].days_ahead) == (0, 1)
    return slips[0], said, slips[1]


@pytest.mark.usefixtures("plain_meaning")
def test_words_end_at_four(tmp_path):
    data = tmp_path / "data"

    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            await run.street.wait_for_broker()
            async with ear(run.address("garden")) as kiosk:
                await kiosk.until("config")
                today, later, tomorrow = await a_day(run, kiosk)
                visitor = await run.start_kiosk()
                assert (await visitor.visit(CANARY, "en"))["outcome"] == "printed"
                await run.drained()
                key = (data / "keys" / f"{TODAY}.key").read_bytes()
                assert files_with(data, key) == [data / "keys" / f"{TODAY}.key"]
                assert files_with(data, CANARY.encode()) == [], "while the day lives its words lie sealed"

                run.set_minute(DAY + FOUR - 1)
                await asyncio.sleep(6)
                assert len(of_today(data)) > 1, "a minute before four they are still there"
                run.set_minute(DAY + FOUR)
                await until_gone(data)
                assert files_with(data, key) == files_with(data, CANARY.encode()) == []

                await anew(kiosk)
                await kiosk.say(gone := Retract(id=entry().id, kiosk="garden", code=today.code))
                await kiosk.acked(gone.id)
                kiosk.heard.clear()
                await kiosk.say(later)  # tomorrow's promises stand: it is known, and its slip is out
                await kiosk.acked(later.id)
                await kiosk.say(fresh := entry("a new day"))
                assert (await kiosk.slip_of(fresh)).days_ahead == 0
                assert not [slip for slip in kiosk.heard["slip"] if slip.entry == later.id]
            return run.log(), later, tomorrow

    log, later, tomorrow = asyncio.run(scenario())
    assert f"{TODAY}.db forgotten" in log
    store = Store(data)
    known = {one.kept.entry.id: one for day in store.days() for one in store.entries_of(day)}
    store.close()
    assert known[later.id].promised.slip == tomorrow.id
    assert len(known) == 3, "the one for tomorrow, the visitor's, and the new day's"


@pytest.mark.usefixtures("plain_meaning")
def test_a_hub_that_was_away_at_four_forgets_before_anything_else(tmp_path):
    data = tmp_path / "data"

    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            await run.street.wait_for_broker()
            async with ear(run.address("garden")) as kiosk:
                await kiosk.until("config")
                _, later, tomorrow = await a_day(run, kiosk)
            key = (data / "keys" / f"{TODAY}.key").read_bytes()
            await run.kill(run.hub)
            assert len(of_today(data)) > 1
            run.set_minute(DAY + FOUR + 30)
            await run.start_hub()
            await until_gone(data)
            assert files_with(data, key) == files_with(data, CANARY.encode()) == []
            await run.street.wait_for_broker()
            async with ear(run.address("garden")) as kiosk:
                await anew(kiosk)
                await kiosk.say(taken := Retract(id=entry().id, kiosk="garden", code=tomorrow.code))
                await kiosk.acked(taken.id)
                await taken_back(data, later.id)
            return later

    later = asyncio.run(scenario())
    store = Store(data)
    assert not [one for day in store.days() for one in store.entries_of(day) if one.kept.entry.id == later.id]
    store.close()


@pytest.mark.rig
@pytest.mark.timeout(600)
def test_no_word_is_found_anywhere_on_the_machine(tmp_path, monkeypatch):
    """A small version of `make forget`, in its hardest night: the hub is killed while it forgets."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # the rig sets it for its programs
    found = asyncio.run(forget.run(tmp_path / "street", "amqtt", [True], ("en", "zh"), ("library",)))
    assert (found["copies"], found["plain_copies_by_day"]) == (0, 0)
    assert found["controls_caught"] == found["controls"] == 2 + found["memory_searched"]
    assert found["places_searched"] > 100
