from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.bidi import levels, visual_order


def seen(text: str, rtl: bool) -> str:
    """The characters from left to right, mirrored signs left as they are."""
    order = visual_order(list(levels(text, rtl)))
    return "".join(text[index] for index in order)


def test_hours_stay_whole_inside_arabic() -> None:
    assert seen("في 18:30 غدا", True) == "ادغ 18:30 يف"


def test_latin_inside_hebrew_and_hebrew_inside_latin() -> None:
    assert seen("שלום abc 12", True) == "abc 12 םולש"
    assert seen("say שלום twice", False) == "say םולש twice"


def test_brackets_belong_to_what_they_hold() -> None:
    assert seen("a (אב) b", False) == "a (בא) b"
    assert levels("א (a) ב", True)[2:5] == (1, 2, 1)


def test_isolates_do_not_reach_outside() -> None:
    assert [levels("a\u2067אב\u2069 1", False)[at] for at in (0, 2, 6)] == [0, 1, 0]


@given(st.lists(st.integers(0, 6)))
def test_every_run_is_shown_once(run_levels: list[int]) -> None:
    assert sorted(visual_order(run_levels)) == list(range(len(run_levels)))


@given(st.text(st.sampled_from("abאבعح12 .()"), max_size=30), st.booleans())
def test_text_of_one_direction_runs_one_way(text: str, rtl: bool) -> None:
    one_way = "".join(c for c in text if c in "אב ") if rtl else "".join(c for c in text if c in "ab12 ")
    assert seen(one_way, rtl) == (one_way[::-1] if rtl else one_way)
