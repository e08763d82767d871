"""A day of the firmware in seconds, under either Python: a morning, visitors, an empty roll, a Pi that hangs, a night.

    micropython -X heapsize=192wK firmware/simulated/day.py FOLDER HOURS         (the folder is the board's flash)
    micropython -X heapsize=192wK firmware/simulated/day.py FOLDER messages 1000000

It prints one JSON line: what was told, as a checksum that must be the same for both Pythons, and the heap's course.
benchmarks/firmware_day.py runs it under both.
"""

import gc
import json
import sys
from binascii import crc32

_HERE = __file__.rpartition("/")[0]
sys.path[:0] = [_HERE, _HERE + "/..", _HERE + "/../.."]

import simulated_world as world  # noqa: E402 - found by the path above
from played import Played  # noqa: E402

from wire import panel as say  # noqa: E402

HOUR_MS = 3_600_000
OPENS, CLOSES = 8, 20  # the Pi rests at night
VISIT_MS, APART_MS = 120_000, 600_000


class Log:
    """What was told, not kept but summed up."""

    def __init__(self, played):
        self.played = played
        self.lines, self.sum = 0, 0
        self._pins = 0

    def take(self):
        """Add what has happened since."""
        played = self.played
        machine = played.machine.pi
        heard = machine.heard if machine else []
        for line in [str(message) for message in heard] + [str(pin) for pin in played.pins]:
            self.lines += 1
            self.sum = crc32((str(played.now) + line).encode(), self.sum)
        del heard[:]
        del played.pins[:]


def _go(log, ms):
    """Let time pass, in steps that keep the log small."""
    for _ in range(ms // 10_000):
        log.played.go(10_000)
        log.take()


def _press(log, button):
    for level in (0, 1):
        world.hear({"pin": "button_" + button, "level": level})
        log.played.go(150)
        log.take()


def _tell(log, message):
    if log.played.machine.pi:
        log.played.machine.pi.say(message)


def _visit(log, turn):
    """Somebody comes, presses, waits for a slip, goes."""
    played = log.played
    world.hear({"pin": "presence", "level": 1})
    _tell(log, say.Lamp(say.LAMPS.index("listening")))
    for press in range(6):
        _press(log, say.BUTTONS[(turn + press) % 4])
    _tell(log, say.Lamp(say.LAMPS.index("thinking")))
    played.machine.is_printing = 1
    _go(log, 20_000)
    _tell(log, say.Lamp(say.LAMPS.index("ready")))
    played.machine.is_printing = 0
    _go(log, VISIT_MS - 30_000)
    world.hear({"pin": "presence", "level": 0})
    _tell(log, say.Lamp(say.LAMPS.index("idle")))
    _go(log, APART_MS - VISIT_MS)


def _hour(log, hour):
    """One hour of the day; what goes wrong does so at its time."""
    played = log.played
    if hour == CLOSES:
        _tell(log, say.Resting((24 - CLOSES + OPENS) * 3_600 - 600))
        _go(log, 10_000)
        played.machine.please_halt(played.now)
    if hour in (11, 12):  # the roll is empty, the host comes
        world.hear({"pin": "door_switch", "level": 1})
        _go(log, 20_000)
        world.hear({"pin": "paper_switch", "level": 1 if hour == 11 else 0})
        world.hear({"pin": "door_switch", "level": 0})
    if hour == 15:
        played.machine.is_hung = True
    end = (hour - OPENS + 1) * HOUR_MS
    turn = 0
    while OPENS <= hour < CLOSES and end - played.now > APART_MS:
        _visit(log, turn)
        turn += 1
    _go(log, max(0, end - played.now))


def _heap():
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


def day(flash, hours):
    """So many hours of it, from the opening on; returns what it was like."""
    played = Played(flash)
    log = Log(played)
    for pin in ("paper_switch", "door_switch"):
        world.hear({"pin": pin, "level": 0})
    heaps = []
    for hour in range(OPENS, OPENS + hours):
        _hour(log, hour)
        heaps.append(_heap())
    found = {"hours": hours, "told": log.lines, "log": log.sum, "boots": played.machine.boots}
    half = hours // 2
    drift = max(heaps[half:]) - max(heaps[: half or 1])
    return dict(found, starts=played.starts, heap=max(heaps), drift=drift)


def messages(flash, count):
    """So many messages, half of them presses, half of them lamps; returns what became of them."""
    played = Played(flash)
    played.until(lambda: played.machine.pi and played.machine.pi.link.state == "up", 100_000)
    pi, heard, first, said = played.machine.pi, 0, 0, 0
    warm = min(2_000, count // 2)  # from then on nothing new should stay
    while said + heard < count:
        for which in range(4):
            world.hear({"pin": "button_" + say.BUTTONS[which], "level": said // 4 % 2})
            pi.say(say.Lamp(said % 4))
            said += 1
        played.go(32)
        heard += len(pi.heard)
        del pi.heard[:], played.pins[:]
        if not first and said + heard >= warm:
            first = _heap()
    last = _heap()
    return {"messages": said + heard, "starts": played.starts, "heap": last, "drift": last - first}


if __name__ == "__main__":
    folder = sys.argv[1] + "/"
    is_day = sys.argv[2] != "messages"
    print(json.dumps(day(folder, int(sys.argv[2])) if is_day else messages(folder, int(sys.argv[3]))))
