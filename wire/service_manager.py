"""What systemd is told: ready, still alive, ending. Without systemd nothing is told and nothing changes.

The protocol is sd_notify(3): lines in a datagram to the socket named in NOTIFY_SOCKET.
"""

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Awaitable, Callable

ANSWERS_S = 2.0
DOWN = re.compile(r"\b(poweroff|halt)\.target +start\b")


def notify(state: str) -> bool:
    """Tell one state, such as "READY=1"; False where nobody asked. Raises OSError where the socket is not there."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
        manager.sendto(state.encode(), "\0" + name[1:] if name.startswith("@") else name)
    return True


def goes_down() -> bool:
    """Whether this machine is going down to stay down, as far as systemd says; a restart is not that."""
    asks = shutil.which("systemctl")
    if not asks or not os.environ.get("INVOCATION_ID"):  # which every unit of systemd has
        return False
    try:
        said = subprocess.run(
            [asks, "list-jobs", "--no-legend", "--plain"],
            check=False,
            capture_output=True,
            text=True,
            timeout=ANSWERS_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(DOWN.search(said.stdout))


def sign_of_life_every() -> float | None:
    """Seconds between two signs of life: half of what systemd waits; None where it does not wait for any."""
    wait_us = os.environ.get("WATCHDOG_USEC", "")
    is_ours = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(wait_us) / 2e6 if is_ours and wait_us.isdecimal() and int(wait_us) else None


async def show_life(works: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled: a sign of life whenever `works` has returned. One that hangs is what a watchdog is for.

    works: touches whatever must go on, the network not among it, or the absence of a hub would restart a street.
    """
    every = sign_of_life_every()
    while every:
        await works()
        notify("WATCHDOG=1")
        await asyncio.sleep(every)


class Pulse:
    """Signs of life of a program whose own loop draws; `beat` is called in each turn."""

    def __init__(self) -> None:
        self._every, self._last = sign_of_life_every(), float("-inf")

    def beat(self, now: float) -> None:
        """Give one where it is due. now: seconds of a steady clock."""
        if self._every and now - self._last >= self._every:
            notify("WATCHDOG=1")
            self._last = now
