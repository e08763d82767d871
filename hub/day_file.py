"""One day's file: its entries, vectors, promises and closed rounds, each row sealed under the day's key.

The plain columns are ids, keyed hashes, places and instants: what finds a row, never what it says.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from hub.code_turns import MOST_WAITING
from hub.day_keys import Seal
from hub.kept import Asked, ClosedRound, KeptEntry, Promised, SetAside, Vector
from hub.schema import DAY_MIGRATIONS, open_database, told, transaction
from wire import trail

Value = TypeVar("Value", bound=msgspec.Struct)
ASIDE_MOST = 200  # unreadable messages kept of one day
OF_A_KEPT_ENTRY = "SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM entries WHERE id = ?1)"
INSERT_PROMISE = f"INSERT OR IGNORE INTO promises {OF_A_KEPT_ENTRY}"
OLDEST_ASKED = """
DELETE FROM asked WHERE place IN (SELECT place FROM asked WHERE source = ?1 ORDER BY place DESC LIMIT -1 OFFSET ?2)
"""
REPLACE_PROMISE = f"INSERT OR REPLACE INTO promises {OF_A_KEPT_ENTRY}"


class DayFile:
    """The file of one day. Every change is durable when the method returns; every method may raise a StoreError."""

    def __init__(self, path: Path, day: date, seal: Seal) -> None:
        self.path, self.day, self._seal = path, day, seal
        self._db = open_database(path, DAY_MIGRATIONS)

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in where nobody else reads."""
        self._db.close()

    def knows(self, entry: str) -> bool:
        """Whether the entry is here, or was taken back here."""
        return bool(
            self._rows("SELECT 1 FROM entries WHERE id=?1 UNION SELECT 1 FROM withdrawn WHERE id=?1", entry)
        )

    def ids(self) -> tuple[set[str], set[str]]:
        """(entries that are here, entries that were taken back here)."""
        here, withdrawn = self._rows("SELECT id FROM entries"), self._rows("SELECT id FROM withdrawn")
        return {entry for (entry,) in here}, {entry for (entry,) in withdrawn}

    def keep(self, entries: Iterable[KeptEntry]) -> None:
        """Insert entries, or replace those that are here."""
        rows = [(kept.entry.id, self._sealed(kept)) for kept in entries]
        with transaction(self._db, self.path) as db:
            db.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)

    def entry(self, entry: str) -> KeptEntry | None:
        """One entry; None where it is not here."""
        return self._first(KeptEntry, "SELECT sealed FROM entries WHERE id = ?", entry)

    def entries(self) -> list[KeptEntry]:
        """All entries, in the order they were said."""
        found = self._opened(KeptEntry, "SELECT sealed FROM entries")
        return sorted(found, key=lambda kept: (kept.heard, kept.entry.id))

    def drop(self, entry: str, *, forever: bool) -> None:
        """Delete everything of an entry; `forever`: taken back, and never kept again if it comes once more."""
        with transaction(self._db, self.path) as db:
            db.execute("DELETE FROM entries WHERE id = ?", (entry,))
            db.execute("DELETE FROM vectors WHERE id = ?", (entry,))
            db.execute("DELETE FROM promises WHERE id = ?", (entry,))
            db.execute("DELETE FROM tokens WHERE id = ?", (entry,))
            if forever:
                db.execute("INSERT OR IGNORE INTO withdrawn VALUES (?)", (entry,))

    def entry_with_code(self, code: str) -> str | None:
        """The entry whose slip carries this code; None where none of this day does."""
        rows = self._rows("SELECT id FROM promises WHERE code = ?", self._seal.digest(code.encode()))
        return rows[0][0] if rows else None

    def note_tokens(self, tokens: Mapping[str, str]) -> None:
        """Let tokens, by hash (`wire.trail.token_hash`), stand for entries; one that is not here has none."""
        rows = [(self._seal.digest(token_hash.encode()), entry) for token_hash, entry in tokens.items()]
        of_a_kept_entry = "SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM entries WHERE id = ?2)"
        with transaction(self._db, self.path) as db:
            db.executemany(f"INSERT OR REPLACE INTO tokens {of_a_kept_entry}", rows)

    def entry_with_token(self, token_hash: str) -> str | None:
        """The entry for which the token of this hash stands; None where none of this day does."""
        rows = self._rows("SELECT id FROM tokens WHERE digest = ?", self._seal.digest(token_hash.encode()))
        return rows[0][0] if rows else None

    def save_vectors(self, vectors: Mapping[str, npt.NDArray[np.floating[Any]]]) -> None:
        """Keep vectors by entry, as half floats."""
        rows = [(entry, self._seal.close(row.astype(np.float16).tobytes())) for entry, row in vectors.items()]
        with transaction(self._db, self.path) as db:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def vector(self, entry: str) -> Vector | None:
        """The vector of one entry; None where it is not understood yet."""
        rows = self._rows("SELECT sealed FROM vectors WHERE id = ?", entry)
        return np.frombuffer(self._seal.open(rows[0][0]), np.float16) if rows else None

    def vectors(self) -> dict[str, Vector]:
        """Every vector of the day, by entry."""
        rows = self._rows("SELECT id, sealed FROM vectors")
        return {entry: np.frombuffer(self._seal.open(sealed), np.float16) for entry, sealed in rows}

    def save_promises(
        self, promises: Mapping[str, Promised], *, replace: bool = False
    ) -> dict[str, Promised]:
        """Keep promises by entry, in one commit; the first one stands, unless it is to be replaced.

        Returns those that stand; one that is missing was taken back meanwhile, nothing is promised to it.
        """
        rows = [self._promise_row(entry, promised) for entry, promised in promises.items()]
        with transaction(self._db, self.path) as db:
            db.executemany(REPLACE_PROMISE if replace else INSERT_PROMISE, rows)
        return {entry: stands for entry in promises if (stands := self.promise(entry))}

    def _promise_row(self, entry: str, promised: Promised) -> tuple[object, ...]:
        code = self._seal.digest(promised.code.encode()) if promised.code else None
        return entry, self._sealed(promised), code, promised.slip, "printed" if promised.own else ""

    def promise(self, entry: str) -> Promised | None:
        """What was promised to an entry; None where nothing is yet."""
        return self._first(Promised, "SELECT sealed FROM promises WHERE id = ?", entry)

    def promises(self, *, waiting: bool = False) -> dict[str, Promised]:
        """Promises by entry; `waiting`: only those whose slip is neither printed, shown nor failed."""
        rows = self._rows("SELECT id, sealed FROM promises WHERE outcome = '' OR NOT ?", waiting)
        return {entry: self._open(Promised, sealed) for entry, sealed in rows}

    def note_outcomes(self, outcomes: Mapping[str, str]) -> None:
        """Note what became of slips and sheets, by their ids, in one commit; what is printed stays so.

        Those that are none of this day's are left out.
        """
        mine = [(outcome, paper) for paper, outcome in outcomes.items() if self._has_paper(paper)]
        if mine:
            change = "SET outcome = ? WHERE outcome != 'printed' AND"
            with transaction(self._db, self.path) as db:
                db.executemany(f"UPDATE promises {change} slip = ?", mine)
                db.executemany(f"UPDATE closed {change} sheet = ?", mine)

    def _has_paper(self, paper: str) -> bool:
        sql = "SELECT 1 FROM promises WHERE slip=?1 UNION SELECT 1 FROM closed WHERE sheet=?1"
        return bool(self._rows(sql, paper))

    def save_tables(self, closed: ClosedRound) -> ClosedRound:
        """Keep the tables of a round; the first ones stand. Returns those that stand."""
        closed = self._tagged(closed)
        row = (closed.place, closed.starts, self._sealed(closed), closed.sheet)
        with transaction(self._db, self.path) as db:
            db.execute("INSERT OR IGNORE INTO closed VALUES (?, ?, ?, ?, '')", row)
        sql = "SELECT sealed FROM closed WHERE place = ? AND starts = ?"
        return self._first(ClosedRound, sql, closed.place, closed.starts) or closed

    def closed_rounds(self, *, waiting: bool = False) -> list[ClosedRound]:
        """Closed rounds, earliest first; `waiting`: only those whose sheet still waits."""
        sql = "SELECT sealed FROM closed WHERE outcome = '' OR NOT ? ORDER BY starts, place"
        return self._opened(ClosedRound, sql, waiting)

    def replace_tables(self, closed: ClosedRound) -> None:
        """Put other tables in the place of a round's, with a sheet that is still to be printed."""
        row = (self._sealed(self._tagged(closed)), closed.sheet, closed.place, closed.starts)
        with transaction(self._db, self.path) as db:
            db.execute("UPDATE closed SET sealed=?, sheet=?, outcome='' WHERE place=? AND starts=?", row)

    def _tagged(self, closed: ClosedRound) -> ClosedRound:
        """The tables with their tags, which nobody can make or foresee without the day's key."""
        tags = (
            self._seal.digest(f"{closed.place} {closed.starts} {one.sign}".encode()) for one in closed.tables
        )
        tables = (
            msgspec.structs.replace(table, tag=table.tag or tag[: trail.TAG_BYTES].hex())
            for table, tag in zip(closed.tables, tags, strict=True)
        )
        return msgspec.structs.replace(closed, tables=tuple(tables))

    def ask(self, asks: Sequence[Asked]) -> None:
        """Keep what somebody wrote until it is answered; the same id only once, of each source the newest ones."""
        rows = [(one.id, one.source, self._sealed(one)) for one in asks]
        with transaction(self._db, self.path) as db:
            db.executemany("INSERT OR IGNORE INTO asked (id, source, sealed) VALUES (?, ?, ?)", rows)
            for source in {one.source for one in asks}:
                db.execute(OLDEST_ASKED, (source, MOST_WAITING))

    def asked(self) -> list[Asked]:
        """What waits for an answer, in the order it was written."""
        return self._opened(Asked, "SELECT sealed FROM asked ORDER BY place")

    def asked_by(self, id_: str) -> Asked | None:
        """What waits under this id; None where nothing does."""
        return self._first(Asked, "SELECT sealed FROM asked WHERE id = ?", id_)

    def answered(self, id_: str) -> None:
        """It waits no more."""
        with transaction(self._db, self.path) as db:
            db.execute("DELETE FROM asked WHERE id = ?", (id_,))

    def put_aside(self, message: SetAside) -> bool:
        """Keep what could not be read, the same twice only once. False where 200 others are kept already."""
        digest = self._seal.digest(msgspec.msgpack.encode(message))
        if self._rows("SELECT 1 FROM aside WHERE digest = ?", digest):
            return True
        if self._rows("SELECT 1 FROM aside WHERE place >= ?", ASIDE_MOST):
            return False
        with transaction(self._db, self.path) as db:
            db.execute("INSERT INTO aside (digest, sealed) VALUES (?, ?)", (digest, self._sealed(message)))
        return True

    def set_aside(self) -> list[SetAside]:
        """What could not be read, in the order it came."""
        return self._opened(SetAside, "SELECT sealed FROM aside ORDER BY place")

    def _sealed(self, value: msgspec.Struct) -> bytes:
        return self._seal.close(msgspec.msgpack.encode(value))

    def _open(self, kind: type[Value], sealed: bytes) -> Value:
        return msgspec.msgpack.decode(self._seal.open(sealed), type=kind)

    def _opened(self, kind: type[Value], sql: str, *values: object) -> list[Value]:
        return [self._open(kind, sealed) for (sealed,) in self._rows(sql, *values)]

    def _first(self, kind: type[Value], sql: str, *values: object) -> Value | None:
        return next(iter(self._opened(kind, sql, *values)), None)

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with told(self.path):
            return self._db.execute(sql, values).fetchall()
