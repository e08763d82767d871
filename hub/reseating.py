"""Somebody takes their words back after their round has closed: who is left at a table too small sits with the host.

Pure. The table keeps its sign and place where a host is still free to join it; else its people go to a hosted table.
"""

import uuid
from collections.abc import Mapping

import msgspec

from hub.kept import ClosedRound, ClosedTable, KeptEntry


def reseated(
    closed: ClosedRound, entries: Mapping[str, KeptEntry], hosts: int, table_min: int, hosted_max: int
) -> ClosedRound | None:
    """The round with nobody left at an ordinary table of fewer than `table_min`; None where nothing is to be done.

    entries: of the day, by id, without those taken back. hosts: of the place. Its sheet is a new one, marked as such;
    the same for the same round, so that a crash in between prints no third.
    """
    here = [_with_members(table, [one for one in table.members if one in entries]) for table in closed.tables]
    small = sorted(
        (table for table in here if not table.hosted and 0 < len(table.members) < table_min), key=_sign
    )
    if not small:
        return None
    tables = {table.sign: table for table in here if table.members}
    for table in small:
        if sum(one.hosted for one in tables.values()) < hosts:
            tables[table.sign] = msgspec.structs.replace(table, hosted=True, theme="")
        else:
            _join(tables, table, entries, hosted_max)
    sheet = str(uuid.uuid5(uuid.UUID(closed.sheet), "again"))
    return msgspec.structs.replace(
        closed, sheet=sheet, tables=tuple(one for one in tables.values() if one.members), again=True
    )


def _join(
    tables: dict[str, ClosedTable], small: ClosedTable, entries: Mapping[str, KeptEntry], hosted_max: int
) -> None:
    """Each to the hosted table where they meet nobody of the last days again, where there is room, with the fewest."""
    del tables[small.sign]
    for one in small.members:

        def worth(table: ClosedTable, one: str = one) -> tuple[bool, bool, int, str]:
            met = set(entries[one].entry.met)
            meets = any(met & set(entries[other].entry.met) for other in table.members)
            return meets, len(table.members) >= hosted_max, len(table.members), table.sign

        best = min((table for table in tables.values() if table.hosted), key=worth)
        tables[best.sign] = _with_members(best, [*best.members, one])


def _with_members(table: ClosedTable, members: list[str]) -> ClosedTable:
    return msgspec.structs.replace(table, members=tuple(sorted(members)))


def _sign(table: ClosedTable) -> str:
    return table.sign
