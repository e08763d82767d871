import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.dictation import Said, add_said, outcome
from kiosk_ui.session import Event
from kiosk_ui.text_field import TextField, insert
from wire.messages import MAX_WORDS


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("", " how bees sleep. ", "how bees sleep."),
        ("I wonder", "how  bees\nsleep", "I wonder how bees sleep"),
        ("I wonder ", "how bees sleep", "I wonder how bees sleep"),
    ],
)
def test_what_is_said_joins_what_is_written(before, said, after):
    assert add_said(insert(TextField(), before), said).text == after


@given(st.text())
def test_anything_may_be_said(words):
    field = add_said(TextField("bees", 4), words)
    assert len(field.text) <= MAX_WORDS
    assert field.text.startswith("bees")


def test_ten_thousand_characters_are_as_many_as_fit():
    assert len(add_said(TextField(), "word " * 2000).text) in range(MAX_WORDS - 1, MAX_WORDS + 1)


def test_silence_is_nothing_heard():
    assert outcome(Said(" \n")) == (Event.NOTHING_HEARD, "nothing_heard")
    assert outcome(Said("bees")) == (Event.WORDS_CAME, "")
