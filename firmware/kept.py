"""What outlives a reset of the panel's own and ends with its power: two words of the chip, packed here. Pure.

The flash would wear; these words may be written four times a second for years. A Pi that rests is still left alone by
a panel that has begun anew, and a panel that is reset again and again knows that it was.
"""

WELL_MS = 600_000  # who has run for so long is not being reset again and again
# What a kiosk says, it says again to a panel that comes back; where that is what ends every run, this ends it:
HEARS_ALL, HEARS_BEATS, HEARS_NOTHING = 0, 1, 2
STARTS = ((HEARS_BEATS, 2), (HEARS_NOTHING, 4))  # after so many starts in a row
TRIES_MS = 6 * 3_600_000  # who was deaf for so long listens again: nobody comes by to cut its power
LAST_TRY = STARTS[0][1] - 1  # and is deaf again at the next start in a row
_MARK = 0x15  # at power-on the words are 0; below 2 ** 30 MicroPython takes no memory for them
_MOST = 0x3FFF_FFFE


class Kept:
    """starts: in a row, each after the own watchdog had ended a run soon. deaf: one of HEARS_... above.

    cycles: of the Pi's power, that did not help. wakes_s: s until the Pi that rests is woken, 0: at a button; None: it
    does not rest.
    """

    def __init__(self, starts=0, deaf=HEARS_ALL, cycles=0, wakes_s=None):
        self.starts, self.deaf, self.cycles, self.wakes_s = starts, deaf, cycles, wakes_s

    def words(self):
        """The two numbers, of 30 bits each."""
        first = _MARK << 24 | min(self.starts, 15) << 8 | self.deaf << 4 | min(self.cycles, 15)
        return first, 0 if self.wakes_s is None else min(self.wakes_s, _MOST - 1) + 1

    def begin(self, has_failed, was_asked):
        """It starts. has_failed: the own watchdog ended the last run; was_asked: somebody flashed it."""
        if was_asked:
            self.starts, self.deaf = 0, HEARS_ALL
        elif has_failed:
            self.starts += 1
        for deaf, starts in STARTS:
            if self.starts >= starts:
                self.deaf = max(deaf, self.deaf)


def of(first, second):
    """What the two numbers say; nothing where they were never written."""
    if first >> 24 != _MARK:
        return Kept()
    return Kept(first >> 8 & 15, first >> 4 & 3, first & 15, second - 1 if second else None)
