"""The field one writes in: a word that is touched takes the cursor, in both directions of writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import screens
from kiosk_ui.text_field import TextField, boundaries, go_to
from kiosk_ui.view import View
from kiosk_ui.widgets import Caret

SIZE = (800, 480)


def written(language: str, text: str, cursor: int | None = None) -> View:
    return View("write", language=language, text=TextField(text, len(text) if cursor is None else cursor))


def words(view: View) -> list[tuple[str, str]]:
    """(name, what it says) of each word from left to right, line by line."""
    found = [target for target in screens.touchable(view, SIZE) if target.name.startswith("cursor:")]
    return [(target.name, target.spoken) for target in sorted(found, key=lambda t: (t.box[1], t.box[0]))]


@pytest.mark.parametrize(
    ("language", "text", "seen"),
    [
        ("en", "why bees dance", [("cursor:3", "why"), ("cursor:8", "bees"), ("cursor:14", "dance")]),
        ("he", "למה דבורים רוקדות", [("cursor:17", "רוקדות"), ("cursor:10", "דבורים"), ("cursor:3", "למה")]),
        ("th", "วันนี้", [("cursor:3", "วัน"), ("cursor:6", "นี้")]),
        ("zh", "蜜蜂", [("cursor:2", "蜜蜂")]),
    ],
)
def test_each_word_stands_where_it_is_seen(language: str, text: str, seen: list[tuple[str, str]]) -> None:
    assert words(written(language, text)) == seen


@given(
    st.text(st.sampled_from("ab אבع1é👩‍🚀 \u0301"), min_size=1, max_size=60), st.sampled_from(["en", "ar"])
)
def test_every_target_leads_between_two_graphemes_and_inside_the_field(text: str, language: str) -> None:
    view = written(language, text)
    field = next(target for target in screens.targets(view, SIZE) if target.name == "field")
    left, top, width, height = field.box
    for target in screens.touchable(view, SIZE):
        what, _, index = target.name.partition(":")
        if what == "cursor":
            moved = go_to(view.text, int(index))
            assert moved.cursor in boundaries(text)
            x, y, wide, high = target.box
            assert left <= x <= x + wide <= left + width + 1
            assert top - 1 <= y <= y + high <= top + height + 1


def test_while_nothing_is_written_or_letters_become_words_there_is_nothing_to_touch() -> None:
    assert (
        words(View("write")) == words(View("write", language="zh", composing="ni", candidates=("你",))) == []
    )
    assert "field" in {target.name for target in screens.targets(View("write"), SIZE)}


@pytest.mark.parametrize(
    ("language", "text"), [("ar", "لماذا يرقص النحل 12"), ("he", "abc למה"), ("en", "why")]
)
def test_the_caret_moves_with_the_cursor_to_where_the_reader_expects_it(language: str, text: str) -> None:
    def caret(cursor: int) -> int:
        view = written(language, text, cursor)
        return next(item.box[0] for item in screens.scene(view, SIZE) if isinstance(item, Caret))

    first, last = caret(0), caret(len(text))
    starts_at_the_right = language == "ar"
    assert (first > last) == starts_at_the_right
    assert len({caret(cursor) for cursor in boundaries(text)}) > len(text) / 2
