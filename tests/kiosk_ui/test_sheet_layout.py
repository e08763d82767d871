import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk_ui import escpos, escpos_decoder, paper, typesetting, wording
from kiosk_ui.sheet_layout import lay_out
from wire.examples import SHEET
from wire.messages import SheetTable, Sign

ROLLS = [384, 576]
SIGNS = [Sign(chr(0x1F980 + number), f"sign {number:02}") for number in range(30)]
TABLES = (
    SheetTable(Sign("🪔", "lamp"), hosted=False, theme="bees", members=tuple(SIGNS[:5])),
    SheetTable(Sign("⛵", "boat"), hosted=True, theme="", members=tuple(SIGNS[5:11])),
)


def texts_of(sheet, monkeypatch):
    paper.glyph.cache_clear()
    lines, plain = [], typesetting.line
    monkeypatch.setattr(typesetting, "line", lambda text, *rest: lines.append(text) or plain(text, *rest))
    lay_out(sheet, 384)
    return lines


def test_every_sign_stands_under_its_own_table(monkeypatch):
    lines = texts_of(replace(SHEET, tables=TABLES), monkeypatch)
    of_lamp = lines[lines.index("lamp") : lines.index("boat")]
    of_boat = lines[lines.index("boat") :]
    assert [word for word in of_lamp if word.startswith("sign")] == [sign.word for sign in SIGNS[:5]]
    assert [word for word in of_boat if word.startswith("sign")] == [sign.word for sign in SIGNS[5:11]]
    assert wording.say("en", "host_table") in of_boat
    assert wording.say("en", "host_table") not in of_lamp


def test_hour_place_and_heading_come_first(monkeypatch):
    lines = texts_of(SHEET, monkeypatch)
    together = " ".join(lines[: lines.index("lamp")])
    for text in (SHEET.hour, SHEET.place, wording.say("en", "table_sheet"), "22 November"):
        assert text in together


def test_the_order_of_the_members_says_nothing():
    turned = tuple(replace(table, members=table.members[::-1]) for table in TABLES)
    assert lay_out(replace(SHEET, tables=turned), 384) == lay_out(replace(SHEET, tables=TABLES), 384)


def test_what_only_machines_need_is_not_printed():
    other = replace(SHEET, id="01a2038e-0000-7000-8000-000000000000", kiosk="library", starts=1)
    assert lay_out(other, 384) == lay_out(SHEET, 384)


@settings(max_examples=20, deadline=None)
@given(
    word=st.text(max_size=60) | st.just("Donaudampfschifffahrt" * 3),
    theme=st.text(max_size=60),
    members=st.integers(0, 12),
    language=st.sampled_from(wording.languages()),
    dots=st.sampled_from(ROLLS),
)
def test_nothing_runs_over_the_edge(word, theme, members, language, dots):
    table = SheetTable(Sign("🪔", word), True, theme, tuple(Sign("🦩", word) for _ in range(members)))
    picture = lay_out(replace(SHEET, language=language, place=word, tables=(table, table)), dots, copy=True)
    assert picture.width == dots
    for edge in ((0, 0, 2, picture.height), (dots - 2, 0, dots, picture.height)):
        assert picture.crop(edge).getextrema() == (255, 255)
    printed = escpos_decoder.draw(escpos_decoder.read(b"".join(escpos.encode(picture))), dots)
    assert printed.crop((0, 0, *picture.size)).tobytes() == picture.tobytes()


@pytest.mark.parametrize("dots", ROLLS)
def test_a_full_pool_and_an_empty_one(dots):
    full = lay_out(replace(SHEET, tables=TABLES * 15), dots)
    empty = lay_out(replace(SHEET, tables=()), dots)
    assert full.height > 10 * empty.height > 0


def test_a_copy_says_so():
    assert lay_out(SHEET, 384, copy=True).tobytes() != lay_out(SHEET, 384).tobytes()


def test_a_sheet_in_the_place_of_another_says_so(monkeypatch):
    said = wording.say("en", "sheet_again")
    assert said in " ".join(texts_of(replace(SHEET, again=True), monkeypatch))
    assert said not in " ".join(texts_of(SHEET, monkeypatch))


def test_a_sign_that_no_face_draws_is_known_by_its_word(monkeypatch):
    unknown = SheetTable(
        Sign("\u0378", "kettle"), hosted=False, theme="", members=(Sign("", "mitten"), SIGNS[0])
    )
    lines = texts_of(replace(SHEET, tables=(unknown,)), monkeypatch)
    assert {"kettle", "mitten"} <= set(lines)
    assert lay_out(replace(SHEET, tables=(unknown,)), 384).height < 8 * 120
