"""A frame on the serial line between a panel and its Pi: COBS and a CRC. Pure. What is said in them is wire/link.py's.

A frame, drawn in docs/panel.md:

    0x00  COBS( kind, seq, ack, room, payload of 0 to 240 bytes, CRC-32 little endian )  0x00

0x00 stands nowhere else, so that a reader finds its feet at the next one whatever came before. The CRC of all but
HELLO begins at the session: bytes of another session fail the check.

The file runs unchanged on MicroPython and CPython; ints only, no floats.
"""

import struct
from binascii import crc32

PROTOCOL = 1  # of frames and link but HELLO, which stays as it is for ever: it tells who cannot talk
HELLO, WELCOME, DATA, ACK, NAK = 1, 2, 3, 4, 5
GREATER = 0x80  # in kind: from the end with the greater life
AGAIN = 0x40  # in DATA: this number was sent before
PROMPT = 0x20  # the first answer to the first copy of number ack - 1: the time it took may be trusted
KIND = 0x1F
LONGEST_PAYLOAD = 240
_LONGEST_FRAME = 4 + LONGEST_PAYLOAD + 4 + 1  # COBS adds one byte to these; without the two zeros


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
