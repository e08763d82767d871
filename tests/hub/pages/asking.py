"""A browser without a screen: asks an application in this process, without a socket."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
from starlette.types import ASGIApp


class Asking:
    """One request after another, each from `address`; `host` is what it believes to ask."""

    def __init__(self, app: ASGIApp, host: str = "localhost", address: str = "127.0.0.1") -> None:
        self._app, self._base, self._address = app, f"http://{host}", address

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=(self._address, 1))
            async with httpx.AsyncClient(transport=transport, base_url=self._base) as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())


async def in_pieces(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for piece in pieces:
        yield piece
