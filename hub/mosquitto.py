"""mosquitto as the hub's broker: TLS, a certificate for each client, and access rules made from `wire.rules`.

Nothing is kept on disk: what must survive lies in outboxes and in the hub's store, and a broker's file would hold
words of people who were just being told. Sessions are clean, and hub and kiosks say their retained messages anew.
"""

import asyncio
import os
import pwd
import re
import shutil
import ssl
import subprocess
from functools import partial
from pathlib import Path

from hub.authority import Authority
from hub.broker_process import BrokerError, look_at_port, start_child
from wire import rules, topics
from wire.rules import RULES

OLDEST = (2, 0)
WHERE = ":/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
LARGEST_PACKET = rules.LARGEST + 1024  # the payload, its topic, its header
NOISE = (
    "does not contain '%c' or '%u'",  # what the hub says to all is the same topic for all
    "should not be run as root",
    "unexpected eof while reading",  # somebody looked whether the port is open; so do we
)
INSTALL = "install it with: sudo sh system_packages.sh hub"


def find() -> str | None:
    """Path of the mosquitto program; None where there is none."""
    return shutil.which("mosquitto", path=os.environ.get("PATH", "") + WHERE)


def usable() -> str:
    """Path of a mosquitto that is new enough. Raises BrokerError with what to install."""
    path = find()
    if path is None:
        raise BrokerError(f"mosquitto is not installed: {INSTALL}")
    found = version(path)
    if found < OLDEST:
        raise BrokerError(
            f"{path}: version {'.'.join(map(str, found)) or 'unknown'}, 2.0 or later is needed: {INSTALL}"
        )
    return path


def version(path: str) -> tuple[int, ...]:
    """The version that a mosquitto says it is; () where it says none."""
    try:
        said = subprocess.run([path, "-h"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ()
    numbers = re.search(r"mosquitto version (\d+(?:\.\d+)*)", said.stdout + said.stderr)
    return tuple(map(int, numbers[1].split("."))) if numbers else ()


async def start(data: Path, listen: str, port: int, authority: Authority) -> asyncio.subprocess.Process:
    """Start mosquitto with settings written anew to `data`/broker; returns when it accepts connections.

    Raises BrokerError where it cannot start.
    """
    path = await asyncio.to_thread(usable)
    look_at_port(listen, port)
    folder = data / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in (
        ("acl", access_rules()),
        ("mosquitto.conf", configuration(folder, listen, port, authority)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o600)
    command = [path, "-c", str((folder / "mosquitto.conf").resolve())]
    return await start_child(command, listen, port, _worth_telling, partial(_greeting, authority.folder))


def _greeting(authority: Path) -> ssl.SSLContext:
    """For a look whether it is there, as the hub; whom we meet on this machine's own port is no question here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(authority / "hub.crt", authority / "hub.key")
    return context


def configuration(folder: Path, listen: str, port: int, authority: Authority) -> str:
    """mosquitto.conf: one listener, certificates required, nothing anonymous, nothing kept."""
    own, files = folder.resolve(), authority.folder.resolve()
    return "\n".join(
        (
            "# Written by `curiocity hub` at each start; changes are lost.",
            f"user {pwd.getpwuid(os.geteuid()).pw_name}",
            "per_listener_settings false",
            f"listener {port} {listen}",
            f"cafile {files / 'ca.crt'}",
            f"certfile {files / 'hub.crt'}",
            f"keyfile {files / 'hub.key'}",
            f"crlfile {authority.revoked_path.resolve()}",
            "require_certificate true",
            "use_identity_as_username true",
            # or a kiosk could come with the client id of another and push it off
            "use_username_as_clientid true",
            "tls_version tlsv1.2",
            "allow_anonymous false",
            f"acl_file {own / 'acl'}",
            "set_tcp_nodelay true",
            "persistence false",
            f"max_packet_size {LARGEST_PACKET}",
            "max_inflight_messages 200",
            "max_queued_messages 2000",
            f"max_queued_bytes {16 * 1024 * 1024}",
            "max_keepalive 120",
            "queue_qos0_messages false",
            "log_dest stderr",
            "log_type error",
            "log_type warning",
            "connection_messages false",
            "",
        )
    )


def access_rules() -> str:
    """The access rules: what `wire.rules` says, with the name of the certificate in the place of the kiosk's id."""
    lines = [f"user {rules.HUB}", f"topic readwrite {topics.ROOT}/#", ""]
    for rule in RULES:
        topic = f"{topics.ROOT}/{rule.topic.format(kiosk='%u')}"
        if rule.writer == "kiosk":
            lines.append(f"pattern write {topic}")
        elif "kiosk" in rule.readers:
            lines.append(f"pattern read {topic}")
    return "\n".join([*lines, ""])


def _worth_telling(line: str) -> str:
    """A line of its log without its own date; empty where it says nothing to a host."""
    return "" if any(part in line for part in NOISE) else re.sub(r"^\d+: ", "", line)
