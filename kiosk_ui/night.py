"""When a kiosk begins anew: once the neighbourhood has forgotten a day, as soon as nobody stands there. Pure.

Words were in its memory, and memory that was let go of keeps what it held until the process ends.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wire.messages import KioskConfig


class Night:
    """since: milliseconds UTC at which this process began."""

    def __init__(self, since: int) -> None:
        self._since = since
        self.config: KioskConfig | None = None  # without one nobody can have said anything

    def is_over(self, now: int) -> bool:
        """Whether the hour of forgetting has come since this process began. now: milliseconds UTC."""
        if self.config is None:
            return False
        zone = ZoneInfo(self.config.timezone)
        hour, minute = map(int, self.config.forgets.split(":"))
        here = datetime.fromtimestamp(now / 1000, zone)
        last = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        last -= timedelta(days=last > here)
        return last.timestamp() * 1000 > self._since
