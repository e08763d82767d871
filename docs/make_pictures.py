"""Draws the pictures of docs/pictures anew: a street of real programs lives through a morning, and is looked at.

    make pictures

Slips, table sheets and the screens after them are what the kiosks printed and kept; the board is the hub's message as
the public screen draws it; the screens before are drawn at rest. Only `overview.png` is put together here.
"""

import asyncio
import csv
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pygame
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from hub import calendar, closing
from hub.config import HubConfig
from hub.street import KIOSK, PATIENCE_S, KioskLines, Street
from kiosk_ui import screens, text_field
from kiosk_ui.config import address_of, read_settings
from kiosk_ui.public_screen import Ear, See, hour_at, picture_of
from kiosk_ui.text_field import TextField
from kiosk_ui.view import View
from wire.clock import clock_of

PICTURES = Path(__file__).parent / "pictures"
ROUND = "10:00"  # the one that closes while we look
# In front of the kiosk whose pictures are kept; the words of each screen and slip. The last one's screens stay.
VISITORS = (
    ("ar", "كيف يجد النحل طريقه إلى البيت؟"),
    ("hi", "मधुमक्खियाँ घर का रास्ता कैसे ढूँढती हैं?"),
    ("en", "How do bees find their way home?"),
)
APART = 5  # turns in which neighbours come; those of one topic stand together in their file
PAPERLESS = "garden"  # the kiosk without a printer
DESK, SHADOW = (232, 224, 212), (120, 104, 86)  # of the overview


def main() -> int:
    """Live through the morning and keep its pictures."""
    os.environ |= {"DISPLAY": "", "WAYLAND_DISPLAY": ""}  # pictures, not windows
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder)))
    overview().save(PICTURES / "overview.png", optimize=True)
    return 0


async def _live(out: Path) -> None:
    """Neighbours write at two kiosks, three are watched, the round closes, the board is drawn."""
    street = Street(out, ["library", "bakery", PAPERLESS])
    config = street.prepare()
    street.set_clock(_at(7, 40))
    try:
        await street.start_hub()
        await street.wait_for_broker()
        kiosks = {name: await street.start_kiosk(name) for name in ("library", "bakery")}
        promised = await _write_all(street, kiosks)
        _draw(View("attract", languages=config.languages), "attract")
        for language, words in VISITORS:
            visit = await kiosks["library"].visit(words, language)
            promised[str(visit["place"]), str(visit["starts"])] += 1
            _draw(View("write", language, text_field.insert(TextField(), words)), f"write-{language}")
            shutil.copy(str(visit["slip"]), PICTURES / f"slip-{language}.png")
        for screen in ("asleep", "heard", "slip"):
            shutil.copy(out / f"kiosk-{screen}.png", PICTURES / f"{screen}.png")
        await _close(street, config, kiosks, promised)
        await asyncio.to_thread(_draw_board, street)
        await _show_a_slip(street)
    finally:
        await street.stop()


async def _write_all(street: Street, kiosks: Mapping[str, KioskLines]) -> Counter[tuple[str, str]]:
    """Every neighbour at a kiosk in turn; how many were promised each (place's name, hour).

    Who asks the same comes a while apart: three voices within ten minutes at one kiosk might be one person's, and
    their words would be no table's theme.
    """
    await asyncio.gather(*(asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S) for kiosk in kiosks.values()))
    with (PICTURES / "neighbours.tsv").open(encoding="utf-8", newline="") as rows:
        people = list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))
    turns = [(person, kiosk) for person, kiosk in zip(people, cycle(kiosks.values()), strict=False)]
    visits = []
    for turn in range(APART):
        street.set_clock(_at(8, 40) - timedelta(minutes=11 * (APART - turn)))
        visits += [await kiosk.visit(person["text"], person["lang"]) for person, kiosk in turns[turn::APART]]
    street.set_clock(_at(8, 40))
    return Counter((str(visit["place"]), str(visit["starts"])) for visit in visits)


def _at(hour: int, minute: int) -> datetime:
    return datetime.now(UTC).replace(hour=hour, minute=minute, second=0)


def _draw(view: View, name: str) -> None:
    """A screen at rest: what a kiosk keeps of it has a finger on the button that led on."""
    surface = pygame.Surface((800, 480))
    screens.draw(surface, view)
    pygame.image.save(surface, PICTURES / f"{name}.png")


async def _show_a_slip(street: Street) -> None:
    """A kiosk without a printer shows its slips on the screen."""
    folder = street.data / PAPERLESS
    file = folder / "kiosk.toml"
    file.write_text(re.sub(r"(?m)^printer = .*$", 'printer = "none"', file.read_text()))
    written = ("--script", "Как испечь хлеб на закваске?", "--language", "ru")
    here = ("--data", str(folder), "--pictures", str(folder))
    kiosk = await street.start("kiosk", *here, *written, log=PAPERLESS)
    await asyncio.wait_for(kiosk.wait(), PATIENCE_S)
    shutil.copy(folder / "kiosk-slip.png", PICTURES / "slip-on-screen.png")


async def _close(
    street: Street, config: HubConfig, kiosks: Mapping[str, KioskLines], promised: Counter[tuple[str, str]]
) -> None:
    """Let the round close, and keep the table sheet of the place that most were promised."""
    printing = [place for place in config.places if place.prints_at in kiosks]
    place = max(printing, key=lambda place: promised[place.name, ROUND])
    rounds = calendar.rounds_of(config, datetime.now(UTC).date())
    found = next(found for found in rounds if (found.place, found.hour) == (place.id, ROUND))
    street.set_clock(datetime.fromtimestamp(found.starts / 1000, UTC) - timedelta(minutes=14))
    kiosk = kiosks[place.prints_at]
    async with asyncio.timeout(PATIENCE_S):
        while closing.sheet_id(found.place, found.starts) not in kiosk.printed:
            kiosk.news.clear()
            await kiosk.news.wait()
    folder = street.out if place.prints_at == KIOSK else street.out / place.prints_at
    shutil.copy(folder / "sheet-0001.png", PICTURES / "table-sheet.png")


def _draw_board(street: Street) -> None:
    """The public screen as it is drawn from the hub's message."""
    folder = street.data / "screen"
    settings = read_settings(folder / "screen.toml")
    ear, until = Ear(address_of(settings, folder, 0), lambda: None), time.monotonic() + PATIENCE_S
    ear.start()
    while not (ear.heard.board and ear.heard.board.tables and ear.is_there) and time.monotonic() < until:
        time.sleep(0.1)
    board = ear.heard.board
    seen = See(board, hour=hour_at(clock_of(street.clock), board), questions=ear.questions)
    pygame.image.save(picture_of(seen, settings.size, settings.width_mm), PICTURES / "board.png")


def overview() -> Image.Image:
    """The question, the words, the board, and the slip beside them, on a quiet desk."""
    desk = Image.new("RGB", (1600, 1060), DESK)
    _lay(desk, _screen("attract", (515, 309)), (50, 50))
    _lay(desk, _screen("write-en", (515, 309)), (595, 50))
    _lay(desk, _screen("board", (1060, 596)), (50, 404))
    slip = ImageOps.expand(Image.open(PICTURES / "slip-en.png").convert("RGB"), 14, "white")
    slip = ImageOps.contain(slip, (400, 960), Image.Resampling.LANCZOS)
    _lay(desk, slip.convert("RGBA"), (1150 + (400 - slip.width) // 2, 50))
    return desk


def _screen(name: str, size: tuple[int, int]) -> Image.Image:
    """A screen with round corners."""
    small = (
        Image.open(PICTURES / f"{name}.png")
        .convert("RGB")
        .resize(size, Image.Resampling.LANCZOS)
        .convert("RGBA")
    )
    corners = Image.new("L", (size[0] * 4, size[1] * 4))
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, size[0] * 4 - 1, size[1] * 4 - 1), 56, fill=255)
    small.putalpha(corners.resize(size, Image.Resampling.BOX))
    return small


def _lay(desk: Image.Image, picture: Image.Image, at: tuple[int, int]) -> None:
    """Put a picture down, with its shadow."""
    shadow = Image.new("L", desk.size)
    shadow.paste(picture.getchannel("A").point(lambda value: value // 2), (at[0], at[1] + 10))
    desk.paste(SHADOW, mask=shadow.filter(ImageFilter.GaussianBlur(14)))
    desk.paste(picture, at, picture)


if __name__ == "__main__":
    sys.exit(main())
