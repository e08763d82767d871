"""What a kiosk that joined a neighbourhood keeps in `DATA/joined`: its key, its certificate, and where the hub is.

The key is made on the kiosk and never leaves it; the folder is all that makes this machine this kiosk.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from wire.broker import Address
from wire.certificates import BadCertificate, check, readable_by_others
from wire.private_files import make_folder, write_private

FOLDER = "joined"
KEY, CERTIFICATE, CA, HUB = "kiosk.key", "kiosk.crt", "ca.crt", "hub.json"


class NotJoined(Exception):
    """The folder is not that of a kiosk that joined; the text says what is wrong with it and what to do."""


class HubPlace(msgspec.Struct, frozen=True):
    """Where the hub's broker was last reached, and the neighbourhood's name."""

    host: str
    port: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A kiosk's membership. PEM throughout."""

    hub: HubPlace
    certificate: bytes
    ca: bytes
    key: bytes = field(repr=False)


def has_joined(data: Path) -> bool:
    """Whether there is anything of a membership in a kiosk's folder."""
    return (data / FOLDER).exists()


def write_joined(data: Path, joined: Joined) -> None:
    """Keep a membership, in the place of any older one. `hub.json` comes last and makes it whole. Raises OSError."""
    folder = data / FOLDER
    make_folder(folder, 0o700)
    (folder / HUB).unlink(missing_ok=True)
    write_private(folder / KEY, joined.key)
    write_private(folder / CERTIFICATE, joined.certificate, 0o644)
    write_private(folder / CA, joined.ca, 0o644)
    remember_hub(data, joined.hub)


def remember_hub(data: Path, hub: HubPlace) -> None:
    """Keep where the hub was reached last. Raises OSError."""
    write_private(data / FOLDER / HUB, msgspec.json.encode(hub), 0o644)


def move_hub(data: Path, host: str, port: int) -> None:
    """Keep that the hub was reached somewhere else. Raises OSError, and ValueError where `hub.json` is damaged."""
    hub = msgspec.json.decode((data / FOLDER / HUB).read_bytes(), type=HubPlace)
    if (hub.host, hub.port) != (host, port):
        remember_hub(data, HubPlace(host, port, hub.name))


def read_joined(data: Path, now_ms: int) -> tuple[str, Joined]:
    """(who we are by our certificate, the membership), checked. now_ms: of a clock with a floor. Raises NotJoined."""
    folder = data / FOLDER
    try:
        if readable_by_others(folder / KEY):
            raise NotJoined(f"{folder / KEY}: others may read this kiosk's key: chmod 600 it, or join again")
        hub = msgspec.json.decode((folder / HUB).read_bytes(), type=HubPlace)
        certificate, ca, key = ((folder / name).read_bytes() for name in (CERTIFICATE, CA, KEY))
        name = check(certificate, ca, key, now_ms)
    except FileNotFoundError as error:
        raise NotJoined(f"{error.filename}: missing: joining was cut short, join again") from error
    except OSError as error:
        raise NotJoined(f"{error.filename}: {error.strerror}: check who may read it") from error
    except (BadCertificate, ValueError, RecursionError) as error:
        reason = re.sub(r"\s+", " ", str(error))
        raise NotJoined(f"{folder}: {reason}: set this machine's clock, or join again") from error
    return name, Joined(hub, certificate, ca, key)


def address_of(data: Path, name: str, hub: HubPlace) -> Address:
    """Where the broker is and who we are there, by certificate."""
    folder = data / FOLDER
    return Address(hub.host, hub.port, name, ca=folder / CA, cert=folder / CERTIFICATE, key=folder / KEY)
