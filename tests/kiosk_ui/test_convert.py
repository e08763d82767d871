"""How desktop layouts become keyboards: the rules, on small ones."""

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import keyboard
from kiosk_ui.layouts import exemplars
from kiosk_ui.layouts.convert import MOST, MOST_ROWS, Alphabet, Recipe, convert, pages_of, reflow, written

needs_unicode = pytest.mark.skipif(
    not exemplars.UNICODE.exists(), reason="unicode-cldr-core is not installed"
)
QWERTY = {
    "default": [list("12ß"), list("qwertzuiop"), list("asdfghjkl;"), list("yxcvbnm,")],
    "shift": [[]] * 4,
}


@given(st.lists(st.integers(0, 14), min_size=1, max_size=4), st.integers(0, 20))
def test_no_key_is_lost_and_no_row_is_too_wide(widths: list[int], own: int) -> None:
    names = (chr(number) for number in range(0x400, 0x500))
    rows = [[next(names) for _ in range(width)] for width in widths]
    more = [next(names) for _ in range(own)]
    laid, over = reflow(rows, more)
    assert sorted([*chain.from_iterable(laid), *over]) == sorted([*chain.from_iterable(rows), *more])
    assert all(1 <= len(row) <= MOST for row in laid)
    assert len(laid) <= MOST_ROWS
    assert not over or len(laid) == MOST_ROWS


def test_letters_of_the_alphabet_get_keys_and_their_capitals_stand_where_they_do() -> None:
    german = Alphabet(tuple("abcdefghijklmnopqrstuvwxyzäöüß"), (), tuple("abcdefghijklmnopqrstuvwxyzäöü"))
    pages = pages_of(Recipe("german", upper="ßẞ"), german, QWERTY)
    letters = list(chain.from_iterable(pages["letters"]))
    assert {*"äöüß"} <= {*letters}
    assert not {*";,12"} & {*letters}
    assert [key.upper() if key != "ß" else "ẞ" for key in letters] == list(
        chain.from_iterable(pages["shift"])
    )


@needs_unicode
def test_a_keyboard_is_written_as_the_kiosk_reads_it() -> None:
    made = convert("de", Recipe("german", upper="ßẞ"), QWERTY)
    text = written(made)
    layout = keyboard.read_layout("de.json", text)
    assert json.loads(text) == made
    assert layout.relatives["a"][0] == "ä"
    assert layout.relatives["A"][0] == "Ä"
    assert '   ["q", "w", "e",' in text


def test_sets_are_read_as_cldr_writes_them() -> None:
    assert exemplars.unicode_set(r"[a-d {ch} \u00E9 \- \u0301 \]]") == [
        "a",
        "b",
        "c",
        "d",
        "ch",
        "é",
        "-",
        "\u0301",
        "]",
    ]


@needs_unicode
def test_letters_that_a_dictionary_files_together() -> None:
    assert exemplars.family("é") == exemplars.family("e") == exemplars.family("ę")
    assert exemplars.family("ø") == exemplars.family("o")
    assert exemplars.family("ך") == exemplars.family("כ")
    assert exemplars.family("e") != exemplars.family("е")
    assert exemplars.native_digits("hi") == "०१२३४५६७८९"
    assert exemplars.native_digits("de") == ""
