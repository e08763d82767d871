"""How a kiosk that knows a hub's code is given a certificate: frames and both sides, bytes in, bytes out.

    kiosk                                                    hub
      hello   which id it wishes, its half of SPAKE2   ->
              the hub's half                           <-    answer
      proof   that it knows the code; sealed: request  ->
              that it knows the code; sealed: all else <-    grant
      kept    sealed: what the pictures need           ->

A code of eight digits can be tried by nobody who only listens, and once for each answer by whoever takes part. The
kiosk proves first, so a stranger learns nothing of a hub. The two pictures come from all that was said and from a
number of each side: the kiosk binds itself to its own before it sees the hub's, and the hub chooses before it sees the
kiosk's, so that somebody in between who had read the code cannot try numbers until both screens show the same.
Nothing here waits, counts tries or touches a network: `hub.join_service` and `kiosk_ui.join` do.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping

from msgspec.json import Decoder, encode
from spake2 import SPAKE2_A, SPAKE2_B, SPAKEError
from spake2.ed25519_basic import NotOnCurve, bytes_to_element

from wire.join_frames import (
    ANSWER,
    GRANT,
    GRANTED,
    HELLO,
    KEPT,
    PROOF,
    WISH,
    Answer,
    FrameReader,
    Grant,
    Granted,
    Hello,
    JoinError,
    Kept,
    Kind,
    Membership,
    Proof,
    Refusal,
    Refused,
    Why,
    Wish,
    WrongCode,
    framed,
    read,
)
from wire.pairing import By, two_pictures
from wire.sealing import SealBroken, SealedLine

HUB = b"curiocity hub"

Chance = Callable[[int], bytes]  # so many random bytes; os.urandom


class _Conversation:
    """What both sides do alike: read frames in their turn."""

    def __init__(self) -> None:
        self._reader, self._said = FrameReader(), hashlib.sha256(b"curiocity join 1")
        self._turn: Callable[[bytes], bytes] = self._no_turn
        self.pictures: tuple[str, str] | None = None  # what both sides show when all is done

    def feed(self, data: bytes) -> bytes:
        """Take what came, however cut; returns what is to be sent. Raises JoinError, and is of no use after it."""
        try:
            return b"".join(self._turn(frame) for frame in self._reader.feed(data))
        except JoinError:
            self._turn = self._no_turn
            raise

    def _no_turn(self, _frame: bytes) -> bytes:
        raise JoinError("more was said than there is to say")

    def _note(self, payload: bytes) -> bytes:
        # Both sides note the bytes as they were sent: whoever changes one of them has changed the keys.
        self._said.update(framed(payload))
        return payload

    def _show(self, wish: Wish, ca: str, hubs: bytes, kiosks: bytes) -> None:
        parts = (self._said.digest(), wish.request.encode(), ca.encode(), hubs, kiosks)
        self.pictures = two_pictures(hashlib.sha256(b"".join(map(framed, parts))).digest())


class KioskSide(_Conversation):
    """The kiosk's side: send `hello()`, feed what comes until there is a `membership`, keep it, send `kept()`."""

    def __init__(self, kiosk: str, by: By, secret: str, request: bytes, chance: Chance) -> None:
        super().__init__()
        self._kiosk, self._by = kiosk, by
        self._spake = SPAKE2_A(secret.encode(), kiosk.encode(), HUB, entropy_f=chance)
        self._number = chance(32)
        self._wish = Wish(request.decode(), hashlib.sha256(self._number).digest())
        self._hubs_number = b""
        self._line: SealedLine | None = None
        self.membership: Membership | None = None

    def hello(self) -> bytes:
        """The first thing to be sent."""
        self._turn = self._answer
        return framed(self._note(encode(Hello(self._kiosk, self._by, self._spake.start()))))

    def kept(self) -> bytes:
        """The last thing to be sent, once the membership is on the disk; from now on there are pictures."""
        assert self._line
        assert self.membership
        self._show(self._wish, self.membership.ca, self._hubs_number, self._number)
        return framed(encode(Kept(self._line.seal(self._number))))

    def _answer(self, frame: bytes) -> bytes:
        answer = read(frame, ANSWER)
        if isinstance(answer, Refusal):
            raise Refused(answer.why)
        self._note(frame)
        self._line = SealedLine("kiosk", _finish(self._spake, answer.share), self._said.digest())
        self._turn = self._grant
        return framed(encode(Proof(self._line.proof(), self._line.seal(encode(self._wish)))))

    def _grant(self, frame: bytes) -> bytes:
        grant = read(frame, GRANT)
        if isinstance(grant, Refusal):
            raise WrongCode("the hub has another code") if grant.why == "wrong code" else Refused(grant.why)
        assert self._line
        if not self._line.is_proof(grant.proof):
            raise WrongCode("whoever answers does not know the code")
        granted = _open(self._line, grant.sealed, GRANTED)
        if isinstance(granted, Refusal):
            raise Refused(granted.why)
        self._turn = self._no_turn
        self._hubs_number, self.membership = granted.number, granted.membership
        return b""


class HubSide(_Conversation):
    """The hub's side: feed it until there is a `request`, then `grant` or `refuse`, feed it until there are pictures.

    secrets: what a kiosk may know, by how it was told.
    """

    def __init__(self, secrets: Mapping[By, str], chance: Chance) -> None:
        super().__init__()
        self._secrets, self._chance = secrets, chance
        self._line: SealedLine | None = None
        self._wish: Wish | None = None
        self._ca, self._number = "", chance(32)
        self._turn = self._hello
        self.kiosk = ""  # the id wished for
        self.answered = False  # whether this was a try: our half of the exchange is among what is to be sent

    @property
    def request(self) -> bytes | None:
        """The certificate request (PEM) of a kiosk that knows the code; None as long as it has not proved it."""
        return self._wish.request.encode() if self._wish else None

    def grant(self, membership: Membership) -> bytes:
        """Let it in: what is to be sent."""
        self._ca, self._turn = membership.ca, self._kept
        return self._seal(Granted(membership, self._number))

    def refuse(self, why: Why) -> bytes:
        """Do not let it in, though it knows the code: what is to be sent."""
        return self._seal(Refusal(why))

    def _hello(self, frame: bytes) -> bytes:
        hello = read(frame, HELLO)
        self.kiosk = hello.kiosk
        secret = self._secrets[hello.by].encode()
        spake = SPAKE2_B(secret, hello.kiosk.encode(), HUB, entropy_f=self._chance)
        self._note(frame)
        answer = self._note(encode(Answer(spake.start())))
        self._line = SealedLine("hub", _finish(spake, hello.share), self._said.digest())
        self._turn, self.answered = self._proof, True
        return framed(answer)

    def _proof(self, frame: bytes) -> bytes:
        proof = read(frame, PROOF)
        assert self._line
        if not self._line.is_proof(proof.proof):
            raise WrongCode("the kiosk has another code")
        self._wish = _open(self._line, proof.sealed, WISH)
        self._turn = self._no_turn
        return b""

    def _kept(self, frame: bytes) -> bytes:
        assert self._line
        assert self._wish
        try:
            number = self._line.unseal(read(frame, KEPT).sealed)
        except SealBroken as error:
            raise JoinError(str(error)) from None
        if not hmac.compare_digest(hashlib.sha256(number).digest(), self._wish.bound):
            raise JoinError("the kiosk shows another number than it had bound itself to")
        self._turn = self._no_turn
        self._show(self._wish, self._ca, self._number, number)
        return b""

    def _seal(self, answer: Granted | Refusal) -> bytes:
        assert self._line
        return framed(encode(Grant(self._line.proof(), self._line.seal(encode(answer)))))


def _finish(spake: SPAKE2_A | SPAKE2_B, share: bytes) -> bytes:
    try:
        # SPAKE2 0.9 refuses points of small order, but not when they are written in an unusual way.
        if bytes_to_element(share[1:]).to_bytes() != share[1:]:
            raise JoinError("no half of an exchange: not written as it should be")
        return bytes(spake.finish(share))
    except (SPAKEError, NotOnCurve, ValueError) as error:
        raise JoinError(f"no half of an exchange: {type(error).__name__}") from None


def _open(line: SealedLine, sealed: bytes, decoder: Decoder[Kind]) -> Kind:
    try:
        return decoder.decode(line.unseal(sealed))
    except (SealBroken, ValueError, RecursionError) as error:
        raise JoinError(f"what was sealed is not understood: {error}") from None
