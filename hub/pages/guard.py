"""What stands before every page: who is spoken to, how much is listened to, what a browser may do with the answer.

Nothing here knows a page. Addresses of visitors are held in memory for a minute at most, and never written.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
BODY_S = 10.0  # for a whole body to arrive
SEND_S = 30.0  # for a reader to take what is sent
REMEMBER_S = 30.0  # an address; forgotten twice as late at the latest
MOST_ADDRESSES = 4096
GETS = (240.0, 20.0)  # at once, and again in a second: from one address
POSTS = (20.0, 0.5)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Refused(Exception):
    """A request that is not answered with a page; its text is the one sentence that is."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class Guard:
    """ASGI middleware around all pages. hosts: the names, besides addresses, under which this hub is asked."""

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = (), ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._hosts = {"localhost", *(host.lower().rstrip(".") for host in hosts)} - {""}
        self._forgetting: asyncio.TimerHandle | None = None
        self._paces = {method: Pace(*rate, ticks) for method, rate in (("GET", GETS), ("POST", POSTS))}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = _Answer(send)
        body = _Body(receive)
        try:
            self._look_at(scope)
            body.announced(Headers(scope=scope).get("content-length", "0"))
            await self._app(scope, body, answer)
        except Refused as refused:
            if not answer.begun:
                await PlainTextResponse(f"{refused}\n", refused.status)(scope, receive, answer)

    def _look_at(self, scope: Scope) -> None:
        """Raise Refused where this is nothing for us."""
        headers = Headers(scope=scope)
        if not is_ours(headers.get("host", ""), self._hosts):
            raise Refused(
                HTTPStatus.MISDIRECTED_REQUEST,
                "This hub does not go by that name: take its address, or give it this name in [web] of its settings.",
            )
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Pages are read with GET and answered with POST.")
        if method == "POST" and not _from_our_own_page(headers):
            raise Refused(HTTPStatus.FORBIDDEN, "This form was sent from another site's page.")
        pace = self._paces["POST" if method == "POST" else "GET"]
        may = pace.may(visitor(scope))
        if self._forgetting is None:
            self._forgetting = asyncio.get_running_loop().call_later(REMEMBER_S, self._forget)
        if not may:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "Too fast: please wait a minute.")

    def _forget(self) -> None:
        self._forgetting = None
        left = [pace.forget() for pace in self._paces.values()]
        if any(left):
            self._forgetting = asyncio.get_running_loop().call_later(REMEMBER_S, self._forget)


class Pace:
    """How fast each address may ask: `burst` at once, `rate` a second from then on."""

    def __init__(self, burst: float, rate: float, ticks: Callable[[], float]) -> None:
        self._burst, self._rate, self._ticks = burst, rate, ticks
        self._left: dict[str, tuple[float, float]] = {}  # by address: what is left, and when it was so

    def may(self, address: str) -> bool:
        """Whether this one is not too fast."""
        now = self._ticks()
        left, since = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._left[address] = (max(left - 1, 0.0), now)  # put last: the order is that of the last visit
        if len(self._left) > MOST_ADDRESSES:
            del self._left[next(iter(self._left))]
        return left >= 1

    def forget(self) -> bool:
        """Let go of addresses that have not been here of late; whether there are others."""
        before = self._ticks() - REMEMBER_S
        self._left = {address: last for address, last in self._left.items() if last[1] > before}
        return bool(self._left)


class _Body:
    """The request's body, no longer and no slower than is allowed."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._room, self._whole = receive, MAX_BODY, False

    def announced(self, length: str) -> None:
        if not (length.isascii() and length.isdecimal()) or int(length) > MAX_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long: 64 KB at most.")

    async def __call__(self) -> Message:
        if self._whole:  # from now on this only tells that the visitor has left
            return await self._receive()
        try:
            async with asyncio.timeout(BODY_S):
                message = await self._receive()
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "That took too long to arrive.") from None
        self._room -= len(message.get("body", b""))
        if self._room < 0:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long: 64 KB at most.")
        self._whole = not message.get("more_body", False)
        return message


class _Answer:
    """What goes back, with the headers every answer carries, to somebody who takes it."""

    def __init__(self, send: Send) -> None:
        self.begun = False
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        try:
            async with asyncio.timeout(SEND_S):
                await self._send(message)
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "Nobody took the answer.") from None


def is_ours(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names this hub: by an address, which no foreign site's name can stand for, or by name.

    A foreign name that resolves to this machine (DNS rebinding) is not ours.
    """
    name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    if port and not (port.isascii() and port.isdecimal()):
        return False
    name = name.lower().rstrip(".")
    if name in names:
        return True
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _from_our_own_page(headers: Headers) -> bool:
    """Whether a form was not sent by a page of another site; browsers say so, other programs need not."""
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site:
        return site in ("same-origin", "none")
    return not origin or origin.partition("://")[2] == headers.get("host", "")


def visitor(scope: Scope) -> str:
    """Whom to pace: an address, of IPv6 the network, for a machine has as many addresses as it likes."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))
