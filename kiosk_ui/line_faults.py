"""A serial line as it is beside a motor: bytes change, vanish, come twice, come late, or not at all for a while. Pure.

For tests, figures and the demo's "line noise". The same seed and the same bytes give the same faults.
"""

import math
import random
from collections import deque
from dataclasses import dataclass
from typing import Literal

Fault = Literal["flip", "drop", "insert", "duplicate", "delay", "cut"]
FAULTS: tuple[Fault, ...] = ("flip", "drop", "insert", "duplicate", "delay", "cut")
NEVER_MS = 1 << 62


@dataclass(frozen=True, slots=True)
class Noise:
    """How often each fault befalls a byte, 0 to 1; together they hit at most every byte."""

    flip: float = 0.0  # one of its bits
    drop: float = 0.0
    insert: float = 0.0  # another byte before it
    duplicate: float = 0.0
    delay: float = 0.0  # it and all that follows come `delay_ms` later
    cut: float = 0.0  # it and all that follows within `cut_ms` are lost
    delay_ms: int = 20
    cut_ms: int = 40

    @property
    def share(self) -> float:
        """Of all bytes, those that something happens to."""
        return sum(_weights(self))


CLEAN = Noise()


def noise_of(share: float, *kinds: Fault) -> Noise:
    """So many of all bytes are hit, each kind as often as the others; kinds: all of them, unless some are named."""
    chosen = kinds or FAULTS

    def each(kind: Fault) -> float:
        return share / len(chosen) if kind in chosen else 0.0

    return Noise(
        flip=each("flip"),
        drop=each("drop"),
        insert=each("insert"),
        duplicate=each("duplicate"),
        delay=each("delay"),
        cut=each("cut"),
    )


class FaultyLine:
    """One direction of a line. Times are milliseconds that only run forward. damaged: bytes hit so far, lost ones too.

    Raises ValueError where more than every byte would be hit.
    """

    def __init__(self, noise: Noise, chance: random.Random) -> None:
        self._chance, self.damaged = chance, 0
        self._coming: deque[tuple[int, bytes]] = deque()  # (when, what), in order
        self._late_until, self._dead_until = 0, 0
        self.become(noise)

    def become(self, noise: Noise) -> None:
        """From now on as noisy as this; what is on its way stays as it is."""
        if not 0 <= noise.share <= 1 or min(_weights(noise)) < 0:
            raise ValueError(f"{noise}: the shares of all bytes that are hit lie between 0 and 1 together")
        self._noise = noise
        self._clean = self._stretch()  # bytes until the next one that is hit

    def put(self, data: bytes, now_ms: int) -> None:
        """Bytes go in at one end."""
        at = 0
        while at < len(data):
            if now_ms < self._dead_until:
                self.damaged += len(data) - at
                return
            if self._clean:
                piece = data[at : at + self._clean]
                self._clean -= len(piece)
                at += len(piece)
                self._pass_on(piece, now_ms)
                continue
            self._pass_on(self._hit(data[at], now_ms), now_ms)
            self._clean = self._stretch()
            at += 1

    def take(self, now_ms: int) -> bytes:
        """What has come out at the other end by now."""
        come = []
        while self._coming and self._coming[0][0] <= now_ms:
            come.append(self._coming.popleft()[1])
        return b"".join(come)

    def wait_ms(self, now_ms: int) -> int:
        """How long nothing more comes out, `NEVER_MS` where nothing is on its way."""
        return max(self._coming[0][0] - now_ms, 0) if self._coming else NEVER_MS

    def _pass_on(self, data: bytes, now_ms: int) -> None:
        if data:
            self._coming.append((max(now_ms, self._late_until), data))

    def _hit(self, byte: int, now_ms: int) -> bytes:
        self.damaged += 1
        (kind,) = self._chance.choices(FAULTS, _weights(self._noise))
        match kind:
            case "flip":
                return bytes((byte ^ 1 << self._chance.randrange(8),))
            case "insert":
                return bytes((self._chance.randrange(256), byte))
            case "duplicate":
                return bytes((byte, byte))
            case "delay":
                self._late_until = max(self._late_until, now_ms) + self._noise.delay_ms
                return bytes((byte,))
            case "cut":
                self._dead_until = now_ms + self._noise.cut_ms
        return b""

    def _stretch(self) -> int:
        """How many bytes pass unhurt: the same chance for each to be the next one that is hit."""
        share = self._noise.share
        if share <= 0:
            return NEVER_MS
        if share >= 1:
            return 0
        return int(math.log(1.0 - self._chance.random()) / math.log(1.0 - share))


def _weights(noise: Noise) -> tuple[float, ...]:
    return (noise.flip, noise.drop, noise.insert, noise.duplicate, noise.delay, noise.cut)
