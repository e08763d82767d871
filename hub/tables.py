"""The tables: a pool split at close."""

from collections.abc import Collection, Sequence

from hub import seating
from hub.rules import Acquaintance, Guest, Pool, Rules, Table, Tongues, person_of

__all__ = ["Table", "split"]


def split(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Collection[tuple[str, str]], deadline_s: float
) -> list[Table]:
    """Tables for everyone promised a pool, ordered by their first member; nobody is left out.

    deadline_s: seconds after which the best of the quick ways is taken. Where promises made without the hub
    leave no permitted seating, those too many sit at hosted tables beyond their size.
    """
    tongues, acquaintance = Tongues(), Acquaintance(met)
    people = [person_of(guest, tongues, acquaintance) for guest in guests]
    room = seating.Room(pool.hosts, tongues.bits(pool.languages), rules)
    found, left = seating.arrange(people, room)
    tables = [seating.table_of(bench) for bench in seating.crowd(found, left, room)]
    return sorted(tables, key=lambda table: table.members)
