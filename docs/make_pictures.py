"""Draws the pictures of docs/pictures anew: a street of real programs lives through a morning, and is looked at.

    make pictures

Slips, table sheets and the screens after them are what the kiosks printed and kept; the board is the hub's message as
the public screen draws it; the screens before are drawn at rest. Only `overview.png` is put together here.
"""

import asyncio
import csv
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pygame
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from hub import calendar, closing
from hub.config import HubConfig
from hub.street import PATIENCE_S, KioskLines, Street
from kiosk_ui import screens, text_field
from kiosk_ui.config import address_of, read_settings
from kiosk_ui.public_screen import Ear, picture_of
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
DESK, SHADOW = (232, 224, 212), (120, 104, 86)  # of the overview


def main() -> int:
    """Live through the morning and keep its pictures."""
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):  # windows would be of any size
        os.environ.pop(display, None)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder)))
    overview().save(PICTURES / "overview.png", optimize=True)
    return 0


async def _live(out: Path) -> None:
    """Neighbours write at three kiosks, three are watched, the round closes, the board is drawn."""
    street = Street(out, ["library", "garden", "bakery"])
    config = street.prepare()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    street.set_clock(midnight + timedelta(hours=8, minutes=40))
    try:
        await street.start("hub", "--data", str(street.data), "--port", str(street.port))
        library, garden = [await street.start_kiosk(name) for name in ("library", "garden")]
        bakery = await _start_without_printer(street, "bakery")
        kiosks = (library, garden, bakery)
        for kiosk in kiosks:
            await asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S)
        await asyncio.gather(*(_walk_up(kiosk, at) for at, kiosk in enumerate(kiosks)))
        shutil.copy(street.data / "bakery" / "kiosk-slip.png", PICTURES / "slip-on-screen.png")
        for language, words in VISITORS:
            visit = await library.visit(words, language)
            _draw(View("write", language, text_field.insert(TextField(), words)), f"write-{language}")
            shutil.copy(str(visit["slip"]), PICTURES / f"slip-{language}.png")
        _draw(View("attract", languages=config.languages), "attract")
        for screen in ("asleep", "heard", "slip"):
            shutil.copy(out / f"kiosk-{screen}.png", PICTURES / f"{screen}.png")
        await _close(street, config, midnight, library)
        shutil.copy(out / "sheet-0001.png", PICTURES / "table-sheet.png")
        await _draw_board(street)
    finally:
        await street.stop()


def _draw(view: View, name: str) -> None:
    """A screen at rest: what a kiosk keeps of it has a finger on the button that led on."""
    surface = pygame.Surface((800, 480))
    screens.draw(surface, view)
    pygame.image.save(surface, PICTURES / f"{name}.png")


async def _start_without_printer(street: Street, name: str) -> KioskLines:
    """A kiosk that shows its slips on the screen, and keeps pictures of it."""
    folder = street.data / name
    lines = (folder / "kiosk.toml").read_text(encoding="utf-8").splitlines()
    kept = ['printer = "none"' if line.startswith("printer") else line for line in lines]
    (folder / "kiosk.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    options = ("--data", str(folder), "--hands", "--pictures", str(folder))
    child = await street.start("kiosk", *options, log=name, talks=True)
    return KioskLines(child, street.data / f"{name}.log")


async def _walk_up(kiosk: KioskLines, at: int) -> None:
    """Every third of the neighbours stands before this kiosk, one after another."""
    with (PICTURES / "neighbours.tsv").open(encoding="utf-8", newline="") as rows:
        people = list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))
    for person in people[at::3]:
        await kiosk.visit(person["text"], person["lang"])


async def _close(street: Street, config: HubConfig, midnight: datetime, kiosk: KioskLines) -> None:
    """Let the round close, and wait for the sheet of the place that prints at this kiosk."""
    found = next(
        found
        for found in calendar.rounds_of(config, midnight.date())
        if found.hour == ROUND and found.place == "library"
    )
    street.set_clock(datetime.fromtimestamp(found.starts / 1000, UTC) - timedelta(minutes=14))
    async with asyncio.timeout(PATIENCE_S):
        while closing.sheet_id(found.place, found.starts) not in kiosk.printed:
            kiosk.news.clear()
            await kiosk.news.wait()


async def _draw_board(street: Street) -> None:
    """The public screen as it is drawn from the hub's message."""
    folder = street.data / "screen"
    settings = read_settings(folder / "screen.toml")
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    ear = Ear(address_of(settings, folder), lambda: loop.call_soon_threadsafe(news.set))
    ear.start()
    async with asyncio.timeout(PATIENCE_S):
        while not (ear.board and ear.board.tables and ear.is_there):
            await news.wait()
            news.clear()
    pygame.image.save(picture_of(ear, settings.size, clock_of(street.clock), 0), PICTURES / "board.png")


def overview() -> Image.Image:
    """The question, the words, the board, and the slip beside them, on a quiet desk."""
    desk = Image.new("RGB", (1600, 1060), DESK)
    for name, box in (
        ("attract", (50, 50, 515, 309)),
        ("write", (595, 50, 515, 309)),
        ("board", (50, 404, 1060, 596)),
    ):
        file = PICTURES / ("write-en.png" if name == "write" else f"{name}.png")
        _lay(desk, _screen(Image.open(file), box[2:]), box[:2])
    slip = ImageOps.expand(Image.open(PICTURES / "slip-en.png").convert("RGB"), 14, "white")
    scale = min(400 / slip.width, 960 / slip.height)
    slip = slip.resize((round(slip.width * scale), round(slip.height * scale)), Image.Resampling.LANCZOS)
    _lay(desk, slip.convert("RGBA"), (1150 + (400 - slip.width) // 2, 50))
    return desk


def _screen(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A screen with round corners."""
    small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
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
