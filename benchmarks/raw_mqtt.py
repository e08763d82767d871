"""A bare MQTT 3.1.1 client on an asyncio stream, for crowds of kiosks and for guests with bad manners.

It knows just enough: CONNECT, SUBSCRIBE, PUBLISH of QoS 0 and 1, PINGREQ, and whatever bytes it is told to send.
"""

import asyncio
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from wire.certificates import HUB_NAME

CONNACK, PUBLISH, PUBACK, SUBACK = 2, 3, 4, 9


class Closed(Exception):
    """The other side ended the connection, or never let us in; the text says what it answered."""


@dataclass
class RawMqtt:
    """One connection. `heard`: called with topic and payload of what comes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: Callable[[str, bytes], None] = lambda _topic, _payload: None
    last_id: int = 0
    waiting: dict[tuple[int, int], asyncio.Future[bytes]] = field(default_factory=dict)
    reading: asyncio.Task[None] | None = None

    async def say_hello(
        self, client_id: str, will: tuple[str, bytes] | None = None, keepalive: int = 60
    ) -> None:
        """CONNECT, and wait for the CONNACK. Raises Closed."""
        flags = 0x02 | (0x0C if will else 0)
        body = text("MQTT") + bytes([4, flags]) + struct.pack(">H", keepalive) + text(client_id)
        body += text(will[0]) + struct.pack(">H", len(will[1])) + will[1] if will else b""
        self.reading = asyncio.create_task(self._read())
        code = (await self._ask(packet(0x10, body), CONNACK, 0))[1]
        if code:
            raise Closed(f"CONNACK {code}")

    async def subscribe(self, *topics: str) -> list[int]:
        """SUBSCRIBE with QoS 1; the granted levels, 128 for a refusal. Raises Closed."""
        number = self._next()
        body = struct.pack(">H", number) + b"".join(text(topic) + b"\x01" for topic in topics)
        return list((await self._ask(packet(0x82, body), SUBACK, number))[2:])

    async def publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        """PUBLISH with QoS 1; returns with the PUBACK. Raises Closed."""
        number = self._next()
        body = text(topic) + struct.pack(">H", number) + payload
        await self._ask(packet(0x32 | retain, body), PUBACK, number)

    def publish_only(self, topic: str, payload: bytes) -> None:
        """PUBLISH with QoS 1 without waiting for anything."""
        self.writer.write(packet(0x32, text(topic) + struct.pack(">H", self._next()) + payload))

    def ping(self) -> None:
        """PINGREQ, to be thought alive."""
        self.writer.write(b"\xc0\x00")

    async def close(self) -> None:
        """End without a word."""
        self.writer.transport.abort()
        if self.reading:
            await asyncio.wait([self.reading])

    def _next(self) -> int:
        self.last_id = self.last_id % 65535 + 1
        return self.last_id

    async def _ask(self, raw: bytes, kind: int, number: int) -> bytes:
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting[kind, number] = answer
        self.writer.write(raw)
        try:
            await self.writer.drain()
            return await answer
        except OSError as error:
            raise Closed(str(error)) from error
        finally:
            self.waiting.pop((kind, number), None)

    async def _read(self) -> None:
        why = "closed"
        try:
            while True:
                first, body = await read_packet(self.reader)
                self._take(first >> 4, first >> 1 & 3, body)
        except (OSError, asyncio.IncompleteReadError) as error:
            why = str(error)
        finally:
            self.writer.transport.abort()
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(Closed(why))

    def _take(self, kind: int, qos: int, body: bytes) -> None:
        if kind == PUBLISH:
            length = struct.unpack(">H", body[:2])[0]
            at = 2 + length + (2 if qos else 0)
            if qos:
                self.writer.write(packet(0x40, body[2 + length : at]))
            self.heard(body[2 : 2 + length].decode(), body[at:])
            return
        number = 0 if kind == CONNACK else struct.unpack(">H", body[:2])[0] if len(body) >= 2 else 0
        answer = self.waiting.get((kind, number))
        if answer and not answer.done():
            answer.set_result(body)


async def connect(
    port: int, tls: ssl.SSLContext | None, heard: Callable[[str, bytes], None] = lambda _topic, _payload: None
) -> RawMqtt:
    """A connection to a broker on loopback. Raises OSError (TLS's refusals are such)."""
    name = HUB_NAME if tls else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name)
    return RawMqtt(reader, writer, heard)


async def read_packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """(first byte, body) of one MQTT packet."""
    first, length, shift = (await reader.readexactly(1))[0], 0, 0
    while True:
        digit = (await reader.readexactly(1))[0]
        length |= (digit & 127) << shift
        if digit < 128:
            return first, await reader.readexactly(length)
        shift += 7


def packet(first: int, body: bytes) -> bytes:
    """One MQTT packet: first byte, remaining length, body."""
    length, digits = len(body), bytearray()
    while True:
        length, digit = length >> 7, length & 127
        digits.append(digit | (128 if length else 0))
        if not length:
            return bytes([first, *digits]) + body


def text(value: str) -> bytes:
    """A string as MQTT writes it."""
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw
