"""The promise a kiosk makes by itself when the hub does not answer: the open table of the nearest place."""

from collections.abc import Sequence
from datetime import date

from wire.messages import Entry, KioskConfig, KioskPlace, KioskRound, Promise, Slip

_MINUTE = 60_000


def open_table(config: KioskConfig, now: int) -> tuple[KioskPlace, KioskRound] | None:
    """The next round of the nearest place that can still be reached on foot; None where none is known.

    now: milliseconds UTC. The nearest place comes first, for the hosted table of every place has room for
    whoever comes; a later day at the nearest place loses against today at a farther one.
    """
    reachable = [
        (place, coming)
        for place in config.places
        if (coming := _next_round(config.rounds, place, now + config.lead_min * _MINUTE)) is not None
    ]
    return min(reachable, key=lambda pair: (pair[1].day, pair[0].walk_min, pair[0].id), default=None)


def _next_round(rounds: Sequence[KioskRound], place: KioskPlace, ready: int) -> KioskRound | None:
    walked = ready + place.walk_min * _MINUTE
    return min(
        (coming for coming in rounds if coming.place == place.id and coming.starts >= walked),
        key=lambda coming: coming.starts,
        default=None,
    )


def promise_of(coming: KioskRound) -> Promise:
    """What the hub is told of it."""
    return Promise(place=coming.place, starts=coming.starts)


def open_table_slip(
    entry: Entry, place: KioskPlace, coming: KioskRound, config: KioskConfig, today: str
) -> Slip:
    """The slip of such a promise; its id is the entry's, for no other slip of this entry is ever printed.

    today: the day in the neighbourhood as `2026-11-22`.
    """
    return Slip(
        id=entry.id,
        entry=entry.id,
        kiosk=entry.kiosk,
        language=entry.languages[0] if entry.languages else "en",
        words=entry.words,
        place=place.name,
        address=place.address,
        directions=place.directions,
        walk_min=place.walk_min,
        starts=coming.starts,
        day=coming.day,
        hour=coming.hour,
        days_ahead=_days_between(today, coming.day),
        sign=None,
        code="",
        help_lines=config.help_lines,
        qr="",
        hosted=True,
        place_id=place.id,
    )


def _days_between(first: str, second: str) -> int:
    return max(0, (date.fromisoformat(second) - date.fromisoformat(first)).days)
