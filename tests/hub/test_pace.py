"""A flood at one kiosk: nobody is refused, nobody loses a chair to it, and a queue of people is none."""

from dataclasses import replace
from datetime import time

import msgspec
import pytest

from hub import closing, slips
from hub.calendar import MINUTE
from hub.pace import MOST, WITHIN_MS, Pace
from tests.hub.stories import tell
from tests.hub.test_promises import Hub
from tests.hub.town import LIBRARY, MONDAY, MORNING, TOWN, a_round, an_id, kept
from wire import codes

WIDE = replace(TOWN, places=(replace(LIBRARY, rounds=(time(10), time(13)), seats=60, hosts=1),))


@pytest.fixture
def lead(tmp_path):
    """Runs a coroutine function with a hub."""

    def run(story, config=WIDE):
        tell(story, Hub(tmp_path, config))

    return run


def flood(many, first=100):
    return [kept(number, f"spam {number}") for number in range(first, first + many)]


@pytest.mark.parametrize(
    ("every_s", "many", "flooded"),
    [
        (15, 40, True),
        (30, 300, False),
        (20, 300, False),
        (19, 40, True),
        (1, MOST, False),
        (1, MOST + 1, True),
    ],
)
def test_what_is_a_flood(every_s, many, flooded):
    pace = Pace()
    said = [pace.is_flooded("library", number * every_s * 1000) for number in range(many)]
    assert any(said) == flooded
    assert not any(said[:MOST])


def test_each_kiosk_by_itself_and_over_when_it_is_over():
    pace = Pace()
    for number in range(MOST):
        assert not pace.is_flooded("library", number)
    assert pace.is_flooded("library", MOST)
    assert not pace.is_flooded("cafe", MOST)
    assert not pace.is_flooded("library", MOST + WITHIN_MS)


def test_a_flood_has_promises_and_no_chairs(lead):
    async def story(hub):
        made = await hub.say(*flood(MOST + 20))
        assert [one.promised.beside for one in made] == [False] * MOST + [True] * 20
        late = made[-1]
        assert late.promised.hosted
        assert codes.is_code(late.promised.code)
        slip = slips.slip(late.kept.entry, late.promised, LIBRARY, late.round, (), MONDAY)
        assert (slip.sign, slip.hosted, slip.words) == (None, True, late.kept.entry.words)
        day = hub.promises.day(MONDAY)
        held = [
            one
            for hour in ("10:00", "13:00")
            for one in day.pools.members("library", a_round(hour=hour).starts // MINUTE)
        ]
        assert len(held) == MOST
        (elsewhere,) = await hub.say(kept(1, kiosk="cafe"))
        assert (elsewhere.promised.beside, elsewhere.promised.hosted) == (False, False)

    lead(story)


def test_after_a_restart_and_at_close_they_take_no_chair_either(lead):
    async def story(hub):
        made = await hub.say(*flood(MOST + 5))
        beside = {one.kept.entry.id for one in made if one.promised.beside}
        hub.begin()
        assert await hub.promises.remember() == []
        day = hub.promises.day(MONDAY)
        for hour in ("10:00", "13:00"):
            split = closing.splitter(hub.config)(
                *closing.pool_and_guests(hub.config, day, a_round(hour=hour))
            )
            closed = closing.closed_round(day, a_round(hour=hour), split)
            assert not beside & {one for table in closed.tables for one in table.members}
        hub.promises.take_back(min(beside))
        assert min(beside) not in day.entries

    lead(story)


def test_asked_again_one_of_a_flood_stays_so(lead):
    async def story(hub):
        made = await hub.say(*flood(MOST + 1))
        hub.hands.pass_ms(3 * 3_600_000)
        (again,) = await hub.promises.make([made[-1].kept])
        assert again.promised == made[-1].promised
        assert again.round == made[-1].round
        (first,) = await hub.promises.make([made[0].kept])
        assert first.promised == made[0].promised

    lead(story)


def test_the_flood_is_over_when_the_kiosk_was_left_alone(lead):
    async def story(hub):
        await hub.say(*flood(MOST + 1))
        later = msgspec.structs.replace(kept(1), heard=MORNING + WITHIN_MS + 1000 * MINUTE)
        (made,) = await hub.say(later)
        assert not made.promised.beside
        assert made.kept.entry.id == an_id(1)

    lead(story)
