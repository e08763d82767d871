from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import hangul

syllables = st.integers(0xAC00, 0xD7A3).map(chr)


def typed(keys: str) -> str:
    """What stands there after the keys; what is no letter ends a syllable."""
    done, composing = "", ""
    for key in keys:
        made = hangul.press(composing, key)
        text, composing = made or (hangul.shown(composing) + key, "")
        done += text
    return done + hangul.shown(composing)


@given(st.text(st.one_of(syllables, st.sampled_from(" ab?1")), max_size=12))
def test_every_text_is_typed_by_its_strokes(text: str) -> None:
    assert typed(hangul.strokes(text)) == text


@given(st.text(st.sampled_from("ㄱㄲㄴㄹㅂㅅㅎㅃㅏㅗㅐㅣㅡㅞ"), max_size=9))
def test_no_letter_is_lost_whatever_the_order(letters: str) -> None:
    assert hangul.strokes(typed(letters)) == hangul.strokes(letters)


def test_a_syllable_grows_and_gives_its_last_letter_away() -> None:
    seen = []
    composing = ""
    for key in "ㅎㅏㄴㄱㅡㄹ":
        done, composing = hangul.press(composing, key) or ("", "")
        seen.append((done, hangul.shown(composing)))
    assert seen == [("", "ㅎ"), ("", "하"), ("", "한"), ("한", "ㄱ"), ("", "그"), ("", "글")]
    assert hangul.press("ㄱㅏㅂㅅ", "ㅣ") == ("갑", "ㅅㅣ")
    assert [hangul.shown("ㄷㅏㄹㄱ"[:length]) for length in range(5)] == ["", "ㄷ", "다", "달", "닭"]


def test_what_is_no_letter_is_not_for_us() -> None:
    assert hangul.press("ㅎ", "a") is hangul.press("", "ㄳ") is hangul.press("", "") is None
