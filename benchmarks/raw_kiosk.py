"""A kiosk on the bare client: says entries, waits for the hub's ack, answers slips.

paho waits with select, which ends at 1,024 files; a thousand of these fit into one process.
"""

import asyncio
import time

import uuid_utils

from benchmarks.raw_mqtt import Closed, RawMqtt, connect
from wire import messages, topics
from wire.broker import Address
from wire.broker_address import tls_context
from wire.messages import Ack, Entry, Slip, SlipAck

PING_EVERY_S = 25.0


class RawKiosk:
    """One kiosk of a crowd; it keeps no outbox of its own, so whoever uses it says again what was lost."""

    def __init__(self, address: Address) -> None:
        self.name, self._address = address.client_id, address
        self._tls = tls_context(address)
        self._acked: dict[str, asyncio.Future[None]] = {}
        self.hub_is_ready = asyncio.Event()
        self.link: RawMqtt | None = None

    async def come(self) -> None:
        """Connect and subscribe. Raises OSError or Closed."""
        self.hub_is_ready.clear()
        self.link = await connect(self._address.port, self._tls, self._hear)
        await self.link.say_hello(self.name)
        mine = [topics.of_kiosk(self.name, name) for name in ("ack", "slip", "config")]
        await self.link.subscribe(*mine, topics.of_hub("state"))

    async def stay(self) -> None:
        """Until the connection ends, alive all the while."""
        assert self.link
        assert self.link.reading
        while not self.link.reading.done():
            self.link.ping()
            await asyncio.wait([self.link.reading], timeout=PING_EVERY_S)

    async def say(self, entry: Entry) -> float:
        """Seconds until the hub's own ack of an entry. Raises Closed where the connection broke first."""
        if not self.link or not self.link.reading or self.link.reading.done():
            raise Closed("not connected")
        acked = self._acked.setdefault(entry.id, asyncio.get_running_loop().create_future())
        began = time.perf_counter()
        self.link.publish_only(topics.of_kiosk(self.name, "entry"), messages.encode(entry))
        reading = self.link.reading
        await asyncio.wait([acked, reading], return_when=asyncio.FIRST_COMPLETED)
        if not acked.done():
            raise Closed(f"lost: {reading.exception() if not reading.cancelled() else 'left'}")
        return time.perf_counter() - began

    def entry(self, words: str, language: str = "en") -> Entry:
        """Something said here and now."""
        return Entry(
            id=str(uuid_utils.uuid7()), kiosk=self.name, words=words, languages=(language,), at=0, age_ms=0
        )

    async def leave(self) -> None:
        """End without a word."""
        if self.link:
            await self.link.close()

    def _hear(self, topic: str, payload: bytes) -> None:
        if topic.endswith("/ack"):
            for id_ in messages.decode(payload, Ack, len(payload)).ids:
                if (acked := self._acked.pop(id_, None)) and not acked.done():
                    acked.set_result(None)
        elif topic.endswith("/slip") and self.link:
            slip = messages.decode(payload, Slip, len(payload))
            told = SlipAck(id=slip.id, kiosk=self.name, outcome="printed")
            self.link.publish_only(topics.of_kiosk(self.name, "slip_ack"), messages.encode(told))
        elif topic == topics.of_hub("state") and b'"ready"' in payload:
            self.hub_is_ready.set()
