"""How much paper a kiosk may use: enough for a crowd, not for somebody who wants to see the whole roll on the floor.

Two vessels that fill slowly and are emptied by each slip (token buckets, RFC 2697): the small one gives what an hour
may take, the large one what a day may. Nothing else is remembered, neither when nor how often. Pure.
"""

from dataclasses import dataclass, replace

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Millimetres an hour and a day may take, and what is left of both."""

    hour_mm: int
    day_mm: int
    hour_left: float = float("inf")
    day_left: float = float("inf")
    at: int = 0  # milliseconds that only run forward

    def later(self, now: int) -> "Budget":
        """With what has come in since."""
        passed = max(now - self.at, 0)
        hour = min(self.hour_left + self.hour_mm * passed / HOUR_MS, float(self.hour_mm))
        day = min(self.day_left + self.day_mm * passed / DAY_MS, float(self.day_mm))
        return replace(self, hour_left=hour, day_left=day, at=max(now, self.at))

    def allows(self, length_mm: float) -> bool:
        """Whether there is as much left."""
        return length_mm <= min(self.hour_left, self.day_left)

    def without(self, length_mm: float) -> "Budget":
        """After a slip of this length."""
        return replace(self, hour_left=self.hour_left - length_mm, day_left=self.day_left - length_mm)
