"""The key under which words lie in the outbox. When none lie there any more it is overwritten by the next one.

A row that is deleted may stay in blocks that the file system has let go of, where no program can overwrite it; without
the key it says nothing. The key is 32 bytes in one place of the disk, which can be overwritten. (Not on a card that
moves what is written to other cells: docs/forgetting.md.)
"""

import os
from pathlib import Path

import nacl.exceptions
import nacl.secret
import nacl.utils

from wire.private_files import write_private

KEY_BYTES = nacl.secret.SecretBox.KEY_SIZE
SEALED = b"\x01"  # before what is sealed; what an older program left is JSON


class Unreadable(Exception):
    """Sealed under a key that is gone, or damaged."""


class OutboxKey:
    """One kiosk's key; made where there is none. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists() or path.stat().st_size != KEY_BYTES:
            write_private(path, nacl.utils.random(KEY_BYTES))
        self._box, self._used, self._is_safe = nacl.secret.SecretBox(path.read_bytes()), True, True

    def close(self, plain: bytes) -> bytes:
        """The bytes, unreadable once the key is another one. Raises OSError where the key is not safe on the disk."""
        if not self._is_safe:
            self.renew()
        self._used = True
        return SEALED + bytes(self._box.encrypt(plain))

    def open(self, kept: bytes) -> bytes:
        """What was sealed, or left by an older program. Raises Unreadable."""
        if kept[:1] != SEALED:
            return kept
        try:
            return bytes(self._box.decrypt(kept[1:]))
        except nacl.exceptions.CryptoError as error:
            raise Unreadable from error

    def renew(self) -> None:
        """Nothing lies under the key any more: overwrite it with the next one, on the disk when this returns.

        A loss of power in between leaves a mixture of both, as good a key as either. Raises OSError.
        """
        if self._is_safe and not self._used:
            return
        self._is_safe = False
        with self._path.open("r+b") as file:
            file.write(key := nacl.utils.random(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        self._box, self._used, self._is_safe = nacl.secret.SecretBox(key), False, True
