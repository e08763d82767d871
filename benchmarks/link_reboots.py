"""Both ends of the panel's line are switched off at random moments; what they had to say is acted on, and once.

    python -m benchmarks.link --reboots 1000 [--seed 1] [--share 0.005]

On a simulated clock, in memory. Each end has a disk, which outlives it: what it has to say until the other end has
acknowledged it, each under the (boot, number) of the boot in which it arose, and the last number of each boot that it
has acted on. All else, the Link and the bytes it has half read, is gone with the power. The line is noisy throughout.
"""

import random
from collections import deque
from dataclasses import dataclass, field

from kiosk_ui.line_faults import FaultyLine, noise_of
from wire.link import UP, Link
from wire.outgoing import QUEUE
from wire.panel import SCHEMA, Button, decode, encode

SAYS_EVERY_MS = 7
LIVES_MS = (1, 400)  # from one switching off to the next, either end
DARK_MS = (1, 60)


@dataclass
class Disk:
    """What outlives the power."""

    journal: deque[bytes] = field(default_factory=deque)  # said, not acknowledged: oldest first
    acted: dict[int, int] = field(default_factory=dict)  # boot: last number acted on
    arose: int = 0
    done: int = 0
    doubled: int = 0  # payloads that came again and were not acted on again


class End:
    """One life of an end, from power to power."""

    def __init__(self, disk: Disk, chance: random.Random, name: str, now_ms: int) -> None:
        self._disk, self._boot, self._number = disk, chance.getrandbits(32), 0
        self.link = Link(self._boot, name, SCHEMA, now_ms)
        for payload in list(disk.journal)[:QUEUE]:
            self.link.send(payload)

    def arise(self) -> None:
        """Something happens that the other end has to hear of; nothing does while its journal is full."""
        if len(self._disk.journal) < QUEUE:
            self._number += 1
            self._disk.arose += 1
            payload = encode(Button(self._number % 4, 1), self._boot, self._number)
            self._disk.journal.append(payload)
            self.link.send(payload)

    def step(self, data: bytes, now_ms: int) -> bytes:
        """Act on what came, write it down before it is acknowledged; returns what goes onto the line."""
        for payload in self.link.feed(data, now_ms):
            _, boot, number = decode(payload)
            if number <= self._disk.acted.get(boot, 0):
                self._disk.doubled += 1
            else:
                self._disk.acted[boot] = number
                self._disk.done += 1
        while len(self._disk.journal) > self.link.unacknowledged:
            self._disk.journal.popleft()
        return self.link.to_write(now_ms)


class Power:
    """Of one end: on for a while, off for a while."""

    def __init__(self, chance: random.Random, name: str) -> None:
        self.disk, self._chance, self._name = Disk(), chance, name
        self.end: End | None = End(self.disk, chance, name, 0)
        self.reboots, self._changes_at = 0, chance.randint(*LIVES_MS)

    def tick(self, now_ms: int, goal: int) -> None:
        """Off or on, if it is time; it stays on once it has been switched off `goal` times."""
        if self.end is None and now_ms >= self._changes_at:
            self.end = End(self.disk, self._chance, self._name, now_ms)
            self._changes_at = now_ms + self._chance.randint(*LIVES_MS)
        elif self.end is not None and now_ms >= self._changes_at and self.reboots < goal:
            self.end, self.reboots = None, self.reboots + 1
            self._changes_at = now_ms + self._chance.randint(*DARK_MS)


def reboot(many: int, share: float, seed: int) -> dict[str, int]:
    """Both ends are switched off so many times; figures for a line of JSON."""
    chance = random.Random(seed)
    panel, kiosk = Power(chance, "panel 0.1.0"), Power(chance, "kiosk 0.1.0")
    noise = noise_of(share, "flip", "drop", "insert", "duplicate", "delay")
    to_kiosk, to_panel = (FaultyLine(noise, random.Random(seed + i)) for i in (1, 2))
    now, settled_ms = 0, 0
    while settled_ms < 100:
        now += 1
        is_over = panel.reboots + kiosk.reboots >= 2 * many
        for power in (panel, kiosk):
            power.tick(now, many)
            if power.end is not None and now % SAYS_EVERY_MS == 0 and not is_over:
                power.end.arise()
        at_kiosk, at_panel = to_kiosk.take(now), to_panel.take(now)
        to_kiosk.put(panel.end.step(at_panel, now) if panel.end else b"", now + 1)
        to_panel.put(kiosk.end.step(at_kiosk, now) if kiosk.end else b"", now + 1)
        is_settled = is_over and not panel.disk.journal and not kiosk.disk.journal
        settled_ms = settled_ms + 1 if is_settled and is_up(panel) and is_up(kiosk) else 0
    disks = (panel.disk, kiosk.disk)
    arose, done = sum(disk.arose for disk in disks), sum(disk.done for disk in disks)
    return {
        "panel_reboots": panel.reboots,
        "kiosk_reboots": kiosk.reboots,
        "arose": arose,
        "acted_on": done,
        "lost": max(0, arose - done),
        "doubled": max(0, done - arose),
        "came_again": sum(disk.doubled for disk in disks),
        "simulated_s": now // 1000,
    }


def is_up(power: Power) -> bool:
    """On, and in a session."""
    return power.end is not None and power.end.link.state == UP
