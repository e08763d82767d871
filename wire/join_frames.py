"""What a kiosk and a hub say when the one joins the other: frames of JSON, read once, at the door.

`wire.joining` has the order they come in and why. Nobody has proved anything yet when the first ones are read, so
all of it is bounded, and whatever is wrong with it is a `JoinError`.
"""

from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct
from msgspec.json import Decoder, encode

from wire.pairing import By
from wire.topics import KIOSK_ID

VERSION = 1
MAX_FRAME = 16 * 1024

Share = Annotated[bytes, Meta(min_length=33, max_length=33)]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]
Why = Literal["wrong code", "over", "busy", "version", "taken", "reserved", "request", "nonsense"]


class JoinError(Exception):
    """The other side does not speak as one of ours does; the text says what is wrong with what it said."""


class WrongCode(JoinError):
    """The other side has another code."""


class OtherVersion(JoinError):
    """The other side speaks another version of this."""


class Refused(JoinError):
    """The hub says no. why: one of `Why`, or what a later hub calls it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Hello(Struct, frozen=True, tag="hello"):
    """The kiosk's first word."""

    kiosk: Annotated[str, Meta(pattern=rf"^{KIOSK_ID}$(?!\n)")]
    by: By
    share: Share
    v: int = VERSION


class Answer(Struct, frozen=True, tag="answer"):
    """The hub's half of the exchange: from here on it has spent one of its tries."""

    share: Share
    v: int = VERSION


class Proof(Struct, frozen=True, tag="proof"):
    """sealed: a `Wish`."""

    proof: Digest
    sealed: bytes
    v: int = VERSION


class Grant(Struct, frozen=True, tag="grant"):
    """sealed: `Granted` or `Refusal`."""

    proof: Digest
    sealed: bytes
    v: int = VERSION


class Kept(Struct, frozen=True, tag="kept"):
    """The kiosk has all of it on its disk. sealed: its number."""

    sealed: bytes
    v: int = VERSION


class Refusal(Struct, frozen=True, tag="refusal"):
    """The hub says no."""

    why: str
    v: int = VERSION


class Wish(Struct, frozen=True):
    """The certificate request (PEM), and the digest of the number that the kiosk will show."""

    request: str
    bound: Digest


class Membership(Struct, frozen=True):
    """What makes a kiosk one of a neighbourhood's: PEM, where its broker is, and the hub's clock (ms since 1970)."""

    certificate: str
    ca: str
    hub: Annotated[str, Meta(max_length=80)]
    host: Annotated[str, Meta(min_length=1, max_length=253)]
    port: Annotated[int, Meta(ge=1, le=65535)]
    now: Annotated[int, Meta(ge=0, lt=253_402_300_800_000)]  # the year 10000


class Granted(Struct, frozen=True, tag="granted"):
    """A membership and the hub's number."""

    membership: Membership
    number: Digest


class _Versioned(Struct, frozen=True):
    v: int


Kind = TypeVar("Kind")
_VERSION = Decoder(_Versioned)
HELLO, PROOF, KEPT, WISH = Decoder(Hello), Decoder(Proof), Decoder(Kept), Decoder(Wish)
ANSWER: Decoder[Answer | Refusal] = Decoder(Answer | Refusal)
GRANT: Decoder[Grant | Refusal] = Decoder(Grant | Refusal)
GRANTED: Decoder[Granted | Refusal] = Decoder(Granted | Refusal)


class FrameReader:
    """Whole frames out of a stream, however it was cut: four bytes of length (big-endian), then so much JSON."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that are whole now. Raises JoinError where this cannot be one of ours."""
        self._held += data
        frames = []
        while len(self._held) >= 4:
            length = int.from_bytes(self._held[:4])
            if not 0 < length <= MAX_FRAME:
                raise JoinError(f"a frame of {length} bytes: 1 to {MAX_FRAME} are possible")
            if len(self._held) < 4 + length:
                break
            frames.append(bytes(self._held[4 : 4 + length]))
            del self._held[: 4 + length]
        return frames


def framed(payload: bytes) -> bytes:
    """A frame as it is sent."""
    return len(payload).to_bytes(4) + payload


def refusal(why: Why) -> bytes:
    """What a hub sends to whom it has proved nothing yet."""
    return framed(encode(Refusal(why)))


def read(payload: bytes, decoder: Decoder[Kind]) -> Kind:
    """One frame, of the kind whose turn it is. Raises JoinError."""
    try:
        if (version := _VERSION.decode(payload).v) != VERSION:
            raise OtherVersion(f"version {version}, and this is version {VERSION}")
        return decoder.decode(payload)
    except (ValueError, RecursionError) as error:  # deep nesting is a RecursionError of msgspec's
        raise JoinError(f"not understood: {error}") from None
