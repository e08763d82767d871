"""What time it is on a machine that may have no clock of its own.

A Pi without a battery wakes up in 1970, or at the hour it was switched off. So the time is never before this program
was made, nor before the last time this machine knew; and a kiosk whose clock differs from its hub's goes by the hub.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from wire.clock import Clock
from wire.private_files import write_private

BUILT_MS = 1_790_000_000_000  # 2026-09-21
SANE_MS = 30 * 365 * 86_400_000  # a last time so much later was noted by a clock that was wrong itself
NOTE_EVERY_MS = 3_600_000
DIFFERS_MS = 120_000  # from the hub's time: less is nobody's concern
AGREES_MS = 10_000  # between two of the hub's messages, which may be late or from before its clock was set

logger = logging.getLogger(__name__)


class KnownTime:
    """The machine's own clock, corrected. path: a file with the last time known, made where there is none."""

    def __init__(self, own: Clock, path: Path) -> None:
        self._own, self._path = own, path
        self._floor, self._since = max(BUILT_MS, _last_known(path)), own.ticks()
        self._noted = self._floor
        self._ahead = 0  # of our own clock, as the hub says
        self._heard: int | None = None  # how much the hub's last message differed
        self.agrees = False  # `now` with what the hub last said
        # Our own clock, by what the hub last said.
        self.own_is: Literal["right", "wrong", "unknown"] = "unknown"
        if own.now() < self._floor:
            logger.warning(
                "this machine's clock shows %s, which is over: going on from %s until it is set",
                _day(own.now()),
                _day(self._floor),
            )

    def clock(self) -> Clock:
        """The corrected clock; its ticks are the machine's own."""
        return Clock(self.now, self._own.ticks, self._own.boot)

    def now(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return max(self._own.now() + self._ahead, self._floor + self._own.ticks() - self._since)

    def hear(self, hub_ms: int) -> None:
        """The hub's time, just said. Twice the same difference, and we go by the hub."""
        differs = hub_ms - self._own.now()
        self.own_is = "right" if abs(differs) < DIFFERS_MS else "wrong"
        self.agrees = abs(hub_ms - self.now()) < DIFFERS_MS
        if self.agrees:
            self._heard = None
        elif self._heard is None or abs(self._heard - differs) > AGREES_MS:
            self._heard = differs
        else:
            shown = _day(self.now()), _day(hub_ms)
            logger.warning("this machine's clock shows %s, the hub's %s: going by the hub", *shown)
            self._ahead, self._heard, self.agrees = differs, None, True
            self._floor, self._since = min(self._floor, hub_ms), self._own.ticks()

    def hear_battery(self, told_ms: int) -> bool:
        """The panel's battery has kept the time that a hub once told it; whether that is taken for now.

        Only forward, and only until the hub itself says what time it is: a machine without a battery of its own goes on
        from where it was switched off. 0, or what cannot be: the battery has lost the time.
        """
        is_sane = BUILT_MS < told_ms < BUILT_MS + SANE_MS
        if self.own_is != "unknown" or not is_sane or told_ms - self.now() < DIFFERS_MS:
            return False
        shown = _day(self.now()), _day(told_ms)
        logger.warning("this machine's clock shows %s, the panel's %s: going by the panel", *shown)
        self._floor, self._since = told_ms, self._own.ticks()
        return True

    def note(self) -> None:
        """Keep the time for the next start, once an hour. Raises OSError."""
        now = self.now()
        if now - self._noted >= NOTE_EVERY_MS or not self._path.exists():
            write_private(self._path, str(now).encode(), 0o644)
            self._noted = now


def _last_known(path: Path) -> int:
    try:
        last = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return last if last < BUILT_MS + SANE_MS else 0


def _day(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"
