"""The running hub as its pages see it (`hub/pages/live.py`): what was told, what is kept, taking words back."""

import asyncio
from collections.abc import Awaitable, Callable

from hub import signs
from hub.config import HubConfig
from hub.pages.live import TableNow
from hub.schema import StoreError
from hub.store import Store
from hub.writer import Writer
from wire import trail
from wire.clock import Clock
from wire.messages import Board, Sign


class LiveHub:
    """Outlives every run of the hub, which puts its `settings` and its way to take words back (`asked`) in here."""

    def __init__(self, settings: HubConfig, store: Store, writer: Writer, clock: Clock) -> None:
        self.settings = settings
        # Of the hub that runs: takes words back.
        self.asked: Callable[[str, str], Awaitable[None]] | None = None
        self._store, self._writer, self._clock = store, writer, clock
        self._board: Board | None = None
        self._news = asyncio.Event()

    def show(self, board: Board) -> None:
        """The board is told anew."""
        self._board = board
        news, self._news = self._news, asyncio.Event()
        news.set()

    def now(self) -> int:
        """Milliseconds since 1970."""
        return self._clock.now()

    def config(self) -> HubConfig:
        """The settings in force."""
        return self.settings

    def board(self) -> Board | None:
        """As it was told last."""
        return self._board

    async def board_changed(self) -> None:
        """Wait until it is told anew."""
        await self._news.wait()

    async def take_back(self, written: str, visitor: str) -> None:
        """Kept before this returns, whatever it is."""
        if self.asked is None:
            raise StoreError("the hub is starting")
        await self.asked(written, visitor)

    async def sealed(self, locator: str) -> bytes | None:
        """A slip's copy, for its holder alone."""
        return await self._writer.do(self._store.trails.find, locator)

    async def table_of(self, token: bytes) -> TableNow | None:
        """The table of a slip; None before its round closes, as for a token that nobody has."""
        found = await self._writer.do(self._store.table_with_token, trail.token_hash(token))
        if found is None:
            return None
        kept, table = found
        language = next(iter(kept.entry.languages), "en")
        sign = Sign(table.sign, signs.word(table.sign, language))
        return TableNow(sign, table.hosted, table.theme, table.tag)
