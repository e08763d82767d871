from hypothesis import given, settings
from hypothesis import strategies as st

from hub import seating
from hub.rules import Acquaintance, Rules, Tongues, person_of
from tests.hub.small_days import broken_tables, guest, languages, pool


@st.composite
def rooms(draw, most=20):
    """(pool, guests, rules, met, people, room) as the rules see them."""
    each = pool(hosts=draw(st.integers(0, 2)), languages=draw(languages))
    rules = Rules(hosted_language=draw(st.sampled_from(("host", "common"))))
    guests = [
        guest(at, languages=draw(languages), person=f"h{draw(st.integers(0, most))}")
        for at in range(draw(st.integers(0, most)))
    ]
    met = [
        (f"h{a}", f"h{b}")
        for a, b in draw(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19)), max_size=20))
    ]
    tongues, known = Tongues(), Acquaintance(met)
    people = [person_of(one, tongues, known) for one in guests]
    return each, guests, rules, met, people, seating.Room(each.hosts, tongues.bits(each.languages), rules)


def ids(benches):
    return {one.id for bench in benches for one in bench.people}


@settings(max_examples=40, deadline=None)
@given(rooms())
def test_a_seating_keeps_the_rules_and_names_those_left(made):
    each, guests, rules, met, people, room = made
    benches, left = seating.arrange(people, room)
    assert ids(benches) | {one.id for one in left} == {one.id for one in guests}
    seated = [one for one in guests if one.id in ids(benches)]
    assert broken_tables(each, seated, list(map(seating.table_of, benches)), rules, met) == []
    assert seating.arrange(people[::-1], room)[0] == benches


@settings(max_examples=40, deadline=None)
@given(rooms())
def test_one_more_person_leaves_nobody_standing_and_the_old_seating_as_it_was(made):
    each, guests, rules, met, people, room = made
    benches = ()
    for one in people:
        before = benches
        grown = seating.seat(benches, one, room)
        assert benches == before
        if grown:
            assert ids(grown) == ids(benches) | {one.id}
            benches = grown
    seated = [one for one in guests if one.id in ids(benches)]
    assert broken_tables(each, seated, list(map(seating.table_of, benches)), rules, met) == []


@settings(max_examples=40, deadline=None)
@given(rooms())
def test_a_crowd_has_a_chair_each(made):
    *_, people, room = made
    benches, left = seating.arrange(people, room)
    crowded = seating.crowd(benches, left, room)
    assert sorted(one.id for bench in crowded for one in bench.people) == sorted(one.id for one in people)
    assert [bench for bench in crowded if not bench.hosted] == [
        bench for bench in benches if not bench.hosted
    ]


def test_three_strangers_to_the_host_sit_together_when_the_third_comes():
    tongues, met = Tongues(), Acquaintance(())
    room = seating.Room(1, tongues.bits({"en"}), Rules())
    people = [person_of(guest(at, languages=frozenset({"ar"})), tongues, met) for at in range(3)]
    assert seating.seat((), people[0], room) is None
    benches, left = seating.arrange(people, room)
    assert len(benches) == 1
    assert not left


def test_a_seating_that_few_orders_find_is_found():
    """Twelve of a real day as they were seated, and a thirteenth for whom others have to get up."""
    spoken = ["dfl", "d", "di", "g", "dj", "c", "e", "ci", "i", "d", "d", "a", "hl"]
    tongues, met = Tongues(), Acquaintance(())
    room = seating.Room(1, tongues.bits(set("abcdefghi")), Rules())
    guests = [guest(at, languages=frozenset(each)) for at, each in enumerate(spoken)]
    people = [person_of(one, tongues, met) for one in guests]
    tables = ((False, (2, 9, 10)), (True, (3, 5, 6, 7, 8, 11)), (False, (0, 1, 4)))
    benches = tuple(
        seating.bench_of([people[at] for at in some], room, hosted=hosted) for hosted, some in tables
    )
    seated = seating.seat(benches, people[12], room)
    assert seated
    assert ids(seated) == {one.id for one in guests}


def test_more_who_need_a_host_than_hosts_have_chairs_are_known_to_be_too_many_at_once(monkeypatch):
    tongues, met = Tongues(), Acquaintance(())
    room = seating.Room(1, tongues.bits(set("abcdefgh")), Rules())
    *people, last = [
        person_of(guest(at, languages=frozenset("abcdefgh"[at])), tongues, met) for at in range(7)
    ]
    benches, left = seating.arrange(people, room)
    assert not left
    monkeypatch.delattr(seating, "_sit_down")  # nothing is tried
    assert seating.seat(benches, last, room) is None
