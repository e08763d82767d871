"""The public screen: whole, even, silent about people."""

import random
import time

import pygame
import pytest
from msgspec.structs import replace

from kiosk_ui import typesetting
from kiosk_ui.board_view import board_scene, draw_board
from kiosk_ui.theme import LAMP
from kiosk_ui.typesetting import line_height
from kiosk_ui.widgets import Item, Plate, Words, text_height
from wire.messages import Board, BoardPlace, BoardTable, Sign

SIZES = [(1920, 1080), (1280, 720), (800, 480), (1080, 1920)]
HOURS = ("10:00", "13:00", "17:30")
NAMES = [
    "Library",
    "Café am Markt",
    "Waschsalon und Nachbarschaftscafé am Alten Güterbahnhof",
    "مكتبة الحي",
    "图书馆",
]
SIGNS = "🐢🐝🦊🚲🌵🍋🔑🎻🧭🐙🦉🍄🥕🧵🪀🏮🛶🦔🫖🎈🐌🌻🍉🧩🪜🧲🔭🎺🦋🐧🥁🪡🧺🪁🐡🦀🐳🦆🐓🦙"
THEMES = ["bees home", "", "النحل والعسل", "मधुमक्खियाँ", "Donaudampfschifffahrt", "发酵", "old radios"]


def board(places: int, tables: int, seed: int = 1, hours: tuple[str, ...] = HOURS) -> Board:
    chance = random.Random(seed)
    names = [NAMES[n % len(NAMES)] + (f" {n}" if n >= len(NAMES) else "") for n in range(places)]
    return Board(
        revision=1,
        name="Nordstadt",
        day="2026-11-22",
        places=tuple(BoardPlace(name, "Linden Street 12", hours) for name in names),
        tables=tuple(
            BoardTable(
                chance.choice(names),
                0,
                chance.choice(hours),
                Sign(SIGNS[n % len(SIGNS)], "word"),
                THEMES[n % 7],
            )
            for n in range(tables)
        ),
    )


def texts(*arguments: object) -> list[str]:
    items = board_scene(*arguments)  # type: ignore[arg-type]
    return [" ".join(item.lines) for item in items if isinstance(item, Words)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    ("places", "tables"), [(1, 0), (3, 0), (3, 3), (3, 12), (3, 40), (5, 40), (8, 40), (1, 40)]
)
def test_everything_is_inside(size: tuple[int, int], places: int, tables: int) -> None:
    for item in board_scene(size, board(places, tables), "12:10", False, "en"):
        left, top, width, height = item.box
        assert (left >= 0, top >= 0, left + width <= size[0], top + height <= size[1]) == (True,) * 4, item
        if isinstance(item, Words) and tables <= 12:
            widest = max(typesetting.line(text, item.style, item.rtl).width for text in item.lines)
            assert widest <= width, item
            assert text_height(len(item.lines), item.style) <= height + line_height(item.style) // 4, item


def test_every_table_is_a_disc_of_one_size_with_its_theme() -> None:
    day = board(3, 12)
    items = board_scene((1920, 1080), day, "09:00", False, "en")
    discs = [item for item in items if isinstance(item, Plate) and item.radius and item.border is None]
    assert len(discs) == 12
    assert len({item.box[2:] for item in discs}) == 1
    shown = texts((1920, 1080), day, "09:00", False, "en")
    assert {table.sign.picture for table in day.tables} <= set(shown)
    assert {table.theme for table in day.tables} - {""} <= set(shown)


def test_no_numbers_but_hours_and_the_date() -> None:
    shown = texts((1920, 1080), board(3, 12), "12:10", False, "en")
    digits = [text for text in shown if any(c.isdigit() for c in text)]
    assert set(digits) == {*HOURS, "12:10", "Sunday, 22 November", "Linden Street 12"}


def test_the_order_of_the_message_means_nothing() -> None:
    day = board(3, 20)
    mixed = Board(1, day.name, day.day, day.places[::-1], day.tables[::-1])
    assert board_scene((1920, 1080), day, "12:10", False, "en") == board_scene(
        (1920, 1080), mixed, "12:10", False, "en"
    )


def test_the_next_hour_is_lit_and_what_is_over_is_quiet() -> None:
    items = board_scene((1920, 1080), board(3, 12), "12:10", False, "en")
    lit = {item.lines[0] for item in items if isinstance(item, Words) and item.colour == LAMP}
    assert "13:00" in lit
    assert not {"10:00", "17:30"} & lit


def left_of(text: str, items: list[Item]) -> int:
    return next(item.box[0] for item in items if isinstance(item, Words) and item.lines == (text,))


def test_an_hour_without_tables_leaves_its_room_to_the_others() -> None:
    day = board(3, 12, hours=("10:00",))
    later = Board(
        1, day.name, day.day, tuple(replace(place, hours=HOURS) for place in day.places), day.tables
    )
    items = board_scene((1280, 720), later, "09:46", False, "en")
    ten, one, half_past_five = (left_of(hour, items) for hour in HOURS)
    assert one - ten > 3 * (half_past_five - one) > 0


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_theme_is_the_largest_of_a_table_and_larger_than_a_place(size: tuple[int, int]) -> None:
    place = BoardPlace("Library", "Linden Street 12", HOURS)
    tables = (
        BoardTable("Library", 0, "10:00", Sign("🐢", "turtle"), "bees"),
        BoardTable("Library", 0, "10:00", Sign("🎻", "violin"), ""),
    )
    items = board_scene(size, Board(1, "N", "2026-11-22", (place,), tables), "09:46", False, "en")
    sizes = {item.lines[0]: item.style.size for item in items if isinstance(item, Words)}
    assert sizes["bees"] > max(sizes["violin"], sizes["Library"])


def test_an_old_board_says_of_which_day_it_is() -> None:
    assert "As of Sunday, 22 November" in texts((1920, 1080), board(3, 3), "12:10", True, "en")


def test_before_anything_is_heard_the_question_stands_alone() -> None:
    assert texts((1920, 1080), None, "12:10", False, "en") == ["What are you curious about today?"]
    empty = Board(1, "Nordstadt", "2026-11-22", (), ())
    assert texts((1920, 1080), empty, "12:10", False, "en", "Mend?") == ["Mend?"]


def test_a_place_that_only_a_table_names_is_shown() -> None:
    day = board(1, 0)
    table = BoardTable("Somewhere else", 0, "11:15", Sign("🐝", "bee"), "bees")
    shown = texts((1920, 1080), Board(1, "N", day.day, day.places, (table,)), "09:00", False, "en")
    assert {"Somewhere else", "11:15", "bees"} <= set(shown)


def test_a_day_of_many_hours_shows_those_to_come() -> None:
    hours = tuple(f"{hour:02}:00" for hour in range(8, 20))
    shown = texts((1920, 1080), board(2, 0, hours=hours), "14:30", False, "en")
    assert {"15:00", "16:00", "17:00", "18:00", "19:00"} <= set(shown)
    assert "08:00" not in shown


def test_a_full_board_is_drawn_at_once() -> None:
    began = time.perf_counter()
    surface = draw_board((1920, 1080), board(3, 40), "12:10")
    assert time.perf_counter() - began < 5
    assert isinstance(surface, pygame.Surface)
    assert surface.get_size() == (1920, 1080)
