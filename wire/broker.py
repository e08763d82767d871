"""The MQTT client of every program: one context, one stream of messages, a `publish` that knows it arrived.

What must survive lies in the outbox of a kiosk and the store of the hub, never in a broker, for a broker may lose
what it has acknowledged. So sessions are clean, and every connection starts from nothing.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from types import TracebackType
from typing import Self

from wire.broker_address import Address, BrokerRefused, HubContext, tls_context
from wire.connection import Connection, NotSent, Outgoing, Received
from wire.retry import PUSHED_OFF, is_pushed_off, pause

__all__ = ["Address", "Broker", "BrokerRefused", "NotSent", "Outgoing", "Received"]

MAX_UNREAD = 2000  # messages of others that this program has not come to yet
OPEN_S = 20.0  # for a broker to let us in
SETTLED_S = 10.0  # a connection that lasted so long makes the next pause short again
LOOK_AFTER = 3  # failures in a row

logger = logging.getLogger(__name__)


class Broker:
    """A connection that stays: `async with Broker(...) as broker`.

    hears: topics to subscribe to in every connection. birth: what to say first in every connection, asked
    each time anew. will: what the broker says for us when we fall silent; leaving the context is no falling
    silent, so a program that closes says so itself. chance: for the pauses between tries. elsewhere: asked after a
    third failure in a row where else the broker could be; the one that lets us in is the address from then on.
    Raises BrokerRefused on entering where a TLS file cannot be read.
    """

    def __init__(
        self,
        address: Address,
        hears: Sequence[str] = (),
        birth: Callable[[], Iterable[Outgoing]] = tuple,
        will: Outgoing | None = None,
        chance: random.Random | None = None,
        elsewhere: Callable[[], Awaitable[Sequence[Address]]] | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._address, self._hears, self._birth, self._will = address, hears, birth, will
        self._chance = chance or random.Random()
        self._unread: asyncio.Queue[Received | None] = asyncio.Queue()
        self._up, self._down, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._down.set()
        self._losses: deque[float] = deque(maxlen=PUSHED_OFF)
        self._just_cut = False
        self._refused: BrokerRefused | None = None
        self._link: Connection | None = None
        self._newest: Connection | None = None
        self._tls: HubContext | None = None
        self._task: asyncio.Task[None] | None = None
        self.problem: str | None = None  # why there is no connection, or why it breaks, in one sentence

    async def __aenter__(self) -> Self:
        self._tls = tls_context(self._address)
        self._task = asyncio.create_task(self._stay_connected(), name="mqtt")
        self._task.add_done_callback(self._end)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def address(self) -> Address:
        """Where we are connected, or try to."""
        return self._address

    @property
    def is_refused(self) -> bool:
        """Whether whoever answered last did not let us in, or is not who we were looking for."""
        return self._refused is not None

    @property
    def is_pushed_off(self) -> bool:
        """Whether another client seems to come by our id, so that each cuts the other off."""
        return is_pushed_off(self._losses, asyncio.get_running_loop().time())

    @property
    def connected(self) -> bool:
        """Whether we are connected, subscribed, and the birth has arrived."""
        return self._up.is_set()

    @property
    def is_let_in(self) -> bool:
        """Whether a broker has let us in, so that `connected` is a matter of moments, or true already."""
        return bool(self._newest and self._newest.is_let_in and not self._newest.over.done())

    async def wait_connected(self) -> None:
        """Wait until `connected`.

        Raises BrokerRefused where the broker said no last (tries go on), and what `birth` raised.
        """
        await self._settled.wait()
        if self._task and self._task.done() and not self._task.cancelled():
            self._task.result()
        if self._refused:
            raise BrokerRefused(str(self._refused))

    async def wait_lost(self) -> None:
        """Wait until there is no connection; returns at once where there is none."""
        await self._down.wait()

    async def messages(self) -> AsyncIterator[Received]:
        """Whatever comes, in order, over all connections; ends when the context is left.

        Raises what `birth` raised, for then there will be no connection any more.
        """
        while message := await self._unread.get():
            yield message
        if self._task and not self._task.cancelled():
            self._task.result()

    async def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> None:
        """Send a message; returns when the broker has acknowledged it (QoS 0: when the socket has it).

        Raises NotSent where there is no connection, too many messages wait, or the connection breaks first.
        """
        if not self._link:
            raise NotSent(self.problem or f"not yet connected to {self._address.host}:{self._address.port}")
        await self._link.publish(Outgoing(topic, payload, qos, retain))

    async def _stay_connected(self) -> None:
        clock, tries = asyncio.get_running_loop().time, 0
        while True:
            began = clock()
            await self._connect_once(self._address)
            tries = 1 if clock() - began > SETTLED_S else tries + 1
            if tries >= LOOK_AFTER and await self._look_elsewhere():
                tries = 1
            await asyncio.sleep(pause(tries, self._chance))

    async def _look_elsewhere(self) -> bool:
        """Go through what `elsewhere` says; whether one of them let us in, for as long as it lasted."""
        for address in await self._elsewhere() if self._elsewhere else ():
            if address != self._address and await self._connect_once(address, is_hint=True):
                return True
        return False

    async def _connect_once(self, address: Address, *, is_hint: bool = False) -> bool:
        """One connection from beginning to end; whether it was of use. is_hint: nobody expects it to be."""
        refused, was_of_use = self._refused if is_hint else None, False
        self._newest = link = Connection(address, self._tls, self._will, self._hear)
        try:
            await self._open(link, address)
            self._address, refused, was_of_use = address, None, True
            self._rise(link)
            self._fall(await asyncio.shield(link.over), link.was_cut)
        except (BrokerRefused, NotSent) as error:  # NotSent: the connection ended before it was of use
            if is_hint:
                logger.info("not our broker: %s", error)
            else:
                refused = error if isinstance(error, BrokerRefused) else None
                self._fall(str(error), link.was_cut)
        finally:
            self._set_link(None, refused)
            await _to_its_end(link.close())
        return was_of_use

    async def _open(self, link: Connection, address: Address) -> None:
        try:
            async with asyncio.timeout(OPEN_S):
                await link.open(self._hears, self._birth)
        except TimeoutError:
            where = f"{address.host}:{address.port}"
            raise NotSent(
                f"{where}: the broker takes connections but does not answer: start it anew"
            ) from None

    def _set_link(self, link: Connection | None, refused: BrokerRefused | None) -> None:
        self._link, self._refused = link, refused
        for event, holds in ((self._up, link), (self._down, not link), (self._settled, link or refused)):
            if holds:
                event.set()
            else:
                event.clear()

    def _rise(self, link: Connection) -> None:
        if not self.is_pushed_off:
            self.problem = None
        self._set_link(link, None)
        logger.info(
            "connected to %s:%s as %s", self._address.host, self._address.port, self._address.client_id
        )

    def _fall(self, why: str, was_cut: bool) -> None:
        self._note_loss(was_cut=was_cut)
        if self.is_pushed_off:
            why += f"; most likely a second client uses the id {self._address.client_id!r}: give each its own"
        self._explain(why)

    def _note_loss(self, *, was_cut: bool) -> None:
        """Count who cuts us off. A broker that is not there when we come back ended by itself: that was no cut."""
        if was_cut:
            self._losses.append(asyncio.get_running_loop().time())
        elif self._just_cut:
            self._losses.pop()
        self._just_cut = was_cut

    def _explain(self, problem: str) -> None:
        if problem != self.problem:
            logger.warning("%s", problem)
        self.problem = problem

    def _hear(self, message: Received) -> None:
        if self._unread.qsize() >= MAX_UNREAD:
            # Not acknowledged, so whoever sent it sends it again when this program has caught up.
            logger.warning(
                "%s: %s messages wait to be read, this one is not taken", message.topic, MAX_UNREAD
            )
            return
        self._unread.put_nowait(message)

    def _end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._explain(f"no more tries to connect: {type(error).__name__}")
        self._settled.set()
        self._unread.put_nowait(None)


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Do the work even where we are cancelled meanwhile: half closed, a connection would keep its thread and socket."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await doing
        raise
