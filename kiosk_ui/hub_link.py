"""The kiosk's line to its hub: sends what the outbox holds until the hub has it, and hears what the hub says.

A hub that is away is a normal state. Nothing here knows of screens; what was heard is told as plain values.
"""

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk_ui.outbox import Outbox, OutboxFull, Waiting
from kiosk_ui.whereabouts import Whereabouts
from wire import messages, rules, topics
from wire.broker import Address, Broker, BrokerRefused, NotSent, Outgoing, Received
from wire.clock import Clock
from wire.messages import (
    Ack,
    HubState,
    HubTime,
    KioskConfig,
    KioskState,
    MessageError,
    Question,
    Slip,
    TableSheet,
)
from wire.retry import pause

IN_FLIGHT = 100
REFILL_BELOW = 75  # on their way: fewer, larger reads of the outbox
AT_ONCE = 50  # sent before others have their turn: a visitor's words wait for no more than that
COPIES = 10  # of slips on their way, beside the window: a hub that takes none holds nothing else up
VISITORS = 10  # what was said just now goes before the rest: that many at most
LOOK_EVERY_S = 2.0
GOODBYE_S = 2.0
RESEND_AFTER_TRIES = 4  # the first repeat comes after 2 to 4 s, later ones after a minute at most

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HubThere:
    """Whether the hub can be reached."""

    there: bool


@dataclass(frozen=True, slots=True)
class Health:
    """How this machine is, as the host's console shows it."""

    paper: Literal["paper", "low", "none", "cover", "silent"] = "silent"
    disk: Literal["ok", "low", "full"] = "ok"
    clock: Literal["right", "wrong", "unknown"] = "unknown"
    panel: Literal["none", "there", "away", "differs"] = "none"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What only whoever runs the kiosk can mend: key of its sentence, empty where there is nothing."""

    sentence: str


Told = Slip | TableSheet | KioskConfig | Question | HubTime | HubThere | Trouble
FromHub = Ack | HubState | Slip | TableSheet | KioskConfig | Question | HubTime


class HubLink:
    """One kiosk's connection. tell: called in the event loop with whatever the screen should know."""

    def __init__(
        self,
        kiosk: str,
        address: Address,
        outbox: Outbox,
        clock: Clock,
        tell: Callable[[Told], None],
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self._whereabouts = whereabouts
        self._kiosk, self._outbox, self._clock, self._tell = kiosk, outbox, clock, tell
        self._chance = random.Random()
        self._due: dict[str, tuple[float, int]] = {}  # id: when to send again, how often it was sent
        self._copies: set[str] = set()  # those of them that are slips' copies
        self._said_now: deque[str] = deque(maxlen=VISITORS)
        self._fresh = asyncio.Event()
        self._hub_ready = False
        self._is_configured = False  # in this connection
        self._kinds: dict[str, type[FromHub]] = {
            self._topic("ack"): Ack,
            self._topic("slip"): Slip,
            self._topic("table_sheet"): TableSheet,
            self._topic("config"): KioskConfig,
            topics.of_hub("state"): HubState,
            topics.of_hub("question"): Question,
            topics.of_hub("time"): HubTime,
        }
        self.health = Health()
        self._trouble = ""
        self._older_hub = -1  # session of a hub that was restored from an older copy, once we have said so
        will = Outgoing(self._topic("state"), self._state("lost"), retain=True)
        elsewhere = whereabouts.elsewhere if whereabouts else None
        self._broker = Broker(address, topics.kiosk_hears(kiosk), self._birth, will, self._chance, elsewhere)

    async def run(self) -> None:
        """Send and hear until cancelled; then say that this kiosk closes."""
        async with self._broker:
            try:
                async with asyncio.TaskGroup() as self._tasks:
                    tasks = self._tasks
                    tasks.create_task(self._hear(), name="hear the hub")
                    tasks.create_task(self._send(), name="send the outbox")
                    tasks.create_task(self._watch(), name="watch the connection")
            finally:
                with contextlib.suppress(BrokerRefused, NotSent, TimeoutError):
                    async with asyncio.timeout(GOODBYE_S):
                        if self._broker.is_let_in:  # our birth may be out and its answer on the way
                            await self._broker.wait_connected()
                        await self._broker.publish(self._topic("state"), self._state("closed"), retain=True)

    def wake(self, changed: str = "", said_now: str = "") -> None:
        """The outbox holds something new.

        changed: the id of what was sent already but says more now; said_now: of what somebody waits for at the screen.
        """
        self._due.pop(changed, None)
        if said_now:
            self._said_now.append(said_now)
        self._fresh.set()

    async def tell_state(self) -> None:
        """Publish this kiosk's health anew; not being able to is no error, the next birth says it."""
        with contextlib.suppress(NotSent):
            await self._broker.publish(self._topic("state"), self._state("ready"), retain=True)

    def _topic(self, name: str) -> str:
        return topics.of_kiosk(self._kiosk, name)

    def _state(self, state: str) -> bytes:
        return messages.encode(
            KioskState(
                kiosk=self._kiosk,
                state=state,  # type: ignore[arg-type]
                session=self._outbox.session(),
                version=messages.SOFTWARE,
                paper=self.health.paper,
                disk=self.health.disk,
                clock=self.health.clock,
                panel=self.health.panel,
                queue="none" if self._outbox.is_empty() else "some",
                hub=self._outbox.hub_session(),
            )
        )

    def _birth(self) -> list[Outgoing]:
        self._due.clear()  # a new connection knows nothing of what the last one sent
        self._copies.clear()
        self._is_configured = False
        return [Outgoing(self._topic("state"), self._state("ready"), retain=True)]

    async def _watch(self) -> None:
        while True:
            try:
                await self._broker.wait_connected()
            except BrokerRefused:
                await asyncio.sleep(1)  # the broker's own log line has said why
                continue
            if self._whereabouts:
                self._whereabouts.remember(self._broker.address)
            self.wake()
            self._tell_hub()
            await self._broker.wait_lost()
            self._hub_ready = False  # it says so anew when it is back, which may be later than the broker
            self._tell_hub()

    def _tell_hub(self) -> None:
        self._tell(HubThere(self._hub_ready and self._broker.connected))

    async def _send(self) -> None:
        while True:
            self._fresh.clear()
            if self._broker.connected:
                self._send_due()
            self._tidy()
            self._tell_trouble()
            await asyncio.sleep(0)  # an event that is set already waits for nobody
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._fresh.wait()

    def _pause(self) -> float:
        now = asyncio.get_running_loop().time()
        soonest = min((due for due, _ in self._due.values()), default=now + LOOK_EVERY_S)
        return min(LOOK_EVERY_S, max(0.05, soonest - now))

    def _send_due(self) -> None:
        now = asyncio.get_running_loop().time()
        on_their_way = {id_ for id_, (due, _) in self._due.items() if due > now}
        self._send_copies(self._copies & on_their_way)
        in_flight = on_their_way - self._copies
        room = min(AT_ONCE, max(0, IN_FLIGHT - len(in_flight)))
        said_now = [self._said_now.popleft() for _ in range(min(room, len(self._said_now)))]
        first = [one for one in self._outbox.named(said_now) if one.id not in in_flight]
        in_flight.update(one.id for one in first)
        rest = self._outbox.waiting(in_flight, room - len(first))
        for one in (*first, *rest):
            self._start_sending(one)
        if len(first) + len(rest) == AT_ONCE:
            self._fresh.set()

    def _send_copies(self, in_flight: set[str]) -> None:
        copies = self._outbox.copies(in_flight, COPIES - len(in_flight))
        before, self._copies = self._copies, in_flight | {copy.id for copy in copies}
        for id_ in before - self._copies:
            self._due.pop(id_, None)
        for copy in copies:
            self._start_sending(copy)

    def _start_sending(self, one: Waiting) -> None:
        tries = self._due.get(one.id, (0.0, 0))[1] + 1
        again = asyncio.get_running_loop().time() + pause(tries + RESEND_AFTER_TRIES - 1, self._chance)
        self._due[one.id] = (again, tries)
        self._tasks.create_task(self._publish(one))

    async def _publish(self, one: Waiting) -> None:
        try:
            await self._broker.publish(self._topic(one.topic), one.payload)
        except NotSent:
            self._due.pop(one.id, None)

    def _tell_trouble(self) -> None:
        found = "two_kiosks" if self._broker.is_pushed_off else "not_ours" if self._broker.is_refused else ""
        if found != self._trouble:
            self._trouble = found
            self._tell(Trouble(found))

    def _tidy(self) -> None:
        try:
            self._outbox.tidy()
        except OutboxFull as error:
            logger.warning("%s", error)

    async def _hear(self) -> None:
        async for received in self._broker.messages():
            try:
                self._take(received)
            except MessageError as error:
                logger.warning("%s: not understood and left: %s", received.topic, error)
            received.done()

    def _take(self, received: Received) -> None:
        kind = self._kinds.get(received.topic)
        if kind is None:
            return  # of no use to a kiosk, such as the board
        message = messages.decode(received.payload, kind, rules.LARGEST)
        if isinstance(message, Ack):
            self._strike(message)
        elif isinstance(message, HubState):
            self._hear_hub(message)
        else:
            self._look_after_config(message)
            self._tell(message)

    def _look_after_config(self, message: Told) -> None:
        """Say again that we are here where we were told nothing.

        A broker may lose what it keeps to somebody who comes in the very moment that it is said.
        """
        self._is_configured |= isinstance(message, KioskConfig)
        if isinstance(message, HubTime) and not self._is_configured:
            self._tasks.create_task(self.tell_state())

    def _hear_hub(self, hub: HubState) -> None:
        self._hub_ready = hub.state == "ready"
        self._tell_hub()
        try:
            is_news = hub.session != self._older_hub  # a hub says that it is there again and again
            if self._hub_ready and is_news and not self._outbox.note_hub(hub.session):
                self._older_hub = hub.session
                logger.warning("the hub was restored from an older copy: it has forgotten its last starts")
                self._tasks.create_task(self.tell_state())  # which says what we know of it
        except OutboxFull as error:
            logger.warning("%s", error)

    def _strike(self, ack: Ack) -> None:
        try:
            self._outbox.strike(ack.ids, ack.promised)
        except OutboxFull as error:
            logger.warning("%s", error)  # sent again later, acknowledged again, struck then
            return
        for id_ in ack.ids:
            self._due.pop(id_, None)
        if len(self._due) < REFILL_BELOW:
            self._fresh.set()  # there may be more than one window full
