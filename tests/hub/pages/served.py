"""Pages on loopback, in a loop and a thread of their own: the server and the guard are the real ones."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from hub.pages import server


@contextmanager
def served(pages: ASGIApp, listener: socket.socket) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop they are served in; the listener is closed in the end."""
    ready, end, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        async with server.serving(pages, listener):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=_run, args=(loop, serve()))
    thread.start()
    assert ready.wait(60)
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(60)
        assert not thread.is_alive()


def _run(loop, work) -> None:
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()
