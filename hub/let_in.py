"""A kiosk let in from the console: one at a time, by a door that is open for some minutes.

It belongs here when a host has compared the pictures; one that nobody confirms is removed again.
"""

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from hub.authority import Authority, AuthorityError
from hub.join_service import OPEN_S, Joined, JoinOver, JoinService
from hub.kiosks import KiosksError, read_listening
from wire.discovery import JOIN, advertise, is_anywhere, own_addresses
from wire.pairing import JOIN_PORT, Invitation, grouped, invitation_text, word_of

COMPARE_S = 300.0

Value = TypeVar("Value")
State = Literal["closed", "open", "compare", "in", "over"]


@dataclass(frozen=True, slots=True)
class Invited:
    """How far it has come, as the console shows it. invitation: the words of the QR code, empty where there is none."""

    state: State = "closed"
    code: str = ""
    invitation: str = field(default="", repr=False)
    at: str = ""  # host:port, for a kiosk that finds nothing by itself
    kiosk: str = ""
    pictures: tuple[tuple[str, str], ...] = ()  # each with its name
    why: str = ""  # it is over, in a sentence
    told: tuple[str, ...] = ()  # who was turned away, in sentences


class LetIn:
    """The hub's door for kiosks. data: the hub's folder. seconds: how long it is open."""

    def __init__(self, data: Path, seconds: float = OPEN_S, compare_s: float = COMPARE_S) -> None:
        self._data, self._seconds, self._compare_s = data, seconds, compare_s
        self.now = Invited()
        self._task: asyncio.Task[None] | None = None
        self._opened: asyncio.Future[None] | None = None
        self._compared: asyncio.Future[bool] | None = None
        self._shut, self._opening = asyncio.Event(), asyncio.Lock()

    async def open(self, name: str) -> None:
        """Open the door to one kiosk. Raises KiosksError where it cannot be; does nothing where it is open."""
        async with self._opening:  # a host may press twice
            if not self._task or self._task.done():
                await self._begin(name)

    async def _begin(self, name: str) -> None:
        where = await asyncio.to_thread(read_listening, self._data)
        try:
            authority = await asyncio.to_thread(Authority, self._data / "authority")
        except AuthorityError as error:
            raise KiosksError(str(error)) from error
        loop = asyncio.get_running_loop()
        self._opened, self._compared, self._shut = loop.create_future(), loop.create_future(), asyncio.Event()
        self._task = asyncio.create_task(self._run(authority, name, (where.host, where.port)), name="let in")
        await asyncio.wait([self._opened, self._task], return_when=asyncio.FIRST_COMPLETED)

    def answer(self, *, same: bool) -> None:
        """Whether the pictures are the same here and on the kiosk; nothing where nobody waits for that."""
        if self._compared and not self._compared.done() and self.now.state == "compare":
            self._compared.set_result(same)

    async def settled(self) -> None:
        """Wait until an answer has been acted on."""
        if self._task and self._compared and self._compared.done():
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Shut the door; a kiosk nobody has confirmed does not belong here."""
        if self._task:
            self._shut.set()
            await asyncio.wait([self._task])
        self.now = Invited()

    async def _run(self, authority: Authority, name: str, broker: tuple[str, int]) -> None:
        try:
            async with contextlib.AsyncExitStack() as stack:
                service = await self._service(stack, authority, name, broker)
                joined = await self._unless_shut(service.joined())
            await self._compare(authority, joined)
        except JoinOver as over:
            self.now = Invited("over", why=str(over))
        except (AuthorityError, OSError) as error:
            self.now = Invited("over", why=str(error))

    async def _service(
        self, stack: contextlib.AsyncExitStack, authority: Authority, name: str, broker: tuple[str, int]
    ) -> JoinService:
        listen = broker[0]
        try:
            service = self._door(authority, name, broker, JOIN_PORT)
            await stack.enter_async_context(service)
        except OSError:  # another one is open there: the address says which is ours
            service = self._door(authority, name, broker, 0)
            await stack.enter_async_context(service)
        host = own_addresses()[0] if is_anywhere(listen) else listen
        text = invitation_text(Invitation(host, service.port, service.secret))
        self.now = Invited("open", grouped(service.code), text, f"{host}:{service.port}")
        assert self._opened
        self._opened.set_result(None)
        await stack.enter_async_context(advertise(JOIN, name, listen, service.port))
        return service

    async def _unless_shut(self, work: Awaitable[Value]) -> Value:
        """Wait for it, or raise JoinOver when the door is shut; what was begun ends in order, not by a cancellation."""
        waiting, shut = asyncio.ensure_future(work), asyncio.ensure_future(self._shut.wait())
        try:
            await asyncio.wait([waiting, shut], return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            raise JoinOver("The door was shut.")
        finally:
            waiting.cancel()
            shut.cancel()

    def _door(self, authority: Authority, name: str, broker: tuple[str, int], port: int) -> JoinService:
        return JoinService(authority, name, broker, (broker[0], port), self._tell, self._seconds)

    def _tell(self, told: str) -> None:
        self.now = replace(self.now, told=(*self.now.told, told)[-5:])

    async def _compare(self, authority: Authority, joined: Joined) -> None:
        pictures = tuple((picture, word_of(picture)) for picture in joined.pictures)
        self.now = Invited("compare", kiosk=joined.kiosk, pictures=pictures)
        same = False
        try:
            assert self._compared
            async with asyncio.timeout(self._compare_s):
                same = await self._unless_shut(self._compared)
            why = "Not the same pictures: somebody else knew the code. Nobody was let in."
        except (TimeoutError, JoinOver):
            why = "Nobody compared the pictures in time: the kiosk was not let in."
        finally:
            if not same:
                authority.revoke(joined.kiosk)
        self.now = Invited("in", kiosk=joined.kiosk) if same else Invited("over", why=why)
