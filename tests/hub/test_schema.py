import sqlite3

import pytest

from hub.schema import (
    DAY_MIGRATIONS,
    HUB_MIGRATIONS,
    NewerFile,
    StorageFault,
    StorageFull,
    open_database,
    transaction,
)

FILES = pytest.mark.parametrize("migrations", [HUB_MIGRATIONS, DAY_MIGRATIONS], ids=["hub", "day"])
FAR = (
    "CREATE TABLE one (a);",
    "CREATE TABLE two (b); INSERT INTO two VALUES (7);",
    "ALTER TABLE one ADD c DEFAULT 3;",
)


def shape(db):
    return db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()


@FILES
def test_every_past_version_becomes_the_newest(tmp_path, migrations):
    newest = open_database(tmp_path / "newest.db", migrations)
    for version in range(len(migrations) + 1):
        path = tmp_path / f"{version}.db"
        open_database(path, migrations[:version]).close()
        migrated = open_database(path, migrations)
        assert shape(migrated) == shape(newest)
        assert migrated.execute("PRAGMA user_version").fetchone() == (len(migrations),)
        migrated.close()
    newest.close()


def test_migrations_run_once_in_order_and_keep_the_rows(tmp_path):
    path = tmp_path / "file.db"
    db = open_database(path, FAR[:2])
    db.execute("INSERT INTO one VALUES (1)")
    db.close()
    db = open_database(path, FAR)
    assert db.execute("SELECT a, c, b FROM one, two").fetchall() == [(1, 3, 7)]
    db.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "file.db"
    open_database(path, FAR[:1]).close()
    with pytest.raises(StorageFault):
        open_database(path, (FAR[0], "CREATE TABLE two (b); CREATE TABLE two (b);"))
    db = open_database(path, FAR[:1])
    assert [name for _, name, _ in shape(db)] == ["one"]
    db.close()


def test_commits_are_durable_and_deletions_thorough(tmp_path):
    db = open_database(tmp_path / "file.db", FAR)
    pragmas = ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
    assert [db.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas] == ["wal", 2, 1, 5000]
    db.close()


@FILES
def test_a_newer_file_is_left_alone(tmp_path, migrations):
    path = tmp_path / "file.db"
    open_database(path, (*migrations, "CREATE TABLE newer (a);")).close()
    before = path.read_bytes()
    with pytest.raises(NewerFile, match=r"file\.db: version \d, this program knows \d: update it, or move"):
        open_database(path, migrations)
    assert path.read_bytes() == before


def test_what_is_no_file_of_ours(tmp_path):
    (tmp_path / "text.db").write_text("not a database at all, but long enough to look like one" * 20)
    (tmp_path / "folder.db").mkdir()
    for name in ("text.db", "folder.db", "missing/file.db"):
        with pytest.raises(StorageFault, match=r"cannot be used .* check the disk"):
            open_database(tmp_path / name, FAR)


def insert(db, path, *statements):
    with transaction(db, path):
        for statement in statements:
            db.execute(statement)


def test_a_transaction_is_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file.db"
    db = open_database(path, FAR)
    for last in ("INSERT INTO nowhere VALUES (1)", "INSERT INTO two VALUES (1, 2, 3)"):
        with pytest.raises(StorageFault):
            insert(db, path, "INSERT INTO one VALUES (1, 2)", last)
    assert db.execute("SELECT * FROM one").fetchall() == []
    db.close()


def test_a_full_disk_is_told_as_one(tmp_path):
    path = tmp_path / "file.db"
    db = open_database(path, FAR)
    db.execute("PRAGMA max_page_count = 8")
    with (
        pytest.raises(StorageFull, match=r"file\.db: not written \(SQLITE_FULL\): make room"),
        transaction(db, path),
    ):
        db.execute("INSERT INTO one VALUES (zeroblob(100000), 0)")
    with transaction(db, path):
        db.execute("INSERT INTO one VALUES (1, 0)")
    db.close()


def test_a_file_another_writer_holds_is_a_fault_and_not_a_loss(tmp_path):
    path = tmp_path / "file.db"
    db, other = open_database(path, FAR), sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA busy_timeout = 10")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageFault, match="SQLITE_BUSY"), transaction(db, path):
        db.execute("INSERT INTO one VALUES (1, 0)")
    other.close()
    db.close()
