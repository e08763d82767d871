"""Personal data is masked and nothing else is; the figures are those of rows that informed no rule."""

import time
from pathlib import Path
from typing import NamedTuple

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from hub.check_digits import is_card, is_iban, is_identity
from hub.masking import MASK, masked
from hub.telephones import regions_of

TEXTS = Path(__file__).parents[1] / "data" / "personal_data.tsv"
_MARKED = regex.compile(r"\[\[(.+?)\]\]")


class Row(NamedTuple):
    """One text of the set; personal: what must be masked, none where there is none."""

    language: str
    words: str
    personal: tuple[str, ...]
    bare: str  # the words with … for all that is personal


def rows(path: Path = TEXTS) -> list[Row]:
    read = []
    for line in path.read_text(encoding="utf-8").splitlines():
        language, _, text = line.split("\t")
        read.append(
            Row(language, _MARKED.sub(r"\1", text), tuple(_MARKED.findall(text)), _MARKED.sub(MASK, text))
        )
    return read


def found(row: Row, languages: tuple[str, ...] = ()) -> bool:
    """Whether no word or row of digits of the personal data is left."""
    left = masked(row.words, regions_of(languages or (row.language,)))
    around = set(regex.findall(r"[\p{L}\p{M}\p{N}]+", row.bare))
    parts = regex.findall(r"[\p{L}\p{M}\p{N}]+", " ".join(row.personal))
    return not [
        part for part in parts if part in regex.findall(r"[\p{L}\p{M}\p{N}]+", left) and part not in around
    ]


def spoilt(row: Row, languages: tuple[str, ...] = ()) -> bool:
    """Whether anything of a text without personal data was masked."""
    return masked(row.words, regions_of(languages or (row.language,))) != row.words


def figures(some: list[Row], languages: tuple[str, ...] = ()) -> tuple[float, float]:
    """(share of texts found, share of texts masked though nothing is personal)."""
    personal, plain = [row for row in some if row.personal], [row for row in some if not row.personal]
    return (
        sum(found(row, languages) for row in personal) / len(personal),
        sum(spoilt(row, languages) for row in plain) / len(plain),
    )


QUOTED = TEXTS.with_name("personal_data_quoted.tsv")
USED = TEXTS.with_name("personal_data_used.tsv")
MAIL, CALL = "ana.silva@example.org", "+351 912 345 678"
PLAIN = st.text(st.sampled_from("abc деж بتث कमर ผดง 蜜蜂 ?!.,- "), max_size=60)
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=120),
    st.text(st.sampled_from("0123456789 +-.()/@:abAZ street straße rue ул. at dot … ٣०８"), max_size=120),
)


def test_the_texts_are_enough_and_of_eight_languages() -> None:
    every = [*rows(TEXTS), *rows(USED), *rows(QUOTED)]
    assert len(every) >= 200
    for language in {row.language for row in every}:
        for some in (rows(TEXTS), rows(QUOTED)):
            assert {bool(row.personal) for row in some if row.language == language} == {True, False}
    assert len({row.language for row in every}) >= 8


def test_what_is_personal_is_found_and_nothing_else_where_no_rule_was_changed_for_the_texts() -> None:
    seen, false = figures(rows(QUOTED))
    assert seen >= 0.95
    assert false <= 0.02


@pytest.mark.parametrize("path", [TEXTS, USED], ids=["first", "used"])
def test_the_texts_that_were_looked_at_stay_as_good(path: Path) -> None:
    assert figures(rows(path)) == (1.0, 0.0)


def test_neighbours_from_everywhere_do_not_make_it_worse() -> None:
    seen, false = figures(rows(QUOTED), ("en", "de", "fr", "es", "tr", "ar", "ru", "hi"))
    assert seen >= 0.95
    assert false <= 0.02


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("write to ana@example.org about bees", "write to … about bees"),
        ("ana\u200b@\u2060example.org, bees", "…, bees"),
        ("ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ bees", "… bees"),
        ("½ a bee at ana@example.org", "½ a bee at …"),
        ("bees 4111 1111 1111 1111 bees", "bees … bees"),
        ("bees 4111 1111 1111 1112 bees", "bees 4111 1111 1111 1112 bees"),
        ("call 07911 123456 or 07911 123457", "call … or …"),
        ("my passport no. is AB 1234567?", "my passport no. is …?"),
        ("my insta is moss.walls", "my insta is …"),
        ("", ""),
    ],
)
def test_what_is_masked_and_what_stays(words: str, left: str) -> None:
    assert masked(words, ("GB",)) == left


def test_check_digits() -> None:
    assert is_card("4111111111111111")
    assert not is_card("1411111111111111")
    assert is_iban("GB29NWBK60161331926819")
    assert not is_iban("GB28NWBK60161331926819")
    known = (
        "12345678Z",
        "X1234567L",
        "10000000146",
        "234123412346",
        "11144477735",
        "36574261809",
        "184127645108946",
    )
    assert all(map(is_identity, (*known, "11010519491231002X")))
    assert not any(map(is_identity, ("12345678A", "10000000147", "234123412347", "11144477736", "", "1234")))


def test_a_neighbourhoods_countries() -> None:
    assert regions_of(("en-GB", "pt"), "Europe/Lisbon") == ("PT", "GB", "US", "BR")
    assert regions_of((), "Nowhere/Nowhere") == ()


@given(ANYTHING)
def test_any_text_keeps_what_is_not_masked_in_its_order(words: str) -> None:
    left = masked(words, ("GB", "DE"))
    at = 0
    for piece in left.split(MASK):
        at = words.index(piece, at) + len(piece)
    assert masked("", ()) == ""


@given(PLAIN, PLAIN)
def test_mail_and_numbers_are_found_wherever_they_stand(before: str, after: str) -> None:
    left = masked(f"{before} {MAIL} {after} {CALL} {before}")
    assert "ana" not in left
    assert "912" not in left


def test_words_meant_to_take_long_do_not() -> None:
    began = time.process_time()
    for piece in (
        "a@",
        "a.",
        "1 ",
        "12 rue de la ",
        "straße ",
        "one two ",
        "0 ",
        "calle de la ",
        "ул. а ",
        "+1 ",
        "a at b ",
    ):
        masked((piece * 2000)[:2000], ("GB", "DE", "FR"))
    assert time.process_time() - began < 30, "seconds, of which a hundredth is usual"
