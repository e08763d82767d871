"""A broker for the demo and for machines without another: amqtt as a process of its own, on loopback alone.

`python -m hub.local_broker --data DIR --port N` runs it; `start` does so from a program. It ends with whoever
started it. Nothing is kept on disk but the users: what must survive lies in outboxes and in the hub's store.
"""

import argparse
import asyncio
import ctypes
import hashlib
import logging
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from wire.topics import KIOSK_ID

HOST = "127.0.0.1"
READY_S = 20.0
READY = b"ready\n"
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class LocalBrokerError(Exception):
    """The local broker did not start; the text says why and what to do."""


def make_users(data: Path, names: Sequence[str]) -> dict[str, str]:
    """Give each user a random password, in `data`/broker; those who have one keep it.

    Returns user -> password. The broker reads hashes from `passwords`, each client its own `USER.password`;
    nobody but the owner of the files can read them. Raises ValueError for a name that is no kiosk id.
    """
    folder = data / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = read_hashes(folder / "passwords")
    users = {name: _password(folder, name) for name in names}
    hashes |= {name: hash_password(password) for name, password in users.items()}
    _write_private(folder / "passwords", "".join(f"{name}:{hashes[name]}\n" for name in sorted(hashes)))
    return users


def read_hashes(path: Path) -> dict[str, str]:
    """User -> hash of the password; empty where there is no such file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return {name: digest for name, _, digest in (line.partition(":") for line in lines)}


def hash_password(password: str) -> str:
    """SHA-256, in hexadecimal: enough for a password of 32 random bytes, which no dictionary holds."""
    return hashlib.sha256(password.encode()).hexdigest()


def _password(folder: Path, name: str) -> str:
    if not re.fullmatch(KIOSK_ID, name):
        raise ValueError(f"user {name!r}: 1 to 32 of a-z, 0-9 and -, a letter or digit first")
    path = folder / f"{name}.password"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii")


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(text, encoding="ascii")
    part.replace(path)


async def start(data: Path, port: int) -> asyncio.subprocess.Process:
    """Start the broker; returns when it accepts connections on 127.0.0.1:`port`.

    data: where `make_users` wrote the users. Raises LocalBrokerError where it cannot start.
    """
    options = ("--data", str(data), "--port", str(port), "--parent", str(os.getpid()))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "hub.local_broker", *options),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for whoever started it, who ends it last
    )
    said = await _first_line(process)
    if said != READY:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise LocalBrokerError(said.decode().strip() or f"the local broker ended with {process.returncode}")
    return process


async def _first_line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    try:
        return await asyncio.wait_for(process.stdout.readline(), READY_S)
    except TimeoutError:
        return f"the local broker was not ready after {READY_S:.0f} s: is this machine very busy?".encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the broker until its parent ends. Its first line on stdout is `ready`, or why it did not start."""
    parser = argparse.ArgumentParser(prog="hub.local_broker", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with broker/passwords")
    parser.add_argument("--port", type=int, required=True, help=f"on {HOST}")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="process to end with")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    _die_with_parent()
    try:
        listener = _listen(options.port)
    except OSError as error:
        print(f"port {options.port} on {HOST}: {error.strerror}: choose another one", flush=True)
        return 1
    try:
        asyncio.run(_run(listener, options.data / "broker" / "passwords", options.parent))
    except KeyboardInterrupt:
        return 130
    return 0


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(port: int) -> socket.socket:
    # Bound before anything slow is imported: a port that is taken is known at once.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


async def _run(listener: socket.socket, passwords: Path, parent: int) -> None:
    from hub import amqtt_broker

    async with await amqtt_broker.serve(listener, passwords):
        print(READY.decode(), end="", flush=True)
        # Not every system can end a child with its parent, and this one may have ended before we asked for it.
        while os.getppid() == parent:  # noqa: ASYNC110, no event tells it
            await asyncio.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
