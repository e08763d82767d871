"""A sealed line between two machines that share a key: who has the key can prove it, read and write, and nobody else.

Keys come from the shared key and from everything said before (HKDF-SHA256), one of each kind for each direction, so
that nothing can be sent back to its writer, moved to another conversation or said twice.
"""

import hmac
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Side = Literal["kiosk", "hub"]
KEY_BYTES = 32
OTHER: dict[Side, Side] = {"kiosk": "hub", "hub": "kiosk"}


class SealBroken(Exception):
    """Written by somebody with another key, changed on its way, or not the next in order."""


class SealedLine:
    """One side of the line. shared: the key both have; said: a digest of all that was said before, as each saw it."""

    def __init__(self, side: Side, shared: bytes, said: bytes) -> None:
        derived = HKDF(SHA256(), 4 * KEY_BYTES, salt=said, info=b"curiocity join 1").derive(shared)
        parts = [derived[start : start + KEY_BYTES] for start in range(0, len(derived), KEY_BYTES)]
        self._said = said
        self._proofs: dict[Side, bytes] = {"kiosk": parts[0], "hub": parts[1]}
        ciphers: dict[Side, ChaCha20Poly1305] = {
            "kiosk": ChaCha20Poly1305(parts[2]),
            "hub": ChaCha20Poly1305(parts[3]),
        }
        self._side = side
        self._mine, self._theirs = ciphers[side], ciphers[OTHER[side]]
        self._written = self._read = 0

    def proof(self) -> bytes:
        """What only this side with this key can say; for the other one's `is_proof`."""
        return self._proof_of(self._side)

    def is_proof(self, proof: bytes) -> bool:
        """Whether the other side has our key; takes equally long for any wrong answer."""
        return hmac.compare_digest(proof, self._proof_of(OTHER[self._side]))

    def seal(self, plain: bytes) -> bytes:
        """The next thing this side says, for the other one alone."""
        self._written += 1
        return self._mine.encrypt(_nonce(self._written), plain, self._said)

    def unseal(self, sealed: bytes) -> bytes:
        """The next thing the other side said. Raises SealBroken."""
        self._read += 1
        try:
            return self._theirs.decrypt(_nonce(self._read), sealed, self._said)
        except InvalidTag:
            raise SealBroken("not sealed with our key, or not the next in order") from None

    def _proof_of(self, side: Side) -> bytes:
        return hmac.digest(self._proofs[side], self._said, "sha256")


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
