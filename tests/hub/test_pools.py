import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import seating
from hub.pools import Pools, Rules
from hub.rules import Acquaintance, Table, Tongues, person_of
from tests.hub.small_days import HOUR, broken_promises, broken_tables, guest, live, pool, small_days

AXES = np.eye(8, dtype=np.float32)


def plain_split(each, guests, rules, met, deadline_s, known):
    """The proof itself as tables: that every promise has a chair must not hang on the solver."""
    return list(known)


@settings(max_examples=40, deadline=None)
@given(small_days())
def test_no_promise_breaks_a_rule_and_each_has_a_proven_chair(day):
    promises, tables = live(day, plain_split)
    assert broken_promises(day, promises) == []
    for each in day.pools:
        guests = [one for one in day.guests if promises[one.id] == each]
        assert broken_tables(each, guests, tables[each.place, each.starts], day.rules, day.met) == []


@settings(max_examples=25, deadline=None)
@given(small_days())
def test_same_calls_same_promises(day):
    assert live(day, plain_split) == live(day, plain_split)


@settings(max_examples=25, deadline=None)
@given(small_days(), st.data())
def test_withdrawing_leaves_a_chair_for_all_others_or_tells_whom_it_lacks(day, data):
    pools = Pools(day.pools, day.rules, day.met)
    promised = [one.id for one in day.guests if pools.promise(one)]
    gone = data.draw(st.sets(st.sampled_from(promised))) if promised else set()
    for one in sorted(gone):
        pools.withdraw(one)
    for each in day.pools:
        here = pools.members(each.place, each.starts)
        assert not gone & {one.id for one in here}
        proof = pools.seating(each.place, each.starts)
        seated = {one for table in proof for one in table.members}
        assert broken_tables(each, [one for one in here if one.id in seated], proof, day.rules, day.met) == []


@settings(max_examples=25, deadline=None)
@given(small_days())
def test_promises_restored_in_order_prove_the_same(day):
    pools, again = Pools(day.pools, day.rules, day.met), Pools(day.pools, day.rules, day.met)
    for one in day.guests:
        if found := pools.promise(one):
            again.restore(one, found.place, found.starts)
    for each in day.pools:
        key = each.place, each.starts
        assert again.seating(*key) == pools.seating(*key)
        assert [one.id for one in again.members(*key)] == [one.id for one in pools.members(*key)]


def test_good_company_decides_between_two_rounds_alike():
    pools = Pools([pool("cafe"), pool("library")], Rules())
    bee, brew = AXES[0], AXES[1]
    for number, (place, vector) in enumerate(
        [("cafe", brew), ("cafe", brew), ("library", bee), ("library", bee)]
    ):
        pools.restore(guest(number, vector=vector), place, 10 * HOUR)
    assert pools.promise(guest(10, vector=bee)).place == "library"
    assert pools.promise(guest(11, vector=brew)).place == "cafe"


def test_same_id_same_answer_even_where_another_pool_would_be_better_now():
    pools = Pools([pool("cafe"), pool("library")], Rules())
    one = guest(1, vector=AXES[0])
    first = pools.promise(one)
    other = "library" if first.place == "cafe" else "cafe"
    for number in (2, 3):
        pools.restore(guest(number, vector=AXES[0]), other, 10 * HOUR)
    assert pools.promise(one) is first


def test_early_round_first_where_nobody_sits_anywhere():
    pools = Pools([pool(starts=18 * HOUR), pool(starts=10 * HOUR)], Rules())
    assert pools.promise(guest(1)).starts == 10 * HOUR


@pytest.mark.parametrize(
    ("changed", "now"),
    [
        ({"reach": 4}, None),
        ({"kiosk": "unknown"}, None),
        ({"at": 9 * HOUR + 36}, None),  # 24 minutes, and 20 + 5 are needed
        ({}, 9 * HOUR + 36),  # heard in time, but the slip comes out too late
        ({"rounds": frozenset()}, None),
        ({"rounds": frozenset({18 * HOUR})}, None),
        ({"languages": frozenset({"ar"})}, None),  # nobody there speaks it, the host neither
    ],
)
def test_no_promise_that_cannot_be_kept(changed, now):
    assert Pools([pool()], Rules()).promise(guest(1, **changed), now) is None


def test_late_is_measured_by_the_later_of_entry_and_slip():
    assert Pools([pool()], Rules()).promise(guest(1, at=9 * HOUR), now=8 * HOUR)


def test_full_pool_is_full():
    pools = Pools([pool(seats=2)], Rules())
    assert [bool(pools.promise(guest(number))) for number in range(3)] == [True, True, False]


def test_no_person_twice_in_one_round():
    pools = Pools([pool("cafe"), pool("library")], Rules())
    assert pools.promise(guest(1, person="one"))
    assert pools.promise(guest(2, person="one")) is None


def test_somebody_whose_languages_are_unknown_sits_with_the_host():
    pools = Pools([pool()], Rules())
    assert pools.promise(guest(1, languages=frozenset()))
    assert pools.seating("library", 10 * HOUR) == [Table(True, ("e001",))]
    assert Pools([pool(hosts=0)], Rules()).promise(guest(1, languages=frozenset())) is None


def test_a_printed_promise_is_kept_over_the_seats_and_against_the_rules():
    pools = Pools([pool(seats=1)], Rules())
    pools.restore(guest(1), "library", 10 * HOUR)
    pools.restore(guest(2), "library", 10 * HOUR)
    pools.restore(guest(3, languages=frozenset({"ar"}), reach=0), "library", 10 * HOUR)
    pools.restore(guest(4), "garden", 11 * HOUR)  # a round that this day does not know
    assert [one.id for one in pools.members("library", 10 * HOUR)] == ["e001", "e002", "e003"]
    assert [one.id for one in pools.members("garden", 11 * HOUR)] == ["e004"]
    assert pools.promise(guest(5)) is None
    assert pools.promise(guest(3)).place == "library"
    pools.restore(guest(1), "garden", 11 * HOUR)  # a second time: the first promise stands
    assert len(pools.members("library", 10 * HOUR)) == 3


def test_withdrawn_seat_is_free_again_and_unknown_ids_are_no_error():
    pools = Pools([pool(seats=1)], Rules())
    pools.withdraw("never heard of")
    assert pools.promise(guest(1))
    assert pools.promise(guest(2)) is None
    pools.withdraw("e001")
    assert pools.promise(guest(2))
    assert [one.id for one in pools.members("library", 10 * HOUR)] == ["e002"]


def test_no_pools_no_promise():
    pools = Pools([], Rules())
    assert pools.promise(guest(1)) is None
    assert pools.members("library", 600) == []
    assert pools.seating("library", 600) == []


@pytest.mark.parametrize(
    "vector", [np.zeros(8), np.full(8, np.nan), np.full(8, np.inf), np.ones(3), np.zeros(0), np.ones(8)]
)
def test_any_vector_gets_a_seat(vector):
    pools = Pools([pool("cafe"), pool("library")], Rules())
    for number in range(4):
        assert pools.promise(guest(number, vector=AXES[number % 2]))
    assert pools.promise(guest(9, vector=vector.astype(np.float32)))
    assert pools.promise(guest(10, vector=AXES[0]))


def test_recentred_vectors_decide_from_then_on():
    pools = Pools([pool("cafe"), pool("library")], Rules())
    for number, place in enumerate(["cafe", "cafe", "library", "library"]):
        pools.restore(guest(number, vector=np.zeros(8, np.float32)), place, 10 * HOUR)
    pools.recentre({"e002": AXES[3], "e003": AXES[3], "unknown": AXES[0]})
    assert pools.promise(guest(10, vector=AXES[3])).place == "library"
    assert np.array_equal(pools.members("library", 10 * HOUR)[0].vector, AXES[3])


def test_seats_move_so_that_a_stranger_to_the_host_can_sit():
    """Three who share a language only among themselves need a table of their own, made of people sitting elsewhere."""
    tongues, met = Tongues(), Acquaintance(())
    both, only = frozenset({"en", "ar"}), frozenset({"ar"})
    room = seating.Room(1, tongues.bits({"en"}), Rules())
    people = [
        person_of(guest(number, languages=both if number < 2 else only), tongues, met) for number in range(3)
    ]
    known = seating.seat(seating.seat((), people[0], room), people[1], room)
    assert seating.seat(known, people[2], room)
