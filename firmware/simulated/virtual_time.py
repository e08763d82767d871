"""Time that passes only when somebody says so: what `asyncio` is to the firmware then, the same on both Pythons.

Whoever sleeps the shortest goes on next, and of two the one that has slept longer, so that a day is the same day every
time. `rest` takes the place of Board.rest, which looks every 2 ms whether something came: here it is told.
"""

import simulated_world as world

_sleepers = []  # [due, turn, coroutine, whether it wakes when the world changes something]
_turn = [0]
SLICE_MS = 2


class _Sleep:
    def __init__(self, ms, wakes):
        self.ms, self.wakes = ms, wakes

    def __iter__(self):
        yield self

    __await__ = __iter__


def begin_anew():
    """Nobody sleeps."""
    for sleeper in _sleepers:
        sleeper[2].close()
    _sleepers.clear()
    world.on_stir[:] = [stir]
    world.on_advance[:] = [run_until]


def sleep_ms(ms):
    """As asyncio.sleep_ms."""
    return _Sleep(ms, False)


async def rest(board, ms):
    """As Board.rest."""
    await _Sleep(max(SLICE_MS, ms), True)


def stir():
    """The world changed something: who rests looks at it within a slice."""
    for sleeper in _sleepers:
        if sleeper[3] and sleeper[0] > world.ticks_ms() + SLICE_MS:
            sleeper[0] = world.ticks_ms() + SLICE_MS


def create_task(coroutine):
    """As asyncio.create_task."""
    _turn[0] += 1
    _sleepers.append([world.ticks_ms(), _turn[0], coroutine, False])


def run(coroutine):
    """As asyncio.run, for ever: nothing happens but what the control stream says."""
    create_task(coroutine)
    world.wait_for_word()


def next_due():
    """When somebody's sleep ends."""
    due = _sleepers[0][0]
    for sleeper in _sleepers:
        due = min(due, sleeper[0])
    return due


def run_until(ms):
    """Let everything happen that is due until then."""
    while _sleepers:
        sleeper = _sleepers[0]
        for one in _sleepers:
            if one[0] < sleeper[0] or (one[0] == sleeper[0] and one[1] < sleeper[1]):
                sleeper = one
        if sleeper[0] > ms:
            break
        world.set_now(max(sleeper[0], world.ticks_ms()))
        _turn[0] += 1
        try:
            sleep = sleeper[2].send(None)
        except StopIteration:
            _sleepers.remove(sleeper)
            continue
        sleeper[:] = [world.ticks_ms() + sleep.ms, _turn[0], sleeper[2], sleep.wakes]
    world.set_now(ms)
