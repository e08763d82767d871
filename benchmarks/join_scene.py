"""Where attackers of joining meet the real thing: a join service, connections frame by frame, an honest kiosk."""

import asyncio
import contextlib
import os
import random
from collections.abc import Awaitable, Callable

from hub.join_service import JoinService
from wire.certificates import make_request, new_key
from wire.join_frames import FrameReader, JoinError, framed
from wire.joining import KioskSide

HOST = "127.0.0.1"
HONEST, THIEF = new_key(), new_key()


class Line:
    """One connection, frame by frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self._frames, self._held = FrameReader(), list[bytes]()

    async def frame(self) -> bytes:
        """The next frame, as it was sent. Raises ConnectionError at the end."""
        while not self._held:
            data = await self._reader.read(4096)
            if not data:
                raise ConnectionResetError
            self._held += self._frames.feed(data)
        return framed(self._held.pop(0))

    async def ask(self, data: bytes) -> bytes:
        """Send, and the next frame."""
        self.writer.write(data)
        return await self.frame()


class Scene:
    """A join service, the honest kiosk that may come to it, and the chance that moves the attacker."""

    def __init__(self, service: JoinService, chance: random.Random) -> None:
        self.service, self.chance = service, chance

    @contextlib.asynccontextmanager
    async def line(self, port: int = 0):
        """A connection to the service, or to somebody who listens at `port`."""
        reader, writer = await asyncio.open_connection(HOST, port or self.service.port)
        try:
            yield Line(reader, writer)
        finally:
            writer.transport.abort()

    @contextlib.asynccontextmanager
    async def between(self, meet: Callable[[Line], Awaitable[None]]):
        """Somebody who listens where the kiosk thinks that the hub is; the port."""

        async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(JoinError, OSError):
                await meet(Line(reader, writer))
            writer.transport.abort()

        async with await asyncio.start_server(come, HOST, 0) as server:
            yield server.sockets[0].getsockname()[1]

    def thief(self, code: str, by: str = "code") -> KioskSide:
        """A kiosk of the attacker's."""
        return KioskSide("thief", by, code, make_request(THIEF, "thief"), os.urandom)

    def honest(self) -> KioskSide:
        """The kiosk that was told the code."""
        return KioskSide("honest", "code", self.service.code, make_request(HONEST, "honest"), os.urandom)

    def guess(self) -> str:
        """Any code."""
        return f"{self.chance.randrange(10**8):08}"

    async def join(self, side: KioskSide, port: int = 0) -> list[bytes]:
        """Join as far as it goes; what the kiosk sent."""
        sent = [side.hello()]
        async with self.line(port) as line:
            sent.append(side.feed(await line.ask(sent[0])))
            side.feed(await line.ask(sent[1]))
            sent.append(side.kept())
            line.writer.write(sent[2])
            with contextlib.suppress(ConnectionError):
                await line.frame()
        return sent

    async def gets_in(self, side: KioskSide, port: int = 0) -> bool:
        """Whether a kiosk is given a membership."""
        with contextlib.suppress(JoinError, OSError):
            await self.join(side, port)
        return side.membership is not None
