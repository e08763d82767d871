"""The public screen: whole, large enough for 5 m, even, silent about people."""

import random
from itertools import chain

import pygame
import pytest
from msgspec.structs import replace

from kiosk_ui import typesetting, wording
from kiosk_ui.board_view import LONG_SIDE_MM, board_scenes, draw_board
from kiosk_ui.fitting import text_height
from kiosk_ui.theme import INK, LAMP, QUIET
from kiosk_ui.timetable import CAPITAL, CAPITALS_MM
from kiosk_ui.typesetting import line_height
from kiosk_ui.widgets import Item, Plate, Words
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
THEMES = [
    "bees home",
    "",
    "النحل والعسل",
    "मधुमक्खियाँ",
    "Donaudampfschifffahrtsgesellschaft",
    "发酵",
    "old radios",
]
FAIR = (1920, 1080)


def board(
    places: int,
    tables: int,
    hours: tuple[str, ...] = HOURS,
    languages: tuple[str, ...] = ("en",),
    themes: list[str] = THEMES,
) -> Board:
    chance = random.Random(1)
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
                themes[n % len(themes)],
            )
            for n in range(tables)
        ),
        languages=languages,
    )


def shown(
    size: tuple[int, int], day: Board | None, hour: str, asked: str = "", stale: bool = False
) -> list[Item]:
    return list(chain.from_iterable(board_scenes(size, day, hour, stale, "en", asked)))


def words(items: list[Item]) -> list[Words]:
    return [item for item in items if isinstance(item, Words)]


def texts(items: list[Item]) -> list[str]:
    return [" ".join(item.lines) for item in words(items)]


def capital_mm(item: Words, size: tuple[int, int]) -> float:
    return CAPITAL * item.style.size * LONG_SIDE_MM / max(size)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_everything_is_inside(size: tuple[int, int]) -> None:
    for places, tables in [(1, 0), (3, 0), (3, 3), (3, 12), (3, 40), (8, 40), (1, 40)]:
        for item in shown(size, board(places, tables), "09:10"):
            left, top, width, height = item.box
            assert (left >= 0, top >= 0, left + width <= size[0], top + height <= size[1]) == (True,) * 4, (
                item
            )
            if isinstance(item, Words):
                widest = max(typesetting.layout(text, item.style, item.rtl).width for text in item.lines)
                assert widest <= width, item
                assert text_height(len(item.lines), item.style) <= height + line_height(item.style) // 4, item
                assert "…" not in "".join(item.lines), item


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_covers_anything_else(size: tuple[int, int]) -> None:
    """But a sign its bead, and both of them the thread."""
    for tables in (0, 5, 40):
        for page in board_scenes(size, board(3, tables), "09:10", False, "en"):
            boxes = [pygame.Rect(item.box) for item in words(list(page)) if item.lines[0] not in SIGNS]
            boxes += [pygame.Rect(item.box) for item in page if isinstance(item, Plate) and item.radius]
            for number, box in enumerate(boxes):
                assert box.collidelist(boxes[:number]) == -1, (box, boxes[:number])


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_themes_and_hours_are_large_enough_for_five_metres(size: tuple[int, int]) -> None:
    """A long word may have to be smaller than the rest, but then stands alone on its lines."""
    for tables in (1, 7, 40):
        for item in words(
            shown(size, board(3, tables, themes=["bees · home", "", "发酵", "старые радио"]), "09:10")
        ):
            if item.lines[0] in HOURS:
                assert capital_mm(item, size) >= min(CAPITALS_MM) - 0.2
            elif item.colour == INK and item.lines[0] in {"bees · home", "发酵", "старые радио"}:
                assert capital_mm(item, size) >= 0.8 * min(CAPITALS_MM) - 0.2
    long = words(shown(size, board(1, 1, themes=["Donaudampfschifffahrtsgesellschaft"]), "09:10"))
    assert min(capital_mm(item, size) for item in long if item.lines[0].startswith("Donau")) > 10


def test_a_measured_screen_is_set_by_its_millimetres() -> None:
    day = board(1, 40)
    for width_mm in (531, 952):
        scenes = board_scenes(FAIR, day, "09:10", False, "en", width_mm=width_mm)
        assert len(scenes) > 1
        hour = next(item for item in scenes[0] if isinstance(item, Words) and item.lines == ("10:00",))
        assert CAPITAL * hour.style.size * width_mm / FAIR[0] >= min(CAPITALS_MM) - 0.2


def test_a_quiet_day_is_larger_than_a_full_one() -> None:
    def size(tables: int) -> int:
        items = words(shown(FAIR, board(1, tables, ("10:00",)), "09:10"))
        return max(item.style.size for item in items if item.lines == ("10:00",))

    assert size(1) > size(40)


def test_every_table_is_a_bead_of_one_size_with_its_theme() -> None:
    day = board(3, 12)
    items = shown(FAIR, day, "09:00")
    beads = [item for item in items if isinstance(item, Plate) and item.radius > 20]
    assert len(beads) == 12
    assert len({item.box[2:] for item in beads}) == 1
    assert sorted(table.sign.picture for table in day.tables) == sorted(set(texts(items)) & set(SIGNS))
    assert {table.theme for table in day.tables} - {""} <= set(texts(items))


def test_no_numbers_but_hours_and_the_date() -> None:
    digits = [text for text in texts(shown(FAIR, board(3, 12), "09:50")) if any(c.isdigit() for c in text)]
    assert set(digits) == {*HOURS, "09:50", "Sunday, 22 November", "Linden Street 12"}


def test_the_order_of_the_message_means_nothing() -> None:
    day = board(3, 20)
    mixed = replace(day, places=day.places[::-1], tables=day.tables[::-1])
    assert shown(FAIR, day, "12:10") == shown(FAIR, mixed, "12:10")


def test_the_next_hour_is_lit_and_what_is_over_is_quiet() -> None:
    day = board(1, 3, ("10:00",))
    later = replace(day, tables=(*day.tables, replace(day.tables[0], hour="17:30")))
    colours = {item.lines[0]: item.colour for item in words(shown((1080, 1920), later, "12:10"))}
    assert (colours["10:00"], colours["17:30"]) == (QUIET, LAMP)
    colours = {item.lines[0]: item.colour for item in words(shown((1080, 1920), later, "10:20"))}
    assert (colours["10:00"], colours["17:30"]) == (INK, LAMP)


def test_a_full_day_leaves_out_what_is_over_and_an_evening_does_not() -> None:
    day = board(3, 40)
    assert "10:00" not in texts(shown(FAIR, day, "12:10"))
    assert "10:00" in texts(shown(FAIR, day, "21:10"))


def test_an_hour_nobody_sits_at_yet_is_told_with_its_place() -> None:
    day = board(2, 0)
    table = BoardTable("Library", 0, "13:00", Sign("🐝", "bee"), "bees")
    items = words(shown(FAIR, replace(day, tables=(table,)), "12:10"))
    assert texts(list(items)).count("13:00") == 2  # of the table, and at the other place
    assert texts(list(items)).count("17:30") == 2
    assert texts(list(items)).count("10:00") == 0


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_gathering_stays_on_one_page_where_it_can(size: tuple[int, int]) -> None:
    day = board(4, 12, ("10:00", "13:00"))
    for page in board_scenes(size, day, "09:10", False, "en"):
        hours = [item.lines[0] for item in words(list(page)) if item.lines[0] in HOURS]
        assert hours == sorted(hours)
    heads = [text for text in texts(shown(size, day, "09:10")) if text in HOURS]
    assert len(heads) == len({(table.place, table.hour) for table in day.tables}) + sum(
        (place.name, hour) not in {(table.place, table.hour) for table in day.tables}
        for place in day.places
        for hour in place.hours
    )


def test_pages_are_about_equally_full() -> None:
    scenes = board_scenes(FAIR, board(3, 9, themes=["bees"]), "09:10", False, "en")
    assert len(scenes) > 1
    beads = [sum(isinstance(item, Words) for item in scene) for scene in scenes]
    assert min(beads) > max(beads) // 3


def test_an_arabic_neighbourhood_reads_from_the_right_whoever_asks() -> None:
    left, right = (board(2, 5, languages=(tag, "de")) for tag in ("en", "ar"))
    for language in ("ar", "de"):
        for one, other in zip(
            board_scenes(FAIR, left, "09:10", False, language),
            board_scenes(FAIR, right, "09:10", False, language),
            strict=True,
        ):
            boxes = [(FAIR[0] - item.box[0] - item.box[2], *item.box[1:]) for item in one]
            assert boxes == [item.box for item in other]


def test_an_old_board_says_of_which_day_it_is() -> None:
    assert "As of Sunday, 22 November" in texts(shown(FAIR, board(3, 3), "12:10", stale=True))


def test_before_anything_is_heard_the_question_stands_alone() -> None:
    assert texts(shown(FAIR, None, "12:10")) == ["What are you curious about today?"]
    empty = Board(1, "Nordstadt", "2026-11-22", (), ())
    assert texts(shown(FAIR, empty, "12:10", "Mend?")) == ["Mend?"]
    over = board(1, 0)
    assert "Nordstadt · Where neighbours meet today" in texts(shown(FAIR, over, "21:10"))


def test_a_place_that_only_a_table_names_is_shown() -> None:
    day = board(1, 0)
    table = BoardTable("Somewhere else", 0, "11:15", Sign("🐝", "bee"), "bees")
    assert {"Somewhere else", "11:15", "bees"} <= set(
        texts(shown(FAIR, replace(day, tables=(table,)), "09:00"))
    )


def test_a_day_of_many_hours_shows_those_to_come() -> None:
    hours = tuple(f"{hour:02}:00" for hour in range(8, 20))
    told = texts(shown(FAIR, board(2, 0, hours=hours), "14:30"))
    assert {"15:00", "16:00", "17:00", "18:00", "19:00"} <= set(told)
    assert "08:00" not in told


@pytest.mark.parametrize("language", wording.languages())
def test_the_question_fits_in_every_language(language: str) -> None:
    for size in SIZES:
        for page in board_scenes(size, board(1, 1), "09:10", True, language):
            assert "…" not in "".join(chain.from_iterable(item.lines for item in words(list(page))))


def test_pages_go_round() -> None:
    day = board(3, 40)
    pages = len(board_scenes((800, 480), day, "09:10", False, "en"))
    first, second, again = (
        pygame.image.tobytes(draw_board((800, 480), day, "09:10", page=page), "RGB") for page in (0, 1, pages)
    )
    assert first == again != second


@pytest.mark.parametrize(
    ("themes", "columns"), [(["bees", "tram", "choir", "bread"], 2), (["bees", "tram"], 1)]
)
def test_many_short_themes_stand_in_two_columns(themes: list[str], columns: int) -> None:
    items = shown(FAIR, board(1, len(themes), ("10:00",), themes=themes), "09:10")
    beads = {item.box[0] for item in items if isinstance(item, Plate) and item.radius > 20}
    assert len(beads) == columns
    assert set(themes) <= set(texts(items))
