"""When a day must be gone, whatever the wall's clock says. Pure.

The clock alone would do while it is right. One that is set back would keep words; so each day's end is also reckoned
in time that only runs forward, from when the day was first seen here. Whichever comes first counts.
"""

from collections.abc import Callable, Collection
from datetime import date


class Ends:
    """The end of each day, in ms of a clock that only runs forward."""

    def __init__(self) -> None:
        self._at: dict[date, int] = {}

    def over(
        self, days: Collection[date], now: int, ticks: int, forget_at: Callable[[date], int]
    ) -> set[date]:
        """Those of the days that must be gone.

        now: milliseconds UTC by the wall's clock. ticks: by the other. forget_at: when a day must be gone.
        """
        self._at = {day: self._at.get(day, ticks + forget_at(day) - now) for day in days}
        return {day for day, ends in self._at.items() if ticks >= ends or now >= forget_at(day)}
