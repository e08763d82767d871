"""The outbox's file: how it is opened and brought up to date, and what a commit to it means."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wire.private_files import make_folder

# Migration number n brings a file of version n - 1 to n; one that was released is only followed by another.
MIGRATIONS = (
    """
    CREATE TABLE message (id TEXT PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL,
                          kept_at INTEGER NOT NULL, kept_ticks INTEGER NOT NULL, boot TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE job (entry TEXT PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, payload BLOB,
                      state TEXT NOT NULL, came_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE start (session INTEGER NOT NULL);
    INSERT INTO start VALUES (0);
    """,
    # `due`: the instant of our own promise, UNPROMISED where there is none; `number`: the order of keeping.
    """
    CREATE TABLE numbered (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL,
                           payload BLOB NOT NULL, kept_at INTEGER NOT NULL, kept_ticks INTEGER NOT NULL,
                           boot TEXT NOT NULL, due INTEGER NOT NULL);
    INSERT INTO numbered (id, topic, payload, kept_at, kept_ticks, boot, due)
        SELECT id, topic, payload, kept_at, kept_ticks, boot,
               COALESCE(json_extract(CAST(payload AS TEXT), '$.promised.starts'), 4611686018427387904)
        FROM message ORDER BY id;
    DROP TABLE message;
    ALTER TABLE numbered RENAME TO message;
    CREATE INDEX message_order ON message (due, number);
    ALTER TABLE start ADD COLUMN hub INTEGER NOT NULL DEFAULT 0;
    """,
    # From here on payloads that hold words are sealed; those that are not yet can still be read.
    "CREATE INDEX message_topics ON message (topic);",
)


class OutboxError(Exception):
    """The outbox cannot be used; its text says which file and what to do."""


class OutboxFull(OutboxError):
    """The disk refused the words: they are not kept, and nobody may be told that they are."""


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """For opening it: whatever the disk has against that is an OutboxError with a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise OutboxError(f"{path}: {error}: free some disk space or check who may write there") from error


@contextmanager
def commit(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    """One transaction, on the disk at its end. Raises OutboxFull, and nothing of it is done."""
    try:
        with db:
            yield
    except sqlite3.Error as error:
        raise OutboxFull(f"{path}: {error}: free some disk space on this kiosk") from error


def open_file(path: Path) -> sqlite3.Connection:
    """Open or make the file, its tables as this program knows them. To be called inside `usable`."""
    make_folder(path.parent)
    db = sqlite3.connect(path)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=2000", "secure_delete=ON"):
        db.execute(f"PRAGMA {pragma}")
    _migrate(db, path)
    return db


def empty_log(db: sqlite3.Connection, path: Path) -> None:
    """What was deleted is in no file any more. Raises OutboxFull."""
    with commit(db, path):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise OutboxError(
            f"{path}: written by a newer Curiocity (tables {version}, this program knows {len(MIGRATIONS)}): "
            "update this kiosk"
        )
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {migration} PRAGMA user_version = {number}; COMMIT;")
    if version < len(MIGRATIONS):
        empty_log(db, path)
