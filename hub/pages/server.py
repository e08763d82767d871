"""The pages' web server: uvicorn (h11) inside the hub's own event loop, on a socket of ours.

It logs no requests: paths name sealed trails. Connections are bounded in number, alone and all together, and one on
which no whole request arrives in time is closed.
"""

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from hub.config import HubConfig, WebConfig

MOST_CONNECTIONS = 512
MOST_OF_ONE = 128  # address
HEAD_S = 20.0  # for the head of a request to arrive
IDLE_S = 15  # between two requests
END_S = 2
NETWORKS = ("local", "lan", "home", "home.arpa", "internal", "fritz.box")  # what routers call theirs

logger = logging.getLogger(__name__)


class WebError(Exception):
    """No pages can be served; its text says why and what to do."""


def listen(web: WebConfig, port: int | None = None) -> socket.socket:
    """A socket on which the pages listen. port: in the place of the settings', 0 for a free one. Raises WebError."""
    wanted = web.port if port is None else port
    family = socket.AF_INET6 if ":" in web.listen else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((web.listen, wanted))
        listener.listen(MOST_OF_ONE)
    except (OSError, OverflowError) as error:
        listener.close()
        why = getattr(error, "strerror", None) or error
        raise WebError(
            f"no pages at {web.listen} port {wanted}: {why}: "
            "choose another one with --web-port or port in the section [web] of the settings"
        ) from error
    listener.setblocking(False)
    return listener


def addresses(config: HubConfig, listener: socket.socket) -> tuple[str, str]:
    """Where the pages are found: from this machine, and from a phone ("" where none can reach them).

    The second is what slips say. Pages for this machine alone are of use on slips only where the kiosks are on it too.
    """
    listens, port = ipaddress.ip_address(listener.getsockname()[0]), listener.getsockname()[1]
    name = f"[{listens}]" if listens.version == 6 else str(listens)
    here = f"http://{'localhost' if listens.is_unspecified else name}:{port}"
    if config.web.address:
        return here, config.web.address.rstrip("/")
    if listens.is_unspecified:
        return here, f"http://{socket.gethostname().partition('.')[0]}.local:{port}"
    if listens.is_loopback and not _is_for_this_machine(config.broker.listen):
        return here, ""
    return here, here


def hosts(config: HubConfig) -> set[str]:
    """The names under which the pages may be asked for."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    here = {f"{short}.{network}" for network in NETWORKS}
    return {name, short, urlsplit(config.web.address).hostname or "", *here} - {""}


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the pages as long as the context is open."""
    settings = uvicorn.Config(
        app,
        http=_Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=END_S,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # its warnings tell of any odd request
    server = _Server(settings)
    running = asyncio.create_task(server.serve(sockets=[listener]), name="pages")
    try:
        yield
    finally:
        server.should_exit = True
        for connection in list(server.server_state.connections):
            connection.transport.close()  # boards stay open for hours
        await asyncio.wait([running])
        listener.close()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the hub's."""
        yield


class _Connection(H11Protocol):
    """A connection that is closed where it is one too many, or where no whole request head comes in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        others = [each for each in self.connections if isinstance(each, _Connection)]
        address = self.client and self.client[0]
        same = [each for each in others if each.client and each.client[0] == address]
        if len(others) > MOST_CONNECTIONS or len(same) > MOST_OF_ONE:
            transport.abort()
            return
        self._expect_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_head()

    def _expect_head(self) -> None:
        self.loop.call_later(HEAD_S, self._close_if_silent, self.cycle)

    def _close_if_silent(self, cycle: object) -> None:
        if self.cycle is cycle and not self.transport.is_closing():
            self.transport.abort()


def _is_for_this_machine(listen: str) -> bool:
    try:
        return ipaddress.ip_address(listen).is_loopback
    except ValueError:
        return False
