"""Frames lost, late, out of order and come again, ends switched off, clocks that jump, lines cut: all at once.

Afterwards, on a quiet line, both ends are up within seconds, stay so, and everything has come: once in each session.
"""

import random
from collections import deque
from dataclasses import dataclass, field

import pytest

from wire.link import DEAD_MS, UP, Link

WRAP = (1 << 30) - 1
PATIENCE_MS = 3 * DEAD_MS


@dataclass(frozen=True)
class Trouble:
    """What may happen in a millisecond, and how likely it is."""

    loss: float
    lag_ms: int
    again: float  # frames of before come once more, to either end
    reboot: float
    jump: float  # of one end's clock
    cut: float

    @classmethod
    def of(cls, chance: random.Random) -> "Trouble":
        choose = chance.choice
        return cls(
            choose([0, 0.05, 0.3, 0.7]), choose([1, 3, 30]), choose([0, 0.01, 0.1]),
            choose([0, 0, 0.002]), choose([0, 0, 0.001]), choose([0, 0, 0.002]),
        )  # fmt: skip


@dataclass
class End:
    chance: random.Random
    life: int = -1
    said: int = 0  # in this life
    clock_ms: int = 0  # ahead of the true one
    cut_until: int = 0
    coming: list[tuple[int, bytes]] = field(default_factory=list)
    heard: dict[tuple[int, int], dict[int, list[int]]] = field(
        default_factory=dict
    )  # lives: session: numbers

    def begin(self, now: int) -> None:
        self.link = Link(self.chance.getrandbits(32), "somebody", 7, (now + self.clock_ms) & WRAP)
        self.life, self.said = self.life + 1, 0

    def step(self, now: int, says: bool) -> bytes:
        data = b"".join(data for when, data in self.coming if when <= now)
        self.coming = [one for one in self.coming if one[0] > now]
        time = (now + self.clock_ms) & WRAP
        for payload in self.link.feed(data, time):
            life, number = payload[0], int.from_bytes(payload[1:], "little")
            of_lives = self.heard.setdefault((self.life, life), {})
            of_lives.setdefault(self.link.session, []).append(number)
        if says and self.link.send(bytes((self.life % 256,)) + self.said.to_bytes(4, "little")):
            self.said += 1
        return self.link.to_write(time)


def troubled(seed: int) -> tuple[End, End]:
    """Two ends after their trouble, and what they heard."""
    chance = random.Random(seed)
    now, trouble = chance.choice([0, WRAP - 900, 12345]), Trouble.of(chance)
    ends = (End(chance), End(chance))
    old: deque[bytes] = deque([b""], maxlen=40)
    for end in ends:
        end.begin(now)
    for _ in range(chance.randrange(50, 1200)):
        now += 1
        for end, other in (ends, ends[::-1]):
            data = end.step(now, chance.random() < 0.1)
            old.append(data or old[-1])
            if data and chance.random() >= trouble.loss and now >= other.cut_until:
                other.coming.append((now + chance.randint(1, trouble.lag_ms), data))
            if chance.random() < trouble.again:
                end.coming.append((now + 1, chance.choice(old)))
            if chance.random() < trouble.reboot:
                end.begin(now)
            if chance.random() < trouble.jump:
                end.clock_ms += chance.randrange(3000)
            if chance.random() < trouble.cut:
                end.cut_until = now + chance.randrange(3000)
    quiet(ends, now, seed)
    return ends


def quiet(ends: tuple[End, End], now: int, seed: int) -> None:
    start, sessions, steady = now, (-1, -1), 0
    while steady < 2 * DEAD_MS:
        now += 1
        for end, other in (ends, ends[::-1]):
            if data := end.step(now, False):
                other.coming.append((now + 1, data))
        settled = all(end.link.state == UP and end.link.is_settled for end in ends)
        steady = (
            steady + 1 if settled and sessions == (sessions := tuple(e.link.session for e in ends)) else 0
        )
        assert steady or now - start < PATIENCE_MS, f"seed {seed}: not settled"


def look_through(seed: int) -> None:
    ends = troubled(seed)
    for end, other in (ends, ends[::-1]):
        for sessions in end.heard.values():
            for numbers in sessions.values():
                assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), f"seed {seed}"
        if end.life == other.life == 0:
            all_heard = {
                n for sessions in end.heard.values() for numbers in sessions.values() for n in numbers
            }
            assert all_heard == set(range(other.said)), f"seed {seed}"


@pytest.mark.parametrize("seed", range(0, 12, 4))
def test_after_any_trouble_all_is_well(seed):
    for one in range(seed, seed + 4):
        look_through(one)


@pytest.mark.rig
def test_after_a_hundred_troubles_more_all_is_well():
    for seed in range(1000, 1120):
        look_through(seed)
