"""A round closes: its pool is split into tables, each with a sign and, where three share words, a theme."""

import uuid
from collections import Counter
from collections.abc import Callable

import msgspec

from hub import early, signs, tables, themes
from hub.calendar import MINUTE, Round
from hub.config import HubConfig
from hub.day import Day, pools_of, rules_of
from hub.kept import ClosedRound, ClosedTable
from hub.rules import Guest, Pool, Table

Split = Callable[[Pool, list[Guest], list[Table], list[Table]], list[Table]]


def splitter(config: HubConfig) -> Split:
    """How this neighbourhood makes up its tables; may take `config.match_seconds`, so not for the event loop."""

    def split(pool: Pool, guests: list[Guest], known: list[Table], standing: list[Table]) -> list[Table]:
        rest = tables.split(pool, guests, rules_of(config), (), config.match_seconds, known)
        return [*standing, *rest]

    return split


def pool_and_guests(
    config: HubConfig, day: Day, closing: Round
) -> tuple[Pool, list[Guest], list[Table], list[Table]]:
    """What is to be split, everybody's vector centred on the day as it is by now, and a seating that is permitted.

    Then the tables that stand already, whose people are not among the guests.
    """
    day.recentre()
    where = closing.place, closing.starts // MINUTE
    standing, guests, known = early.around_the_settled(day.pools, *where)
    return pools_of(config, [closing])[0], guests, known, standing


def closed_round(day: Day, closing: Round, split: list[Table]) -> ClosedRound:
    """The tables as they are kept; the same tables give the same signs. Pure but for reading the signs once."""
    taken = day.signs_in(closing.place, closing.starts)
    printed = _printed_signs(day, split)
    closed: list[ClosedTable] = []
    for at, table in enumerate(split):
        seed = f"{closing.place} {closing.starts} {table.members[0]}"
        sign = printed.get(at) or signs.free_sign(taken, seed)
        taken = taken | {sign}
        members = _here(day, table.members)
        closed.append(ClosedTable(table.hosted, members, sign, _theme(day, members)))
    tables = tuple(table for table in closed if table.members)
    return ClosedRound(closing.place, closing.starts, sheet_id(closing.place, closing.starts), tables)


def _printed_signs(day: Day, split: list[Table]) -> dict[int, str]:
    """The signs that slips name already, each for the table where most of these slips sit, one a table.

    A table that was dissolved has two of them at most; they may sit apart, and a table may have slips of several.
    """
    held = Counter(
        (sign, at)
        for at, table in enumerate(split)
        for member in table.members
        if (sign := day.promised[member].table if member in day.promised else "")
    )
    given: dict[int, str] = {}
    for sign, at in sorted(held, key=lambda one: (-held[one], one)):
        if at not in given and sign not in given.values():
            given[at] = sign
    return given


def as_it_stands(day: Day, closed: ClosedRound) -> ClosedRound:
    """The tables without those who have taken their entry back since: no theme rests on their words any more.

    Words of a theme go at once, and no other ever comes in their place: whoever takes back an entry and watches the
    board learns no word of anybody's.
    """
    tables = (_without_the_gone(day, table) for table in closed.tables)
    return msgspec.structs.replace(closed, tables=tuple(table for table in tables if table.members))


def _without_the_gone(day: Day, table: ClosedTable) -> ClosedTable:
    here = _here(day, table.members)
    if here == table.members:
        return table
    theme = themes.still_shared(table.theme, *day.said([day.entries[one] for one in here]))
    return msgspec.structs.replace(table, members=here, theme=theme)


def _here(day: Day, members: tuple[str, ...]) -> tuple[str, ...]:
    """Those whose entry is still there; it may be taken back even while the tables are made up."""
    return tuple(member for member in members if member in day.entries)


def _theme(day: Day, members: tuple[str, ...]) -> str:
    """What slips of a table say already while all on whose words it rests are there; else what it shares now."""
    promised = (day.promised[member] for member in sorted(members) if member in day.promised)
    said = (one.theme for one in promised if one.theme and set(one.company) <= set(members))
    return next(said, "") or themes.theme(*day.said([day.entries[member] for member in members]))


def sheet_id(place: str, starts: int) -> str:
    """The same id for the same round, so that a hub that closes it again after a crash prints no second sheet."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"curiocity:{place}:{starts}"))
