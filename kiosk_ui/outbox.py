"""What must outlive a power cut: messages the hub has not acknowledged yet, and slips on their way to the paper.

SQLite in WAL mode with `synchronous=FULL`: `keep` has returned only when the words are on the disk, and only then the
screen says "heard". What is struck out leaves no copy behind: deleted pages are overwritten and the log is emptied.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wire import messages
from wire.clock import Clock, age
from wire.messages import Entry, Retract, Slip, SlipAck, TableSheet

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE message (id TEXT PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL,
                      kept_at INTEGER NOT NULL, kept_ticks INTEGER NOT NULL, boot TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE job (entry TEXT PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, payload BLOB,
                  state TEXT NOT NULL, came_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE start (session INTEGER NOT NULL);
INSERT INTO start VALUES (0);
"""
KEEP = "INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?)"
TAKE = "INSERT OR IGNORE INTO job VALUES (?, ?, ?, ?, 'waiting', ?)"
TOPICS: dict[type, str] = {Entry: "entry", Retract: "retract", SlipAck: "slip_ack"}
KINDS: dict[str, type[Slip] | type[TableSheet]] = {"slip": Slip, "table_sheet": TableSheet}
_DAY = 24 * 3600 * 1000


class OutboxError(Exception):
    """The outbox cannot be used; its text says which file and what to do."""


class OutboxFull(OutboxError):
    """The disk refused the words: they are not kept, and nobody may be told that they are."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message for the hub, ready to be published."""

    id: str
    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be printed once. `begun`: a crash came while it was printing, so paper may be out already."""

    id: str
    content: Slip | TableSheet
    came_at: int
    begun: bool


class Outbox:
    """One kiosk's file, used from one thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file. Raises OutboxError where it cannot be used."""
        self._path, self._clock = path, clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=2000", "secure_delete=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate()
            with self._db:
                self._db.execute("UPDATE start SET session = session + 1")
        except (OSError, sqlite3.Error) as error:
            raise OutboxError(
                f"{path}: {error}: free some disk space or check who may write there"
            ) from error
        path.chmod(0o600)

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise OutboxError(
                f"{self._path}: written by a newer Curiocity (tables {version}, this program knows {SCHEMA_VERSION}): "
                "update this kiosk"
            )
        if version < SCHEMA_VERSION:
            self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def close(self) -> None:
        """Close the file; closing twice does no harm."""
        self._db.close()

    def session(self) -> int:
        """Grows by one at each start; older sessions' wills are told from this one's by it."""
        return int(self._db.execute("SELECT session FROM start").fetchone()[0])

    def keep(self, message: Entry | Retract | SlipAck) -> None:
        """Write a message to the disk; a second one of the same id takes its place. Raises OutboxFull."""
        self._write((KEEP, self._message_row(message)))

    def _message_row(self, message: Entry | Retract | SlipAck) -> tuple[object, ...]:
        now, ticks, boot = self._clock.now(), self._clock.ticks(), self._clock.boot
        return message.id, TOPICS[type(message)], messages.encode(message), now, ticks, boot

    def waiting(self, leave_out: Collection[str] = (), most: int = 100) -> list[Waiting]:
        """The oldest messages the hub has not acknowledged, an entry's age brought up to date."""
        rows = self._db.execute(
            "SELECT id, topic, payload, kept_at, kept_ticks, boot FROM message ORDER BY id LIMIT ?",
            (most + len(leave_out),),
        )
        fresh = (row for row in rows.fetchall() if row[0] not in leave_out)
        return [
            Waiting(id_, topic, self._aged(topic, payload, age(self._clock, *kept)))
            for id_, topic, payload, *kept in list(fresh)[:most]
        ]

    @staticmethod
    def _aged(topic: str, payload: bytes, age_ms: int) -> bytes:
        if topic != "entry":
            return payload
        return messages.encode(msgspec.structs.replace(messages.decode(payload, Entry), age_ms=age_ms))

    def is_empty(self) -> bool:
        """Whether the hub has everything."""
        return self._db.execute("SELECT 1 FROM message LIMIT 1").fetchone() is None

    def strike(self, ids: Iterable[str], promised: Collection[str] = ()) -> None:
        """Forget what the hub has acknowledged, leaving no copy in the file or its log. Raises OutboxFull.

        An entry that now says what we promised stays, unless its id is in `promised`: the hub had the entry as it
        was before, and does not know of our promise.
        """
        known = [id_ for id_ in ids if id_ in promised or not self._says_promise(id_)]
        with self._disk():
            self._db.executemany("DELETE FROM message WHERE id = ?", ((id_,) for id_ in known))
        self._empty_log()

    def _says_promise(self, id_: str) -> bool:
        row = self._db.execute(
            "SELECT payload FROM message WHERE id = ? AND topic = 'entry'", (id_,)
        ).fetchone()
        return row is not None and messages.decode(row[0], Entry).promised is not None

    def take_job(self, content: Slip | TableSheet) -> bool:
        """Note something to print; False where this entry has its slip already, from the hub or by ourselves."""
        return self._write((TAKE, self._job_row(content)))

    def keep_promise(self, entry: Entry, slip: Slip) -> bool:
        """Note our own slip and what the hub is told of it, both or neither; False where the hub's came first."""
        return self._write((TAKE, self._job_row(slip)), (KEEP, self._message_row(entry)))

    def _job_row(self, content: Slip | TableSheet) -> tuple[object, ...]:
        kind = "slip" if isinstance(content, Slip) else "table_sheet"
        entry = content.entry if isinstance(content, Slip) else content.id
        return entry, content.id, kind, messages.encode(content), self._clock.now()

    def note_printing(self, id_: str) -> None:
        """Written before the first byte goes to the printer: from here on a second try is marked as a copy."""
        self._write(("UPDATE job SET state = 'printing' WHERE id = ?", (id_,)))

    def finish_job(self, id_: str, ack: SlipAck | None) -> None:
        """The slip is out, shown or given up, and the hub is told (by `ack`): its content leaves the disk."""
        old = self._clock.now() - 2 * _DAY
        self._write(
            *([(KEEP, self._message_row(ack))] if ack else []),
            ("UPDATE job SET state = 'done', payload = NULL WHERE id = ?", (id_,)),
            ("DELETE FROM job WHERE state = 'done' AND came_at < ?", (old,)),
        )
        self._empty_log()

    def unfinished_jobs(self) -> list[Job]:
        """What was not finished when the kiosk stopped, oldest first."""
        rows = self._db.execute(
            "SELECT id, kind, payload, came_at, state FROM job WHERE state != 'done' ORDER BY came_at, id"
        )
        return [
            Job(id_, messages.decode(payload, KINDS[kind], max_bytes=1 << 20), came_at, state == "printing")
            for id_, kind, payload, came_at, state in rows.fetchall()
        ]

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> bool:
        """All of them or none, on the disk when this returns; False, and nothing done, where the first met a twin."""
        with self._disk():
            for number, (statement, values) in enumerate(statements):
                if self._db.execute(statement, values).rowcount == 0 and number == 0:
                    return False
        return True

    def _empty_log(self) -> None:
        with self._disk():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """One transaction, on the disk at its end. Raises OutboxFull, and nothing of it is done."""
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            raise OutboxFull(f"{self._path}: {error}: free some disk space on this kiosk") from error
