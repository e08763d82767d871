"""What a place has to share: read from the settings, made safe, and at most one of it named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import offers
from hub.config import ConfigError, read_config
from hub.offers import FLOOR, MOST, Offer
from wire.messages import MAX_OFFER

TELESCOPE, LOOM = Offer("a telescope"), Offer("ein Webstuhl", "de")
FAR = (0.0, -0.5)
DOUBLED = "\u0958"  # a letter that is kept as two
PLACE = """
[[places]]
id = "library"
name = "Library"
hours = {{ daily = "09:00-19:00" }}
offers = {offers}
"""


@pytest.fixture
def read(tmp_path):
    """Reads the offers of a place as a host would write them."""

    def reading(written):
        file = tmp_path / "hub.toml"
        file.write_text(PLACE.format(offers=written), encoding="utf-8")
        return read_config(file).places[0].offers

    return reading


def test_the_nearest_is_named():
    assert offers.best((TELESCOPE, LOOM), (0.3, 0.5), FAR) == "ein Webstuhl"


def test_nothing_is_named_where_nothing_is_near():
    assert offers.best((TELESCOPE, LOOM), (FLOOR - 0.01, -1.0), FAR) == ""
    assert offers.best((), (), FAR) == ""


def test_nothing_is_named_to_whom_all_that_is_on_offer_anywhere_is_as_near():
    assert offers.best((TELESCOPE, LOOM), (0.3, 0.31), (0.1, 0.3)) == ""
    assert offers.best((TELESCOPE, LOOM), (0.3, 0.36), (0.1, 0.3)) == "ein Webstuhl"


def test_equally_near_ones_are_named_by_their_words_and_not_by_their_place_in_the_list():
    assert offers.best((TELESCOPE, LOOM), (0.4, 0.4), FAR) == offers.best((LOOM, TELESCOPE), (0.4, 0.4), FAR)


@given(st.lists(st.floats(-1, 1), max_size=9))
def test_what_is_named_is_one_of_them_and_none_is_nearer(near):
    some = [Offer(f"thing {at}") for at in range(len(near))]
    named = offers.best(some, near, FAR)
    assert (named == "") == (max(near, default=-1) < FLOOR)
    assert named == "" or near[int(named.split()[1])] == max(near)


def test_words_alone_and_words_with_a_language_are_read(read):
    written = '["a telescope", { words = "ein Webstuhl", language = "de" }, { words = "a loom" }]'
    assert read(written) == (TELESCOPE, LOOM, Offer("a loom"))


def test_left_out_there_are_none(tmp_path):
    file = tmp_path / "hub.toml"
    file.write_text(PLACE.format(offers="[]"), encoding="utf-8")
    assert read_config(file).places[0].offers == ()


def test_what_cannot_be_printed_is_taken_out(read):
    assert read('["a \\u202e tele\\u0000scope\\n"]') == (TELESCOPE,)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ('"a telescope"', "places[1].offers = "),
        ("[7]", "places[1].offers[1].words = 7: words in quotes, 1 to 80"),
        ('["a loom", ""]', "places[1].offers[2].words"),
        ('["\\u200b \\u2060"]', "1 to 80 characters that can be seen"),
        (f'["{"a" * (MAX_OFFER + 1)}"]', "1 to 80"),
        (f'["{DOUBLED * MAX_OFFER}"]', "1 to 80"),
        ('[{ language = "de" }]', "places[1].offers[1].words: missing"),
        ('[{ words = "a loom", price = 3 }]', "places[1].offers[1].price: unknown option"),
        ('[{ words = "a loom", language = "German" }]', "places[1].offers[1].language"),
        (str(["a loom"] * (MOST + 1)), f"a list of at most {MOST} offers"),
    ],
)
def test_a_wrong_offer_stops_the_start_and_is_named(read, written, wrong):
    with pytest.raises(ConfigError) as error:
        read(written)
    assert str(error.value).startswith("hub.toml: places[1].offers")
    assert wrong in str(error.value)


def test_an_offer_is_understood_in_the_language_it_names_or_seems_to_be_in():
    assert LOOM.tongue == "de"
    assert Offer("um tear", "pt-BR").tongue == "pt"
    assert Offer("Τι ωραίο τηλεσκόπιο").tongue == "el"
