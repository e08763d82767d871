import pytest

from kiosk_ui import composing, spoken, wording
from kiosk_ui.spoken import MARKS, Line, code_words, name_of, sign, slip_words
from kiosk_ui.spoken_change import change_words
from kiosk_ui.text_field import TextField, insert
from kiosk_ui.view import Target, View
from wire.examples import SLIP


def view(text="", language="en", **more):
    return View("write", language=language, text=insert(TextField(), text), **more)


@pytest.mark.parametrize(
    ("text", "language", "called"),
    [
        ("a", "en", "a"),
        ("A", "en", "capital A"),
        ("?", "en", "question mark"),
        ("؟", "ar", wording.say("ar", "mark_question")),
        ("ि", "hi", "कि"),
        ("ি", "bn", "কি"),
        ("ิ", "th", "กิ"),
        ("§", "en", "section sign"),
        ("ß", "de", "ß"),
        ("中", "zh", "中"),
        (" ", "en", "Space"),
    ],
)
def test_a_sign_is_called_what_people_call_it(text, language, called):
    assert sign(text, language) == called


@pytest.mark.parametrize("language", wording.languages())
def test_every_mark_has_a_name_in_every_language(language):
    assert all(sign(mark, language).strip() for mark in MARKS)


def test_a_code_is_said_letter_by_letter():
    assert code_words("7F3K82NDX4") == "7, F, 3, K; 8, 2, N, D; X, 4"


def test_a_switch_says_whether_it_is_on():
    target = Target("large", (0, 0, 1, 1), "")
    assert name_of(target, view()).text == "Large letters, off"
    assert name_of(target, view(large=True)).text == "Large letters, on"
    assert name_of(Target("shift", (0, 0, 1, 1), ""), view(page="shift.2")).text == "Capitals, on"


def test_what_nobody_foresaw_is_called_what_it_calls_itself():
    assert name_of(Target("new thing", (0, 0, 1, 1), "Something new"), view()).text == "Something new, button"


@pytest.mark.parametrize("language", wording.languages())
def test_the_slip_is_said_whole_and_in_one_language(language):
    lines = slip_words(view(language=language, slip=SLIP))
    said = " ".join(line.text for line in lines)
    assert {line.language for line in lines} == {language}
    for part in (SLIP.place, SLIP.hour, code_words(SLIP.code)):
        assert part in said
    assert "{" not in said


def test_help_stands_first_where_it_is_needed_first():
    from msgspec.structs import replace

    first = slip_words(view(slip=replace(SLIP, help_first=True)))[0]
    assert SLIP.help_lines[0].number in first.text


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("bee", "bees", "s"),
        ("bees", "bees ", "bees"),
        ("bees", "bee", "s deleted"),
        ("bees sleep", "", "bees sleep deleted"),
        ("", "bees sleep", "bees sleep"),
        ("why", "why?", "question mark"),
        ("", " ", ""),
        ("a", "a", ""),
    ],
)
def test_a_change_is_said(before, after, said):
    assert " ".join(line.text for line in change_words(view(before), view(after))) == said


def test_a_letter_that_gets_a_mark_is_said_as_it_is_now():
    assert change_words(view("क", "hi"), view("कि", "hi")) == (Line("hi", "कि"),)


def test_what_is_still_composed_counts_as_written():
    letters = composing.press(composing.press(view(language="ko"), "ㅂ"), "ㅓ")
    assert "버" in spoken.so_far(letters).text
