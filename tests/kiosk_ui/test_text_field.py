import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.text_field import TextField, backspace, boundaries, erase_word, insert, left, right
from wire.messages import MAX_WORDS

# Letters, marks, joiners, flags, skin tones, syllables: what people type and what hurts.
pieces = st.sampled_from(
    [
        "a",
        "e",
        "\u0301",
        "👩",
        "\u200d",
        "🚀",
        "🇩",
        "🇪",
        "👍",
        "🏽",
        "क",
        "्",
        "ष",
        "ि",
        "ᄒ",
        "ᅡ",
        "ᆫ",
        "ที่",
        " ",
        "א",
        "ب",
    ]
)
strokes = st.lists(
    st.one_of(pieces, st.text(max_size=4), st.sampled_from(["<", ">", "⌫", "word"])), max_size=40
)


def press(field: TextField, stroke: str) -> TextField:
    moves = {"<": left, ">": right, "⌫": backspace, "word": erase_word}
    return moves[stroke](field) if stroke in moves else insert(field, stroke)


@given(strokes)
def test_whatever_is_typed_the_cursor_stands_between_graphemes(typed: list[str]) -> None:
    field = TextField()
    for stroke in typed:
        field = press(field, stroke)
        assert field.cursor in boundaries(field.text)
        assert field.text == unicodedata.normalize("NFC", field.text)
        assert not regex.search(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]", field.text)


@given(strokes)
def test_backspace_takes_one_grapheme_until_nothing_is_left(typed: list[str]) -> None:
    field = TextField()
    for stroke in typed:
        field = press(field, stroke)
    field = TextField(field.text, len(field.text))
    for _ in range(len(field.text) + 1):
        shorter = backspace(field)
        assert len(shorter.text) < len(field.text) or field.text == ""
        field = shorter
    assert field == TextField()


def test_typing_is_what_one_expects() -> None:
    field = TextField()
    for stroke in "cafe\u0301":
        field = insert(field, stroke)
    assert field == TextField("café", 4)
    assert insert(left(field), "f") == TextField("caffé", 4)
    assert backspace(field) == TextField("caf", 3)
    assert right(left(field)) == field
    assert left(TextField()) == backspace(TextField()) == right(TextField()) == TextField()


def test_a_family_is_one_letter() -> None:
    field = insert(TextField(), "hi 👨‍👩‍👧")
    assert backspace(field) == TextField("hi ", 3)


@given(st.text(max_size=30))
def test_two_thousand_code_points_and_no_half_grapheme(text: str) -> None:
    full = TextField("x" * (MAX_WORDS - 3), MAX_WORDS - 3)
    assert len(insert(full, text).text) <= MAX_WORDS
    assert insert(full, "👨‍👩‍👧") == full
    assert insert(full, "abcdef").text.endswith("xabc")


def test_ten_thousand_pasted_characters_are_cut() -> None:
    assert insert(TextField(), "word " * 2000) == TextField("word " * 400, MAX_WORDS)


def test_words_go_whole():
    field = TextField("how do  bees ", 13)
    assert erase_word(field) == TextField("how do  ", 8)
    assert erase_word(TextField("how do bees", 6)) == TextField("how  bees", 4)
    assert erase_word(TextField()) == TextField()


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("e\u0301 " * 5000, "é " * 1000),
        ("\u0301" * 10_000, "\u0301" * 30),
        ("a" + "\u0323" * 10_000, "ạ" + "\u0323" * 29),
        ("\u0378x" * 5000, "x" * MAX_WORDS),
        ("\ud800a" * 5000, "a" * MAX_WORDS),
        ("one\r\ntwo\tthree\u2028four", "one two three four"),
        ("\ue000\u0000\u202e", ""),
        ("👨‍👩‍👧" * 2000, "👨‍👩‍👧" * (MAX_WORDS // 5)),
    ],
    ids=["apart", "only marks", "a pile", "unassigned", "half pairs", "lines", "nothing", "families"],
)
def test_what_hurts_is_defined(pasted: str, kept: str) -> None:
    assert insert(TextField(), pasted).text == kept


@pytest.mark.parametrize(
    ("text", "left_over"),
    [("why bees ", "why "), ("why", ""), ("蜜蜂怎么", "蜜蜂"), ("วันนี้คุณ", "วันนี้"), ("", "")],
)
def test_a_word_is_erased_in_scripts_without_spaces_too(text: str, left_over: str) -> None:
    assert erase_word(TextField(text, len(text))) == TextField(left_over, len(left_over))
