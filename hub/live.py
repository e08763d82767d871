"""The running hub as its pages see it (`hub/pages/live.py`): what was told, what is kept, taking words back."""

import asyncio
from collections.abc import Mapping

from hub.config import HubConfig
from hub.pages.live import TableNow
from hub.store import Store
from hub.writer import Writer
from wire.clock import Clock
from wire.messages import Board, KioskState


class LiveHub:
    """Outlives every run of the hub: new settings are put in the place of the old with `settings`."""

    def __init__(self, settings: HubConfig, store: Store, writer: Writer, clock: Clock) -> None:
        self.settings = settings
        self._store, self._writer, self._clock = store, writer, clock
        self._board: Board | None = None
        self._news = asyncio.Event()
        self._states: dict[str, KioskState] = {}

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

    async def take_back(self, written: str) -> None:
        """Constant in what it answers: nothing."""

    async def sealed(self, _locator: str) -> bytes | None:
        """A sealed trail."""
        return None

    async def table_of(self, _token: bytes) -> TableNow | None:
        """The table of a slip."""
        return None

    def kiosks(self) -> Mapping[str, KioskState]:
        """The last state of every kiosk."""
        return self._states
