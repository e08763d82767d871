"""When the printer has power: on at the start, off and on again when the Pi says so, never off under a slip. Pure."""

OFF_MS = 3_000  # shorter, and its capacitors keep it awake: it would not begin anew


class PrinterSupply:
    """What the Pi wants, and what is so."""

    def __init__(self):
        self.is_wanted = True
        self.is_on = True
        self._since = -OFF_MS

    def look(self, is_printing, is_resting, now):
        """Whether it has power now. is_printing: the Pi says so; is_resting: the Pi is down on purpose."""
        on = self.is_wanted and not is_resting
        if on and not self.is_on and now - self._since >= OFF_MS:
            self.is_on = True
        elif not on and self.is_on and not is_printing:
            self.is_on = False
            self._since = now
        return self.is_on
