import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from kiosk_ui import paper, typesetting, wording
from kiosk_ui.line_breaks import pieces
from kiosk_ui.pictograms import PICTOGRAMS, PROMISES, pictogram
from kiosk_ui.typesetting import Style

STYLE = Style(24, 500)


@settings(max_examples=50, deadline=None)
@given(
    words=st.text(max_size=80), width=st.integers(100, 400), edge=st.sampled_from(["left", "right", "center"])
)
def test_text_is_as_wide_as_asked(words, width, edge):
    part = paper.text(words, STYLE, width, edge)
    assert part.width == width
    assert (part.height == 0) == (not words.strip())


@pytest.mark.parametrize("words", ["Ấ̀ g̣̃ " * 30, "ที่ปู่ กู้ " * 30, "क्ष्मूँ ऑ " * 30, "جلّ إِ " * 30])
def test_no_ink_is_lost_between_lines_of_tall_scripts(words):
    rtl = typesetting.is_rtl(words, "en")
    rows = typesetting.break_lines(words, STYLE, 300)
    ink = sum(
        mask.convert("L").histogram()[255] for row in rows for mask in [typesetting.line(row, STYLE, rtl)]
    )
    assert paper.text(words, STYLE, 300, "left").histogram()[255] == ink


def test_latin_is_set_tighter_than_the_tallest_script():
    latin, tall = (paper.text("\n".join([word] * 9), STYLE, 300, "left") for word in ("bees", "Ấ̀g̣̃"))
    assert latin.height < tall.height


@pytest.mark.parametrize(
    ("language", "edge"), [("en", "left"), ("ar", "right"), ("he", "right"), ("zh", "left")]
)
def test_the_edge_one_begins_at(language, edge):
    assert paper.start_edge(language) == edge


def test_numbers_are_not_turned_around():
    arabic, english = (
        paper.text("116 123", Style(24, 500, tag), 200, "left", rtl=False) for tag in ("ar", "en")
    )
    assert arabic.tobytes() == english.tobytes()
    assert paper.text("116 123", Style(24, 500, "ar"), 200, "left").tobytes() != english.tobytes()


@pytest.mark.parametrize("language", wording.languages())
def test_no_word_of_a_caption_is_broken(language):
    for key in PROMISES:
        words = wording.say(language, key)
        style = paper.unbroken(words, Style(21, 500, language), 120, 12)
        rows = [row.strip() for row in typesetting.break_lines(words, style, 120)]
        may_end = {"".join(pieces(words)[:count]).replace(" ", "") for count in range(len(words) + 1)}
        assert {"".join(rows[:count]).replace(" ", "") for count in range(len(rows) + 1)} <= may_end


@pytest.mark.parametrize(
    "words", ["one two three four", "Under 18: bring a grown-up", "未满18岁：请大人陪同", "كيف يجد النحل"]
)
def test_even_lines_are_as_many_and_hold_the_same(words):
    plain, even = (set_text(words, STYLE, 160, "left") for set_text in (paper.text, paper.even))
    assert even.size == plain.size
    assert even.getbbox()[2] <= plain.getbbox()[2]


def test_even_lines_leave_no_word_alone():
    plain, even = (
        set_text("so much for one it", STYLE, 190, "left") for set_text in (paper.text, paper.even)
    )
    last_of_plain, last_of_even = (
        part.crop((0, part.height // 2, part.width, part.height)).getbbox()[2] for part in (plain, even)
    )
    assert last_of_even > 2 * last_of_plain


def test_a_long_word_shrinks_to_one_line_and_no_further_than_asked():
    assert paper.fitted("Schmetterling", STYLE, 100, "left", 10).height < 2 * 24
    assert paper.fitted("W" * 200, STYLE, 100, "left", 20).height > 20 * 20


@pytest.mark.parametrize("picture", ["🦩", "🪔", "⛵", "🧵", "🪡", "🌙"])
@pytest.mark.parametrize("side", [68, 164])
def test_a_glyph_fills_its_square(picture, side):
    left, top, right, bottom = paper.glyph(picture, side).getbbox()
    assert paper.glyph(picture, side).size == (side, side)
    assert max(right - left, bottom - top) >= 0.9 * side


def test_parts_of_no_height_take_no_gap():
    one, none = paper.rule(10, 3), Image.new("L", (10, 0))
    assert paper.under((none, one, none, one, none), 5).size == (10, 11)
    assert paper.under((none,), 5).size == (10, 0)


def test_the_first_part_stands_where_one_begins_to_read():
    first, second = paper.rule(4, 2), Image.new("L", (6, 2))
    assert paper.beside(first, second, 1, "left").getbbox() == (0, 0, 4, 2)
    assert paper.beside(first, second, 1, "right").getbbox() == (7, 0, 11, 2)


def test_a_page_is_ink_on_paper():
    page = paper.page(paper.rule(10, 2), 16, 3)
    assert (page.mode, page.size) == ("1", (16, 8))
    assert [page.getpixel(at) for at in ((0, 0), (3, 3), (12, 4), (13, 4))] == [255, 0, 0, 255]


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_pictograms_are_drawn_whole_and_differ(name):
    drawn = pictogram(name, 46)
    left, top, right, bottom = drawn.getbbox()
    assert left > 0
    assert top > 0
    assert right < 46
    assert bottom < 46
    assert all(
        ImageChops.difference(drawn, pictogram(other, 46)).getbbox() for other in PICTOGRAMS if other != name
    )
    assert pictogram(name, 46, True).transpose(Image.Transpose.FLIP_LEFT_RIGHT) == drawn
