import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.day_keys import destroy_key, key_path, seal_of
from hub.kept import ClosedRound, ClosedTable, KeptEntry, Promised
from hub.schema import StorageFault, StorageFull
from hub.store import Store
from wire.messages import Entry, KioskState, Promise

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
CANARY = "canaryzwitschert"


def an_id(number):
    return f"019505a0-0000-7000-8000-{number:012x}"


def kept(number, day=MONDAY, words=CANARY, **fields):
    entry = Entry(an_id(number), "library", words, ("en",), at=5, age_ms=0, **fields)
    return KeptEntry(day, 1000 + number, entry)


def promised(number, **fields):
    return Promised(
        "cafe", 36_000_000, slip=an_id(900 + number), sign="🦔", code=f"CODE{number:06}", **fields
    )


def closed_round(number, members=()):
    table = ClosedTable(False, members, "🍎", CANARY, tag="0a" * 8)
    return ClosedRound("cafe", 36_000_000, an_id(800 + number), (table,))


@pytest.fixture
def opened(tmp_path):
    """Opens the store anew, as after a kill: the files of the one before are left as they are."""
    stores = []

    def open_store():
        stores.append(Store(tmp_path))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(opened):
    return opened()


def ids_of(store, day=MONDAY):
    return [one.kept.entry.id for one in store.entries_of(day)]


def test_entries_come_back_whole_and_in_the_order_they_were_said(opened):
    some = [kept(2, rounds=("10:00",), promised=Promise("cafe", 7)), kept(1), kept(3, TUESDAY, "ჩიტები 🐦")]
    assert opened().keep(some) == some
    again = opened()
    assert [one.kept for one in again.entries_of(MONDAY)] == [some[1], some[0]]
    assert [one.kept for one in again.entries_of(TUESDAY)] == [some[2]]
    assert again.days() == [MONDAY, TUESDAY]
    assert again.entries_of(WEDNESDAY) == []


def test_what_comes_twice_is_kept_once_whatever_day_it_claims(opened):
    store = opened()
    assert store.keep([kept(1), kept(1)]) == [kept(1)]
    assert store.keep([kept(1, TUESDAY, "other words"), kept(2)]) == [kept(2)]
    assert [one.kept for one in opened().entries_of(MONDAY)] == [kept(1), kept(2)]


def test_a_promise_its_kiosk_made_by_itself_is_news_once(store):
    store.keep([kept(1)])
    late = kept(1, TUESDAY, promised=Promise("cafe", 7))
    told = kept(1, MONDAY, promised=Promise("cafe", 7))
    assert store.keep([late]) == [told]
    assert store.keep([late]) == []
    assert store.entries_of(MONDAY)[0].kept == told


def test_a_retraction_wins_before_and_after(opened):
    store = opened()
    store.keep([kept(1)])
    store.save_promises({an_id(1): promised(1)})
    gone = store.retract(an_id(1), MONDAY)
    assert (gone.kept, gone.promised) == (kept(1), promised(1))
    assert store.retract(an_id(1), MONDAY) is None
    assert store.retract(an_id(2), MONDAY) is None
    for again in (store, opened()):
        assert again.keep([kept(1), kept(2), kept(2, TUESDAY)]) == []
        assert ids_of(again) == ids_of(again, TUESDAY) == []


def test_an_entry_is_found_by_the_code_on_its_slip(store):
    store.keep([kept(1), kept(2, TUESDAY)])
    store.save_promises({an_id(1): promised(1)})
    store.save_promises({an_id(2): promised(2)})
    assert store.entry_with_code("CODE000002") == an_id(2)
    assert store.entry_with_code("CODE000003") is None
    store.retract(an_id(2), TUESDAY)
    assert store.entry_with_code("CODE000002") is None


def test_vectors_come_back_as_half_floats_and_not_for_the_retracted(store):
    store.keep([kept(1), kept(2), kept(3)])
    store.retract(an_id(3), MONDAY)
    vector = np.array([0.5, -0.25, 0.125], np.float32)
    store.save_vectors({an_id(2): vector, an_id(3): vector})
    found = store.entries_of(MONDAY)
    assert found[0].vector is None
    assert found[1].vector.dtype == np.float16
    assert found[1].vector.tolist() == vector.tolist()


def test_what_comes_twice_in_one_commit_is_what_was_said_first(opened):
    store = opened()
    own = Promise("cafe", 36_000_000)
    first, later, promised_since = (
        kept(1),
        kept(1, words="other words"),
        kept(1, words="others", promised=own),
    )
    assert store.keep([first, later]) == [first]
    assert store.entries_of(MONDAY)[0].kept == first
    (news,) = store.keep([kept(2), kept(2, words="others", promised=own)])
    assert (news.entry.words, news.entry.promised) == (CANARY, own)
    assert store.keep([later, promised_since])[0].entry.words == CANARY


def test_the_first_promise_stands(opened):
    store = opened()
    store.keep([kept(1)])
    assert store.save_promises({an_id(1): promised(1)})[an_id(1)] == promised(1)
    assert opened().save_promises({an_id(1): promised(2)})[an_id(1)] == promised(1)
    assert store.save_promises({an_id(7): promised(7)}) == {}, "nobody to promise it to"


def test_what_a_kiosk_promised_by_itself_takes_the_place_of_an_earlier_promise(store):
    store.keep([kept(1)])
    store.save_promises({an_id(1): promised(1)})
    own = Promised("library", 7, slip=an_id(950), own=True)
    assert store.replace_promise(an_id(1), own) == own
    assert store.entries_of(MONDAY)[0].promised == own
    assert store.slips_waiting() == [], "it is on paper already"


def test_slips_wait_until_they_are_told_of(opened):
    store = opened()
    store.keep([kept(1), kept(2), kept(3, TUESDAY)])
    for number in (1, 2, 3):
        store.save_promises({an_id(number): promised(number)})
    store.note_outcomes({an_id(901): "printed", an_id(902): "failed", an_id(999): "printed"})
    assert [one.promised for one in opened().slips_waiting()] == [promised(3)]
    store.note_outcomes({an_id(901): "failed"})
    assert [one.promised for one in store.slips_waiting()] == [promised(3)], "paper stays paper"


def test_a_moved_entry_takes_its_vector_along(store):
    store.keep([kept(1)])
    store.save_vectors({an_id(1): np.ones(2, np.float32)})
    store.move(an_id(1), TUESDAY)
    store.move(an_id(1), MONDAY)
    store.move(an_id(5), TUESDAY)
    assert ids_of(store) == []
    assert ids_of(store, TUESDAY) == [an_id(1)]
    assert store.entries_of(TUESDAY)[0].kept.day == TUESDAY
    assert store.entries_of(TUESDAY)[0].vector.tolist() == [1, 1]
    assert store.keep([kept(1)]) == []


def test_a_move_or_retraction_cut_short_is_finished_at_the_next_start(opened, monkeypatch):
    store = opened()
    store.keep([kept(1), kept(2)])
    for number in (1, 2):
        with monkeypatch.context() as patch:
            patch.setattr(store._days[MONDAY], "drop", power_cut)
            with pytest.raises(KeyboardInterrupt):
                store.move(an_id(number), TUESDAY)
    store._days[TUESDAY].drop(an_id(2), forever=True)
    assert ids_of(store) == [an_id(1), an_id(2)]
    again = opened()
    assert (ids_of(again), ids_of(again, TUESDAY)) == ([], [an_id(1)])


def power_cut(*_, **__):
    raise KeyboardInterrupt


def test_the_first_tables_of_a_round_stand(opened):
    store, first = opened(), closed_round(1, (an_id(1),))
    assert store.save_tables(MONDAY, first) == first
    assert opened().save_tables(MONDAY, closed_round(2)) == first
    assert store.tables_of(MONDAY) == store.sheets_waiting() == [first]
    store.note_outcomes({an_id(801): "printed"})
    assert store.sheets_waiting() == []
    assert store.tables_of(MONDAY) == [first]
    assert store.tables_of(TUESDAY) == []


def test_the_unreadable_is_put_aside_up_to_a_bound(store):
    assert store.put_aside(MONDAY, "topic", b"\xff", "why")
    assert all(store.put_aside(MONDAY, "topic", bytes([number]), "why") for number in range(199))
    assert not store.put_aside(MONDAY, "topic", b"one too many", "why")
    assert store.put_aside(MONDAY, "topic", b"\xff", "why"), "the same again takes no more room"
    found = store.set_aside(MONDAY)
    assert (found[0].topic, found[0].payload, found[0].reason) == ("topic", b"\xff", "why")
    assert store.set_aside(TUESDAY) == []


def test_numbers_grow_and_are_never_given_twice(opened):
    assert [opened().next_number("session") for _ in range(3)] == [1, 2, 3]
    assert opened().next_number("board") == 1


def test_settings_and_kiosks_are_remembered(opened):
    store, state = opened(), KioskState("library", "ready", 3, paper="paper")
    assert store.setting("theme") is None
    store.set_setting("theme", "dark")
    store.set_setting("theme", "light")
    store.note_kiosk(KioskState("library", "ready", 2))
    store.note_kiosk(state)
    assert opened().setting("theme") == "light"
    assert opened().kiosks() == {"library": state}


# ------------------------------------------------------------------ forgetting


def fill(store, day, number):
    store.keep([kept(number, day)])
    store.save_vectors({an_id(number): np.frombuffer(CANARY.encode(), np.uint8).astype(np.float32)})
    store.save_promises({an_id(number): promised(number, theme=CANARY)})
    store.put_aside(day, CANARY, CANARY.encode(), CANARY)
    store.save_tables(day, closed_round(number))


def copies(folder):
    half = np.frombuffer(CANARY.encode(), np.uint8).astype(np.float16).tobytes()
    plain = (CANARY.encode(), CANARY.encode("utf-16-le"), half)
    return [
        path for path in folder.rglob("*") if path.is_file() and any(p in path.read_bytes() for p in plain)
    ]


def files_of(folder, day):
    return [path.name for path in folder.rglob(f"*{day.isoformat()}*")]


def test_nobody_reads_the_words_without_the_key(store, tmp_path):
    fill(store, MONDAY, 1)
    assert len(files_of(tmp_path, MONDAY)) == 4, "the file, its log, its index, its key"
    assert copies(tmp_path) == []
    key = key_path(tmp_path / "keys", MONDAY)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_forgotten_day_leaves_nothing_but_the_others(store, tmp_path):
    fill(store, MONDAY, 1)
    fill(store, TUESDAY, 2)
    assert store.forget(TUESDAY) == [MONDAY]
    assert store.forget(TUESDAY) == []
    assert files_of(tmp_path, MONDAY) == []
    assert ids_of(store) == []
    assert ids_of(store, TUESDAY) == [an_id(2)]
    assert store.days() == [TUESDAY]


def test_an_open_reader_does_not_keep_a_day_alive(store, tmp_path):
    fill(store, MONDAY, 1)
    with sqlite3.connect(tmp_path / "days" / f"{MONDAY}.db") as reader:
        rows = reader.execute("SELECT sealed FROM entries")
        store.forget(TUESDAY)
        sealed = rows.fetchone()[0]
    reader.close()
    assert CANARY.encode() not in sealed
    assert files_of(tmp_path, MONDAY) == []
    with pytest.raises(StorageFault, match="cannot be opened with the day's key"):
        seal_of(tmp_path / "keys", MONDAY).open(sealed)


def test_a_forgetting_cut_short_is_finished_at_the_next_start(opened, tmp_path):
    store = opened()
    fill(store, MONDAY, 1)
    fill(store, TUESDAY, 2)
    destroy_key(tmp_path / "keys", MONDAY)
    (tmp_path / "keys" / f"{WEDNESDAY}.gone").write_bytes(b"half")
    (tmp_path / "keys" / f"{WEDNESDAY}.new").write_bytes(b"")
    (tmp_path / "keys" / "notes.txt").write_text("stays")
    again = opened()
    assert again.days() == [TUESDAY]
    assert files_of(tmp_path, MONDAY) == files_of(tmp_path, WEDNESDAY) == []
    assert (tmp_path / "keys" / "notes.txt").exists()


def test_keys_may_lie_where_a_loss_of_power_takes_them(tmp_path):
    store = Store(tmp_path / "data", tmp_path / "memory")
    fill(store, MONDAY, 1)
    store.close()
    key_path(tmp_path / "memory", MONDAY).unlink()
    store = Store(tmp_path / "data", tmp_path / "memory")
    assert store.days() == files_of(tmp_path, MONDAY) == []
    store.close()


def test_a_damaged_key_is_told_and_not_made_anew(opened, tmp_path):
    opened().keep([kept(1)])
    key_path(tmp_path / "keys", MONDAY).write_bytes(b"short")
    with pytest.raises(StorageFault, match="5 bytes are no key"):
        opened()


# ------------------------------------------------------------------ failures


def test_a_full_disk_keeps_nothing_and_goes_on_when_there_is_room(store):
    store.keep([kept(1)])
    pages = store._days[MONDAY]._db.execute("PRAGMA page_count").fetchone()[0]
    store._days[MONDAY]._db.execute(f"PRAGMA max_page_count = {pages}")
    many = [kept(number, words="w" * 2000) for number in range(2, 40)]
    with pytest.raises(StorageFull, match="make room"):
        store.keep(many)
    assert ids_of(store) == [an_id(1)]
    store._days[MONDAY]._db.execute("PRAGMA max_page_count = 100000")
    assert store.keep(many) == many


KILLED = """
import sys
from pathlib import Path
from tests_store import kept, an_id, promised, MONDAY, TUESDAY
from hub.store import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 10**6):
    store.keep([kept(number)])
    store.save_promises({an_id(number): promised(number % 99)})
    print(number, flush=True)
    if number % 3 == 0:
        store.move(an_id(number), TUESDAY)
"""


@pytest.mark.whole
def test_what_was_told_kept_outlives_kills(tmp_path):
    (tmp_path / "tests_store.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "killed.py").write_text(KILLED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    told = 0
    for lines in (1, 7, 12):
        with subprocess.Popen(
            [sys.executable, tmp_path / "killed.py", tmp_path / "data", str(told + 1)],
            stdout=subprocess.PIPE,
            env=environment,
        ) as child:
            told = [int(child.stdout.readline()) for _ in range(lines)][-1]
            child.send_signal(signal.SIGKILL)
            child.wait()
        store = Store(tmp_path / "data")
        here = ids_of(store) + ids_of(store, TUESDAY)
        store.close()
        assert len(set(here)) == len(here)
        assert {an_id(number) for number in range(1, told + 1)} <= set(here)
        told = max(int(one[-12:], 16) for one in here)


class AnyOrder(RuleBasedStateMachine):
    """The store against a plain dictionary, reopened as after a kill whenever."""

    numbers = st.integers(1, 4)
    days = st.sampled_from([MONDAY, TUESDAY, WEDNESDAY])

    def __init__(self):
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(Path(self.folder.name))
        self.here, self.gone = {}, {}

    @rule(number=numbers, day=days)
    def keep(self, number, day):
        news = self.store.keep([kept(number, day)])
        assert bool(news) == (number not in self.here and number not in self.gone)
        if news:
            self.here[number] = day

    @rule(number=numbers, day=days)
    def retract(self, number, day):
        assert (self.store.retract(an_id(number), day) is not None) == (number in self.here)
        self.gone[number] = self.here.pop(number, self.gone.get(number, day))

    @rule(number=numbers, day=days)
    def move(self, number, day):
        self.store.move(an_id(number), day)
        if number in self.here:
            self.here[number] = max(day, self.here[number])

    @rule(before=days)
    def forget(self, before):
        self.store.forget(before)
        self.here = {number: day for number, day in self.here.items() if day >= before}
        self.gone = {number: day for number, day in self.gone.items() if day >= before}

    @rule()
    def reopen(self):
        self.store.close()
        self.store = Store(Path(self.folder.name))

    @invariant()
    def every_entry_is_in_its_day(self):
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            assert ids_of(self.store, day) == [
                an_id(n) for n, its_day in sorted(self.here.items()) if its_day == day
            ]

    def teardown(self):
        self.store.close()
        self.folder.cleanup()


AnyOrder.TestCase.settings = settings(max_examples=20, stateful_step_count=12, deadline=None)
TestAnyOrder = AnyOrder.TestCase
