"""The public screen's message: the day's places, hours and tables, and nothing of any single entry. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from hub import signs
from hub.calendar import Round
from hub.config import Place
from hub.kept import ClosedRound
from wire.messages import Board, BoardPlace, BoardTable, Sign


def board(
    name: str,
    today: date,
    places: Sequence[Place],
    rounds: Sequence[Round],
    closed: Sequence[ClosedRound],
    revision: int,
    languages: Sequence[str] = ("en",),
    timezone: str = "UTC",
) -> Board:
    """The day's connections, as anybody may see them.

    rounds: of that day; a closed round that is not among them is not shown. The words of the signs are in the
    first of `languages`. The order says nothing of any table: by hour, then place, then sign.
    """
    hours = {(found.place, found.starts): found.hour for found in rounds}
    names = {place.id: place.name for place in places}
    tables = (
        BoardTable(names[one.place], one.starts, hours[one.place, one.starts], sign, theme)
        for one in closed
        if one.place in names and (one.place, one.starts) in hours
        for sign, theme in _tables(one, languages[0])
    )
    return Board(
        revision=revision,
        name=name,
        day=today.isoformat(),
        places=tuple(sorted(_places(places, rounds), key=lambda place: place.name)),
        tables=tuple(
            sorted(tables, key=lambda table: (table.starts, table.place, table.sign.word, table.sign.picture))
        ),
        timezone=timezone,
        languages=tuple(languages),
    )


def _tables(closed: ClosedRound, language: str) -> Iterator[tuple[Sign, str]]:
    for table in closed.tables:
        yield Sign(table.sign, signs.word(table.sign, language)), table.theme


def _places(places: Sequence[Place], rounds: Sequence[Round]) -> Iterator[BoardPlace]:
    """Every place with a round on this day."""
    for place in places:
        hours = tuple(found.hour for found in sorted(rounds) if found.place == place.id)
        if hours:
            yield BoardPlace(place.name, place.address, hours)
