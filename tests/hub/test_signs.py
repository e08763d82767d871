"""Signs: enough of them, each with a word in every language, never the same twice in a pool."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import signs
from hub.sanitise import sanitise

KIOSK_LANGUAGES = ("en", "es", "de", "fr", "pt", "tr", "ru", "uk", "ar", "hi", "el", "ro", "th", "vi", "zh")
FULL_POOL = 150 + 50  # everybody's sign and every table's


def test_a_full_pool_and_its_tables_have_single_pictures() -> None:
    taken: set[str] = set()
    for entry in range(FULL_POOL):
        taken.add(signs.free_sign(taken, f"entry {entry}"))
    assert len(taken) == FULL_POOL
    assert taken <= set(signs.SIGNS)


def test_more_people_than_signs_still_get_one_each() -> None:
    taken = set(signs.SIGNS)
    for entry in range(20):
        sign = signs.free_sign(taken, f"entry {entry}")
        assert sign not in taken
        assert len(sign) == 2
        taken.add(sign)
    assert " + " in signs.word(sign, "en")


def test_every_picture_is_one_symbol_of_its_own() -> None:
    assert len(set(signs.SIGNS)) == len(signs.SIGNS)
    assert {len(picture) for picture in signs.SIGNS} == {1}
    assert not any(picture.isalnum() for picture in signs.SIGNS)


@pytest.mark.parametrize("language", signs.LANGUAGES)
def test_words_are_there_and_no_two_signs_share_one(language: str) -> None:
    words = [signs.word(picture, language) for picture in signs.SIGNS]
    assert [word for word, times in Counter(map(str.casefold, words)).items() if times > 1] == []
    assert all(sanitise(word) == word and 0 < len(word) <= 60 for word in words)


def test_every_language_of_the_kiosk_has_its_own_words() -> None:
    assert set(KIOSK_LANGUAGES) <= set(signs.LANGUAGES)
    assert signs.word("🫖", "de") == "Teekanne"
    assert signs.word("🫖", "zh") == "茶壶"


@pytest.mark.parametrize(("tag", "word"), [("pt-BR", "bule"), ("tlh", "teapot"), ("", "teapot")])
def test_a_language_we_lack_falls_back(tag: str, word: str) -> None:
    assert signs.word("🫖", tag) == word


def test_a_picture_of_another_version_is_called_by_its_unicode_name() -> None:
    assert "🐉" not in signs.SIGNS
    assert signs.word("🐉", "de") == "dragon"


@given(st.sets(st.sampled_from(signs.SIGNS)), st.text(max_size=40))
def test_a_free_sign_is_free_and_the_same_again(taken: set[str], seed: str) -> None:
    sign = signs.free_sign(taken, seed)
    assert sign not in taken
    assert sign == signs.free_sign(sorted(taken), seed)


def test_signs_are_spread_over_the_whole_set() -> None:
    drawn = Counter(signs.free_sign((), f"entry {entry}") for entry in range(6 * len(signs.SIGNS)))
    assert len(drawn) == len(signs.SIGNS)
    assert max(drawn.values()) < 6 * 4
