"""Three who clearly belong together: the third slip names their table, and the sheet agrees, whatever was killed."""

import asyncio

import pytest

from tests.whole.running import entry, running, stranger
from wire import messages
from wire.messages import TableSheet

pytestmark = pytest.mark.whole

BEES = (
    "How do bees find their way home?",
    "How do bees find their way back home?",
    "How do honey bees find their way home?",
)


def test_the_third_slip_names_a_table_that_the_sheet_has_after_a_kill(tmp_path):
    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            slips = []
            for words, name in zip(BEES, run.config.kiosks, strict=True):
                async with stranger(run, name) as kiosk:
                    await kiosk.say(said := entry(words, name))
                    slips.append(await kiosk.slip_of(said))
            await run.kill(run.hub)
            await run.start_hub()
            (place,) = [place for place in run.config.places if place.name == slips[2].place]
            async with stranger(run, place.prints_at) as printer:
                hours, minutes = slips[2].hour.split(":")
                run.set_minute(int(hours) * 60 + int(minutes) - run.config.close_before_min + 0.1)
                sheet = messages.decode((await printer.next("table_sheet")).payload, TableSheet, 1 << 20)
            return slips, sheet, run.log()

    slips, sheet, log = asyncio.run(scenario())
    first, second, third = slips
    assert first.table is None
    assert second.table is None
    assert third.table is not None
    assert third.theme
    assert len({(slip.place, slip.starts) for slip in slips}) == 1
    (table,) = [table for table in sheet.tables if table.sign.picture == third.table.picture]
    assert {slip.sign.picture for slip in slips} <= {member.picture for member in table.members}
    assert table.theme == third.theme
    assert "bees" not in log


def test_a_slip_names_what_its_place_has_to_share(tmp_path):
    async def scenario():
        async with running(tmp_path) as run:
            await run.start_hub()
            async with stranger(run) as kiosk:
                offered, not_offered = {}, []
                for place in run.config.places:
                    for offer in place.offers:
                        said = entry(f"{offer.words}?")
                        await kiosk.say(said)
                        slip = await kiosk.slip_of(said)
                        if slip.place == place.name:
                            offered[offer.words] = slip.also_here
                        else:
                            not_offered.append((slip.place, slip.also_here))
            return run.config.places, offered, not_offered, run.log()

    places, offered, elsewhere, log = asyncio.run(scenario())
    assert offered, "somebody was promised a place that has what they asked for"
    assert all(named == words for words, named in offered.items())
    of = {place.name: {offer.words for offer in place.offers} | {""} for place in places}
    assert all(named in of[place] for place, named in elsewhere)
    assert not [words for words in offered if words in log]
