"""Who clearly belongs together before the close: rarely anybody, and never anybody whom a rule keeps apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import early
from hub.pools import Pools
from hub.rules import Rules
from tests.hub.small_days import broken_tables, guest, pool, small_days

HERE = pool()


def vector(*parts):
    """A unit vector of eight numbers that begins with these."""
    row = np.zeros(8, np.float32)
    row[: len(parts)] = parts
    return row / np.linalg.norm(row)


BEES, HONEY, HIVE = vector(1, 0.3), vector(1, 0.2, 0.2), vector(1, 0, 0.3)
STARS = vector(0, 0, 0, 1)


def day_of(*vectors, met=(), **changed):
    """Pools in which so many were promised the one round there is."""
    pools = Pools([HERE], Rules(), met)
    for at, row in enumerate(vectors):
        more = {name: value[at] for name, value in changed.items()}
        assert pools.promise(guest(at, vector=row, **more)) == HERE
    return pools


def beside(pools, number, shut=()):
    open_to = {one.id for one in pools.members(HERE.place, HERE.starts)} - {f"e{at:03}" for at in shut}
    return early.beside(pools, [HERE], HERE, f"e{number:03}", open_to)


def settled(pools, number):
    found = beside(pools, number)
    assert found
    assert pools.settle(HERE.place, HERE.starts, found.sign or "T", (*found.members, f"e{number:03}"))


def test_the_third_who_is_near_to_two_who_are_near_sits_with_them():
    assert beside(day_of(BEES, STARS, HONEY, HIVE), 3) == early.Beside("", ("e000", "e002"))


def test_two_are_no_table_and_strangers_are_none_either():
    assert beside(day_of(BEES, HONEY), 1) is None
    assert beside(day_of(BEES, HONEY, STARS), 2) is None
    assert beside(day_of(BEES, vector(0, 1), STARS), 2) is None


def test_nearer_to_two_than_they_are_to_each_other_is_not_together():
    assert beside(day_of(vector(1, 0), vector(0, 1), vector(1, 1)), 2) is None


def test_somebody_free_who_is_nearer_to_one_of_them_keeps_the_table_open():
    """The two nearest of the newcomer are near, and somebody else is near to them too."""
    pools = day_of(vector(1, 0.9), vector(1, 0.8), vector(1, 0.7), vector(1, 0))
    assert beside(pools, 3) is None


def test_far_nearer_than_usual_is_needed(monkeypatch):
    """On a day on which everybody is much alike, three who are a little more so are nothing special.

    Also where the others are not free any more, and could not sit with them anyway.
    """
    own_ways = np.eye(7)[3:]
    crowd = [vector(1, *(way * 0.6)) for way in (*own_ways, *-own_ways)]
    alike = day_of(*crowd, BEES, HONEY, HIVE)
    unlike = day_of(*np.eye(8, dtype=np.float32)[2:], BEES, HONEY, HIVE)
    assert beside(unlike, 8) is not None
    assert beside(alike, 10, shut=range(8)) is None
    monkeypatch.setattr(early, "ABOVE", -1.0)
    assert beside(alike, 10, shut=range(8)) is not None, "it is the day that makes the difference"


def test_nobody_who_is_shut_out_is_asked():
    pools = day_of(BEES, HONEY, HIVE)
    assert beside(pools, 2) is not None
    assert beside(pools, 2, shut=(0,)) is None


def test_an_entry_that_is_not_in_the_pool_has_no_table_there():
    assert beside(day_of(BEES, HONEY), 7) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"languages": [frozenset({"en"}), frozenset({"en"}), frozenset({"de"})]},
        {"person": ["h0", "h1", "h0"]},
        {"met": [("h0", "h2")]},
    ],
)
def test_no_language_in_common_oneself_and_those_met_before_are_not_near(changed):
    met = changed.pop("met", ())
    pools = Pools([pool(languages=frozenset({"en", "de"}), seats=12)], Rules(), met)
    for at, row in enumerate((BEES, HONEY, HIVE)):
        more = {name: value[at] for name, value in changed.items()}
        pools.restore(guest(at, vector=row, **more), HERE.place, HERE.starts)
    assert beside(pools, 2) is None


def test_a_table_that_stands_grows_by_who_is_near_to_all_of_it():
    pools = day_of(BEES, HONEY, HIVE)
    settled(pools, 2)
    for at, row in ((3, STARS), (4, vector(1, 0.25))):
        pools.promise(guest(at, vector=row))
    assert beside(pools, 3) is None
    assert beside(pools, 4) == early.Beside("T", ("e000", "e001", "e002"))
    settled(pools, 4)
    pools.promise(guest(5, vector=HIVE))
    settled(pools, 5)
    pools.promise(guest(6, vector=HIVE))
    assert beside(pools, 6) is None, "five are all that sit at a table"


def test_who_is_not_near_to_all_of_it_does_not_join():
    pools = day_of(vector(1, 0.7), vector(1, 0.6), vector(1, 0.65))
    settled(pools, 2)
    pools.promise(guest(3, vector=vector(1, -1)))
    assert beside(pools, 3) is None


def test_words_that_say_nothing_belong_with_nobody():
    nothing = np.zeros(8, np.float32)
    assert beside(day_of(nothing, nothing, nothing), 2) is None
    assert beside(day_of(*[np.full(8, np.nan, np.float32)] * 3), 2) is None


@settings(max_examples=40, deadline=None)
@given(small_days(most=14), st.booleans())
def test_whoever_is_settled_early_may_sit_together(day, alike):
    """Also where everybody says the same; the proof of the pool stands after every settling."""
    pools = Pools(day.pools, day.rules, day.met)
    for number, one in enumerate(day.guests):
        row = vector(1, number % 2 * 0.1) if alike else one.vector
        found = pools.promise(guest(0, **{**{n: getattr(one, n) for n in one.__slots__}, "vector": row}))
        if found is None:
            continue
        here = pools.members(found.place, found.starts)
        near = early.beside(pools, day.pools, found, one.id, [other.id for other in here])
        if near:
            sign = near.sign or one.id
            assert len(near.members) in range(2, day.rules.table_max)
            assert one.id not in near.members
            pools.settle(found.place, found.starts, sign, (*near.members, one.id))
        proof = pools.seating(found.place, found.starts)
        assert broken_tables(found, here, proof, day.rules, day.met) == []
