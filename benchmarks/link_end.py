"""One end of the line that benchmarks/link.py damages: says numbered payloads, checks each that it hears.

Runs as it stands under MicroPython too (`make link ARGS=--micropython`), as a process that is told on its standard
input what came and when, and answers with what it puts on the line:

    <IIH  now in ms, number of payloads to have said by now, bytes that came; then those bytes      (LAST: no more)
    <H    bytes to write; then those bytes                                                   (LAST: a line of JSON)
"""

import json
import struct
import sys
from binascii import crc32

LAST = 0xFFFFFFFF
QUESTION, ANSWER = "<IIH", "<H"


def payload(boot, number):
    """4 to 240 bytes that none but this number has: zeros, runs and noise. Most are short, as a panel's are."""
    mark = crc32(struct.pack("<II", boot, number))
    run = struct.pack("<I", mark) + bytes(mark & 7) + struct.pack("<I", mark >> 5)
    return struct.pack("<I", number) + (run * 30)[: (mark >> 8) % (237 if mark % 8 == 0 else 24)]


class End:
    """What it said and heard; `wrong`, `lost` and `doubled` are to stay 0.

    again: payloads that came once more in a new session, for their acknowledgement was lost with the old one;
    whoever receives knows them by (boot, number).
    """

    def __init__(self, link, boot, peer_boot):
        self.link, self._boot, self._peer_boot, self._session = link, boot, peer_boot, 0
        self.said = self.heard = self.wrong = self.lost = self.doubled = self.again = 0

    def step(self, data, now_ms, goal):
        """Bytes came; returns those to write."""
        for one in self.link.feed(data, now_ms):
            self._check(one)
        while self.said < goal and self.link.send(payload(self._boot, self.said)):
            self.said += 1
        return self.link.to_write(now_ms)

    def _check(self, one):
        number = struct.unpack("<I", one[:4])[0] if len(one) >= 4 else LAST
        if one != payload(self._peer_boot, number):
            self.wrong += 1
        elif number == self.heard:
            self.heard += 1
            self._session = self.link.session
        elif number > self.heard:
            self.lost += number - self.heard
            self.heard = number + 1
        elif self.link.session == self._session:
            self.doubled += 1
        else:
            self.again += 1

    def figures(self):
        """For a line of JSON."""
        names = ("said", "heard", "wrong", "lost", "doubled", "again")
        link = self.link
        told = {name: getattr(self, name) for name in names}
        told.update(
            {
                "bad": link.bad,
                "resent": link.resent,
                "sessions": link.session,
                "rto_ms": link.round_trip.wait_ms(),
            }
        )
        told["python"] = "{} {}.{}".format(sys.implementation.name, *sys.implementation.version[:2])
        return told


def answer(end):
    """Lives on standard input and output, until it is told the last time."""
    come, go = sys.stdin.buffer, sys.stdout.buffer
    while True:
        now_ms, goal, size = struct.unpack(QUESTION, come.read(struct.calcsize(QUESTION)))
        if now_ms == LAST:
            go.write(json.dumps(end.figures()).encode() + b"\n")
            return
        data = end.step(come.read(size) if size else b"", now_ms, goal)
        go.write(struct.pack(ANSWER, len(data)) + data)
        if hasattr(go, "flush"):
            go.flush()


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    from wire.link import Link

    mine, other = int(sys.argv[2]), int(sys.argv[3])
    answer(End(Link(mine, "panel", 7, 0), mine, other))
