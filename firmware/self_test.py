"""The board tests itself, in a jig or where it stands. Pure; times in ms.

In the jig every contact must have been seen both ways, and whatever the parts list has must answer. Where it stands,
nobody presses: buttons must be up, and a part that may be left out is not looked at.
"""

import clock
import light

STEPS = (
    "button_round",
    "button_left",
    "button_right",
    "button_enter",
    "paper_switch",
    "door_switch",
    "presence",
    "pi_has_halted",
    "room_light",
    "supply",
    "clock",
    "clock_runs",
)  # the order of the bits in Tested, and of the lamps from the top
CONTACTS = STEPS[:8]
BUTTONS = STEPS[:4]
JIG_MS, ALONE_MS = 60_000, 3_000
VOLTS = (4.75, 5.25)


class SelfTest:
    """One run of it."""

    def __init__(self, has_jig, now):
        self.right = self.wrong = 0
        self.is_over = False
        self._has_jig = has_jig
        self._began = now
        self._seen = {}  # name of a contact: its levels so far, as bits
        self._clock = None

    def look(self, levels, raw_light, rail, has_clock, seconds, now):
        """True where it is over now. levels: of CONTACTS; rail: volts; seconds: 0 where the clock has lost the time."""
        for name in CONTACTS:
            self._seen[name] = self._seen.get(name, 0) | 1 << levels[name]
        if self._clock is None and seconds:
            self._clock = seconds
        found = self._contacts()
        found["room_light"] = light.CUT_OFF <= raw_light <= light.SHORTED
        found["supply"] = VOLTS[0] <= rail <= VOLTS[1] if rail >= light.NO_RAIL or self._has_jig else None
        found["clock"] = has_clock or (False if self._has_jig else None)
        found["clock_runs"] = self._clock is not None and seconds > self._clock if has_clock else None
        self.right = self.wrong = 0
        for bit, name in enumerate(STEPS):
            if found[name] is True:
                self.right |= 1 << bit
            elif found[name] is False:
                self.wrong |= 1 << bit
        is_late = now - self._began >= (JIG_MS if self._has_jig else ALONE_MS)
        self.is_over = is_late or (self._has_jig and not self.wrong)
        return self.is_over

    def wants_clock_set(self, has_clock, seconds):
        """Whether a clock that has lost the time must be set so that one sees it run; only in the jig."""
        return self._has_jig and has_clock and not seconds

    def _contacts(self):
        """Of each contact: True, False, or None where it was not looked at."""
        both = 3
        if self._has_jig:
            return {name: self._seen[name] == both for name in CONTACTS}
        return {name: self._seen[name] == 2 if name in BUTTONS else None for name in CONTACTS}


SET_FOR_TEST = clock.EARLIEST  # a time that nobody takes for today's


def sentence(right, wrong):
    """The outcome in words, for whoever holds the board."""
    failed = [name for bit, name in enumerate(STEPS) if wrong >> bit & 1]
    if failed:
        return "self-test: not right: " + ", ".join(failed)
    passed = [name for bit, name in enumerate(STEPS) if right >> bit & 1]
    return "self-test: all right: " + ", ".join(passed)
