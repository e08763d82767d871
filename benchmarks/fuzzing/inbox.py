"""The hub's inbox from end to end: anything at all among valid entries, none of which may be dropped."""

import asyncio
import contextlib
import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hub.config import WEEKDAYS, HubConfig, Place, Span
from hub.inbox import Inbox, News
from hub.reading import FROM_KIOSK, Unread, read
from hub.store import Store
from wire import messages, topics
from wire.examples import ENTRY
from wire.messages import Ack

NOW = 1_795_431_600_000  # 2026-11-23, a Monday, 11:00 UTC
LIBRARY = Place("linde", "Linde", dict.fromkeys(WEEKDAYS, (Span(540, 1140),)), walk={"library": 0})
TOWN = HubConfig(timezone="Europe/Berlin", places=(LIBRARY,))
BATCH, VALID = 50, 10  # letters spoilt and valid in one commit
ANEW_AFTER = 150  # unreadable ones: a day's file keeps 200
TOPICS = [*(topics.of_kiosk("library", name) for name in FROM_KIOSK), "curiocity/v1/k/cafe/entry", "x"]


class DroppedError(Exception):
    """A valid entry was not kept or not acknowledged, or what cannot be read was not set aside."""


@dataclass
class _Letter:
    topic: str
    payload: bytes
    is_done: bool = False

    def done(self) -> None:
        self.is_done = True


@dataclass
class InboxTaker:
    """Collects inputs into batches, with valid entries among them, and looks what became of them."""

    folder: Path
    _letters: list[_Letter] = field(default_factory=list)
    _aside: set[tuple[str, bytes]] = field(default_factory=set)
    _acked: set[str] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self, data: bytes) -> None:
        """Take one input; once there are enough, settle all of them. Raises DroppedError."""
        self._letters.append(_Letter(TOPICS[len(data) % len(TOPICS)], data))
        if len(self._letters) < BATCH:
            return
        spoilt, self._letters = self._letters, []
        with contextlib.closing(Store(self.folder / "hub")) as store:
            self._settle(spoilt, store)
        if len(self._aside) > ANEW_AFTER - BATCH:
            shutil.rmtree(self.folder / "hub")
            self._aside.clear()

    def _settle(self, spoilt: list[_Letter], store: Store) -> None:
        numbers = itertools.islice(self._numbers, VALID)
        valid = [msgspec.structs.replace(ENTRY, id=f"019505a9-0000-7000-8000-{n:012x}") for n in numbers]
        letters = [_Letter(TOPICS[0], messages.encode(entry)) for entry in valid]
        mixed = [one for pair in itertools.zip_longest(spoilt, letters) for one in pair if one]
        inbox = Inbox(TOWN, store, self._in_store, self._publish, self._hand_on, lambda: NOW)
        asyncio.run(inbox.settle(mixed))
        if not all(letter.is_done for letter in mixed):
            raise DroppedError("a letter was left")
        kept = {one.kept.entry.id for day in store.days() for one in store.entries_of(day)}
        if missing := {entry.id for entry in valid} - (kept & self._acked):
            raise DroppedError(f"{len(missing)} valid entries were not kept or not acknowledged")
        unread = [one for one in spoilt if isinstance(read(one.topic, one.payload, TOWN, NOW), Unread)]
        self._aside |= {(one.topic, one.payload) for one in unread}
        found = {(one.topic, one.payload) for day in store.days() for one in store.set_aside(day)}
        if self._aside != found:
            raise DroppedError(f"{len(self._aside - found)} unreadable messages were not set aside")

    async def _in_store(self, call: Callable[[], News]) -> News:
        return call()

    async def _publish(self, _topic: str, payload: bytes) -> None:
        self._acked |= set(messages.decode(payload, Ack, 1 << 20).ids)

    async def _hand_on(self, news: News) -> None:
        """Nobody is promised anything here."""
