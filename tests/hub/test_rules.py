from hypothesis import given
from hypothesis import strategies as st

from hub.rules import Acquaintance, Tongues, may_meet, person_of
from tests.hub.small_days import guest

names = st.frozensets(st.sampled_from([f"x{at}" for at in range(80)]), max_size=5)


@given(st.lists(names, min_size=2))
def test_languages_meet_as_bits_where_they_meet_as_names(spoken):
    tongues = Tongues()
    bits = [tongues.bits(each) for each in spoken]
    assert all(bool(bits[0] & one) == bool(spoken[0] & each) for one, each in zip(bits, spoken, strict=True))


def test_who_met_is_kept_apart_both_ways_and_everyone_from_themselves():
    tongues, met = Tongues(), Acquaintance([("h1", "h2")])
    one, two, three = (person_of(guest(at), tongues, met) for at in (1, 2, 3))
    again = person_of(guest(4, person="h1"), tongues, met)
    assert not may_meet(one, two)
    assert not may_meet(two, one)
    assert not may_meet(one, again)
    assert may_meet(one, three)
