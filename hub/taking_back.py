"""Words taken back by what somebody wrote: a slip's code, or the token that only its QR code holds.

What was written is on the disk before anybody is answered, the same answer whatever it was; then it has its turn
(`code_turns`). So an answer and its time tell nobody which code is right, used or over, and no retraction is lost. A
token is not for guessing (128 bits) and takes no turn.
"""

import asyncio
import contextlib
import re
import uuid
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from hub.code_turns import PAGES, Turns
from hub.kept import Asked, Remembered
from hub.store import Store
from wire import codes, trail
from wire.messages import Retract

TOKEN = re.compile(r"[0-9a-f]{32}")


def asked_of(retract: Retract) -> Asked | None:
    """What a kiosk's retraction asks by its code; None where no slip carries such a code."""
    if not codes.is_code(retract.code):
        return None
    return Asked(retract.id, retract.kiosk, codes.normalise(retract.code))


def written_on_a_page(written: str) -> Asked:
    """What somebody wrote on a page, whatever it is."""
    if TOKEN.fullmatch(written):
        meant = trail.token_hash(bytes.fromhex(written))
    else:
        meant = codes.normalise(written) if codes.is_code(written) else ""
    return Asked(str(uuid.uuid4()), PAGES, meant)


def take_back(store: Store, id_: str, today: date) -> tuple[Remembered | None, bool]:
    """Try what was written; runs in the store's thread. The same look-ups are made whether it is right or wrong.

    Returns what was known of the entry that is gone now, and whether a code was tried and wrong. Raises a StoreError.
    """
    asked = store.asked_by(id_)
    if asked is None:
        return None, False
    is_token = bool(TOKEN.fullmatch(asked.written))
    entry = store.entry_with_token(asked.written) if is_token else store.entry_with_code(asked.written)
    known = store.retract(entry, today) if entry else None
    store.answered(id_)
    return known, not (known or is_token) and bool(asked.written)


class TakingBack:
    """What waits for its turn. in_store: runs a function in the store's thread.

    gone: told of each entry that was taken back. ticks: milliseconds of a clock that only runs forward.
    """

    def __init__(
        self,
        store: Store,
        in_store: Callable[..., Awaitable[Any]],
        gone: Callable[[Remembered], Awaitable[None]],
        ticks: Callable[[], int],
    ) -> None:
        self._store, self._in_store, self._gone, self._ticks = store, in_store, gone, ticks
        self._turns, self._tokens = Turns(), asyncio.Queue[str]()
        self._fresh = asyncio.Event()

    async def ask(self, written: str, visitor: str = "") -> None:
        """Somebody has written this on a page: returns when it is kept. Raises a StoreError.

        visitor: tells one visitor's tries from another's, in memory alone.
        """
        asked = written_on_a_page(written)
        await self._in_store(self._store.ask, [asked])
        self.wait([asked], visitor)

    def wait(self, asks: Iterable[Asked], visitor: str = "") -> None:
        """These are kept and wait for their turn."""
        for asked in asks:
            if codes.is_code(asked.written):
                self._turns.wait(asked.id, f"{asked.source} {visitor}".strip())
            else:
                self._tokens.put_nowait(asked.id)
        self._fresh.set()

    async def remember(self) -> None:
        """What waited before the start waits on."""
        self.wait(await self._in_store(self._store.asked))

    async def take_turn(self, today: date) -> None:
        """Try whatever is next, or wait for it. Raises a StoreError; what was tried then waits again."""
        self._fresh.clear()
        if not self._tokens.empty():
            await self._try_token(self._tokens.get_nowait(), today)
        elif drawn := self._turns.next(self._ticks()):
            await self._try_code(*drawn, today)
        else:
            pause = self._turns.pause(self._ticks())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if pause is None else pause / 1000):
                    await self._fresh.wait()

    async def _try_token(self, id_: str, today: date) -> None:
        try:
            known, _ = await self._in_store(partial(take_back, self._store, id_, today))
        except BaseException:
            self._tokens.put_nowait(id_)
            raise
        if known:
            await self._gone(known)

    async def _try_code(self, id_: str, source: str, today: date) -> None:
        is_wrong = False
        try:
            known, is_wrong = await self._in_store(partial(take_back, self._store, id_, today))
        except BaseException:
            self._turns.wait(id_, source)
            raise
        finally:
            if not is_wrong:
                self._turns.was_right(source, self._ticks())
        if known:
            await self._gone(known)
