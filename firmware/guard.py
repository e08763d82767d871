"""Who looks after the Pi: when its power is cut and comes again. A table, pure; times in ms.

The kiosk's own loop beats every few seconds. Where beats stop, the Pi is asked to shut down, then its power is cut for
a moment. A cycle that did not help is followed by a longer and longer pause, so that a broken card is not worn out. A
Pi that never beat since the panel was flashed is somebody's workbench: nothing is cut there.

docs/panel.md draws this table with its times.
"""

BOOTING, BEATING, LOST, ASKING, CUT, RESTING = "booting", "beating", "lost", "asking", "cut", "resting"

STEPS = {
    (BOOTING, "beat"): BEATING,
    (BOOTING, "rest"): RESTING,
    (BOOTING, "time"): LOST,
    (BEATING, "beat"): BEATING,
    (BEATING, "rest"): RESTING,
    (BEATING, "time"): LOST,
    (BEATING, "halted"): RESTING,  # somebody has shut it down, and there was nobody left to say so
    (LOST, "halted"): RESTING,
    (LOST, "beat"): BEATING,
    (LOST, "rest"): RESTING,
    (LOST, "time"): ASKING,
    # Who was asked goes down for certain, so a beat changes nothing any more: nobody else would turn it on again.
    (ASKING, "halted"): CUT,
    (ASKING, "time"): CUT,
    (CUT, "time"): BOOTING,
    (RESTING, "beat"): BEATING,
    (RESTING, "wake"): CUT,
}

BOOT_MS = 300_000  # a Pi that checks its card's file system takes minutes
SILENT_MS = 60_000
ASKED_S = 20
CUT_MS = 5_000
PAUSES_MS = (0, 60_000, 300_000, 1_800_000)  # before the first cycle, the second, third, every one after
WELL_MS = 600_000  # of beats without a gap: whatever it was is over
GOING_MS = 60_000  # a Pi that said it rests still beats, and still shuts down, for so long
QUIET_MS = 10_000  # a Pi that is down does not beat; one that beats is not down, whatever its pin says
FOREVER = 1 << 62


class Guard:
    """What is so with the Pi, and what follows."""

    def __init__(self, has_met, now, cycles=0, wakes_s=None):
        """has_met: whether this panel ever heard a beat since it was flashed. cycles, wakes_s: as before a reset."""
        self.state = BOOTING if wakes_s is None else RESTING
        self.has_met = has_met
        self.is_printing = False
        self.cycles = cycles  # that did not help so far
        self._since = now  # of the state; of the last beat in BEATING
        self._well_since = now
        self._wakes = now + wakes_s * 1000 if wakes_s else FOREVER

    def beat(self, is_printing, now):
        """The kiosk lives."""
        self.is_printing = bool(is_printing)
        self.has_met = True
        if self.state == RESTING and now - self._since < GOING_MS:
            return
        if self.state != BEATING:
            self._well_since = now
        elif now - self._well_since >= WELL_MS:
            self.cycles = 0
        self._step("beat", now)

    def rest(self, until_s, now):
        """The Pi goes down on purpose; until_s: s until it wants to be woken, 0: at a button."""
        if (self.state, "rest") in STEPS:
            self._step("rest", now)
            self._wakes = now + until_s * 1000 if until_s else FOREVER

    def look(self, has_halted, is_button_down, now):
        """Let time pass. has_halted: the Pi says that it is down; is_button_down: somebody has pressed meanwhile."""
        self.is_printing = self.is_printing and self.state == BEATING
        gone = now - self._since
        if has_halted and (self.state == ASKING or (self.state in (BEATING, LOST) and gone >= QUIET_MS)):
            self._wakes = FOREVER
            self._step("halted", now)
        elif self.state == RESTING:
            is_down = has_halted or gone >= GOING_MS
            if is_down and (now >= self._wakes or (is_button_down and self._wakes == FOREVER)):
                self._step("wake", now)
        elif gone >= self._lasts():
            self._step("time", now)

    def asked_s(self, now):
        """Whole s until the power is cut; 0 where the Pi was not asked to shut down."""
        if self.state != ASKING:
            return 0
        return max(1, ASKED_S - (now - self._since) // 1000)

    def wakes_in_s(self, now):
        """S until the Pi that rests is woken, 0: at a button; None where it does not rest."""
        if self.state != RESTING:
            return None
        return 0 if self._wakes == FOREVER else max(1, (self._wakes - now + 999) // 1000)

    def stand_down(self, now):
        """Beats cannot be heard here: silence means nothing, and nothing is cut."""
        self.state, self.has_met, self._since = BOOTING, False, now

    def _lasts(self):
        if self.state == BOOTING:
            return BOOT_MS if self.has_met else FOREVER
        if self.state == BEATING:
            return SILENT_MS
        if self.state == LOST:
            return PAUSES_MS[min(self.cycles, len(PAUSES_MS) - 1)]
        return ASKED_S * 1000 if self.state == ASKING else CUT_MS

    def _step(self, event, now):
        state = STEPS.get((self.state, event))
        if state:
            if self.state == ASKING:
                self.cycles += 1
            self.state = state
            self._since = now
