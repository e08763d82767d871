"""What a bad network does to MQTT, on loopback: it cuts, refuses, delays, says things twice and in another order.

It reads whole packets, so that what it turns about is still MQTT: a doubled message is the same PUBLISH once more, as
after a lost acknowledgement, and only messages and their acknowledgements change places.
"""

import asyncio
import contextlib
import random
from dataclasses import dataclass

PUBLISH, PUBACK = 3, 4
DUPLICATE, QOS_1 = 0x08, 0x02
HOLD_S = 0.1  # what is to change places is held so long at most
HOST = "127.0.0.1"


@dataclass
class Trouble:
    """What happens on a line just now. delay: seconds for each packet, at most; doubles: a share from 0 to 1."""

    delay: float = 0.0
    doubles: float = 0.0
    reorders: bool = False
    refuses: bool = False


class Proxy:
    """One listener before one broker. `trouble` may be changed at any time."""

    def __init__(self, broker_port: int, chance: random.Random) -> None:
        self._broker_port, self._chance = broker_port, chance
        self.trouble, self.port = Trouble(), 0
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen on a free port, `port`."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End every connection at once, as a pulled cable does that somebody puts back."""
        for writer in self._writers:
            writer.transport.abort()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.trouble.refuses:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._writers |= both
        ways = [self._carry(reader, far_writer), self._carry(far_reader, writer)]
        pumps = [asyncio.ensure_future(way) for way in ways]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.wait(pumps)
        self._writers -= both
        for end in both:
            end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(writer, self._chance)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                packet = await read_packet(reader)
                if self.trouble.delay:
                    await asyncio.sleep(self._chance.uniform(0, self.trouble.delay))
                kind = packet[0] >> 4
                line.put(packet, may_move=self.trouble.reorders and kind in (PUBLISH, PUBACK))
                if kind == PUBLISH and packet[0] & QOS_1 and self._chance.random() < self.trouble.doubles:
                    again = bytes([packet[0] | DUPLICATE]) + packet[1:]
                    line.put(again, may_move=self.trouble.reorders)
                await writer.drain()


class _Line:
    """Packets on their way to one side; some of them wait a little, to come out in another order."""

    def __init__(self, writer: asyncio.StreamWriter, chance: random.Random) -> None:
        self._writer, self._chance = writer, chance
        self._held: list[bytes] = []

    def put(self, packet: bytes, *, may_move: bool) -> None:
        if not may_move:
            self._let_go()
            self._writer.write(packet)
            return
        if not self._held:
            asyncio.get_running_loop().call_later(self._chance.uniform(0, HOLD_S), self._let_go)
        self._held.append(packet)

    def _let_go(self) -> None:
        held, self._held = self._held, []
        self._chance.shuffle(held)
        if not self._writer.is_closing():
            self._writer.write(b"".join(held))


async def read_packet(reader: asyncio.StreamReader) -> bytes:
    """One MQTT packet, whole. Raises IncompleteReadError at the end of the connection."""
    head = await reader.readexactly(2)
    length, shift = head[1] & 127, 7
    while head[-1] >= 128:
        head += await reader.readexactly(1)
        length |= (head[-1] & 127) << shift
        shift += 7
    return head + await reader.readexactly(length)
