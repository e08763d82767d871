"""A day for the pages: its board, its slips, and whoever asks. The server and the guard are the real ones."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from hub.config import HubConfig, read_config
from hub.pages import app, server
from hub.pages.live import TableNow
from hub.pages.site import Site
from tests.hub.pages.served import served
from wire import trail
from wire.messages import Board, BoardPlace, BoardTable, Sign

DEMO = read_config(Path(str(files("hub"))) / "data/demo.toml")
NOW = int(datetime(2026, 11, 23, 9, 50, tzinfo=UTC).timestamp() * 1000)
TEN = NOW + 10 * 60_000
SECRET = bytes(range(16))
THEMES = (
    "bees",
    "tram lines",
    "bicycle repair",
    "choir",
    "",
    "bread & sourdough",
    "coming home",
    "Saturn’s rings",
)
SIGNS = ("🎳", "🎹", "🏟", "👕", "📺", "🔦", "🦘", "🪶")
WORDS = ("bowling", "piano", "stadium", "T-shirt", "television", "torch", "kangaroo", "feather")
KEPT = trail.Kept(
    hub="Millbrook",
    day="2026-11-23",
    hour="10:00",
    starts=TEN,
    place="Corner Bakery",
    address="1 Market Square, the long table upstairs",
    directions="Past the fountain; the stairs are beside the counter.",
    walk_min=6,
    language="en",
    words="How do bees find their way home?",
    sign=Sign("🏓", "ping pong"),
    code="R4VJV3P2KR",
    also_here="a wood-fired oven",
)


def a_board(*themes: str, day: str = "2026-11-23", starts: int = TEN) -> Board:
    """The demo's places, and a table of the bakery at ten for each theme."""
    tables = (
        BoardTable("Corner Bakery", starts, "10:00", Sign(picture, word), theme)
        for picture, word, theme in zip(SIGNS, WORDS, themes, strict=False)
    )
    places = (
        BoardPlace(place.name, place.address, ("10:00", "13:00", "17:30"))
        for place in sorted(DEMO.places, key=lambda place: place.name)
    )
    return Board(1, DEMO.name, day, tuple(places), tuple(tables), DEMO.timezone, DEMO.languages)


@dataclass
class ADay:
    """Answers the pages as the running hub would, out of what a test has put here."""

    settings: HubConfig = DEMO
    shown: Board | None = field(default_factory=lambda: a_board(*THEMES))
    at: int = NOW
    copies: dict[str, bytes] = field(default_factory=dict)
    tables: dict[bytes, TableNow] = field(default_factory=dict)
    taken_back: list[tuple[str, str]] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def keep(self, kept: trail.Kept = KEPT, secret: bytes = SECRET) -> str:
        """Seal a slip; returns what stands behind the # of its address."""
        self.copies[trail.locator(secret)] = trail.seal(kept, secret, bytes(24))
        return trail.link("", secret, "bakery", kept.starts).partition("#")[2]

    def show(self, board: Board) -> None:
        """Tell another board, from the test's own thread."""
        assert self.loop
        self.loop.call_soon_threadsafe(self._show, board)

    def _show(self, board: Board) -> None:
        self.shown = board
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def now(self) -> int:
        return self.at

    def config(self) -> HubConfig:
        return self.settings

    def board(self) -> Board | None:
        return self.shown

    async def board_changed(self) -> None:
        await self.changed.wait()

    async def take_back(self, written: str, visitor: str) -> None:
        self.taken_back.append((written, visitor))

    async def sealed(self, locator: str) -> bytes | None:
        return self.copies.get(locator)

    async def table_of(self, token: bytes) -> TableNow | None:
        return self.tables.get(token)


@contextlib.contextmanager
def serving(day: ADay, listener: socket.socket | None = None) -> Iterator[str]:
    """The pages of a day on loopback; the base address. listener: closed in the end."""
    listener = listener or server.listen(replace(day.settings.web, port=0))
    address = server.addresses(day.settings, listener)[0]
    with served(app.pages(Site(day)), listener) as day.loop:
        yield address
