"""The picture of a gathering: equal dots, words that fit, nothing that tells one table from another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.pages.board_picture import COLUMN, DOT, NARROW, ROOM, WIDE, label, picture
from wire.messages import BoardTable, Sign


def tables(*themes):
    return [
        BoardTable("Café", 0, "10:00", Sign(chr(0x1F400 + number), f"sign {number:02}"), theme)
        for number, theme in enumerate(themes)
    ]


@pytest.mark.parametrize("columns", [NARROW, WIDE])
@pytest.mark.parametrize("rtl", [False, True])
def test_dots_lie_inside_and_apart(columns, rtl):
    for many in range(1, 25):
        drawn = picture(tables(*["bees"] * many), columns, rtl)
        centres = [(dot.x, dot.y) for dot in drawn.dots]
        assert len(centres) == many
        assert all(DOT <= x <= drawn.width - DOT and DOT <= y <= drawn.height - DOT for x, y in centres)
        assert all(
            abs(x - u) >= 2 * DOT or abs(y - v) >= 2 * DOT
            for i, (x, y) in enumerate(centres)
            for u, v in centres[:i]
        )


def test_the_order_is_that_of_the_signs_and_says_nothing_of_who_came():
    one = tables("bees", "trams", "bread")
    drawn = picture(one, WIDE)
    assert drawn == picture(one[::-1], WIDE)
    assert [dot.table.sign.word for dot in drawn.dots] == ["sign 00", "sign 01", "sign 02"]


def test_a_table_without_a_theme_is_called_by_its_sign():
    assert picture(tables(""), NARROW).dots[0].label.lines[0][1] == "sign 00"


def test_all_words_of_a_gathering_are_of_one_size():
    drawn = picture(tables("bees", "bread and sourdough", "trams"), NARROW)
    assert len({dot.label.size for dot in drawn.dots}) == 1


def test_one_text_that_is_far_too_long_makes_no_other_small():
    drawn = picture(tables("bees", "Donaudampfschifffahrtsgesellschaftskapitän", "trams"), NARROW)
    sizes = [dot.label.size for dot in drawn.dots]
    assert sizes[0] == sizes[2] > sizes[1]


def test_words_stand_beside_their_dot_in_either_direction():
    plain, mirrored = picture(tables("bees", "نحل"), NARROW), picture(tables("bees", "نحل"), NARROW, rtl=True)
    assert [(dot.label.direction, dot.label.anchor) for dot in plain.dots] == [
        ("ltr", "start"),
        ("rtl", "end"),
    ]
    assert [(dot.label.direction, dot.label.anchor) for dot in mirrored.dots] == [
        ("ltr", "end"),
        ("rtl", "start"),
    ]
    assert all(dot.x < dot.label.x for dot in plain.dots)
    assert all(dot.x > dot.label.x for dot in mirrored.dots)


@given(st.text(max_size=200))
def test_every_text_is_set_whole(words):
    lines = [line for _, line in label(words, 0, 50).lines]
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"]), max_size=60))
def test_what_is_not_pressed_together_is_short_enough(words):
    placed = label(words, 0, 50)
    if not placed.squeezed:
        assert all(len(line) * placed.size * 0.3 <= ROOM for _, line in placed.lines)
    assert COLUMN > ROOM
