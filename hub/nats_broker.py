"""NATS as the broker of a city: its MQTT 3.1.1 gateway, TLS, and a user for each certificate.

NATS reads no list of removed certificates and knows users by a name in the certificate, so that name is one that
only this certificate has, and who is not in the settings is not let in. Its streams hold messages on their way, and
so lie in memory (tmpfs), never on the disk.
"""

import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from hub.authority import Authority, user_of
from hub.broker_process import BrokerError, free_port, look_at_port, start_child
from wire import rules, topics
from wire.rules import RULES

MEMORY = Path("/dev/shm")  # noqa: S108, a file system in memory; the folder in it is made for us alone
STREAMS_MB = 256


def find() -> str | None:
    """Path of the nats-server program (extra `city`, or the system's); None where there is none."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.exists() else shutil.which("nats-server")


async def start(data: Path, listen: str, port: int, authority: Authority) -> asyncio.subprocess.Process:
    """Start NATS with settings written anew to `data`/broker; returns when it accepts connections.

    Raises BrokerError where it cannot start.
    """
    path = find()
    if path is None:
        raise BrokerError("nats-server is not installed: install the extra `city`")
    look_at_port(listen, port)
    folder = data / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = folder / "nats.conf"
    streams = _streams(folder)
    settings.write_text(configuration(listen, port, authority, streams), encoding="utf-8")
    settings.chmod(0o600)
    return await start_child([path, "-c", str(settings.resolve())], listen, port, _worth_telling)


def configuration(listen: str, port: int, authority: Authority, streams: Path) -> str:
    """nats.conf: the MQTT gateway for kiosks; NATS' own port on loopback alone, behind the same certificates."""
    files = authority.folder.resolve()
    tls = {
        "cert_file": str(files / "hub.crt"),
        "key_file": str(files / "hub.key"),
        "ca_file": str(files / "ca.crt"),
        "verify_and_map": True,
        "timeout": 5,
    }
    users = [_user((files / "hub.crt").read_bytes(), _hub_rights())]
    users += [_user(authority.certificate_of(name), _kiosk_rights(name)) for name in authority.issued()]
    settings = {
        "server_name": "curiocity",
        "host": "127.0.0.1",
        "port": free_port(),
        "tls": tls,
        "max_payload": rules.LARGEST + 1024,
        "jetstream": {
            "store_dir": str(streams),
            "max_file_store": STREAMS_MB << 20,
            "max_memory_store": STREAMS_MB << 20,
        },
        "accounts": {"CURIOCITY": {"jetstream": True, "users": users}},
        "mqtt": {"host": listen, "port": port, "tls": tls, "max_ack_pending": 2000},
        "logtime": False,
    }
    return json.dumps(settings, indent=1)  # its settings are read as JSON too


def _user(certificate: bytes, rights: dict[str, object]) -> dict[str, object]:
    return {"user": user_of(certificate)[1], "permissions": rights}


def _hub_rights() -> dict[str, object]:
    root = _subject(topics.ROOT)  # MQTT's root/# means the root too
    return {"publish": {"allow": [f"{root}.>"]}, "subscribe": {"allow": [root, f"{root}.>", "$MQTT.sub.>"]}}


def _kiosk_rights(kiosk: str) -> dict[str, object]:
    mine = [(rule, _subject(f"{topics.ROOT}/{rule.topic.format(kiosk=kiosk)}")) for rule in RULES]
    writes = [subject for rule, subject in mine if rule.writer == "kiosk"]
    reads = [subject for rule, subject in mine if "kiosk" in rule.readers]
    return {"publish": {"allow": writes}, "subscribe": {"allow": [*reads, "$MQTT.sub.>"]}}


def _subject(topic: str) -> str:
    return topic.replace("/", ".")


def _streams(folder: Path) -> Path:
    """An empty folder in memory for the streams; the last one of this hub goes."""
    note = folder / "streams"
    with contextlib.suppress(OSError, ValueError):  # torn by a power cut it is no text
        old = Path(note.read_text(encoding="utf-8"))
        if old.parent == MEMORY and old.name.startswith("curiocity-"):
            shutil.rmtree(old, ignore_errors=True)
    if not MEMORY.is_dir():
        raise BrokerError(f"{MEMORY}: there is no such folder in memory, and messages must not lie on a disk")
    fresh = Path(tempfile.mkdtemp(prefix="curiocity-", dir=MEMORY))
    note.write_text(str(fresh), encoding="utf-8")
    return fresh


def _worth_telling(line: str) -> str:
    return "" if "[INF]" in line else line
