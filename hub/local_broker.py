"""A broker for the demo and for machines without another: amqtt as a process of its own, on loopback alone.

`python -m hub.local_broker --data DIR --port N` runs it; `start` does so from a program. It ends with whoever
started it. Nothing is kept on disk but the users: what must survive lies in outboxes and in the hub's store.
"""

import argparse
import asyncio
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from hub.broker_process import BrokerError, die_with_parent
from hub.broker_users import make_users

__all__ = ["HOST", "main", "make_users", "start"]

HOST = "127.0.0.1"
READY_S = 20.0
READY = b"ready\n"


async def start(data: Path, port: int) -> asyncio.subprocess.Process:
    """Start the broker; returns when it accepts connections on 127.0.0.1:`port`.

    data: where `make_users` wrote the users. Raises BrokerError where it cannot start.
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
        raise BrokerError(said.decode().strip() or f"the local broker ended with {process.returncode}")
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
    die_with_parent()
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


def _listen(port: int) -> socket.socket:
    # Bound before anything slow is imported: a port that is taken is known at once. asyncio turns off the wait for
    # full packets (TCP_NODELAY) only where a socket says that it is TCP; without that an answer takes 43 ms.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
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
