from importlib.resources import files

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import pinyin
from kiosk_ui.layouts import exemplars


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("nihao", "你好"),
        ("weishenme", "为什么"),
        ("tiankong", "天空"),
        ("zhongwen", "中文"),
        ("lvse", "绿色"),
        ("womenshipengyou", "我们是朋友"),
    ],
)
def test_the_likeliest_comes_first(letters: str, words: str) -> None:
    assert pinyin.candidates(letters)[0] == pinyin.settle(letters) == words


def test_what_is_begun_is_completed() -> None:
    assert "你好" in pinyin.candidates("nih")[:2]


def test_letters_that_are_left_may_be_chosen_for_next() -> None:
    assert pinyin.choose("weishenmetian", "为什么") == ("为什么", "tian")
    assert pinyin.choose("xian", "西安") == ("西安", "")
    assert pinyin.choose("wifi", "wifi") == ("wifi", "")


@given(st.text(st.sampled_from("aeioungzhxqlvt"), max_size=16))
def test_every_choice_says_what_it_stands_for(letters: str) -> None:
    offered = pinyin.candidates(letters)
    assert len(set(offered)) == len(offered) <= max(pinyin.MOST, len(pinyin._words(letters))) + 10
    assert (offered[-1:] == (letters,)) == bool(letters)
    for candidate in offered:
        words, rest = pinyin.choose(letters, candidate)
        assert words == candidate
        assert letters.endswith(rest)
        assert len(rest) < len(letters)


@pytest.mark.skipif(not exemplars.UNICODE.exists(), reason="unicode-cldr-core is not installed")
def test_every_character_of_the_language_can_be_chosen() -> None:
    readings = {line.partition(b" ")[0].decode() for line in pinyin._table()}
    syllables = {
        reading for reading in readings if len(reading) <= 6 and len(pinyin._words(reading)[0][0]) == 1
    }
    offered = {candidate for syllable in syllables for candidate in pinyin.candidates(syllable)}
    assert {c for c in exemplars.exemplars("zh") if regex.match(r"\p{Han}", c)} - offered == set()


def test_the_table_is_sorted_small_and_whole() -> None:
    path = files("kiosk_ui") / "tables" / "pinyin.txt"
    data = path.read_bytes()
    lines = data.splitlines()
    assert len(data) < 1_500_000
    assert lines == sorted(lines)
    assert all(regex.fullmatch(r"[a-z]+( \p{Han}+\d+)+", line.decode()) for line in lines)
