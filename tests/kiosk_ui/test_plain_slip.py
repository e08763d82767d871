import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk_ui import plain_slip, wording
from tests import receipt
from wire.examples import SHEET, SLIP
from wire.messages import Sign


def printed(slip, dots=384, **options):
    return receipt.read(b"".join(plain_slip.encode(slip, dots, **options)))


@pytest.mark.parametrize("language", wording.languages())
@pytest.mark.parametrize(("dots", "columns"), [(384, 32), (576, 48)])
def test_place_hour_and_code_are_on_it_in_every_language(language, dots, columns):
    paper = printed(replace(SLIP, language=language, place="Café Linde"), dots)
    lines = paper.text.splitlines()
    assert {"Cafe Linde", "73J1-F81D-06"} <= set(lines)
    assert any("17:30" in line for line in lines)
    assert max(map(len, lines)) <= columns
    assert paper.cuts


def test_german_is_written_without_its_dots_and_hindi_in_english():
    assert "FLAMINGO: Such um 17:30 dein" in printed(replace(SLIP, language="de")).text
    assert "FLAMINGO: At 17:30, look for" in printed(replace(SLIP, language="hi")).text


def test_words_that_ascii_cannot_write_leave_no_row_of_question_marks():
    assert "?" not in printed(replace(SLIP, words="मधुमक्खियाँ घर का रास्ता")).text
    assert "Warum heulen Wolfe?" in printed(replace(SLIP, words="Warum heulen Wölfe?")).text


def test_words_that_ascii_cannot_write_are_said_to_be_missing():
    said = wording.say("de", "words_cut")
    assert said in " ".join(printed(replace(SLIP, words="Пчёлы?", language="de")).text.split())
    assert said not in " ".join(printed(replace(SLIP, words="Bienen?", language="de")).text.split())


def test_a_sheet_names_who_sits_where():
    text = printed(SHEET).text
    assert "LAMP" in text.splitlines()
    assert "* FLAMINGO" in text.splitlines()


def test_a_sign_that_ascii_cannot_write_is_the_same_on_slip_and_sheet():
    sign = Sign("🦩", "फ्लेमिंगो")
    sheet = replace(SHEET, tables=(replace(SHEET.tables[0], members=(sign,)),))
    assert "U+1F9A9" in printed(replace(SLIP, sign=sign)).text
    assert "U+1F9A9" in printed(sheet).text


def test_a_copy_says_so():
    assert "** Copy **" in printed(SLIP, copy=True).text


@given(st.text(max_size=200), st.sampled_from(wording.languages()))
def test_no_byte_of_anyones_words_is_more_than_a_letter(words, language):
    evil = words + "\x1b@\x1dV\x00\x10\x04\x1c\x00\x7f"
    slip = replace(SLIP, words=evil, place=evil[:80], address=evil, directions=evil, language=language)
    data = b"".join(plain_slip.encode(slip, 384))
    body = data.removeprefix(plain_slip.INIT).removesuffix(plain_slip.CUT)
    assert all(byte == 0x0A or 0x20 <= byte <= 0x7E for byte in body)
