"""Draws docs/pictures/public-screen.png anew: the public screen's pages on five kinds of days, in four languages.

    make pictures        (or: python docs/make_board_pictures.py)

Made-up days, drawn by the public screen's own code at 1920x1080 and upright at 1080x1920.
"""

import os
import sys
from pathlib import Path

from PIL import Image

from wire.messages import Board, BoardPlace, BoardTable, Sign

PICTURE = Path(__file__).parent / "pictures" / "public-screen.png"
HOURS = ("10:00", "13:00", "17:30")
WIDE, UPRIGHT = (1920, 1080), (1080, 1920)
SMALL, GAP, WALL = 3, 12, (120, 104, 86)  # pictures are shown at a third
PLACES = (
    BoardPlace("Millbrook Library", "2 Mill Lane, reading room", HOURS),
    BoardPlace("Garden House", "11 Orchard Road", HOURS),
    BoardPlace("Corner Bakery", "1 Market Square, the long table upstairs", HOURS),
)
OLIVES = (
    BoardPlace("مكتبة الحي", "شارع الزيتون 12", HOURS),
    BoardPlace("مقهى الياسمين", "ساحة السوق", HOURS),
)


def table(place: BoardPlace, hour: str, sign: str, theme: str = "") -> BoardTable:
    """A table of a made-up day."""
    return BoardTable(place.name, 0, hour, Sign(sign, ""), theme)


def day(places: tuple[BoardPlace, ...], language: str, *tables: BoardTable, name: str = "Millbrook") -> Board:
    """A made-up day."""
    return Board(1, name, "2026-11-22", places, tables, "UTC", (language,))


LIBRARY, GARDEN, BAKERY = PLACES
MORNING = day(
    PLACES,
    "en",
    table(BAKERY, "10:00", "🌵", "stars · telescope"),
    table(BAKERY, "10:00", "🎻", "sourdough"),
    table(BAKERY, "10:00", "🍋"),
    table(GARDEN, "13:00", "🔑", "knitting"),
)
DAYS: tuple[tuple[Board, str, str, tuple[int, int]], ...] = (  # board, hour, language, size
    (MORNING, "09:40", "en", WIDE),
    (day(PLACES, "en"), "09:10", "en", WIDE),
    (
        day(
            PLACES,
            "de",
            table(LIBRARY, "17:30", "🐢", "Donaudampfschifffahrtsgesellschaft"),
            table(GARDEN, "17:30", "🚲", "Sauerteig · Brot"),
            table(GARDEN, "17:30", "🦊"),
        ),
        "16:10",
        "de",
        WIDE,
    ),
    (
        day(
            OLIVES,
            "ar",
            table(OLIVES[1], "13:00", "🎺", "تاريخ الحي القديم"),
            table(OLIVES[0], "17:30", "🍋", "الراديو"),
            table(OLIVES[0], "17:30", "🦊", "النجوم · التلسكوب"),
            name="حي الزيتون",
        ),
        "12:10",
        "ar",
        WIDE,
    ),
    (MORNING, "09:40", "en", UPRIGHT),
)


def main() -> int:
    """Draw the days side by side."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame

    from kiosk_ui.board_view import draw_board

    drawn = []
    for board, hour, language, size in DAYS:
        surface = draw_board(size, board, hour, language=language)
        whole = Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))
        drawn.append(whole.resize((size[0] // SMALL, size[1] // SMALL), Image.Resampling.LANCZOS))
    width, height = drawn[0].size
    sheet = Image.new("RGB", (2 * width + drawn[-1].width + 4 * GAP, 2 * height + 3 * GAP), WALL)
    for number, picture in enumerate(drawn[:-1]):
        row, column = divmod(number, 2)
        sheet.paste(picture, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    sheet.paste(drawn[-1], (3 * GAP + 2 * width, (sheet.height - drawn[-1].height) // 2))
    sheet.quantize(64).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
