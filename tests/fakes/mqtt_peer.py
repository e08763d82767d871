"""The far end of an MQTT 3.1.1 connection that does only what a test tells it to, failing as brokers fail."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from wire.broker import Address

CONNECT, PUBLISH, PUBACK, SUBSCRIBE, DISCONNECT = 1, 3, 4, 8, 14
CONNACK_OK = b"\x20\x02\x00\x00"


@dataclass(frozen=True)
class Packet:
    """One packet: its kind (1 CONNECT, 3 PUBLISH ...), and what follows the length."""

    kind: int
    body: bytes

    @property
    def topic(self) -> str:
        """Of a PUBLISH."""
        return self.body[2 : 2 + int.from_bytes(self.body[:2], "big")].decode()

    @property
    def mid(self) -> bytes:
        """The packet id of a SUBSCRIBE or PUBACK, or of a PUBLISH with QoS 1."""
        start = 2 + int.from_bytes(self.body[:2], "big") if self.kind == PUBLISH else 0
        return self.body[start : start + 2]


class Line:
    """One accepted connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def packet(self) -> Packet:
        """The next packet that is no ping. Raises IncompleteReadError at the end of the connection."""
        first = (await self.reader.readexactly(1))[0]
        length = shift = 0
        while True:
            byte = (await self.reader.readexactly(1))[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return Packet(first >> 4, await self.reader.readexactly(length))

    async def welcome(self) -> Packet:
        """Let the client in; returns its CONNECT."""
        hello = await self.packet()
        self.writer.write(CONNACK_OK)
        return hello

    async def grant(self, code: int = 1) -> Packet:
        """Answer the next packet, a SUBSCRIBE to one topic."""
        packet = await self.packet()
        assert packet.kind == SUBSCRIBE
        self.writer.write(b"\x90\x03" + packet.mid + bytes([code]))
        return packet

    def say(self, topic: str, payload: bytes, mid: int) -> None:
        """Publish to the client with QoS 1."""
        body = len(topic).to_bytes(2, "big") + topic.encode() + mid.to_bytes(2, "big") + payload
        self.writer.write(bytes([0x32, len(body)]) + body)

    def puback(self, mid: bytes) -> None:
        """Acknowledge the client's message."""
        self.writer.write(b"\x40\x02" + mid)

    def cut(self) -> None:
        """End the connection as a killed broker does."""
        self.writer.transport.abort()


class Peer:
    """Listens on loopback, on a free port unless told; `accept` gives the connections in the order they come."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._lines: asyncio.Queue[Line] = asyncio.Queue()
        self._all: list[Line] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for line in self._all:
            line.cut()

    @property
    def address(self) -> Address:
        """Where it is, for a client with the id `me`."""
        return Address("127.0.0.1", self._server.sockets[0].getsockname()[1], "me")

    async def accept(self) -> Line:
        """The next connection."""
        return await asyncio.wait_for(self._lines.get(), 60)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer)
        self._all.append(line)
        self._lines.put_nowait(line)
