"""The real local broker as a process, for tests that a scripted peer cannot answer."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from hub.broker_process import held_port
from hub.broker_users import make_users
from hub.local_broker import HOST, READY
from wire.broker import Address

USERS = ("hub", "screen", "library", "cafe")


class RunningBroker:
    """A broker on a free port, with the users hub, screen, library and cafe."""

    def __init__(self, data: Path, users: Sequence[str] = USERS) -> None:
        self.data, self.port = data, held_port(self)
        self.passwords = make_users(data, users)
        self.start()

    def start(self) -> None:
        """Start it, on the same port each time; returns when it accepts connections."""
        command = [
            sys.executable,
            "-m",
            "hub.local_broker",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
        ]
        self._log = (self.data / "log").open("ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log)
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said == READY, f"{said!r}, ended with {self.process.poll()}: {self.log}"

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._log.close()
        if self.process.stdout:
            self.process.stdout.close()

    def address(self, user: str, client_id: str = "", password: str | None = None) -> Address:
        """Where it is, and who comes."""
        secret = self.passwords[user] if password is None else password
        return Address(HOST, self.port, client_id or user, user, secret)

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return (self.data / "log").read_text(encoding="utf-8")


def eventually(holds, seconds: float = 60.0) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())
