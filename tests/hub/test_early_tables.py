"""Early tables from promise to table sheet, with a real store: named once, kept through kills, no promise broken."""

from dataclasses import replace
from datetime import time

import pytest

from hub import closing, slips
from hub.kept import Promised
from hub.offers import Offer
from hub.schema import StorageFull
from tests.hub.stories import tell
from tests.hub.test_promises import Hub
from tests.hub.town import LIBRARY, MONDAY, TOWN, a_round, an_id, kept
from wire.messages import Promise

ONE_ROUND = replace(TOWN, places=(replace(LIBRARY, rounds=(time(10),), seats=20, hosts=2),))
BEES = (
    "How do bees find their way home?",
    "How do bees find their way home",
    "how do bees find their way home??",
    "How do bees find their way home!",
    "so how do bees find their way home",
)
OTHERS = ("Wer baut Orgeln?", "Zoom lenses", "Quick soup", "Kayak trips", "Old maps")


@pytest.fixture
def lead(tmp_path):
    """Runs a coroutine function with a hub."""

    def run(story, config=ONE_ROUND):
        tell(story, Hub(tmp_path, config))

    return run


async def say(hub, *words, first=1):
    made = await hub.say(
        *(kept(number, text, kiosk=f"kiosk{number}") for number, text in enumerate(words, first))
    )
    return [one.promised for one in made]


async def restart(hub):
    hub.begin()
    assert await hub.promises.remember() == []


async def take_back(hub, number):
    await hub.retract(number)
    hub.promises.take_back(an_id(number))


def day(hub):
    return hub.promises.day(MONDAY)


def standing(hub):
    """The core of every standing table, by sign."""
    tables = day(hub).pools.settled("library", a_round().starts // 60_000)
    return {table.sign: sorted(table.core) for table in tables}


def close(hub):
    split = closing.splitter(hub.config)(*closing.pool_and_guests(hub.config, day(hub), a_round()))
    return closing.closed_round(day(hub), a_round(), split)


def sheet(hub):
    return slips.table_sheet(close(hub), hub.config.places[0], a_round(), day(hub).promised, day(hub).entries)


def where_signs_lead(hub):
    """By printed sign: the table signs of the sheet under which it stands, its own among them."""
    tables = sheet(hub).tables
    signs = {sign for one in day(hub).promised.values() for sign in (one.sign, one.table) if sign}
    return {
        sign: {
            table.sign.picture
            for table in tables
            if sign in {table.sign.picture, *(member.picture for member in table.members)}
        }
        for sign in signs
    }


def ids(*numbers):
    return [an_id(number) for number in numbers]


def test_the_third_slip_names_table_and_theme_and_the_first_two_do_not(lead):
    async def story(hub):
        first, _, second, third = await say(hub, BEES[0], OTHERS[0], BEES[1], BEES[2])
        assert (first.table, second.table) == ("", "")
        assert third.table not in {"", first.sign, second.sign, third.sign}
        assert third.theme
        assert standing(hub) == {third.table: ids(1, 3, 4)}

    lead(story)


def test_three_who_have_nothing_in_common_have_no_table_yet(lead):
    async def story(hub):
        assert [one.table for one in await say(hub, *OTHERS)] == [""] * 5
        assert standing(hub) == {}

    lead(story)


def test_it_grows_and_the_sheet_agrees_with_every_slip(lead):
    async def story(hub):
        made = await say(hub, *BEES[:3], *OTHERS[:3], *BEES[3:])
        assert {one.table for one in made} == {"", made[2].table}
        assert [one.theme for one in made if one.table] == [made[2].theme] * 3
        closed = close(hub)
        table = next(table for table in closed.tables if table.sign == made[2].table)
        assert set(ids(1, 2, 3, 7, 8)) <= set(table.members)
        assert table.theme == made[2].theme
        assert sorted(one for table in closed.tables for one in table.members) == ids(*range(1, 9))

    lead(story)


def test_no_sign_of_a_person_is_one_of_a_table(lead):
    async def story(hub):
        made = await say(hub, *BEES, *OTHERS)
        signs = [one.sign for one in made]
        assert len(set(signs)) == len(signs)
        assert not set(signs) & {one.table for one in made}

    lead(story)


def test_after_a_restart_the_table_stands_as_before(lead):
    async def story(hub):
        made = await say(hub, *BEES[:4], *OTHERS[:2])
        before, closed = standing(hub), close(hub)
        await restart(hub)
        assert standing(hub) == before == {made[2].table: ids(1, 2, 3, 4)}
        assert close(hub) == closed
        (fifth,) = await say(hub, BEES[4], first=9)
        assert fifth.table == made[2].table

    lead(story)


def test_a_slip_that_was_promised_never_changes(lead):
    async def story(hub):
        made = await say(hub, *BEES)
        await take_back(hub, 1)
        await restart(hub)
        assert [(await hub.known(number)).promised for number in (2, 3, 4, 5)] == made[1:]

    lead(story)


@pytest.mark.parametrize("restarts", [False, True])
def test_a_table_of_too_few_is_dissolved_and_its_printed_sign_still_leads_somewhere(lead, restarts):
    async def story(hub):
        made = await say(hub, *BEES[:4], *OTHERS)
        await take_back(hub, 1)
        assert standing(hub) == {made[2].table: ids(2, 3, 4)}
        await take_back(hub, 2)
        assert standing(hub) == {}
        if restarts:
            await restart(hub)
            assert standing(hub) == {}
        led = where_signs_lead(hub)
        assert all(led.values())
        for number in (3, 4):
            promised = day(hub).promised[an_id(number)]
            (sits,) = led[promised.sign]
            assert promised.table == made[2].table
            assert sits in led[promised.table]

    lead(story)


def test_whoever_has_a_table_on_paper_that_is_no_more_is_not_settled_at_another(lead):
    async def story(hub):
        made = await say(hub, *BEES[:3])
        await take_back(hub, 1)
        (late,) = await say(hub, BEES[3], first=9)
        assert late.table == ""
        (later,) = await say(hub, BEES[4], first=10)
        assert later.table not in {"", made[2].table}
        assert standing(hub) == {later.table: ids(2, 9, 10)}

    lead(story)


def test_taken_back_by_the_third_nothing_is_left_of_the_table(lead):
    async def story(hub):
        made = await say(hub, *BEES[:3], *OTHERS[:2])
        await take_back(hub, 3)
        assert standing(hub) == {}
        assert all(led for led in where_signs_lead(hub).values())
        assert made[2].table not in where_signs_lead(hub)

    lead(story)


def test_a_theme_rests_on_nobody_who_has_gone(lead):
    async def story(hub):
        made = await say(hub, *BEES[:3])
        assert made[2].theme
        (fourth,) = await say(hub, "so do bees find their way home?", first=4)
        assert fourth.table == made[2].table
        await take_back(hub, 1)
        (table,) = [table for table in close(hub).tables if table.sign == made[2].table]
        assert table.members == tuple(ids(2, 3, 4))
        assert "how" not in table.theme.lower()

    lead(story)


def test_what_a_kiosk_promised_by_itself_is_never_settled(lead):
    async def story(hub):
        own = Promise("library", a_round().starts)
        await hub.say(kept(1, BEES[0], promised=own), kept(2, BEES[1], promised=own))
        (third,) = await say(hub, BEES[2], first=3)
        assert third.table == ""
        _, fifth = await say(hub, *BEES[3:], first=4)
        assert standing(hub) == {fifth.table: ids(3, 4, 5)}

    lead(story)


def test_a_kiosks_own_promise_over_ours_leaves_the_table(lead):
    async def story(hub):
        made = await say(hub, *BEES[:4])
        own = Promise("library", a_round().starts)
        await hub.say(kept(2, BEES[1], promised=own))
        assert standing(hub) == {made[2].table: ids(1, 3, 4)}
        await restart(hub)
        assert standing(hub) == {made[2].table: ids(1, 3, 4)}
        assert (await hub.known(2)).promised == Promised(
            "library", own.starts, slip=an_id(2), own=True, hosted=True
        )

    lead(story)


def test_a_full_disk_settles_no_second_table(lead):
    async def story(hub):
        await say(hub, *BEES[:2])
        news = await hub.keep(kept(3, BEES[2]))
        hub.store.full = True
        for _ in range(2):
            with pytest.raises(StorageFull):
                await hub.promises.make(news)
        (sign,) = standing(hub)
        hub.store.full = False
        (made,) = await hub.promises.make(news)
        assert made.promised.table == sign
        assert made.promised.company == tuple(ids(1, 2, 3))

    lead(story)


def test_everybody_sits_once_whatever_is_taken_back(lead):
    async def story(hub):
        await say(hub, *BEES[:3], *OTHERS, *BEES[3:])
        for gone in (4, 1, 9, 6, 3, 2):
            await take_back(hub, gone)
            seated = sorted(one for table in close(hub).tables for one in table.members)
            assert seated == sorted(day(hub).entries)
            assert all(where_signs_lead(hub).values())

    lead(story)


def with_offers(*words):
    return replace(ONE_ROUND, places=(replace(ONE_ROUND.places[0], offers=tuple(map(Offer, words))),))


def test_the_slip_names_what_the_place_has_that_is_nearest(lead):
    async def story(hub):
        near, far = await say(hub, "bees behind glass, where?", "Quick soup")
        assert near.also_here == "bees behind glass"
        assert far.also_here == ""
        await restart(hub)
        assert (await hub.known(1)).promised.also_here == "bees behind glass"
        made = day(hub)
        slip = slips.slip(
            made.entries[an_id(1)].entry, made.promised[an_id(1)], hub.config.places[0], a_round(), (), MONDAY
        )
        assert slip.also_here == "bees behind glass"

    lead(story, with_offers("a sewing machine", "bees behind glass"))


def test_a_place_without_offers_names_none(lead):
    async def story(hub):
        (made,) = await say(hub, "bees behind glass, where?")
        assert made.also_here == ""

    lead(story)
