"""When places are open and staffed, which rounds there are, and which day an entry belongs to.

Instants are integer milliseconds since 1970 in UTC. Opening hours, rounds and days are those of the
neighbourhood's own clocks, with daylight saving: an hour that does not exist has no round, one that comes
twice has its round the first time, and opening hours that touch either are read the safe way, so that nobody
finds a closed door.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from hub.config import WEEKDAYS, HubConfig, Place

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
STAYS_MIN = 30  # a place stays open so long after a round, for those who talk on
OLDEST = 35 * DAY
LOOKS_AHEAD = 35  # days searched for a round before a neighbourhood counts as closed


@dataclass(frozen=True, slots=True, order=True)
class Round:
    """A set hour at a place."""

    starts: int
    place: str
    day: date
    hour: str  # local, "17:30"


@lru_cache(maxsize=128)
def rounds_of(config: HubConfig, day: date) -> tuple[Round, ...]:
    """The rounds of a day, earliest first: those that lie, with half an hour after, in opening hours."""
    # Every entry asks for its day's, and the calendar of a town takes longer than all else that is done at its coming.
    return tuple(sorted(found for place in config.places for found in _rounds_at(config, place, day)))


def rounds_from(config: HubConfig, now_ms: int, days_ahead: int = 7) -> list[Round]:
    """All rounds that have not started, from today to `days_ahead` days later, earliest first."""
    days = _days(local_date(config, now_ms), days_ahead + 1)
    return [found for day in days for found in rounds_of(config, day) if found.starts > now_ms]


def first_reachable(config: HubConfig, now_ms: int, kiosk: str | None = None) -> Round | None:
    """The first round somebody who leaves the kiosk now can be at; the nearest of several at that hour.

    kiosk: None, or one that no place names: the nearest kiosk of each place. None is returned where no round
    can be reached within 35 days.
    """
    walks = _walks(config, kiosk)
    for day in _days(local_date(config, now_ms), LOOKS_AHEAD + 1):
        in_time = (
            found
            for found in rounds_of(config, day)
            if found.place in walks
            and now_ms + (config.lead_min + walks[found.place]) * MINUTE <= found.starts
        )
        if first := next(in_time, None):
            at_that_hour = [first, *takewhile(lambda found: found.starts == first.starts, in_time)]
            return min(at_that_hour, key=lambda found: (walks[found.place], found.place))
    return None


def day_of(config: HubConfig, now_ms: int, kiosk: str | None = None) -> date:
    """The day an entry made now belongs to: the local date of the first round it can still reach.

    Where there is no such round within 35 days it is today, so that the words go as soon as any.
    """
    found = first_reachable(config, now_ms, kiosk)
    return found.day if found else local_date(config, now_ms)


def local(config: HubConfig, ms: int) -> datetime:
    """An instant as the neighbourhood's clocks show it."""
    return datetime.fromtimestamp(ms / 1000, config.zone)


def local_date(config: HubConfig, ms: int) -> date:
    """The neighbourhood's date at an instant."""
    return local(config, ms).date()


def local_hour(config: HubConfig, ms: int) -> str:
    """The neighbourhood's hour and minute at an instant, "17:30"."""
    return local(config, ms).strftime("%H:%M")


def forget_before(config: HubConfig, now_ms: int) -> date:
    """Words of days before this one must be gone: yesterday's are from `forget_at` on."""
    today = local_date(config, now_ms)
    return today if now_ms >= min(_instants(config.zone, today, config.forget_at)) else today - timedelta(1)


def forget_at(config: HubConfig, day: date) -> int:
    """When the words of a day must be gone: at the hour of forgetting of the day after."""
    return min(_instants(config.zone, day + timedelta(1), config.forget_at))


def next_forgetting(config: HubConfig, now_ms: int) -> int:
    """The next instant at which `forget_before` moves on."""
    today = local_date(config, now_ms)
    times = [min(_instants(config.zone, day, config.forget_at)) for day in _days(today, 3)]
    return min(ms for ms in times if ms > now_ms)


def when_heard(now_ms: int, age_ms: int) -> int:
    """When an entry was made, by the hub's clock: `age_ms` ago.

    The kiosk's own clock is not asked, it may be wrong; so no entry comes from the future. One that claims to
    be older than 35 days is taken as made now.
    """
    return now_ms - age_ms if 0 <= age_ms <= OLDEST else now_ms


def _rounds_at(config: HubConfig, place: Place, day: date) -> Iterator[Round]:
    if day in place.closed:
        return
    spans = [
        (max(_instants(config.zone, day, span.opens)), min(_instants(config.zone, day, span.closes)))
        for span in place.hours.get(WEEKDAYS[day.weekday()], ())
    ]
    lasts = (config.round_min + STAYS_MIN) * MINUTE
    for hour in place.rounds:
        starts = min(_instants(config.zone, day, hour))
        exists = local(config, starts).replace(tzinfo=None) == datetime.combine(day, hour)
        if exists and any(opens <= starts and starts + lasts <= closes for opens, closes in spans):
            yield Round(starts, place.id, day, hour.strftime("%H:%M"))


def _instants(zone: ZoneInfo, day: date, at: time | int) -> tuple[int, int]:
    """The two readings of a local time; they differ only where clocks are put forward or back."""
    minutes = at if isinstance(at, int) else at.hour * 60 + at.minute
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    return _ms(wall.replace(fold=0)), _ms(wall.replace(fold=1))


def _ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp()) * 1000


def _days(first: date, many: int) -> Iterator[date]:
    return (first + timedelta(ahead) for ahead in range(many))


def _walks(config: HubConfig, kiosk: str | None) -> dict[str, int]:
    """Minutes on foot to each place within reach."""
    known = {place.id: place.walk for place in config.places}
    if kiosk is not None and any(kiosk in walk for walk in known.values()):
        walks = {place: walk[kiosk] for place, walk in known.items() if kiosk in walk}
    else:
        walks = {place: min(walk.values(), default=0) for place, walk in known.items()}
    return {place: minutes for place, minutes in walks.items() if minutes <= config.reach_min}
