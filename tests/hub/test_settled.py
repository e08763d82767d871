"""Tables that stand: kept whole in the proof, whatever else happens in their pool."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.pools import Pools
from hub.rules import Rules
from tests.hub.small_days import broken_tables, guest, pool, small_days

HERE = "library", 600


def pools_with(number, rules=None, **changed):
    """Pools of one round, promised to so many."""
    pools = Pools([pool(**changed)], rules or Rules())
    for at in range(number):
        pools.promise(guest(at))
    return pools


def ids(*numbers):
    return tuple(f"e{number:03}" for number in numbers)


def cores(pools):
    return {table.sign: table.core for table in pools.settled(*HERE)}


def proof_is_whole(pools, found, met=()):
    here = pools.members(found.place, found.starts)
    return broken_tables(found, here, pools.seating(found.place, found.starts), pools.rules, met) == []


def test_a_settled_table_is_whole_in_the_proof_and_stays_so():
    pools = pools_with(7)
    assert pools.settle(*HERE, "T", ids(1, 3, 6))
    for at in range(7, 12):
        pools.promise(guest(at))
        assert cores(pools) == {"T": frozenset(ids(1, 3, 6))}
        assert ids(1, 3, 6) in [table.members for table in pools.seating(*HERE)]
        assert proof_is_whole(pools, pool())


def test_it_grows_to_five_and_no_further():
    pools = pools_with(9)
    assert pools.settle(*HERE, "T", ids(0, 1, 2))
    assert pools.settle(*HERE, "T", ids(3, 4))
    assert cores(pools) == {"T": frozenset(ids(0, 1, 2, 3, 4))}
    assert not pools.settle(*HERE, "T", ids(5))
    assert cores(pools) == {"T": frozenset(ids(0, 1, 2, 3, 4))}


def test_what_no_rule_permits_is_not_settled():
    pools = pools_with(6)
    assert not pools.settle(*HERE, "T", ids(0, 1)), "two are no table"
    assert not pools.settle(*HERE, "T", ids(0, 1, 99)), "not promised"
    assert not pools.settle("nowhere", 600, "T", ids(0, 1, 2))
    assert pools.settle(*HERE, "T", ids(0, 1, 2))
    assert not pools.settle(*HERE, "U", ids(2, 3, 4)), "settled elsewhere"
    assert cores(pools) == {"T": frozenset(ids(0, 1, 2))}


def test_no_table_that_leaves_somebody_without_a_chair_unless_it_is_printed():
    """Who speaks only German sits with two of those who speak both; the host does not speak it."""
    pools = Pools([pool()], Rules(table_max=3))
    for at in range(4):
        tongues = {"de"} if at == 3 else {"en", "de"}
        assert pools.promise(guest(at, languages=frozenset(tongues)))
    before = pools.seating(*HERE)
    assert not pools.settle(*HERE, "T", ids(0, 1, 2))
    assert pools.seating(*HERE) == before
    assert pools.settle(*HERE, "T", ids(0, 1, 2), printed=True)
    assert cores(pools) == {"T": frozenset(ids(0, 1, 2))}
    assert "e003" not in {one for table in pools.seating(*HERE) for one in table.members}


def test_whoever_finds_no_other_chair_is_brought_to_a_table_that_stands():
    pools = Pools([pool(hosts=0)], Rules())
    for at in range(3):
        pools.restore(guest(at), *HERE)
    assert pools.settle(*HERE, "T", ids(0, 1, 2)), "though they have no chair yet"
    assert pools.promise(guest(3)) is not None
    assert pools.seating(*HERE)[0].members == ids(0, 1, 2, 3)
    assert cores(pools) == {"T": frozenset(ids(0, 1, 2))}, "brought there, not settled there"
    pools.withdraw(ids(3)[0])
    assert pools.seating(*HERE)[0].members == ids(0, 1, 2)


def test_a_table_of_too_few_is_dissolved_and_its_people_find_other_chairs():
    pools = pools_with(8)
    assert pools.settle(*HERE, "T", ids(0, 1, 2, 3))
    pools.withdraw("e001")
    assert cores(pools) == {"T": frozenset(ids(0, 2, 3))}
    pools.withdraw("e003")
    assert cores(pools) == {}
    assert proof_is_whole(pools, pool())


@settings(max_examples=50, deadline=None)
@given(small_days(most=16), st.randoms(use_true_random=False))
def test_every_proof_keeps_every_rule_and_every_table_that_stands(day, chance):
    pools = Pools(day.pools, day.rules, day.met)
    for one in day.guests:
        found = pools.promise(one)
        if found is None:
            continue
        here = [other.id for other in pools.members(found.place, found.starts)]
        before = {table.sign: table.core for table in pools.settled(found.place, found.starts)}
        some = chance.choice([*combinations(here[-6:], 3), tuple(here[:1])])
        sign = chance.choice([*before, one.id])
        settled = pools.settle(found.place, found.starts, sign, some)
        after = {table.sign: table.core for table in pools.settled(found.place, found.starts)}
        assert after == (before | {sign: before.get(sign, frozenset()) | set(some)} if settled else before)
        assert proof_is_whole(pools, found, day.met)
        if chance.random() < 0.2:
            gone = chance.choice(here)
            pools.withdraw(gone)
            cores = [table.core for table in pools.settled(found.place, found.starts)]
            assert all(len(core) >= day.rules.table_min and gone not in core for core in cores)
