"""How the hub's SQLite files are opened, migrated, and what their failures mean to a caller.

Every file counts its migrations in `PRAGMA user_version`: number n brings a file of version n - 1 to n. A
migration that has been released is never edited, only followed by another.
"""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

Database = sqlite3.Connection

HUB_MIGRATIONS = (
    """
    CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE kiosks (kiosk TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
    """,
    # Copies of slips that only their holders can open. Without a rowid: that would tell in which order people came.
    """
    CREATE TABLE sealed_trails (locator BLOB PRIMARY KEY, day TEXT NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX sealed_days ON sealed_trails (day);
    """,
)

# Every `sealed` is unreadable without the day's key; `code` and `digest` are hashes under it.
DAY_MIGRATIONS = (
    """
    CREATE TABLE entries (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE vectors (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE promises (
        id TEXT PRIMARY KEY, sealed BLOB NOT NULL, code BLOB, slip TEXT NOT NULL, outcome TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX promise_codes ON promises (code);
    CREATE INDEX promise_slips ON promises (slip);
    CREATE TABLE withdrawn (id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE closed (
        place TEXT, starts INTEGER, sealed BLOB NOT NULL, sheet TEXT NOT NULL, outcome TEXT NOT NULL,
        PRIMARY KEY (place, starts)
    ) WITHOUT ROWID;
    CREATE TABLE aside (place INTEGER PRIMARY KEY, digest BLOB UNIQUE, sealed BLOB NOT NULL);
    """,
    # What somebody wrote to have their words taken back, until its turn; hashes of the tokens in slips' QR codes.
    """
    CREATE TABLE asked (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, sealed BLOB NOT NULL);
    CREATE INDEX asked_sources ON asked (source, place);
    CREATE TABLE tokens (digest BLOB PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX tokens_of ON tokens (id);
    """,
)


class StoreError(Exception):
    """The hub's own disk did not take or give what was asked; the text is for a host."""


class StorageFull(StoreError):
    """No room, or the disk fails to write: nothing was kept; try again when there is room."""


class NewerFile(StoreError):
    """Written by a newer program: update this one."""


class StorageFault(StoreError):
    """Damaged, read-only, locked or not a file of ours: somebody must look at it."""


def open_database(path: Path, migrations: Sequence[str]) -> Database:
    """Open (or make) a file and bring it up to date, each migration whole or not at all.

    Commits are durable when they return (WAL, synchronous=FULL). Raises a StoreError.
    """
    with told(path):
        db = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
                db.execute(f"PRAGMA {pragma}")
            _migrate(db, path, migrations)
        except BaseException:
            db.close()
            raise
        return db


def copy_of(path: Path) -> bytes:
    """A whole SQLite file as it is in one moment, whoever writes to it meanwhile. Raises a StoreError."""
    with (
        told(path),
        contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
    ):
        source.backup(copy)
        return copy.serialize()


def _migrate(db: Database, path: Path, migrations: Sequence[str]) -> None:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(migrations):
        raise NewerFile(
            f"{path}: version {version}, this program knows {len(migrations)}: update it, or move the file away"
        )
    for number, migration in enumerate(migrations[version:], version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {migration}; PRAGMA user_version={number}; COMMIT;")


@contextlib.contextmanager
def transaction(db: Database, path: Path) -> Iterator[Database]:
    """Everything inside is committed together, or nothing. Raises a StoreError."""
    with told(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn failures of SQLite and of the disk into a StoreError that names the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        # the primary result code is the low byte of the extended one
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        raise _as_told(full, path, getattr(error, "sqlite_errorname", "SQLITE_ERROR")) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO)
        raise _as_told(full, path, error.strerror or "") from error


def _as_told(full: bool, path: Path, reason: str) -> StoreError:
    if full:
        return StorageFull(f"{path}: not written ({reason}): make room on this disk, or replace it")
    return StorageFault(f"{path}: cannot be used ({reason}): check the disk, and who may write there")
