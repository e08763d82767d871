"""The key of each day: what was sealed under it is gone for good when the key is.

Keys lie in a folder of their own, one file a day: on the hub's disk, on another one, or in memory (tmpfs), where they
do not outlive a loss of power. Whatever else can keep 32 bytes until it is told to destroy them takes these functions'
place.
Sealing is libsodium's secretbox (XSalsa20-Poly1305) through PyNaCl; keyed hashes are its BLAKE2b (RFC 7693).
"""

import contextlib
import os
from datetime import date
from pathlib import Path

import nacl.encoding
import nacl.exceptions
import nacl.hash
import nacl.secret
import nacl.utils

from hub.schema import StorageFault, told
from wire.private_files import flush_folder, make_folder

KEY_BYTES = nacl.secret.SecretBox.KEY_SIZE


class Seal:
    """Seals and opens under one day's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._box = nacl.secret.SecretBox(key)

    def close(self, plain: bytes) -> bytes:
        """The bytes, unreadable and unchangeable without the key; never the same twice."""
        return bytes(self._box.encrypt(plain))

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises StorageFault where it was changed or sealed under another key."""
        try:
            return bytes(self._box.decrypt(sealed))
        except nacl.exceptions.CryptoError as error:
            raise StorageFault("a row of the day's file cannot be opened with the day's key") from error

    def digest(self, plain: bytes) -> bytes:
        """16 bytes that stand for these, the same each time; tell nothing once the key is gone."""
        return bytes(nacl.hash.blake2b(plain, 16, self._key, encoder=nacl.encoding.RawEncoder))


def key_path(keys: Path, day: date) -> Path:
    """Where a day's key lies."""
    return keys / f"{day.isoformat()}.key"


def day_named(path: Path) -> date | None:
    """The day a file is named after, "2026-11-22.key"; None where it is no day."""
    try:
        return date.fromisoformat(path.name[: path.name.index(".")])
    except ValueError:
        return None


def days_with_key(keys: Path) -> list[date]:
    """Every day whose words can still be read, earliest first."""
    return sorted(day for path in keys.glob("*.key") if (day := day_named(path)))


def seal_of(keys: Path, day: date) -> Seal:
    """The day's seal; its key is made, readable by this user alone and safe on the disk, where there is none.

    Raises a StoreError.
    """
    path = key_path(keys, day)
    with told(path):
        if not path.exists():
            _write_new(path, nacl.utils.random(KEY_BYTES))
        key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise StorageFault(
            f"{path}: {len(key)} bytes are no key: restore it, or remove it with the day's words"
        )
    return Seal(key)


def move_keys(old: Path, new: Path) -> None:
    """Bring the keys of another folder over, one that was in use before; none is left there. Raises a StoreError."""
    if not old.is_dir() or old.resolve() == new.resolve():
        return
    finish_destroying(old)
    with told(new):
        make_folder(new, 0o700)
    for day in days_with_key(old):
        with told(new):
            if not key_path(new, day).exists():
                _write_new(key_path(new, day), key_path(old, day).read_bytes())
        destroy_key(old, day)


def days_without_key(days: Path, keys: Path) -> list[date]:
    """Days whose file is there and whose key is not: their words are gone, earliest first. days: folder of files."""
    found = {day for path in days.glob("*.db") if (day := day_named(path))}
    return sorted(found - set(days_with_key(keys)))


def destroy_key(keys: Path, day: date) -> None:
    """Make the day's key unfindable, overwrite it, unlink it; without one, do nothing. Raises a StoreError."""
    path = key_path(keys, day)
    with told(path):
        if path.exists():
            # Renamed first: a key overwritten by half must never be taken for one that opens something.
            path.rename(path.with_suffix(".gone"))
            flush_folder(keys)
        finish_destroying(keys)


def finish_destroying(keys: Path) -> None:
    """Go on where a destruction, or the making of a key, was cut short by a loss of power."""
    with told(keys):
        for path in (*keys.glob("*.gone"), *keys.glob("*.new")):
            with contextlib.suppress(OSError):  # a disk that is full or worn out must not keep the key
                _overwrite(path)
            path.unlink()
            flush_folder(keys)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(nacl.utils.random(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _write_new(path: Path, key: bytes) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, key)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    new.rename(path)
    flush_folder(path.parent)
