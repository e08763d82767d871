"""Who may come to the local broker: a random password for each, its hash for the broker, itself for the client."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from wire.private_files import write_private
from wire.topics import is_kiosk_id

DIGEST = re.compile("[0-9a-f]{64}")


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
    table = "".join(f"{name}:{hashes[name]}\n" for name in sorted(hashes))
    write_private(folder / "passwords", table.encode("ascii"))
    return users


def read_hashes(path: Path) -> dict[str, str]:
    """User -> hash of the password; empty where there is no such file. Lines that are damaged are nobody's."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: digest for name, _, digest in pairs if is_kiosk_id(name) and DIGEST.fullmatch(digest)}


def hash_password(password: str) -> str:
    """SHA-256, in hexadecimal: enough for a password of 32 random bytes, which no dictionary holds."""
    return hashlib.sha256(password.encode()).hexdigest()


def _password(folder: Path, name: str) -> str:
    if not is_kiosk_id(name):
        raise ValueError(f"user {name!r}: 1 to 32 of a-z, 0-9 and -, a letter or digit first")
    path = folder / f"{name}.password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32).encode("ascii"))
    return path.read_text(encoding="ascii")
