"""Writing Korean, Chinese and Japanese on the screen's keys: nothing that was typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import composing, text_field
from kiosk_ui.input_methods import MOST_LETTERS, keystrokes
from kiosk_ui.screens import targets
from kiosk_ui.view import View

KOREAN, CHINESE, JAPANESE, ENGLISH = (View("write", language=tag) for tag in ("ko", "zh", "ja", "en"))


def typed(view: View, keys: str) -> View:
    for key in keys:
        view = composing.space(view) if key == " " else composing.press(view, key)
    return view


def test_korean_grows_in_its_place() -> None:
    view = typed(KOREAN, "ㅎㅏㄴㅡㄹ")
    assert (view.text.text, view.composing, composing.shown(view)[0].text) == ("하", "ㄴㅡㄹ", "하늘")
    view = composing.erase(view)
    assert composing.shown(view)[0].text == "하느"
    view = typed(view, "ㄹ ?")
    assert (view.text.text, view.composing) == ("하늘 ?", "")
    assert composing.erase(view).text.text == "하늘 "


def written(language: str, text: str) -> str:
    """What stands there after the keystrokes for a text."""
    view = View("write", language=language)
    for what, key in keystrokes(language, text):
        if what == "candidate":
            assert key in view.candidates
            view = composing.choose(view, key)
        else:
            view = composing.space(view) if key == " " else composing.press(view, key)
    return composing.settle(view).text.text


@given(st.text(st.one_of(st.integers(0xAC00, 0xD7A3).map(chr), st.just(" ")), max_size=8))
def test_every_korean_text_is_typed_by_its_keystrokes(text: str) -> None:
    assert written("ko", text) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "蜜蜂怎么找到回家的路"),
        ("zh", "wifi 为什么？ABC"),
        ("ja", "そらはなぜあおいの"),
        ("ja", "みつばちは どうして？"),
        ("en", "Why do bees dance?"),
    ],
)
def test_texts_are_typed_by_their_keystrokes(language: str, text: str) -> None:
    assert written(language, text) == text


def test_chinese_is_chosen_word_by_word() -> None:
    view = typed(CHINESE, "weishenmetian")
    assert view.candidates[1] == "为什么"
    view = composing.choose(view, "为什么")
    assert (view.text.text, view.composing) == ("为什么", "tian")
    view = composing.choose(view, "天")
    assert (view.text.text, view.composing, view.candidates) == ("为什么天", "", ())


def test_a_space_chooses_and_the_next_one_is_a_space() -> None:
    assert typed(CHINESE, "nihao ").text.text == "你好"
    assert typed(CHINESE, "nihao  ").text.text == "你好 "


@pytest.mark.parametrize("view", [KOREAN, CHINESE, JAPANESE])
def test_what_comes_behind_settles_what_is_composed(view: View) -> None:
    keys = {"ko": "ㅎㅏ", "zh": "ni", "ja": "そら"}[view.language]
    settled = composing.settle(typed(view, keys)).text.text
    assert composing.press(typed(view, keys), "？").text.text == settled + "？"
    assert composing.write(typed(view, keys), "wifi 2").text.text == settled + "wifi 2"
    assert composing.erase(composing.erase(typed(view, keys))) == view


@given(st.lists(st.sampled_from([*"nihaozgxv", " ", "<", "A", "？", "1"]), max_size=60))
def test_pinyin_always_becomes_words_or_stays_as_it_is(keys: list[str]) -> None:
    view = CHINESE
    for key in keys:
        view = {"<": composing.erase, " ": composing.space}.get(
            key, lambda v, key=key: composing.press(v, key)
        )(view)
        assert len(view.composing) <= MOST_LETTERS
        assert bool(view.candidates) == bool(view.composing)
    assert composing.settle(view).composing == ""
    assert bool(composing.settle(view).text.text) == bool(view.text.text or view.composing)


def test_where_keys_type_what_they_show_nothing_changes() -> None:
    view = typed(ENGLISH, "why bees")
    assert (view.text.text, view.composing) == ("why bees", "")
    assert composing.shown(view) == (view.text, view.text.cursor)
    assert composing.choose(view, "x") is view


def test_composed_in_the_middle_of_a_text() -> None:
    text = text_field.left(text_field.insert(text_field.TextField(), "你！"))
    view = typed(View("write", language="zh", text=text), "hao")
    shown, start = composing.shown(view)
    assert (shown.text, shown.cursor, start) == ("你hao！", 4, 1)
    assert composing.space(view).text.text == "你好！"


@pytest.mark.parametrize(
    ("size", "width_mm"), [((800, 480), 108), ((800, 480), 0), ((480, 800), 0), ((1280, 800), 217)]
)
def test_candidates_stand_in_a_row_and_more_of_them_come_round(size: tuple[int, int], width_mm: int) -> None:
    view = typed(View("write", language="zh", width_mm=width_mm), "shi")
    seen: list[str] = []
    for _ in range(60):
        offered = [target for target in targets(view, size) if target.name.startswith("candidate:")]
        names = [target.name.removeprefix("candidate:") for target in offered]
        assert len({target.box[1] for target in offered}) == 1
        assert all(target.box[0] >= 0 and target.box[0] + target.box[2] <= size[0] for target in offered)
        if names[0] in seen:
            break
        seen += names
        assert "more" in {target.name for target in targets(view, size)}
        view = composing.more(view)
    assert seen == list(view.candidates)
