"""A round closes: signs, themes, and what remains of both when somebody takes an entry back."""

import msgspec
import pytest

from hub.calendar import MINUTE
from hub.closing import as_it_stands, closed_round, pool_and_guests, sheet_id, splitter
from hub.day import Day
from hub.kept import Promised
from hub.rules import Table
from tests.hub.test_day import raw
from tests.hub.town import MONDAY, TOWN, a_round, an_id, at, kept, no_centre

WORDS = ("Why do bees dance?", "What do bees eat in winter?", "Where do bees sleep?", "How is bread made?")


@pytest.fixture
def day():
    """Three who share a word and one who does not, all promised the library at ten."""
    day = Day(TOWN, MONDAY, no_centre)
    for number, words in enumerate(WORDS):
        promised = Promised("library", a_round().starts, slip=an_id(900 + number), sign=f"sign {number}")
        day.note(kept(number, words, kiosk=f"kiosk {number}"), promised, raw(number))
    return day


def ids(*numbers):
    return tuple(map(an_id, numbers))


def closed(day, *tables):
    return closed_round(day, a_round(), list(tables))


def test_pool_and_guests_are_those_promised_the_round(day):
    pool, guests, _, standing = pool_and_guests(TOWN, day, a_round())
    assert (pool.place, pool.starts * MINUTE) == ("library", at("2026-11-23 10:00"))
    assert tuple(guest.id for guest in guests) == ids(0, 1, 2, 3)
    assert standing == []


def test_the_split_seats_everybody(day):
    tables = splitter(TOWN)(*pool_and_guests(TOWN, day, a_round()))
    assert sorted(one for table in tables for one in table.members) == list(ids(0, 1, 2, 3))


def test_each_table_has_a_sign_of_its_own_that_no_guest_has(day):
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    signs = [table.sign for table in made.tables]
    assert len(set(signs)) == 2
    assert not set(signs) & day.signs_in("library", a_round().starts)
    assert made == closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3))), (
        "the same tables, the same signs"
    )


def test_a_theme_is_what_three_share(day):
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert [table.theme for table in made.tables] == ["bees", ""]


def named(day, number, table, **more):
    """Let the slip of one of them name a table."""
    day.promised[an_id(number)] = msgspec.structs.replace(day.promised[an_id(number)], table=table, **more)


def test_a_table_has_the_sign_that_its_slips_name(day):
    named(day, 1, "🪁")
    named(day, 3, "🔑")
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert [table.sign for table in made.tables] == ["🪁", "🔑"]


def test_a_sign_is_given_once_where_most_of_its_slips_sit(day):
    for number in (0, 1, 3):
        named(day, number, "🪁")
    made = closed(day, Table(True, ids(3)), Table(False, ids(0, 1, 2)))
    assert made.tables[1].sign == "🪁"
    assert made.tables[0].sign not in {"🪁", ""}


def test_a_table_with_slips_of_two_tables_has_one_of_their_signs_and_nobody_else_the_other(day):
    named(day, 0, "🪁")
    named(day, 1, "🔑")
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert made.tables[0].sign in {"🪁", "🔑"}
    assert made.tables[1].sign not in {"🪁", "🔑"}


def test_a_theme_on_paper_stands_while_all_are_there_on_whose_words_it_rests(day):
    named(day, 2, "🪁", theme="do bees", company=ids(0, 1, 2))
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert made.tables[0].theme == "do bees"
    day.drop(an_id(0))
    assert as_it_stands(day, made).tables[0].theme == ""


def test_an_entry_taken_back_while_the_tables_are_made_up_sits_nowhere(day):
    day.drop(an_id(2))
    day.drop(an_id(3))
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert [(table.members, table.theme) for table in made.tables] == [(ids(0, 1), "")]


def test_a_theme_rests_on_nobody_who_has_gone_since(day):
    made = closed(day, Table(False, ids(0, 1, 2)), Table(True, ids(3)))
    assert as_it_stands(day, made) == made
    day.drop(an_id(1))
    day.drop(an_id(3))
    (left,) = as_it_stands(day, made).tables
    assert (left.members, left.theme) == (ids(0, 2), "")
    assert left.sign == made.tables[0].sign, "those who stay find their table"
    assert as_it_stands(day, made).sheet == made.sheet


def test_a_theme_of_four_stands_on_the_three_who_stay(day):
    day.note(
        kept(7, "Do bees sting twice?", kiosk="kiosk 7"),
        Promised("library", a_round().starts, slip=an_id(907)),
        raw(7),
    )
    made = closed(day, Table(False, ids(0, 1, 2, 7)))
    day.drop(an_id(0))
    assert as_it_stands(day, made).tables[0].theme == "bees"


def test_one_sheet_for_each_round():
    ten, one = at("2026-11-23 10:00"), at("2026-11-23 13:00")
    assert sheet_id("library", ten) == sheet_id("library", ten)
    assert len({sheet_id("library", ten), sheet_id("library", one), sheet_id("cafe", ten)}) == 3
