"""From kept words to promises, with a real store: once, in order, through restarts, retractions and full disks."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from hub.kept import Promised
from hub.promises import LOOK_AHEAD_DAYS, Promises
from hub.schema import StorageFull
from hub.writer import Writer
from tests.fakes.clock import HandClock
from tests.fakes.filling_store import FillingStore
from tests.hub.stories import tell
from tests.hub.town import LIBRARY, MONDAY, MORNING, TOWN, TUESDAY, a_round, an_id, at, kept, plain_meaning
from wire import codes
from wire.messages import Promise

TINY = replace(TOWN, places=(replace(LIBRARY, seats=1, rounds=(time(10),)),))  # one chair a day
OWN = Promise("cafe", at("2026-11-23 13:00"))


class Hub:
    """A store, and promises that can be made anew from it."""

    def __init__(self, folder, config=TOWN):
        self.folder, self.config = folder, config
        self.writer, self.hands = Writer(), HandClock(wall=MORNING)

    async def open(self):
        self.store = await self.writer.do(FillingStore, self.folder)
        self.begin()

    async def close(self):
        await self.writer.do(self.store.close)
        self.writer.close()

    def begin(self):
        numbers = iter(range(500, 10_000))
        self.promises = Promises(
            self.config,
            self.store,
            self.writer,
            plain_meaning(),
            self.hands.clock(),
            lambda: an_id(next(numbers)),
        )

    async def say(self, *entries):
        """Keep these and promise them, as the inbox and the service do."""
        return await self.promises.make(await self.keep(*entries))

    async def keep(self, *entries):
        return await self.writer.do(self.store.keep, entries)

    async def retract(self, number):
        return await self.writer.do(self.store.retract, an_id(number), MONDAY)

    async def known(self, number, day=MONDAY):
        everyone = await self.writer.do(self.store.entries_of, day)
        found = [one for one in everyone if one.kept.entry.id == an_id(number)]
        return found[0] if found else None


@pytest.fixture
def lead(tmp_path):
    """Runs a coroutine function with a hub."""

    def run(story, config=TOWN):
        tell(story, Hub(tmp_path, config))

    return run


def test_a_promise_is_on_the_disk_with_sign_and_code_before_it_is_told(lead):
    async def story(hub):
        (made,) = await hub.say(kept(1))
        known = await hub.known(1)
        assert known.promised == made.promised
        assert known.vector is not None
        assert made.round in hub.promises.day(MONDAY).rounds.values()
        assert made.promised.sign
        assert codes.is_code(made.promised.code)
        assert await hub.writer.do(hub.store.entry_with_code, made.promised.code) == an_id(1)

    lead(story)


def test_no_two_of_a_pool_have_one_sign_or_one_slip(lead):
    async def story(hub):
        made = await hub.say(*(kept(number) for number in range(12)))
        assert len({(one.promised.place, one.promised.starts, one.promised.sign) for one in made}) == 12
        assert len({one.promised.slip for one in made}) == 12

    lead(story)


def test_asked_twice_the_first_promise_stands(lead):
    async def story(hub):
        (first,) = await hub.say(kept(1))
        hub.hands.pass_ms(6 * 3_600_000)
        (second,) = await hub.promises.make([kept(1)])
        assert second.promised == first.promised

    lead(story)


def test_a_full_day_goes_on_tomorrow_and_the_entry_with_it(lead):
    async def story(hub):
        made = await hub.say(kept(1), kept(2))
        assert [one.round.day for one in made] == [MONDAY, TUESDAY]
        assert await hub.known(2, MONDAY) is None
        assert (await hub.known(2, TUESDAY)).promised == made[1].promised

    lead(story, TINY)


def test_after_a_full_week_everybody_still_has_a_place_to_go_to(lead):
    async def story(hub):
        made = await hub.say(*(kept(number) for number in range(LOOK_AHEAD_DAYS + 2)))
        assert [one.round for one in made[-2:]] == [a_round(), a_round()]

    lead(story, TINY)


def test_a_town_without_places_says_so_and_promises_nothing(lead, caplog):
    async def story(hub):
        assert await hub.say(kept(1)) == []
        assert f"entry {an_id(1)}: no place has a round within 35 days: add places or hours" in caplog.text
        assert "bees" not in caplog.text

    lead(story, replace(TOWN, places=()))


def test_an_entry_taken_back_before_it_is_understood_gets_nothing(lead):
    async def story(hub):
        news = await hub.keep(kept(1))
        await hub.retract(1)
        assert await hub.promises.make(news) == []
        (made,) = await hub.say(kept(2))
        assert made.round.day == MONDAY, "the chair is free"
        assert an_id(1) not in hub.promises.day(MONDAY).entries

    lead(story, TINY)


def test_taking_back_frees_the_chair(lead):
    async def story(hub):
        first, _ = await hub.say(kept(1), kept(2))
        assert hub.promises.stands(first)
        await hub.retract(1)
        hub.promises.take_back(an_id(1))
        hub.promises.take_back(an_id(99))  # unknown ones are no error
        assert not hub.promises.stands(first)
        (made,) = await hub.say(kept(4))
        assert made.round == first.round

    lead(story, TINY)


def test_what_a_kiosk_promised_by_itself_stands_over_the_hubs_promise(lead):
    async def story(hub):
        _, other = await hub.say(kept(1), kept(2, rounds=("10:00",)))
        assert await hub.say(kept(1, promised=OWN)) == [], "its slip is on paper already"
        own = Promised("cafe", OWN.starts, slip=an_id(1), own=True, hosted=True)
        assert (await hub.known(1)).promised == own
        day = hub.promises.day(MONDAY)
        assert [one.entry.id for one in day.members("cafe", OWN.starts)] == [an_id(1)]
        assert [one.entry.id for one in day.members("library", a_round().starts)] == [an_id(2)]
        assert hub.promises.stands(other)

    lead(story)


def test_a_kiosks_own_promise_stands_even_over_the_seats(lead):
    async def story(hub):
        own = Promise("library", a_round().starts)
        await hub.say(*(kept(number, promised=own) for number in range(3)))
        assert len(hub.promises.day(MONDAY).members("library", own.starts)) == 3

    lead(story, TINY)


def test_a_full_disk_keeps_the_order_and_the_chairs(lead):
    async def story(hub):
        news = await hub.keep(kept(1), kept(2))
        hub.store.full = True
        for _ in range(3):
            with pytest.raises(StorageFull):
                await hub.promises.make(news)
        hub.store.full = False
        made = await hub.promises.make(news)
        assert [(one.kept.entry.id, one.round.day) for one in made] == [
            (an_id(1), MONDAY),
            (an_id(2), TUESDAY),
        ]

    lead(story, TINY)


def test_a_hub_that_was_restarted_remembers_and_goes_on(lead):
    async def story(hub):
        made = await hub.say(kept(1), kept(2))
        await hub.keep(kept(3))
        hub.begin()
        (left,) = await hub.promises.remember()
        assert left.entry.id == an_id(3)
        for one in made:
            assert hub.promises.day(one.round.day).promised == {one.kept.entry.id: one.promised}
        (last,) = await hub.promises.make([left])
        assert last.round.day == TUESDAY + timedelta(1)

    lead(story, TINY)


def test_a_kiosks_own_promise_that_was_kept_but_not_taken_over_before_a_kill_stands_at_the_next_start(lead):
    async def story(hub):
        await hub.say(kept(1))
        assert len(await hub.keep(kept(1, promised=OWN))) == 1
        hub.begin()  # killed between the commit, which was acknowledged, and the promise
        (again,) = await hub.promises.remember()
        assert await hub.promises.make([again]) == []
        known = await hub.known(1)
        assert (known.promised.own, known.promised.place, known.promised.starts) == (True, "cafe", OWN.starts)
        day = hub.promises.day(MONDAY)
        assert [one.entry.id for one in day.members("cafe", OWN.starts)] == [an_id(1)]
        hub.begin()
        assert await hub.promises.remember() == []

    lead(story)


def test_forgotten_days_leave_the_memory_and_tomorrows_promises_stay(lead):
    async def story(hub):
        made = await hub.say(kept(1), kept(2))
        hub.promises.forget(TUESDAY)
        assert [day.day for day in hub.promises.days()] == [TUESDAY]
        assert hub.promises.stands(made[1])

    lead(story, TINY)


def test_a_round_is_closed_when_its_tables_are(lead):
    async def story(hub):
        (made,) = await hub.say(kept(1))
        assert not hub.promises.is_closed(made.promised)
        assert not hub.promises.is_closed(None)
        hub.promises.day(MONDAY).closed[made.promised.place, made.promised.starts] = None
        assert hub.promises.is_closed(made.promised)

    lead(story)
