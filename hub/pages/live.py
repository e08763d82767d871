"""What the pages ask of the running hub, and all they may ask. `hub/live.py` answers; tests answer with a fake day."""

from dataclasses import dataclass
from typing import Protocol

from hub.config import HubConfig
from wire.messages import Board, Sign


@dataclass(frozen=True, slots=True)
class TableNow:
    """Where the holder of a slip sits, as far as it is settled. Nothing of anyone else."""

    sign: Sign | None = None  # of the table; None: not settled yet
    hosted: bool = False
    theme: str = ""  # shared by three at least
    tag: str = ""  # hex, the same for all who sit there; only after the close


class Live(Protocol):
    """The running hub, as the pages see it."""

    def now(self) -> int:
        """Milliseconds since 1970 by the hub's clock."""
        ...

    def config(self) -> HubConfig:
        """The settings in force."""
        ...

    def board(self) -> Board | None:
        """The day's connections as they were last told; None: nothing was told yet."""
        ...

    async def board_changed(self) -> None:
        """Wait until the board is told anew."""
        ...

    async def take_back(self, written: str, visitor: str) -> None:
        """Take an entry back: by the code on its slip, as somebody typed it, or by its token in hex.

        Nothing tells whether there was such an entry. visitor: tells one's tries from another's, in memory alone.
        Raises a StoreError where it could not be kept.
        """
        ...

    async def sealed(self, locator: str) -> bytes | None:
        """A sealed trail; None where none is kept (any more)."""
        ...

    async def table_of(self, token: bytes) -> TableNow | None:
        """The table of the slip with this token; None before its round closes, as where no entry has it."""
        ...
