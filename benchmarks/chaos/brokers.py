"""Brokers for rigs, each a process of its own on loopback, without TLS so that a proxy can read what passes."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from hub.broker_process import held_port
from hub.broker_users import make_users

MOSQUITTO = """listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
persistence true
autosave_interval 5
persistence_location {folder}/
max_queued_messages 10000
"""
NATS = """server_name: rig
host: "127.0.0.1"
port: -1
jetstream {{ store_dir: "{folder}/jetstream" }}
mqtt {{ host: "127.0.0.1", port: {port}, max_ack_pending: 1000 }}
"""
READY_S = 60.0


class BrokerProcess:
    """One broker that can be killed and started again on the same port, as a kill leaves it."""

    def __init__(self, kind: str, folder: Path, users: Sequence[str]) -> None:
        self.kind, self._folder, self.port = kind, folder / "broker-data", held_port(self)
        self._folder.mkdir(parents=True)
        self.passwords = make_users(self._folder, users) if kind == "amqtt" else dict.fromkeys(users, "")
        self._command = self._command_of(kind)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Start it; returns when it takes connections, at once where nobody waits."""
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + READY_S
        while wait and not self.takes_connections():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"{self.kind} did not start: see {self._folder / 'log'}")
            time.sleep(0.02)

    def takes_connections(self) -> bool:
        """Whether somebody listens at its port."""
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def _command_of(self, kind: str) -> list[str]:
        if kind == "amqtt":
            return [
                *(sys.executable, "-m", "hub.local_broker"),
                *("--data", str(self._folder), "--port", str(self.port)),
            ]
        text = MOSQUITTO if kind == "mosquitto" else NATS
        settings = self._folder / f"{kind}.conf"
        settings.write_text(text.format(port=self.port, folder=self._folder), encoding="utf-8")
        if kind == "mosquitto":
            found = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
            if Path(found).exists() and settings.parent.stat().st_uid == 0:
                with settings.open("a", encoding="utf-8") as file:
                    file.write("user root\n")
            return [found, "-c", str(settings)]
        return [str(Path(sys.executable).parent / "nats-server"), "-c", str(settings)]
