"""What is read of people's words from the promise to the table: no personal data, no listed words, no distress."""

from dataclasses import replace
from datetime import time

import msgspec
import numpy as np
import pytest

from hub import closing, slips
from hub.common_words import CommonWords
from hub.word_lists import bundled
from tests.hub.stories import tell
from tests.hub.test_promises import Hub
from tests.hub.town import LIBRARY, MONDAY, TOWN, a_round, an_id, kept
from wire import messages

ONE_ROUND = replace(TOWN, places=(replace(LIBRARY, rounds=(time(10),), seats=20, hosts=2),))
COMMON = CommonWords(bundled(), ("GB",))
DARK = "I don't want to live, ask about bees"


@pytest.fixture
def lead(tmp_path):
    """Runs a coroutine function with a hub."""

    def run(story, config=ONE_ROUND):
        tell(story, Hub(tmp_path, config))

    return run


async def say(hub, *words):
    entries = [kept(number, text, kiosk=f"kiosk{number}") for number, text in enumerate(words, 1)]
    return [one.promised for one in await hub.say(*entries)]


def close(hub):
    day = hub.promises.day(MONDAY)
    split = closing.splitter(hub.config)(*closing.pool_and_guests(hub.config, day, a_round()))
    return closing.closed_round(day, a_round(), split)


def test_what_may_become_common():
    assert COMMON.of("do bees shit? ask ana@example.org") == "do bees …? ask …"
    assert COMMON.of(DARK) == ""
    assert CommonWords().of(DARK) == DARK
    assert COMMON.asks_for_host(DARK)
    assert not COMMON.asks_for_host("Why do bees die?")


def test_matching_does_not_read_what_is_masked(lead):
    async def story(hub):
        await say(hub, "Do bees dance? 07911 123456", "Do bees dance? 07911 654321", "Quick soup", "Old maps")
        rows = [(await hub.known(number)).vector for number in range(1, 5)]
        assert np.array_equal(rows[0], rows[1])
        assert not np.array_equal(rows[0], rows[2])
        assert (await hub.known(1)).kept.entry.words == "Do bees dance? 07911 123456", (
            "the slip has the holder's words"
        )

    lead(story, replace(ONE_ROUND, languages=("en",)))


def test_no_theme_is_made_of_what_nobody_may_read(lead):
    async def story(hub):
        await say(hub, *[f"{first} 12 Harbour Lane, ana@example.org: shit, 07911 123456" for first in "ABCD"])
        assert {table.theme for table in close(hub).tables} == {""}

    lead(story)


def test_who_is_in_distress_sits_with_the_host_and_makes_no_theme(lead):
    async def story(hub):
        made = await say(hub, "Do bees dance?", "How do bees sleep?", DARK, "Quick soup", "Old maps", DARK)
        assert [one.hosted for one in made] == [one.help_first for one in made] == [False, False, True] * 2
        assert made[2].table == made[2].theme == made[2].also_here == ""
        assert not np.any((await hub.known(3)).vector), "words are read by nobody"
        tables = close(hub).tables
        assert all(table.hosted for table in tables if set(table.members) & {an_id(3), an_id(6)})
        assert sum(len(table.members) for table in tables) == 6
        assert {table.theme for table in tables} == {""}

    lead(story)


def test_after_a_restart_they_sit_with_the_host_still(lead):
    async def story(hub):
        await say(hub, DARK, "Do bees dance?", "How do bees sleep?", "Can bees count?")
        hub.begin()
        assert await hub.promises.remember() == []
        (table,) = [table for table in close(hub).tables if an_id(1) in table.members]
        assert table.hosted

    lead(story)


def test_every_host_taken_they_still_get_a_promise(lead):
    async def story(hub):
        made = await say(hub, *[DARK] * 9)
        assert len(made) == 9
        assert all(one.help_first for one in made)

    lead(story, replace(TOWN, places=(replace(LIBRARY, rounds=(time(10), time(13)), seats=12, hosts=1),)))


def test_the_help_lines_stand_first_on_the_slip_and_nowhere_else_is_anything_told(lead):
    async def story(hub):
        (made, other) = await say(hub, DARK, "Do bees dance?")
        entry = (await hub.known(1)).kept.entry
        slip = slips.slip(entry, made, LIBRARY, a_round(), TOWN.help_lines, MONDAY)
        assert (slip.help_first, slip.hosted, slip.words) == (True, True, DARK)
        assert not slips.slip(entry, other, LIBRARY, a_round(), TOWN.help_lines, MONDAY).help_first
        day = hub.promises.day(MONDAY)
        sheet = messages.encode(slips.table_sheet(close(hub), LIBRARY, a_round(), day.promised, day.entries))
        plain = {name: msgspec.structs.replace(one, help_first=False) for name, one in day.promised.items()}
        assert sheet == messages.encode(slips.table_sheet(close(hub), LIBRARY, a_round(), plain, day.entries))

    lead(story)
