"""What kiosks send becomes what the hub keeps: read, commit, only then acknowledge.

Everything that waits while one commit runs goes into the next, so that a burst costs as few commits as it can and
a single entry waits for nobody. A kiosk sends again until it is acknowledged: a commit that failed needs no more
than silence.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from hub.calendar import local_date
from hub.config import HubConfig
from hub.kept import Asked, KeptEntry, Remembered
from hub.reading import Over, Read, Unread, read
from hub.schema import StoreError
from hub.store import Store
from hub.taking_back import asked_of
from wire import messages, topics
from wire.broker import NotSent
from wire.messages import Ack, Entry, KioskState, Retract, Sealed, SlipAck

BATCH = 200  # messages of one commit
WAITING = 2000  # messages that may wait; more stay with the broker

logger = logging.getLogger(__name__)


class Letter(Protocol):
    """A message as the broker hands it over; `done` tells the broker that it need not be kept there."""

    @property
    def topic(self) -> str:
        """Where it was sent to."""

    @property
    def payload(self) -> bytes:
        """What it says."""

    def done(self) -> None:
        """Acknowledge to the broker."""


@dataclass(frozen=True, slots=True)
class News:
    """What a commit has changed. One that came and was taken back at once is only among the latter."""

    entries: tuple[KeptEntry, ...] = ()
    taken_back: tuple[Remembered, ...] = ()
    slip_acks: tuple[SlipAck, ...] = ()
    states: tuple[KioskState, ...] = ()
    asked: tuple[Asked, ...] = ()  # codes that were kept and wait for their turn


def commit(store: Store, batch: Sequence[Read], today: date) -> News:
    """Bring a batch to the disk; runs in the store's own thread. Raises a StoreError: then nothing may be acknowledged.

    Retractions come last, so that they win over an entry beside them; what is kept twice is kept once.
    """
    entries = store.keep([one for one in batch if isinstance(one, KeptEntry)])
    retracts = [one for one in batch if isinstance(one, Retract)]
    gone = [known for one in retracts if one.entry and (known := store.retract(one.entry, today))]
    asked = tuple(asks for one in retracts if not one.entry and (asks := asked_of(one)))
    store.ask(asked)
    if sealed := [one for one in batch if isinstance(one, Sealed)]:
        store.keep_sealed(sealed, today)
    slip_acks = tuple(one for one in batch if isinstance(one, SlipAck))
    if slip_acks:
        store.note_outcomes(_last_word(slip_acks))
    states = tuple(one for one in batch if isinstance(one, KioskState) and _note_state(store, one))
    for unread in (one for one in batch if isinstance(one, Unread)):
        kept = store.put_aside(today, unread.topic, unread.payload, unread.reason)
        logger.warning("%s set aside" if kept else "%s dropped: too many of them today", unread.kind)
    left = {known.kept.entry.id for known in gone}
    return News(
        tuple(one for one in entries if one.entry.id not in left), tuple(gone), slip_acks, states, asked
    )


def acks(batch: Iterable[Read]) -> dict[str, Ack]:
    """What to tell each kiosk once the batch is on the disk."""
    ids: dict[str, dict[str, bool]] = defaultdict(dict)  # of each kiosk: whether it came with a promise
    for one in batch:
        message = one.entry if isinstance(one, KeptEntry) else one
        if isinstance(message, Entry | Over | Retract | Sealed | SlipAck):
            own = isinstance(one, Over) or (isinstance(one, KeptEntry) and one.own)
            ids[message.kiosk][message.id] = own or ids[message.kiosk].get(message.id, False)
    return {
        kiosk: Ack(tuple(mine), promised=tuple(id_ for id_, own in mine.items() if own))
        for kiosk, mine in ids.items()
    }


def _last_word(slip_acks: Iterable[SlipAck]) -> dict[str, str]:
    """Outcome of each slip; one that was printed stays so, whatever came after."""
    outcomes: dict[str, str] = {}
    for ack in slip_acks:
        if outcomes.get(ack.id) != "printed":
            outcomes[ack.id] = ack.outcome
    return outcomes


def _note_state(store: Store, state: KioskState) -> bool:
    """Keep a kiosk's state. The end of an older session is no news of the one that lives."""
    known = store.kiosks().get(state.kiosk)
    if known and state.state != "ready" and state.session < known.session:
        return False
    store.note_kiosk(state)
    return True


class Inbox:
    """Messages in, commits, acknowledgements and news out.

    in_store: runs a function in the store's thread. publish: sends one payload to a topic. hand_on: is given the
    news of each commit. clock: milliseconds since 1970 in UTC.
    """

    def __init__(
        self,
        config: HubConfig,
        store: Store,
        in_store: Callable[[Callable[[], News]], Awaitable[News]],
        publish: Callable[[str, bytes], Awaitable[None]],
        hand_on: Callable[[News], Awaitable[None]],
        clock: Callable[[], int],
    ) -> None:
        self._config, self._store, self._clock = config, store, clock
        self._in_store, self._publish, self._hand_on = in_store, publish, hand_on
        self._waiting: asyncio.Queue[Letter] = asyncio.Queue(WAITING)
        self._is_settling = False
        self._said: set[str] = (
            set()
        )  # why nothing is being kept; kiosks ask again and again, but it is the same disk

    async def take(self, letter: Letter) -> None:
        """Accept a message; waits while too many wait already."""
        await self._waiting.put(letter)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for an acknowledgement."""
        return self._is_settling or not self._waiting.empty()

    async def run(self) -> None:
        """Commit and acknowledge for ever."""
        while True:
            letters = [await self._waiting.get()]
            while len(letters) < BATCH and not self._waiting.empty():
                letters.append(self._waiting.get_nowait())
            self._is_settling = True
            await self.settle(letters)
            self._is_settling = False

    async def settle(self, letters: Sequence[Letter]) -> None:
        """Commit these messages together, acknowledge them and hand on what is new."""
        now = self._clock()
        batch = [read(letter.topic, letter.payload, self._config, now) for letter in letters]
        news = await self._commit(batch, local_date(self._config, now))
        for letter in letters:
            letter.done()
        if news:
            told = (self._tell(kiosk, ack) for kiosk, ack in acks(batch).items())
            await asyncio.gather(*told, self._hand_on(news))

    async def _commit(self, batch: Sequence[Read], today: date) -> News | None:
        try:
            news = await self._in_store(partial(commit, self._store, batch, today))
        except StoreError as error:
            if str(error) not in self._said:
                logger.error("nothing is kept: %s", error)
            self._said.add(str(error))
            return None
        self._said.clear()
        return news

    async def _tell(self, kiosk: str, ack: Ack) -> None:
        try:
            await self._publish(topics.of_kiosk(kiosk, "ack"), messages.encode(ack))
        except NotSent as error:
            logger.info("%s is not told yet, and will ask again: %s", kiosk, error)
