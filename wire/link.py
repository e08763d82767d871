"""The serial link between a panel and its Pi: a `Link` on each end, which loses and doubles nothing. Pure.

What lies on the line are frames (wire/frames.py). A session is the two ends' lives XORed; a life begins as the boot id
and is another one after each fall of the link. The end with the greater life sets GREATER in `kind`: what a bad cable
or a modem sends back to us is known as our own.

Times are int milliseconds as in wire/outgoing.py, the half that sends. The file runs unchanged on MicroPython and
CPython; ints only, no floats.
"""

import struct
from binascii import crc32
from collections import namedtuple

from wire.frames import (
    ACK,
    AGAIN,
    DATA,
    GREATER,
    HELLO,
    KIND,
    NAK,
    PROMPT,
    PROTOCOL,
    WELCOME,
    FrameReader,
    frame,
    is_whole,
)
from wire.outgoing import WINDOW, Outgoing, since

DOWN, UP, STRANGE = "down", "up", "strange"
PLENTY = 255  # room: whoever calls feed takes all it returns
HELLO_MS, HEARTBEAT_MS, DEAD_MS = 100, 500, 2000
NAKS = 3  # a gap is told at once and, while it stays, twice more, a round trip apart
_GREETING = "<IBI"  # life, protocol, schema; then "name version"
_GREETING_BYTES = 9

Peer = namedtuple("Peer", ("name", "protocol", "schema"))  # name: "name version" in printable ASCII


class Link:
    """One end of the line, without the line: bytes that came go in, bytes to write come out, nothing is awaited.

    boot: 32 bits that no other Link had before (chance). name: "name version". schema: both ends must have the same.
    state: DOWN, UP, or STRANGE (somebody is there whose protocol or schema is another; `peer` tells who).
    session: another number each time the link comes up; what was not acknowledged in the last one is sent again,
    so whoever receives acts once on a payload's own (boot, number). is_echo: the line brings our own frames back
    (a loopback plug, a modem, a shell); such a line alone never comes up. bad, resent: frames, for who looks after it.
    """

    def __init__(self, boot: int, name: str, schema: int, now_ms: int) -> None:
        self.state, self.session, self.is_echo, self.bad = DOWN, 0, False, 0
        self.peer: Peer | None = None
        self._life, self._name, self._schema = boot & 0xFFFFFFFF, name.encode()[:40], schema
        self._peer_life: int | None = None
        self._reader = FrameReader()
        self._outgoing = Outgoing()
        self.round_trip = self._outgoing.round_trip
        self._room, self._told_room = PLENTY, PLENTY
        self._heard_at, self._sent_at, self._hello_at = now_ms, now_ms, now_ms - HELLO_MS
        self._owes_welcome = False
        self._begin()

    def _begin(self) -> None:
        """Numbers as they stand at the beginning of every session."""
        self._outgoing.begin()
        self._expected = 0  # number of what is to come next
        self._prompt = 0  # PROMPT: our next frame is the first answer to the first copy of a payload
        self._naks = 0  # how often more the gap that is open is complained of
        self._nak_at: int | None = None
        self._owes_ack = True

    def send(self, payload: bytes, until_ms: int | None = None) -> bool:
        """Put it at the queue's end; False: the queue is full, nothing was taken. ValueError: over 240 bytes.

        until_ms: from then on it goes into no new session (a press that nobody remembers); what has begun its way
        in this session is said again until it is heard, for its number cannot be left out.
        """
        return self._outgoing.add(payload, until_ms)

    @property
    def is_settled(self) -> bool:
        """Whether the other end has everything that was sent."""
        return not self._outgoing

    def feed(self, data: bytes, now_ms: int, room: int = PLENTY) -> list[bytes]:
        """Payloads that came whole, in order, once each in a session. Never raises, whatever the bytes are.

        room: how many payloads the caller can take now, and no more are returned; 0 stops the other end, and
        feed(b"", now_ms, room) lets it go on.
        """
        self._look_at_clock(now_ms)
        self._room = room
        heard: list[bytes] = []
        for body in self._reader.feed(data):
            if not self._hear(body, now_ms, heard):
                self.bad += 1
                self._naks = NAKS
        if self._told_room == 0 and self._room > 0:
            self._owes_ack = True
        return heard

    def to_write(self, now_ms: int) -> bytes:
        """What to put on the line now, at most 1.3 KB; b"": nothing. Lost bytes do no harm, it says them again."""
        self._look_at_clock(now_ms)
        out: list[bytes] = []
        if self._owes_welcome and self._peer_life is not None:
            out.append(self._greeting(WELCOME, self._life ^ self._peer_life))
            self._owes_welcome = False
        if self.state == UP:
            self._write_up(out, now_ms)
        elif since(now_ms, self._hello_at) >= HELLO_MS:
            # beside a WELCOME too: that one may go to a life long gone
            self._outgoing.forget_old(now_ms)
            out.append(self._greeting(HELLO, 0))
            self._hello_at = now_ms
        if out:
            self._sent_at = now_ms
        return b"".join(out)

    def wait_ms(self, now_ms: int) -> int:
        """How long nothing needs doing unless bytes come or something is sent; 0: to_write has something now."""
        if self._owes_welcome:
            return 0
        if self.state != UP:
            return max(0, HELLO_MS - since(now_ms, self._hello_at))
        if self._owes_ack or self._outgoing.has_more():
            return 0
        waits = [HEARTBEAT_MS - since(now_ms, self._sent_at), DEAD_MS - since(now_ms, self._heard_at)]
        if self._naks:
            waits.append(self._nak_wait_ms(now_ms))
        unasked = self._outgoing.wait_ms(now_ms)
        if unasked is not None:
            waits.append(unasked)
        return max(0, min(waits))

    @property
    def resent(self) -> int:
        """Frames that were said again."""
        return self._outgoing.resent

    @property
    def unacknowledged(self) -> int:
        """How many payloads, the newest ones, the other end has not said it has."""
        return len(self._outgoing)

    def _look_at_clock(self, now_ms: int) -> None:
        if self.state != DOWN and since(now_ms, self._heard_at) >= DEAD_MS:
            self._fall(DOWN, now_ms)
        if self.state == UP:
            self._outgoing.look_at_clock(now_ms)

    def _fall(self, state: str, now_ms: int) -> None:
        """Out of the session, into a new life: nothing of the old session is valid in the next."""
        if self.state == UP:
            self._life = crc32(struct.pack("<I", self._life))
            self._hello_at = now_ms - HELLO_MS
        self.state, self._peer_life, self._owes_welcome = state, None, False

    def _rise(self, now_ms: int) -> None:
        self._outgoing.forget_old(now_ms)
        self._begin()
        self.state, self.is_echo = UP, False
        self.session += 1

    def _hear(self, body: bytes, now_ms: int, heard: list[bytes]) -> bool:
        """Act on one frame; False: it is none, or none of this session."""
        kind = body[0] & KIND if body else 0
        if kind in (HELLO, WELCOME):
            return self._hear_greeting(kind, body, now_ms)
        if self._peer_life is None or not is_whole(body, self._life ^ self._peer_life):
            return False
        if body[0] & GREATER == self._mark():
            self.is_echo = True
            return True
        if self.state != UP:  # whoever seals with our life has heard our greeting
            self._rise(now_ms)
        self._heard_at, self._outgoing.peer_room = now_ms, body[3]
        self._outgoing.hear_ack(body[2], body[0] & PROMPT != 0, now_ms)
        if kind == NAK:
            self._outgoing.hear_nak(now_ms)
        elif kind == DATA:
            self._hear_data(body, heard)
        return True

    def _hear_greeting(self, kind: int, body: bytes, now_ms: int) -> bool:
        if len(body) < 4 + _GREETING_BYTES + 4:
            return False
        life, protocol, schema = struct.unpack(_GREETING, body[4 : 4 + _GREETING_BYTES])
        if not is_whole(body, 0 if kind == HELLO else self._life ^ life):
            return False
        if life == self._life:
            self.is_echo = True
            return True
        name = "".join([chr(byte) for byte in body[4 + _GREETING_BYTES : -4] if 32 <= byte < 127])
        self.peer, self._heard_at = Peer(name, protocol, schema), now_ms
        if (protocol, schema) != (PROTOCOL, self._schema):
            self._fall(STRANGE, now_ms)
            return True
        is_known = self.state != UP or life == self._peer_life
        if not is_known or self.state == STRANGE:  # it fell or began anew: so do we
            self._fall(DOWN, now_ms)
        self._peer_life = life
        if kind == HELLO or not is_known:
            self._owes_welcome = True
        elif self.state != UP:
            self._rise(now_ms)
        return True

    def _hear_data(self, body: bytes, heard: list[bytes]) -> None:
        ahead = (body[1] - self._expected) & 255
        if 0 < ahead < WINDOW:
            self._naks = NAKS if self._room > 0 else 0
            return
        self._owes_ack = True  # for what came twice too: the first answer was lost
        if ahead == 0 and self._room > 0:
            self._expected = (self._expected + 1) & 255
            self._prompt = 0 if body[0] & AGAIN else PROMPT
            self._naks, self._nak_at = 0, None
            self._room -= 1
            heard.append(body[4:-4])

    def _nak_wait_ms(self, now_ms: int) -> int:
        """How long until a gap is complained of (again): a complaint cannot be heeded in less than a round trip."""
        return 0 if self._nak_at is None else self.round_trip.gap_ms() - since(now_ms, self._nak_at)

    def _write_up(self, out: list[bytes], now_ms: int) -> None:
        if self._naks and self._nak_wait_ms(now_ms) <= 0:
            out.append(self._frame(NAK, 0, b""))
            self._naks, self._nak_at = self._naks - 1, now_ms
        for seq, is_again, payload in self._outgoing.take(now_ms):
            out.append(self._frame(DATA | (AGAIN if is_again else 0), seq, payload))
        if not out and (self._owes_ack or since(now_ms, self._sent_at) >= HEARTBEAT_MS):
            out.append(self._frame(ACK, 0, b""))
            if not self._naks:
                self._nak_at = None
        self._owes_ack = False

    def _mark(self) -> int:
        return GREATER if self._peer_life is not None and self._life > self._peer_life else 0

    def _frame(self, kind: int, seq: int, payload: bytes) -> bytes:
        assert self._peer_life is not None
        self._told_room = min(self._room, PLENTY)
        session = self._life ^ self._peer_life
        kind |= self._mark() | self._prompt
        self._prompt = 0
        return frame(kind, seq, self._expected, self._told_room, payload, session)

    def _greeting(self, kind: int, seed: int) -> bytes:
        payload = struct.pack(_GREETING, self._life, PROTOCOL, self._schema) + self._name
        return frame(kind, 0, 0, min(self._room, PLENTY), payload, seed)
