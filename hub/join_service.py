"""Letting one kiosk in: a service that is open for some minutes, to whoever knows its code or its QR code's secret.

It shows and asks nothing itself, so that a terminal and a page can both be in front of it. Everybody on the network
may knock: connections, frames, seconds and wrong codes are bounded, and nothing of the hub is said to a stranger.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from hub.authority import Authority, AuthorityError, RequestRefused
from wire import rules
from wire.discovery import is_anywhere
from wire.join_frames import JoinError, Membership, OtherVersion, Why, WrongCode, refusal
from wire.joining import HubSide
from wire.pairing import SECRET_BYTES, code_from, secret_from

OPEN_S = 300.0
EXCHANGE_S = 10.0  # a conversation takes a second; a person types before it, not in it
TRIES = 5
AT_ONCE = 4
CROWD = 64  # more are not even told that it is busy
GOODBYE_S = 1.0

logger = logging.getLogger(__name__)


class JoinOver(Exception):
    """The service has ended and nobody was let in; the text says why."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A kiosk that has its certificate, and the pictures both screens show."""

    kiosk: str
    pictures: tuple[str, str]


class JoinService:
    """One kiosk's way in: `async with` it, show `code` or `secret`, wait for `joined()`.

    hub: the neighbourhood's name. broker: (host, port) where the hub's broker listens. listen: (host, port) of this
    service, port 0: a free one. tell: hears a sentence for the host whenever somebody was turned away.
    Raises OSError on entering where it cannot listen.
    """

    def __init__(
        self,
        authority: Authority,
        hub: str,
        broker: tuple[str, int],
        listen: tuple[str, int],
        tell: Callable[[str], None] = logger.warning,
        seconds: float = OPEN_S,
    ) -> None:
        self._authority, self._hub, self._broker, self._listen = authority, hub, broker, listen
        self._tell, self._seconds = tell, seconds
        self.code = code_from(secrets.token_bytes(8))
        self.secret = secret_from(secrets.token_bytes(SECRET_BYTES))
        self.port = listen[1]
        self._tries = self._wrong = 0  # conversations in which the code may be wrong; in which it was
        self._is_granting = False
        self._guests: set[asyncio.Task[None]] = set()
        self._talking = 0  # guests that are not just being turned away

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._open_door, *self._listen, limit=4096, backlog=16)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._end: asyncio.Future[Joined] = loop.create_future()
        self._timer = loop.call_later(self._seconds, self._expire)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if not self._end.cancel() and not self._end.cancelled():
            self._end.exception()  # it may be that nobody has asked
        while self._guests:  # whoever knocked in the last moment is told that it is over
            for guest in self._guests:
                guest.cancel()
            await asyncio.wait(self._guests)

    async def joined(self) -> Joined:
        """Wait for the one kiosk that is let in; compare the pictures then. Raises JoinOver."""
        return await asyncio.shield(self._end)

    def take_back(self, joined: Joined) -> None:
        """The pictures were not the same: that certificate opens nothing any more. Raises AuthorityError."""
        self._authority.revoke(joined.kiosk)

    def _close(self) -> None:
        self._timer.cancel()
        self._server.close()

    def _expire(self) -> None:
        minutes = (
            f"{self._seconds / 60:.0f} minutes" if self._seconds >= 120 else f"{self._seconds:.0f} seconds"
        )
        over = JoinOver(f"Nobody came in {minutes}: begin again when the kiosk is at hand.")
        self._close()
        if self._talking:  # who came in time may finish
            self._timer = asyncio.get_running_loop().call_later(EXCHANGE_S, self._finish, over)
        else:
            self._finish(over)

    def _finish(self, end: Joined | JoinOver) -> None:
        if self._end.done():
            return
        self._close()
        if isinstance(end, Joined):
            self._end.set_result(end)
        else:
            self._end.set_exception(end)

    def _is_over(self) -> bool:
        return self._end.done() or self._tries >= TRIES

    def _open_door(self, reader: StreamReader, writer: StreamWriter) -> None:
        if len(self._guests) >= CROWD:
            writer.transport.abort()
            return
        guest = asyncio.create_task(self._receive(reader, writer), name="guest")
        self._guests.add(guest)
        guest.add_done_callback(self._guests.discard)

    async def _receive(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await self._answer_door(reader, writer)
        except OSError:
            pass  # gone: what it meant has been noted
        except AuthorityError as error:
            self._finish(JoinOver(str(error)))
        finally:
            writer.transport.abort()

    async def _answer_door(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self._is_over():
            writer.write(refusal("over"))
        elif self._talking >= AT_ONCE:
            writer.write(refusal("busy"))
        else:
            self._talking += 1
            try:
                async with asyncio.timeout(EXCHANGE_S):
                    await self._talk(reader, writer)
            except TimeoutError:
                return
            finally:
                self._talking -= 1
        writer.write_eof()
        # Whoever is hung up on with words of theirs unread may never read our last ones.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                while await reader.read(4096):
                    pass

    async def _talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        side = HubSide({"code": self.code, "qr": self.secret}, secrets.token_bytes)
        has_tried = False
        try:
            while side.request is None:
                answer = side.feed(await _some(reader))
                if side.answered and not has_tried:
                    # Counted before the answer goes out: any number may try at once, but only so often together.
                    if self._is_over():
                        writer.write(refusal("over"))
                        return
                    self._tries, has_tried = self._tries + 1, True
                writer.write(answer)
            self._tries, has_tried = self._tries - 1, False
            await self._let_in(side, reader, writer)
        except JoinError as error:
            writer.write(refusal(_why(error)))
        finally:
            if has_tried:
                self._count_wrong(writer)

    def _count_wrong(self, writer: StreamWriter) -> None:
        self._wrong += 1
        where = (writer.get_extra_info("peername") or ["somebody who is gone"])[0]
        self._tell(f"A wrong code from {where}: tries left: {TRIES - self._wrong}.")
        if self._wrong == TRIES:
            self._finish(
                JoinOver("Five wrong codes: nobody was let in. Begin again when you know who tries.")
            )

    async def _let_in(self, side: HubSide, reader: StreamReader, writer: StreamWriter) -> None:
        if why := self._against(side.kiosk):
            writer.write(side.refuse(why))
            return
        assert side.request
        try:
            certificate = self._authority.issue(side.request, side.kiosk)
        except RequestRefused as error:
            logger.warning("%s", error)
            writer.write(side.refuse("request"))
            return
        self._is_granting, is_kept = True, False
        try:
            writer.write(side.grant(self._membership(certificate, writer)))
            while not side.pictures:
                side.feed(await _some(reader))
            is_kept = not self._end.done()
        finally:
            if not is_kept:
                self._authority.revoke(side.kiosk)
                # One number of ours for one code: who has read it must not look for one whose pictures fit.
                left = f"The kiosk {side.kiosk} left before it had all of it: its certificate is void. Begin again."
                self._finish(JoinOver(left))
        assert side.pictures
        self._finish(Joined(side.kiosk, side.pictures))

    def _against(self, kiosk: str) -> Why | None:
        """Why a kiosk that knows the code is not let in; None where nothing speaks against it."""
        if self._end.done():
            return "over"
        if self._is_granting:
            return "busy"
        if kiosk in rules.NO_KIOSKS:
            return "reserved"
        if kiosk in self._authority.issued():
            self._tell(
                f"A kiosk that knows the code wants to be {kiosk}, and there is one: choose another id there."
            )
            return "taken"
        return None

    def _membership(self, certificate: bytes, writer: StreamWriter) -> Membership:
        host, port = self._broker
        if is_anywhere(host):  # the kiosk has reached us at an address that it can reach
            host = writer.get_extra_info("sockname")[0]
        ca = self._authority.ca_pem.decode()
        return Membership(certificate.decode(), ca, self._hub, host, port, time.time_ns() // 1_000_000)


async def _some(reader: StreamReader) -> bytes:
    data = await reader.read(4096)
    if not data:
        raise ConnectionResetError("gone")
    return data


def _why(error: JoinError) -> Why:
    if isinstance(error, WrongCode):
        return "wrong code"
    return "version" if isinstance(error, OtherVersion) else "nonsense"
