"""The serial link between a panel and its Pi: frames, and a `Link` that loses and doubles nothing. Pure.

A frame on the line, drawn in docs/panel.md:

    0x00  COBS( kind, seq, ack, room, payload of 0 to 240 bytes, CRC-32 little endian )  0x00

0x00 stands nowhere else, so that a reader finds its feet at the next one whatever came before. The CRC of all but
HELLO begins at the session, the two ends' lives XORed: bytes of another session fail the check. A life begins as
the boot id and is another one after each fall of the link. The end with the greater life sets GREATER in `kind`:
what a bad cable or a modem sends back to us is known as our own.

Times are int milliseconds that only run forward; they may wrap at 2^30 as MicroPython's ticks_ms does, and need
not: differences are taken modulo 2^30. The file runs unchanged on MicroPython and CPython; ints only, no floats.
"""

import struct
from binascii import crc32
from collections import namedtuple

PROTOCOL = 1  # of everything in this file but HELLO, which stays as it is for ever: it tells who cannot talk
HELLO, WELCOME, DATA, ACK, NAK = 1, 2, 3, 4, 5
GREATER = 0x80  # in kind: from the end with the greater life
AGAIN = 0x40  # in DATA: this number was sent before
PROMPT = 0x20  # the first answer to the first copy of number ack - 1: the time it took may be trusted
KIND = 0x1F
LONGEST_PAYLOAD = 240
_LONGEST_FRAME = 4 + LONGEST_PAYLOAD + 4 + 1  # COBS adds one byte to these; without the two zeros

DOWN, UP, STRANGE = "down", "up", "strange"
WINDOW = 4  # payloads on their way
QUEUE = 32  # payloads that wait or are on their way
PLENTY = 255  # room: whoever calls feed takes all it returns
HELLO_MS, HEARTBEAT_MS, DEAD_MS = 100, 500, 2000
GAP_MS, NAKS = (
    4,
    3,
)  # a gap is told at once and, while it stays, twice more, a round trip and no less than this apart
FIRST_RTO_MS, SHORTEST_RTO_MS, LONGEST_RTO_MS = 100, 25, 400  # before anything is sent again unasked
DOUBLINGS = 2  # of that wait while nothing is heard: noise is no traffic that would need to be let through
_PERIOD = 1 << 30
_GREETING = "<IBI"  # life, protocol, schema; then "name version"
_GREETING_BYTES = 9

Peer = namedtuple("Peer", ("name", "protocol", "schema"))  # name: "name version" in printable ASCII


def cobs(data: bytes) -> bytes:
    """The data without a single 0x00: every run up to one is led by its length. One byte longer for each 254."""
    out = []
    for run in data.split(b"\0"):
        while len(run) >= 254:
            out.append(b"\xff" + run[:254])
            run = run[254:]  # noqa: PLW2901 - no other loop has C's speed in both Pythons
        out.append(bytes((len(run) + 1,)) + run)
    return b"".join(out)


def uncobs(data: bytes) -> bytes | None:
    """What `cobs` was given; None where these bytes cannot come from it."""
    out, at, end = [], 0, len(data)
    while at < end:
        length = data[at]
        run = data[at + 1 : at + length]
        if length == 0 or len(run) != length - 1 or 0 in run:
            return None
        out.append(run)
        at += length
        if length < 255 and at < end:
            out.append(b"\0")
    return b"".join(out) if end else None


def frame(kind: int, seq: int, ack: int, room: int, payload: bytes, seed: int) -> bytes:
    """One frame with its two zeros. seed: where its CRC begins, 0 for HELLO, else the session."""
    body = bytes((kind, seq, ack, room)) + payload
    return b"\0" + cobs(body + struct.pack("<I", crc32(body, seed))) + b"\0"


def is_whole(body: bytes, seed: int) -> bool:
    """Whether kind, seq, ack, room, payload and CRC of a frame are as they were sent."""
    return len(body) >= 8 and bytes(body[-4:]) == struct.pack("<I", crc32(body[:-4], seed))


class FrameReader:
    """Bytes, however they were cut, into frames without their coding. Keeps at most 250 bytes."""

    def __init__(self) -> None:
        self._part = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Each chunk between two zeros, decoded; b"" for one that is no frame of ours. The CRC is not looked at."""
        chunks = data.split(b"\0")
        last = chunks.pop()
        bodies = []
        for chunk in chunks:
            self._add(chunk)
            if self._part:
                bodies.append((len(self._part) <= _LONGEST_FRAME and uncobs(self._part)) or b"")
                self._part = b""
        self._add(last)
        return bodies

    def _add(self, part: bytes) -> None:
        """What is too long by one byte stays too long up to the next zero, without growing."""
        self._part += part[: _LONGEST_FRAME + 1 - len(self._part)]


def since(now_ms: int, then_ms: int) -> int:
    """Milliseconds from then to now, below 0 if then is still to come; right for spans up to 2^29 ms, 6.2 days."""
    gone = (now_ms - then_ms) & (_PERIOD - 1)
    return gone - _PERIOD if gone >= _PERIOD >> 1 else gone


class RoundTrip:
    """How long an answer takes on this line: RFC 6298 (Jacobson and Karels) in whole numbers."""

    def __init__(self) -> None:
        self.backoff = 0  # how often the wait was in vain since an answer came
        self._smooth, self._deviation = 0, 0  # in eighths and quarters of a millisecond; 0: nothing measured

    def measure(self, ms: int) -> None:
        """One answer took so long; to be told only of first answers to first copies (Karn, Eifel)."""
        if self._smooth == 0:
            self._smooth, self._deviation = max(1, ms << 3), ms << 1
            return
        error = ms - (self._smooth >> 3)
        self._smooth = max(1, self._smooth + error)
        self._deviation += abs(error) - (self._deviation >> 2)

    def wait_ms(self) -> int:
        """How long an answer is awaited before payloads are sent again unasked."""
        wait = (self._smooth >> 3) + max(1, self._deviation) if self._smooth else FIRST_RTO_MS
        return min(LONGEST_RTO_MS, max(SHORTEST_RTO_MS, wait) << min(self.backoff, DOUBLINGS))

    def gap_ms(self) -> int:
        """A complaint cannot have been heeded sooner."""
        return max(GAP_MS, self._smooth >> 3)


class Link:
    """One end of the line, without the line: bytes that came go in, bytes to write come out, nothing is awaited.

    boot: 32 bits that no other Link had before (chance). name: "name version". schema: both ends must have the same.
    state: DOWN, UP, or STRANGE (somebody is there whose protocol or schema is another; `peer` tells who).
    session: another number each time the link comes up; what was not acknowledged in the last one is sent again,
    so whoever receives acts once on a payload's own (boot, number). is_echo: the line brings our own frames back
    (a loopback plug, a modem, a shell); such a line alone never comes up. bad, resent: frames, for who looks after it.
    """

    def __init__(self, boot: int, name: str, schema: int, now_ms: int) -> None:
        self.state, self.session, self.is_echo, self.bad, self.resent = DOWN, 0, False, 0, 0
        self.peer: Peer | None = None
        self._life, self._name, self._schema = boot & 0xFFFFFFFF, name.encode()[:40], schema
        self._peer_life: int | None = None
        self._reader = FrameReader()
        self._queue: list[tuple[bytes, int | None]] = []  # not acknowledged yet, oldest first; until when
        self._room, self._told_room = PLENTY, PLENTY
        self._heard_at, self._sent_at, self._hello_at = now_ms, now_ms, now_ms - HELLO_MS
        self._owes_welcome = False
        self.round_trip = RoundTrip()
        self._begin()

    def _begin(self) -> None:
        """Numbers as they stand at the beginning of every session."""
        self._base, self._expected = 0, 0  # number of the oldest in the queue; of what is to come next
        self._next, self._flown = 0, 0  # how many of the queue were sent in this turn; ever
        self._timer_at: int | None = None  # since when the oldest waits for its answer
        self.round_trip.backoff = 0
        self._timed: tuple[int, int] | None = None  # (number, when first sent): its answer is being timed
        self._prompt = 0  # PROMPT: our next frame is the first answer to the first copy of a payload
        self._is_probing = False
        self._peer_room = WINDOW
        self._naks = 0  # how often more the gap that is open is complained of
        self._nak_at: int | None = None
        self._rewound_at: int | None = None
        self._owes_ack = True

    def send(self, payload: bytes, until_ms: int | None = None) -> bool:
        """Put it at the queue's end; False: the queue is full, nothing was taken. ValueError: over 240 bytes.

        until_ms: from then on it goes into no new session (a press that nobody remembers); what has begun its way
        in this session is said again until it is heard, for its number cannot be left out.
        """
        if len(payload) > LONGEST_PAYLOAD:
            raise ValueError(f"a payload of {len(payload)} bytes: {LONGEST_PAYLOAD} fit into a frame")
        if len(self._queue) >= QUEUE:
            return False
        self._queue.append((payload, until_ms))
        return True

    @property
    def is_settled(self) -> bool:
        """Whether the other end has everything that was sent."""
        return not self._queue

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
        elif (
            since(now_ms, self._hello_at) >= HELLO_MS
        ):  # beside a WELCOME too: that one may go to a life long gone
            self._forget_old(now_ms)
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
        if self._owes_ack or self._next < self._may_send():
            return 0
        waits = [HEARTBEAT_MS - since(now_ms, self._sent_at), DEAD_MS - since(now_ms, self._heard_at)]
        if self._naks:
            waits.append(self._nak_wait_ms(now_ms))
        if self._queue:
            waits.append(
                0 if self._timer_at is None else self.round_trip.wait_ms() - since(now_ms, self._timer_at)
            )
        return max(0, min(waits))

    @property
    def unacknowledged(self) -> int:
        """How many payloads, the newest ones, the other end has not said it has."""
        return len(self._queue)

    def _look_at_clock(self, now_ms: int) -> None:
        if self.state != DOWN and since(now_ms, self._heard_at) >= DEAD_MS:
            self._fall(DOWN, now_ms)
        if (
            self.state == UP
            and self._timer_at is not None
            and since(now_ms, self._timer_at) >= self.round_trip.wait_ms()
        ):
            self._rewind(now_ms)
            self._timer_at, self._is_probing = now_ms, True
            self.round_trip.backoff += 1

    def _fall(self, state: str, now_ms: int) -> None:
        """Out of the session, into a new life: nothing of the old session is valid in the next."""
        if self.state == UP:
            self._life = crc32(struct.pack("<I", self._life))
            self._hello_at = now_ms - HELLO_MS
        self.state, self._peer_life, self._owes_welcome = state, None, False

    def _forget_old(self, now_ms: int) -> None:
        """Only between sessions: a number that was once used must be heard."""
        self._queue = [one for one in self._queue if one[1] is None or since(now_ms, one[1]) < 0]

    def _rise(self, now_ms: int) -> None:
        self._forget_old(now_ms)
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
        self._heard_at, self._peer_room = now_ms, body[3]
        self._hear_ack(body[2], body[0] & PROMPT != 0, now_ms)
        if kind == NAK and (
            self._rewound_at is None or since(now_ms, self._rewound_at) >= self.round_trip.gap_ms()
        ):
            self._rewind(now_ms)
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

    def _hear_ack(self, ack: int, is_prompt: bool, now_ms: int) -> None:
        count = (ack - self._base) & 255
        if not 0 < count <= self._flown:
            return
        if self._timed is not None and (self._timed[0] - self._base) & 255 < count:
            if is_prompt and (self._timed[0] + 1) & 255 == ack:
                self.round_trip.measure(since(now_ms, self._timed[1]))
            self._timed = None
        self._queue = self._queue[count:]
        self._base = ack
        self._flown -= count
        self._next = max(0, self._next - count)
        self.round_trip.backoff = 0
        self._timer_at = now_ms if self._queue else None
        if not self._queue:
            self._rewound_at = None  # or it would seem to lie ahead some days on, where times wrap

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

    def _rewind(self, now_ms: int) -> None:
        self.resent += self._next
        self._next, self._rewound_at = 0, now_ms

    def _may_send(self) -> int:
        """How many of the queue may be on their way."""
        return min(len(self._queue), WINDOW, max(self._peer_room, 1 if self._is_probing else 0))

    def _write_up(self, out: list[bytes], now_ms: int) -> None:
        if self._naks and self._nak_wait_ms(now_ms) <= 0:
            out.append(self._frame(NAK, 0, b""))
            self._naks, self._nak_at = self._naks - 1, now_ms
        may_send = self._may_send()
        while self._next < may_send:
            seq = (self._base + self._next) & 255
            is_again = self._next < self._flown
            out.append(self._frame(DATA | (AGAIN if is_again else 0), seq, self._queue[self._next][0]))
            if self._next == 0:
                self._timer_at = now_ms
            self._next += 1
            if not is_again:
                self._flown = self._next
                self._timed = self._timed or (seq, now_ms)
        self._is_probing = False
        if self._queue and self._timer_at is None:
            self._timer_at = now_ms
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
