import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.languages import LETTERS, SCRIPTS, language_of
from hub.prior import questions

TAGS = {*SCRIPTS, *(language for of_script in LETTERS.values() for language in of_script), ""}


def test_most_short_questions_are_known_for_what_they_are():
    asked = [(language, text) for language, texts in questions().items() for text in texts]
    right = [language_of(text) == language for language, text in asked]
    assert sum(right) >= 0.97 * len(right)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", ""),
        ("  42 !? 🐝", ""),
        ("zzz", "latin"),
        ("bees", "latin"),
        ("Łódź", "pl"),
        ("жжж", "cyrillic"),
        ("ภาษาไทย", "th"),
        ("ミツバチの帰り道", "ja"),
        ("蜜蜂", "zh"),
        ("কেন", "bn"),
        ("למה", "he"),
        ("what does 蜜蜂 mean in the old stories", "en"),
        ("¿CÓMO SE HACE EL PAN?", "es"),
    ],
)
def test_what_decides(words, language):
    assert language_of(words) == language


@given(st.text())
def test_any_text_has_an_answer(words):
    assert language_of(words) in TAGS


def test_two_thousand_characters_take_no_time():
    language_of("warm up")
    started = time.process_time()
    language_of("why do bees " * 166)
    assert time.process_time() - started < 0.1
