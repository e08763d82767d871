"""A slip's secret and all that follows from it: where its sealed copy lies, what opens it, what takes it back. Pure.

The secret stands in the slip's QR code alone, behind the `#` of an address, which browsers never send. The hub is told
where to keep (the locator), what it cannot read (the sealed copy) and a hash of the token; none leads back to the
secret. `docs/trail.md` has the format for other programs, `tests/wire/trail_vectors.json` examples of everything.
"""

import hmac
import re
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha512

import msgspec
import nacl.exceptions
import nacl.secret
from msgspec import Struct

from wire import topics
from wire.messages import Sign

VERSION = 1  # of what is sealed and of the code shown to a kiosk
SECRET_BYTES = 16  # of a slip, and of a trail
NONCE_BYTES = nacl.secret.SecretBox.NONCE_SIZE
LOCATOR_BYTES = TOKEN_BYTES = 16
SIZES = (2048, 4096, 12288)  # of what is sealed, so that its length tells little of the words
SEALED_MOST = SIZES[-1] + NONCE_BYTES + nacl.secret.SecretBox.MACBYTES

TAG_BYTES = 8  # of what all of one table have in common
TAGS_MOST = 8
VISITS = 8  # of one day that a trail finds by itself
SHOWN = "CURIOCITYTRAIL1"  # what the code shown to a kiosk begins with; letters and digits that every reader types
_CHECK, _TRAIL, _TAG = 4, 26, 13  # characters
_NUMBERS = "ABCDEFGH"

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_FRAGMENT = re.compile(rf"([A-Za-z0-9_-]{{22}})\.({topics.KIOSK_ID})\.([0-9a-z]{{1,9}})")


class TrailError(ValueError):
    """Not a code, a fragment or a sealed copy of ours, or not whole; its text says which."""


class Kept(Struct, frozen=True):
    """What a slip said, as its holder keeps it. Fields that a newer program adds are ignored."""

    hub: str  # the neighbourhood's name
    day: str
    hour: str
    starts: int  # milliseconds UTC
    place: str
    address: str
    directions: str
    walk_min: int
    language: str
    words: str
    sign: Sign | None
    code: str
    also_here: str = ""
    hosted: bool = False
    table: Sign | None = None
    theme: str = ""
    v: int = VERSION


class _Versioned(Struct):
    v: int


class Shown(Struct, frozen=True):
    """A trail held before a kiosk's reader. visit: which of the day's visits, from 0; tags: of tables of late."""

    trail: bytes
    visit: int = 0
    tags: tuple[bytes, ...] = ()


def derive(secret: bytes, label: str) -> bytes:
    """64 bytes that follow from the secret; one label tells nothing of another."""
    return sha512(b"curiocity/1/" + label.encode() + b"/" + secret).digest()


def locator(secret: bytes) -> str:
    """Where the sealed copy lies at the hub, in hex."""
    return derive(secret, "locator")[:LOCATOR_BYTES].hex()


def token(secret: bytes) -> bytes:
    """What takes the entry back and asks for its table."""
    return derive(secret, "retract")[:TOKEN_BYTES]


def token_hash(token: bytes) -> str:
    """All that the hub is told of a token before it is used, in hex."""
    return sha512(b"curiocity/1/token/" + token).digest()[:TOKEN_BYTES].hex()


def same(one: bytes, other: bytes) -> bool:
    """Whether two tokens or hashes are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one, other)


def seal(kept: Kept, secret: bytes, nonce: bytes) -> bytes:
    """What only the secret opens. nonce: `NONCE_BYTES` of chance. Raises TrailError where it is too long."""
    return bytes(_box(secret).encrypt(_padded(msgspec.json.encode(kept)), nonce))


def unseal(sealed: bytes, secret: bytes) -> Kept:
    """What the slip said. Raises TrailError for anything not sealed under this secret."""
    try:
        plain = _unpadded(_box(secret).decrypt(sealed))
        version = msgspec.json.decode(plain, type=_Versioned).v
        if version != VERSION:
            raise TrailError(f"sealed by version {version}, this program opens {VERSION}")
        return msgspec.json.decode(plain, type=Kept)
    except nacl.exceptions.CryptoError:
        raise TrailError("not sealed under this secret, or changed since") from None
    except msgspec.MsgspecError as error:
        raise TrailError(f"sealed by another program: {error}") from error


def link(web: str, secret: bytes, place: str, starts: int) -> str:
    """What the slip's QR code says. web: the pages' base address. starts: milliseconds UTC, kept to the second."""
    written = urlsafe_b64encode(secret).decode().rstrip("=")
    return f"{web.rstrip('/')}/s#{written}.{place}.{_to_base36(starts // 1000)}"


def read_fragment(fragment: str) -> tuple[bytes, str, int]:
    """(secret, place, start in milliseconds UTC) of what stands behind the `#`. Raises TrailError."""
    found = _FRAGMENT.fullmatch(fragment)
    if not found:
        raise TrailError("no fragment of a slip")
    secret = urlsafe_b64decode(found[1] + "==")
    if urlsafe_b64encode(secret).decode().rstrip("=") != found[1]:
        raise TrailError("no fragment of a slip: its secret has bits too many")
    return secret, found[2], int(found[3], 36) * 1000


def day_secret(trail: bytes, day: str, visit: int) -> bytes:
    """The secret under which a visit's slip is sealed for a trail that was shown. day: of the visit, "2026-11-23"."""
    return sha512(b"curiocity/1/day/" + f"{day}/{visit}/".encode() + trail).digest()[:SECRET_BYTES]


def write_shown(shown: Shown) -> str:
    """The code that a page draws for a kiosk's reader: only A to Z and 0 to 9."""
    tags = "".join(_to_base32(tag) for tag in shown.tags[:TAGS_MOST])
    written = SHOWN + _to_base32(shown.trail) + _NUMBERS[min(shown.visit, VISITS - 1)] + tags
    return written + _check(written)


def read_shown(written: str) -> Shown:
    """What a kiosk's reader has typed. Raises TrailError where it is damaged."""
    body, check = written[:-_CHECK], written[-_CHECK:]
    rest = body[len(SHOWN) + _TRAIL + 1 :]
    if not body.startswith(SHOWN) or len(rest) % _TAG or len(rest) > TAGS_MOST * _TAG:
        raise TrailError("no code of a trail")
    if not same(_check(body).encode(), check.encode()):
        raise TrailError("the code of a trail, but damaged")
    visit = _NUMBERS.find(body[len(SHOWN) + _TRAIL : len(SHOWN) + _TRAIL + 1])
    trail = _from_base32(body[len(SHOWN) : len(SHOWN) + _TRAIL])
    tags = (_from_base32(rest[at : at + _TAG]) for at in range(0, len(rest), _TAG))
    if visit < 0 or len(trail) != SECRET_BYTES:
        raise TrailError("no code of a trail")
    return Shown(trail, visit, tuple(tags))


def _box(secret: bytes) -> nacl.secret.SecretBox:
    return nacl.secret.SecretBox(derive(secret, "key")[: nacl.secret.SecretBox.KEY_SIZE])


def _padded(plain: bytes) -> bytes:
    """ISO/IEC 7816-4: one byte 0x80, then zeros."""
    size = next((size for size in SIZES if len(plain) < size), None)
    if size is None:
        raise TrailError(f"{len(plain)} bytes to seal, {SIZES[-1] - 1} at most")
    return (plain + b"\x80").ljust(size, b"\0")


def _unpadded(padded: bytes) -> bytes:
    plain, mark, _ = padded.rstrip(b"\0").rpartition(b"\x80")
    if not mark or len(plain) + 1 != len(padded.rstrip(b"\0")):
        raise TrailError("sealed by another program: not padded as ours")
    return plain


def _check(written: str) -> str:
    return b32encode(sha512(b"curiocity/1/shown/" + written.encode()).digest()[:5]).decode()[:_CHECK]


def _to_base32(plain: bytes) -> str:
    return b32encode(plain).decode().rstrip("=")


def _from_base32(written: str) -> bytes:
    try:
        plain = b32decode(written + "=" * (-len(written) % 8))
    except ValueError:
        raise TrailError("no code of a trail") from None
    if _to_base32(plain) != written:
        raise TrailError("no code of a trail")
    return plain


def _to_base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits or "0"
