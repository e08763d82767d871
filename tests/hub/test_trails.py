import re
from datetime import timedelta

import msgspec
import pytest

from hub import trails
from hub.kept import ClosedRound, ClosedTable, Promised
from hub.schema import StorageFull
from hub.store import Store
from tests.hub.test_store import CANARY, MONDAY, TUESDAY, an_id, kept
from tests.wire.trail_vectors import KEPT, some
from wire import trail
from wire.messages import Sealed


def a_copy(number, entry=None, kiosk="library"):
    """A slip's copy as a kiosk sends it, and its secret."""
    secret = some(trail.SECRET_BYTES, number)
    sealed = trail.seal(msgspec.structs.replace(KEPT, words=CANARY), secret, some(trail.NONCE_BYTES, number))
    token_hash = trail.token_hash(trail.token(secret))
    entry = an_id(number) if entry is None else entry
    return Sealed(an_id(500 + number), kiosk, entry, trail.locator(secret), sealed, token_hash), secret


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    made.keep([kept(number) for number in range(1, 6)])
    yield made
    made.close()


def hash_of(secret):
    return trail.token_hash(trail.token(secret))


def test_a_copy_is_found_by_its_locator_and_opened_by_its_secret(store):
    copy, secret = a_copy(1)
    store.keep_sealed([copy], MONDAY)
    found = store.trails.find(trail.locator(secret))
    assert trail.unseal(found, secret).words == CANARY
    assert store.entry_with_token(hash_of(secret)) == an_id(1)


@pytest.mark.parametrize("locator", ["", "0" * 32, "0" * 31, "z" * 32, "' OR 1 --", "\ud800", "é" * 32])
def test_nothing_lies_anywhere_else(store, locator):
    store.keep_sealed([a_copy(1)[0]], MONDAY)
    assert store.trails.find(locator) is None


def test_a_copy_that_comes_twice_is_kept_once_and_the_first_at_a_locator_stands(store):
    copy, secret = a_copy(1)
    other = msgspec.structs.replace(copy, id=an_id(77), entry=an_id(2), sealed=b"another")
    for batch in ([copy, copy], [copy], [other]):
        store.keep_sealed(batch, MONDAY)
    assert store.trails.find(trail.locator(secret)) == copy.sealed


def test_a_copy_of_an_entry_that_is_gone_is_kept_without_its_token(store):
    store.retract(an_id(1), MONDAY)
    copy, secret = a_copy(1)
    store.keep_sealed([copy], MONDAY)
    assert store.trails.find(trail.locator(secret)) == copy.sealed
    assert store.entry_with_token(hash_of(secret)) is None


def test_a_kiosk_has_no_hand_in_the_entries_of_others(store):
    copy, secret = a_copy(1, kiosk="cafe")
    store.keep_sealed([copy], MONDAY)
    assert store.entry_with_token(hash_of(secret)) is None


def test_the_table_is_told_to_the_token_after_the_close_and_to_nobody_before(store):
    copy, secret = a_copy(1)
    store.keep_sealed([copy], MONDAY)
    assert store.table_with_token(hash_of(secret)) is None
    members = tuple(an_id(number) for number in (1, 2, 3))
    tables = (ClosedTable(False, members, "🍎", "bees"), ClosedTable(True, (an_id(4),), "🍐"))
    stands = store.save_tables(MONDAY, ClosedRound("cafe", 36_000_000, an_id(800), tables))
    entry, table = store.table_with_token(hash_of(secret))
    assert (entry.entry.id, table.members, table.sign, table.theme) == (an_id(1), members, "🍎", "bees")
    assert table == stands.tables[0]
    assert store.table_with_token(trail.token_hash(bytes(16))) is None
    store.retract(an_id(3), MONDAY)
    assert store.table_with_token(hash_of(secret))[1].theme == "", "it may have rested on what is gone"
    store.retract(an_id(1), MONDAY)
    assert store.table_with_token(hash_of(secret)) is None


def test_each_table_has_a_tag_of_its_own_that_stays(store, tmp_path):
    tables = tuple(ClosedTable(False, (an_id(at),), sign) for at, sign in enumerate("🍎🍐🍊"))
    closed = ClosedRound("cafe", 36_000_000, an_id(800), tables)
    stands = store.save_tables(MONDAY, closed)
    other_hour = store.save_tables(MONDAY, msgspec.structs.replace(closed, starts=39_600_000))
    other_day = store.save_tables(TUESDAY, closed)
    tags = [table.tag for one in (stands, other_hour, other_day) for table in one.tables]
    assert len(set(tags)) == len(tags)
    assert all(re.fullmatch(rf"[0-9a-f]{{{2 * trail.TAG_BYTES}}}", tag) for tag in tags)
    assert store.save_tables(MONDAY, closed) == stands == store.tables_of(MONDAY)[0]
    store.replace_tables(MONDAY, msgspec.structs.replace(stands, tables=stands.tables[:1]))
    assert [table.tag for table in store.tables_of(MONDAY)[0].tables] == tags[:1]


def test_copies_outlive_the_words_and_go_after_a_week(store):
    copy, secret = a_copy(1)
    store.keep_sealed([copy], MONDAY)
    store.forget(TUESDAY)
    for days in (0, trails.KEPT_DAYS):
        store.trails.forget(MONDAY + timedelta(days))
        assert store.trails.find(copy.locator)
    assert store.entry_with_token(hash_of(secret)) is None
    store.trails.forget(MONDAY + timedelta(trails.KEPT_DAYS + 1))
    assert store.trails.find(copy.locator) is None


def test_no_kiosk_fills_the_disk_and_no_other_suffers_for_it(store, monkeypatch, caplog):
    monkeypatch.setattr(trails, "ROOM", 5000)
    for number in range(1, 5):
        store.keep_sealed([a_copy(number)[0]], MONDAY)
    found = [bool(store.trails.find(a_copy(number)[0].locator)) for number in range(1, 5)]
    assert found == [True, True, False, False]
    tokens = [store.entry_with_token(a_copy(number)[0].token_hash) for number in range(1, 5)]
    assert tokens == [an_id(1), an_id(2), None, None]
    assert caplog.text.count("'library': no more room") == 1
    store.keep_sealed([a_copy(5, kiosk="cafe")[0], a_copy(1)[0]], MONDAY)
    assert store.trails.find(a_copy(5)[0].locator)
    store.keep_sealed([a_copy(3)[0]], TUESDAY)
    assert store.trails.find(a_copy(3)[0].locator), "tomorrow there is room again"


def test_the_rows_tell_neither_order_nor_kiosk_nor_entry(store):
    copies = [a_copy(number)[0] for number in (4, 1, 3, 2)]
    for copy in copies:
        store.keep_sealed([copy], MONDAY)
    rows = store._db.execute("SELECT * FROM sealed_trails").fetchall()
    assert [locator.hex() for locator, _, _ in rows] == sorted(copy.locator for copy in copies)
    assert {tuple(map(type, row)) for row in rows} == {(bytes, str, bytes)}
    assert {day for _, day, _ in rows} == {MONDAY.isoformat()}


def test_a_full_disk_keeps_nothing_and_is_told(store):
    store._db.execute(f"PRAGMA max_page_count = {store._db.execute('PRAGMA page_count').fetchone()[0]}")
    copies = [a_copy(number)[0] for number in range(1, 6)]
    with pytest.raises(StorageFull):
        store.keep_sealed(copies, MONDAY)
    assert not any(store.trails.find(copy.locator) for copy in copies)


def test_an_entry_that_moves_on_keeps_its_token_where_it_is_kept_later(store):
    """A kiosk prints after the promise, and a promise is what moves an entry: the copy comes after the move."""
    store.move(an_id(1), TUESDAY)
    store.save_promises({an_id(1): Promised("cafe", 7, slip=an_id(9))})
    copy, secret = a_copy(1)
    store.keep_sealed([copy], MONDAY)
    store.forget(TUESDAY)
    assert store.entry_with_token(hash_of(secret)) == an_id(1)
