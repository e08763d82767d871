"""A broker's process as a child of the hub: it ends with the hub, and says in one sentence why it did not start."""

import asyncio
import contextlib
import ctypes
import logging
import os
import resource
import signal
import socket
import ssl
import sys
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence

READY_S = 20.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LINES_A_MINUTE = 20  # of a broker's own log: who hammers at its door shall not fill ours

logger = logging.getLogger(__name__)


class BrokerError(Exception):
    """The hub's broker did not start; the text says why and what to do."""


def free_port(host: str = "127.0.0.1") -> int:
    """A port of an address of this machine that nobody uses just now."""
    with socket.socket() as found:
        found.bind((host, 0))
        return int(found.getsockname()[1])


def held_port(holder: object, host: str = "127.0.0.1") -> int:
    """A free port that nobody else is given as long as `holder` lives, whether its server runs just then or not.

    A socket keeps it that never listens; servers reuse addresses, so whoever is told the number may listen there.
    """
    with socket.socket() as keeping:
        keeping.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeping.bind((host, 0))
        port = int(keeping.getsockname()[1])
        weakref.finalize(holder, os.close, keeping.detach())
    return port


def reached_at(listen: str) -> str:
    """The address by which this machine itself reaches a server that listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen)  # noqa: S104, nobody listens here


def look_at_port(host: str, port: int) -> None:
    """Raises BrokerError where this port cannot be listened on."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise BrokerError(f"port {port} on {host}: {error.strerror}: choose another one") from error


async def start_child(
    command: Sequence[str],
    listen: str,
    port: int,
    tell: Callable[[str], str] = str,
    tls: Callable[[], ssl.SSLContext] | None = None,
) -> asyncio.subprocess.Process:
    """Start a broker; returns when it accepts connections on `listen`:`port`.

    tls: how to greet it there, asked anew for each try; it may raise OSError while that is not possible. Who only
    listens may still find its own certificate wrong and end. What it writes to stderr goes to our log, each line as
    `tell` puts it; empty ones are left out. Raises BrokerError.
    """
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for whoever started it, who ends it last
            preexec_fn=_prepare,
        )
    except OSError as error:
        raise BrokerError(f"{command[0]}: {error.strerror}: install the broker anew") from error
    last: deque[str] = deque(maxlen=4)
    reading = asyncio.create_task(_pass_on(child, command[0].rpartition("/")[2], last, tell))
    _readings.add(reading)
    reading.add_done_callback(_readings.discard)
    try:
        await _accepts(child, reached_at(listen), port, tls)
    except BaseException as error:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        await asyncio.wait([reading], timeout=1)
        if isinstance(error, BrokerError):
            said = "; ".join(last)
            raise BrokerError(f"{error}{': ' if said else ''}{said}") from error
        raise
    return child


_readings: set[asyncio.Task[None]] = set()  # tasks that nobody holds may be collected


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """In a child: whoever kills the parent ends this process too."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, sign)


LIBC = ctypes.CDLL(None)


def _prepare() -> None:
    die_with_parent()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # A crowd at the door must not leave the kiosks without a file to come in by.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _accepts(
    child: asyncio.subprocess.Process, host: str, port: int, tls: Callable[[], ssl.SSLContext] | None
) -> None:
    ends = time.monotonic() + READY_S
    while time.monotonic() < ends:
        if child.returncode is not None:
            raise BrokerError(f"the broker ended with {child.returncode} at its start")
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port, ssl=tls() if tls else None)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            if child.returncode is None:
                return
        await asyncio.sleep(0.02)
    raise BrokerError(f"the broker was not ready after {READY_S:.0f} s: is this machine very busy?")


async def _pass_on(
    child: asyncio.subprocess.Process, name: str, last: deque[str], tell: Callable[[str], str]
) -> None:
    assert child.stderr is not None
    minute, lines = 0.0, 0
    while line := await _line(child.stderr):
        text = tell(line.decode(errors="replace").strip())
        if not text:
            continue
        last.append(text)
        if minute != (minute := time.monotonic() // 60):
            lines = 0
        lines += 1
        if lines <= LINES_A_MINUTE:
            logger.info("%s: %s", name, text[:300])
        elif lines == LINES_A_MINUTE + 1:
            logger.warning("%s: says more than %s lines a minute, the rest is left out", name, LINES_A_MINUTE)


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # a line without an end; the buffer was emptied
        return b"(a very long line)"
