"""A round closes: its pool is split into tables, each with a sign and, where three share words, a theme."""

import uuid
from collections.abc import Callable

from hub import signs, tables, themes
from hub.calendar import MINUTE, Round
from hub.config import HubConfig
from hub.day import Day, pools_of, rules_of
from hub.kept import ClosedRound, ClosedTable
from hub.rules import Guest, Pool, Table

Split = Callable[[Pool, list[Guest]], list[Table]]


def splitter(config: HubConfig) -> Split:
    """How this neighbourhood makes up its tables; may take `config.match_seconds`, so not for the event loop."""

    def split(pool: Pool, guests: list[Guest]) -> list[Table]:
        return tables.split(pool, guests, rules_of(config), (), config.match_seconds)

    return split


def pool_and_guests(config: HubConfig, day: Day, closing: Round) -> tuple[Pool, list[Guest]]:
    """What is to be split, everybody's vector centred on the day as it is by now."""
    day.recentre()
    return pools_of(config, [closing])[0], day.pools.members(closing.place, closing.starts // MINUTE)


def closed_round(day: Day, closing: Round, split: list[Table]) -> ClosedRound:
    """The tables as they are kept; the same tables give the same signs. Pure but for reading the signs once."""
    taken = day.signs_in(closing.place, closing.starts)
    closed: list[ClosedTable] = []
    for table in split:
        sign = signs.free_sign(taken, seed=f"{closing.place} {closing.starts} {table.members[0]}")
        taken = taken | {sign}
        closed.append(ClosedTable(table.hosted, table.members, sign, _theme(day, table)))
    return ClosedRound(closing.place, closing.starts, sheet_id(closing.place, closing.starts), tuple(closed))


def _theme(day: Day, table: Table) -> str:
    entries = [day.entries[member].entry for member in table.members]
    return themes.theme([(entry.words, entry.languages[0] if entry.languages else "") for entry in entries])


def sheet_id(place: str, starts: int) -> str:
    """The same id for the same round, so that a hub that closes it again after a crash prints no second sheet."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"curiocity:{place}:{starts}"))
