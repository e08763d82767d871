"""Input that no day should hold, led through promises and tables together: nobody is left without a seat."""

import base64
import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import seat, tables
from hub.pools import Pools, Rules
from tests.hub.small_days import (
    HOUR,
    SmallDay,
    broken_promises,
    broken_tables,
    closed,
    guest,
    live,
    pool,
    small_days,
)
from tests.hub.test_seat import DAY, entry

PLAIN = np.eye(8, dtype=np.float32)
ODD = {
    "zero": np.zeros(8, np.float32),
    "not a number": np.full(8, np.nan, np.float32),
    "endless": np.full(8, np.inf, np.float32),
    "half a number": np.where(np.arange(8) == 3, np.nan, 1).astype(np.float32),
    "narrow": np.ones(3, np.float32),
    "wide": np.ones(4096, np.float32),
    "no width": np.zeros(0, np.float32),
    "two-dimensional": np.ones((2, 4), np.float32),
    "the same": np.ones(8, np.float32),
}
SHARE_NOTHING = [frozenset({f"x{number}"}) for number in range(12)]


@pytest.fixture(scope="module", autouse=True)
def solver():
    assert tables.warm(60)


def seated(found):
    return sorted(one for table in found for one in table.members)


def split(pools, each, met=()):
    key = each.place, each.starts
    return tables.split(each, pools.members(*key), Rules(), met, 9, pools.seating(*key))


def kept_offline(each, guests, met=()):
    """The pools of a day to which a kiosk without its hub has promised everybody."""
    pools = Pools([each], Rules(), met)
    for one in guests:
        pools.restore(one, each.place, each.starts)
    return pools


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("every", [1, 3])
def test_a_day_with_odd_vectors_keeps_every_rule(name, every):
    """every: how many entries have one odd vector among them."""
    guests = tuple(
        guest(number, vector=ODD[name] if number % every == 0 else PLAIN[number % 3]) for number in range(14)
    )
    day = SmallDay((pool(seats=8), pool("cafe", seats=8)), guests, Rules(), ())
    promises, found = live(day, tables.split)
    assert all(promises.values())
    assert broken_promises(day, promises) == []
    for each in day.pools:
        there = [one for one in guests if promises[one.id] == each]
        assert broken_tables(each, there, found[each.place, each.starts], day.rules, ()) == []


def test_an_odd_vector_costs_the_others_no_company():
    """Those whose words say something sit as they would if the odd one had said nothing."""
    alike = [guest(number, vector=PLAIN[number % 2]) for number in range(6)]
    for odd in ODD.values():
        found = tables.split(pool(), [*alike, guest(9, vector=odd)], Rules(), (), 9)
        assert {"e000", "e002", "e004"} <= set(next(t.members for t in found if "e000" in t.members))


@pytest.mark.parametrize("packed", [np.full(8, np.nan), np.zeros(8), np.ones(3), np.ones(0), np.full(8, 7e4)])
def test_a_replayed_day_of_odd_vectors_is_answered(packed):
    with np.errstate(over="ignore"):
        vector = base64.b64encode(packed.astype(np.float16).tobytes()).decode()
    day = {"places": DAY["places"][:1], "history": []}
    entries = [entry(number, vector=vector) for number in range(7)]
    replay = seat.Replay()
    asked = [
        {"day": day},
        *entries,
        {"close": {"place": "p0", "round_start": 600}},
    ]
    ready, *promises, last = [replay.answer(json.dumps(one)) for one in asked]
    assert ready == {"ready": True}
    assert promises == [{"place": "p0", "round_start": 600}] * 7
    assert sorted(one for table in last["tables"] for one in table["members"]) == [
        one["enter"]["id"] for one in entries
    ]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("hosts", [0, 1])
def test_pools_of_hardly_anybody(n, hosts):
    """Without a host nobody is promised a round that two alone would sit at, and a closed round has no table."""
    each = pool(hosts=hosts)
    pools = Pools([each], Rules())
    promised = [pools.promise(guest(number)) for number in range(n)]
    assert promised == [each if hosts else None] * n
    assert seated(split(pools, each)) == [f"e{number:03}" for number in range(n if hosts else 0)]


@pytest.mark.parametrize("hosts", [0, 1, 2])
def test_where_nobody_shares_a_language_only_the_host_is_promised(hosts):
    each = pool(
        hosts=hosts, seats=20, languages=frozenset(tongue for some in SHARE_NOTHING for tongue in some)
    )
    pools = Pools([each], Rules())
    guests = [guest(number, languages=tongues) for number, tongues in enumerate(SHARE_NOTHING)]
    promised = [one for one in guests if pools.promise(one)]
    assert len(promised) == 6 * hosts
    assert broken_tables(each, promised, split(pools, each), Rules(), ()) == []


@pytest.mark.parametrize("hosts", [0, 1, 2])
def test_a_history_that_forbids_every_table_leaves_one_a_host(hosts):
    met = list(combinations([f"h{number}" for number in range(9)], 2))
    each = pool(hosts=hosts)
    pools = Pools([each], Rules(), met)
    promised = [one for one in map(guest, range(9)) if pools.promise(one)]
    assert len(promised) == hosts
    assert broken_tables(each, promised, split(pools, each, met), Rules(), met) == []


@pytest.mark.parametrize("hosts", [0, 1, 2])
@pytest.mark.parametrize(
    ("guests", "met"),
    [
        ([guest(number) for number in range(40)], ()),
        ([guest(number, languages=SHARE_NOTHING[number]) for number in range(12)], ()),
        ([guest(number, languages=frozenset()) for number in range(12)], ()),
        ([guest(number) for number in range(9)], tuple(combinations([f"h{n}" for n in range(9)], 2))),
        ([guest(number, person="one") for number in range(5)], ()),
    ],
    ids=[
        "over the seats",
        "no common language",
        "no known language",
        "all have met",
        "one person five times",
    ],
)
def test_whoever_a_kiosk_without_its_hub_promised_has_a_chair(hosts, guests, met):
    each = pool(seats=6, hosts=hosts)
    pools = kept_offline(each, guests, met)
    assert seated(split(pools, each, met)) == [one.id for one in guests]
    assert (len(pools.members(each.place, each.starts)) < 6) or pools.promise(guest(99)) is None


def test_chairs_over_are_free_again_when_people_take_back_what_they_said():
    each = pool(seats=6)
    pools = kept_offline(each, [guest(number, languages=SHARE_NOTHING[number]) for number in range(9)])
    for number in range(8):
        pools.withdraw(f"e{number:03}")
    assert [pools.promise(guest(number)) for number in range(20, 25)] == [each] * 5
    assert len(seated(split(pools, each))) == 6


odd_vectors = st.sampled_from(list(ODD.values())) | st.lists(st.floats(width=32), min_size=0, max_size=5).map(
    lambda x: np.array(x, np.float32)
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_days(most=14), st.data())
def test_any_promise_kept_offline_and_any_vector_has_a_chair(day, data):
    """Each entry goes where chance has it, promised by the hub or printed without it; all of them sit somewhere."""
    pools = Pools(day.pools, day.rules, day.met)
    elsewhere = [*((each.place, each.starts) for each in day.pools), ("garden", 11 * HOUR)]
    expected = set()
    for plain in day.guests:
        one = replace(plain, vector=data.draw(odd_vectors))
        if data.draw(st.booleans()):
            pools.restore(one, *data.draw(st.sampled_from(elsewhere)))
            expected.add(one.id)
        elif pools.promise(one):
            expected.add(one.id)
    garden = pool("garden", 11 * HOUR, seats=0)
    found = closed(SmallDay((*day.pools, garden), (), day.rules, day.met), pools, tables.split)
    assert sorted(one for each in found.values() for one in seated(each)) == sorted(expected)
