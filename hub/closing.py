"""A round closes: its pool is split into tables, each with a sign and, where three share words, a theme."""

import uuid
from collections.abc import Callable

import msgspec

from hub import signs, tables, themes
from hub.calendar import MINUTE, Round
from hub.config import HubConfig
from hub.day import Day, pools_of, rules_of
from hub.kept import ClosedRound, ClosedTable
from hub.rules import Guest, Pool, Table

Split = Callable[[Pool, list[Guest], list[Table]], list[Table]]


def splitter(config: HubConfig) -> Split:
    """How this neighbourhood makes up its tables; may take `config.match_seconds`, so not for the event loop."""

    def split(pool: Pool, guests: list[Guest], known: list[Table]) -> list[Table]:
        return tables.split(pool, guests, rules_of(config), (), config.match_seconds, known)

    return split


def pool_and_guests(config: HubConfig, day: Day, closing: Round) -> tuple[Pool, list[Guest], list[Table]]:
    """What is to be split, everybody's vector centred on the day as it is by now, and a seating that is permitted."""
    day.recentre()
    starts = closing.starts // MINUTE
    known = day.pools.seating(closing.place, starts)
    return pools_of(config, [closing])[0], day.pools.members(closing.place, starts), known


def closed_round(day: Day, closing: Round, split: list[Table]) -> ClosedRound:
    """The tables as they are kept; the same tables give the same signs. Pure but for reading the signs once."""
    taken = day.signs_in(closing.place, closing.starts)
    closed: list[ClosedTable] = []
    for table in split:
        sign = signs.free_sign(taken, seed=f"{closing.place} {closing.starts} {table.members[0]}")
        taken = taken | {sign}
        members = _here(day, table.members)
        closed.append(ClosedTable(table.hosted, members, sign, _theme(day, members)))
    tables = tuple(table for table in closed if table.members)
    return ClosedRound(closing.place, closing.starts, sheet_id(closing.place, closing.starts), tables)


def as_it_stands(day: Day, closed: ClosedRound) -> ClosedRound:
    """The tables without those who have taken their entry back since: no theme rests on their words any more."""
    tables = (_without_the_gone(day, table) for table in closed.tables)
    return msgspec.structs.replace(closed, tables=tuple(table for table in tables if table.members))


def _without_the_gone(day: Day, table: ClosedTable) -> ClosedTable:
    here = _here(day, table.members)
    if here == table.members:
        return table
    return msgspec.structs.replace(table, members=here, theme=_theme(day, here))


def _here(day: Day, members: tuple[str, ...]) -> tuple[str, ...]:
    """Those whose entry is still there; it may be taken back even while the tables are made up."""
    return tuple(member for member in members if member in day.entries)


def _theme(day: Day, members: tuple[str, ...]) -> str:
    entries = [day.entries[member].entry for member in members]
    return themes.theme([(entry.words, entry.languages[0] if entry.languages else "") for entry in entries])


def sheet_id(place: str, starts: int) -> str:
    """The same id for the same round, so that a hub that closes it again after a crash prints no second sheet."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"curiocity:{place}:{starts}"))
