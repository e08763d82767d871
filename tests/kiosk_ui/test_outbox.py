import os
import signal
import sqlite3
import subprocess
import sys
import time

import msgspec
import pytest
import uuid_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_ui.outbox import TIDY_EVERY_MS, Outbox, OutboxError, OutboxFull
from kiosk_ui.outbox_file import MIGRATIONS
from tests.fakes.clock import HandClock
from wire import messages
from wire.messages import Entry, Promise, Retract, Sealed, Slip, SlipAck, TableSheet


def new_id() -> str:
    return str(uuid_utils.uuid7())


def entry(words: str = "bees", id_: str | None = None, **more: object) -> Entry:
    return Entry(id=id_ or new_id(), kiosk="library", words=words, languages=("en",), at=1, age_ms=0, **more)


def slip(of: str, id_: str | None = None) -> Slip:
    return Slip(
        id=id_ or new_id(), entry=of, kiosk="library", language="en", words="bees", place="Library", address="",
        directions="", walk_min=1, starts=2, day="2026-11-22", hour="10:00", days_ahead=0, sign=None, code="",
        help_lines=(), qr="",
    )  # fmt: skip


@pytest.fixture
def time_by_hand():
    return HandClock()


@pytest.fixture
def outbox(tmp_path, time_by_hand):
    made = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    yield made
    made.close()


def test_kept_is_sent_until_struck(outbox):
    one, two = entry("one"), entry("two")
    outbox.keep(one)
    outbox.keep(two)
    assert [waiting.id for waiting in outbox.waiting()] == [one.id, two.id]
    assert [waiting.id for waiting in outbox.waiting(leave_out=[one.id])] == [two.id]
    outbox.strike([one.id, "unknown"])
    assert [waiting.id for waiting in outbox.waiting()] == [two.id]
    outbox.strike([two.id])
    assert outbox.is_empty()


def test_oldest_promises_first_then_the_order_of_keeping_whatever_the_clock_says(outbox, time_by_hand):
    later, none, back = entry(promised=Promise("library", 90)), entry(), entry()
    time_by_hand.wall -= 10**10
    sooner, ack = (
        entry(promised=Promise("library", 80)),
        SlipAck(id=new_id(), kiosk="library", outcome="printed"),
    )
    for message in (later, none, back, sooner, ack):
        outbox.keep(message)
    outbox.keep(entry(id_=back.id, promised=Promise("library", 85)))  # a second time, with a promise by now
    ids = [waiting.id for waiting in outbox.waiting()]
    assert ids == [sooner.id, back.id, later.id, none.id, ack.id]
    assert [waiting.id for waiting in outbox.waiting(leave_out={sooner.id, later.id}, most=2)] == [
        back.id,
        none.id,
    ]


def test_what_is_named_is_ready_to_be_sent_and_what_is_struck_is_not(outbox, time_by_hand):
    one, gone = entry("one"), entry("gone")
    outbox.keep(one)
    outbox.keep(gone)
    outbox.strike([gone.id])
    time_by_hand.pass_ms(2_000)
    (named,) = outbox.named([gone.id, one.id, "unknown"])
    assert (named.id, messages.decode(named.payload, Entry).age_ms) == (one.id, 2_000)


def test_an_entry_that_is_kept_again_with_our_promise_is_as_old_as_it_was(outbox, time_by_hand):
    kept = entry()
    outbox.keep(kept)
    time_by_hand.pass_ms(3_000)
    outbox.keep_promise(entry(id_=kept.id, promised=Promise("library", 9)), slip(kept.id, kept.id))
    time_by_hand.pass_ms(1_000)
    assert messages.decode(outbox.waiting()[0].payload, Entry).age_ms == 4_000


def test_a_file_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it(tmp_path, time_by_hand):
    plain, own = entry("said first zebrafinch"), entry("said then", promised=Promise("library", 80))
    ack, printing = SlipAck(id=new_id(), kiosk="library", outcome="shown"), slip(new_id())
    with sqlite3.connect(tmp_path / "kiosk.db") as db:
        db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1; UPDATE start SET session = 7;")
        for topic, message in (("entry", plain), ("entry", own), ("slip_ack", ack)):
            row = (
                message.id,
                topic,
                messages.encode(message),
                time_by_hand.wall,
                time_by_hand.ticks,
                "first",
            )
            db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)", row)
        job = (printing.entry, printing.id, "slip", messages.encode(printing), "printing", time_by_hand.wall)
        db.execute("INSERT INTO job VALUES (?, ?, ?, ?, ?, ?)", job)
    db.close()
    time_by_hand.pass_ms(5_000)
    outbox = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    assert outbox.session() == 8
    assert [waiting.id for waiting in outbox.waiting()] == [own.id, plain.id, ack.id]
    aged = messages.decode(outbox.waiting()[1].payload, Entry)
    assert (aged.words, aged.age_ms) == (plain.words, 5_000)
    assert [(job.content, job.begun) for job in outbox.unfinished_jobs()] == [(printing, True)]
    outbox.strike([plain.id])
    time_by_hand.pass_ms(TIDY_EVERY_MS)
    outbox.tidy()
    assert b"zebrafinch" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    outbox.close()


def test_while_much_is_struck_words_leave_the_disk_every_now_and_then(tmp_path, time_by_hand):
    outbox = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    kept = [entry(f"canary {number} zebrafinch") for number in range(20)]
    for one in kept:
        outbox.keep(one)
    outbox.keep(entry("still waits"))
    outbox.tidy()
    for one in kept:
        outbox.strike([one.id])
    time_by_hand.pass_ms(TIDY_EVERY_MS)
    outbox.tidy()
    assert b"zebrafinch" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    outbox.close()


def test_a_job_is_remembered_as_long_as_the_hub_may_ask_again(outbox, time_by_hand):
    """However far a clock jumped: what is printed is not printed again while the hub does not know of it."""
    printed, other = slip(new_id()), slip(new_id())
    for one in (printed, other):
        outbox.take_job(one)
    outbox.finish_job(printed.id, SlipAck(id=printed.id, kiosk="library", outcome="printed"))
    time_by_hand.wall += 10**9
    outbox.finish_job(other.id, None)
    assert not outbox.take_job(printed)


def test_what_was_never_noted_is_not_noted_as_printing(outbox):
    assert not outbox.note_printing(new_id())


def test_age_grows_and_survives_a_wall_clock_set_back(outbox, time_by_hand):
    outbox.keep(entry())
    time_by_hand.pass_ms(7_000)
    time_by_hand.wall -= 10**9
    (waiting,) = outbox.waiting()
    assert messages.decode(waiting.payload, Entry).age_ms == 7_000


def test_after_a_reboot_the_wall_clock_tells_the_age(tmp_path, time_by_hand):
    first = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    first.keep(entry())
    first.close()
    time_by_hand.pass_ms(60_000)
    time_by_hand.reboot()
    again = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    assert messages.decode(again.waiting()[0].payload, Entry).age_ms == 60_000
    assert again.session() == 2
    again.close()


def test_one_slip_for_one_entry_whoever_promised_first(outbox):
    kept = entry()
    outbox.keep(kept)
    assert outbox.take_job(slip(kept.id))
    assert not outbox.take_job(slip(kept.id))
    own = entry(id_=kept.id, promised=Promise("library", 9))
    assert not outbox.keep_promise(own, slip(kept.id, kept.id))
    assert messages.decode(outbox.waiting()[0].payload, Entry).promised is None


def test_our_own_promise_is_told_to_the_hub_and_bars_its_slip(outbox):
    kept = entry()
    outbox.keep(kept)
    outbox.strike([kept.id])
    own = entry(id_=kept.id, promised=Promise("library", 9))
    assert outbox.keep_promise(own, slip(kept.id, kept.id))
    assert messages.decode(outbox.waiting()[0].payload, Entry).promised == Promise("library", 9)
    assert not outbox.take_job(slip(kept.id))


def test_an_ack_of_the_entry_alone_leaves_the_promise_to_be_told(outbox):
    """The hub had the entry while we gave it up and promised by ourselves: its ack says nothing of our promise."""
    kept = entry()
    outbox.keep(kept)
    outbox.keep_promise(entry(id_=kept.id, promised=Promise("library", 9)), slip(kept.id, kept.id))
    outbox.strike([kept.id])
    assert [waiting.id for waiting in outbox.waiting()] == [kept.id]
    outbox.strike([kept.id], promised=[kept.id])
    assert outbox.is_empty()


def test_jobs_are_finished_once_and_a_crash_while_printing_is_seen(tmp_path, time_by_hand):
    path = tmp_path / "kiosk.db"
    first = Outbox(path, time_by_hand.clock())
    begun, untouched = slip(new_id()), slip(new_id())
    first.take_job(begun)
    first.take_job(untouched)
    first.note_printing(begun.id)
    first.close()
    again = Outbox(path, time_by_hand.clock())
    assert {job.id: job.begun for job in again.unfinished_jobs()} == {begun.id: True, untouched.id: False}
    again.finish_job(begun.id, SlipAck(id=begun.id, kiosk="library", outcome="printed"))
    assert [job.id for job in again.unfinished_jobs()] == [untouched.id]
    assert [waiting.topic for waiting in again.waiting()] == ["slip_ack"]
    again.close()


def test_a_job_that_cannot_be_read_is_given_up_and_holds_nobody_up(tmp_path, time_by_hand, caplog):
    before, good, bad = Outbox(tmp_path / "kiosk.db", time_by_hand.clock()), slip(new_id()), slip(new_id())
    before.take_job(good)
    before.take_job(bad)
    before.close()
    with sqlite3.connect(tmp_path / "kiosk.db") as db:
        never = messages.encode(bad).replace(b"2026-11-22", b"2026-02-30")  # as an older program left it
        db.execute("UPDATE job SET payload = ? WHERE id = ?", (never, bad.id))
    db.close()
    after = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    assert [job.id for job in after.unfinished_jobs()] == [good.id]
    assert f"job {bad.id} cannot be read and is given up" in caplog.text
    caplog.clear()
    assert [job.id for job in after.unfinished_jobs()] == [good.id]
    assert not caplog.text
    after.close()


def test_table_sheets_are_jobs_too(outbox):
    sheet = TableSheet(new_id(), "library", "en", "Library", 2, "2026-11-22", "10:00", ())
    assert outbox.take_job(sheet)
    assert outbox.unfinished_jobs()[0].content == sheet


def test_what_is_struck_or_printed_leaves_no_copy_on_the_disk(tmp_path, time_by_hand):
    outbox = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    kept = [entry(f"canary {number} zebrafinch") for number in range(40)]
    for one in kept:
        outbox.keep(one)
        outbox.take_job(slip(one.id))
    outbox.strike([one.id for one in kept])
    for job in outbox.unfinished_jobs():
        outbox.finish_job(job.id, SlipAck(id=job.id, kiosk="library", outcome="printed"))
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert files.count(b"zebrafinch") == 0
    outbox.close()


def keep_many(outbox):
    for _ in range(20):
        outbox.keep(entry("x" * 2000))


def test_a_full_disk_is_said_and_loses_nothing(tmp_path, time_by_hand):
    outbox = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    kept = entry("kept before")
    outbox.keep(kept)
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OutboxFull, match=r"kiosk\.db: .*full.*: free some disk space"):
        keep_many(outbox)
    assert kept.id in [waiting.id for waiting in outbox.waiting()]
    outbox.close()


def test_a_newer_file_stops_the_start(tmp_path, time_by_hand):
    with sqlite3.connect(tmp_path / "kiosk.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(OutboxError, match=r"written by a newer Curiocity .*: update this kiosk"):
        Outbox(tmp_path / "kiosk.db", time_by_hand.clock())


def test_a_folder_that_cannot_be_written_is_named(tmp_path, time_by_hand):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutboxError, match="file"):
        Outbox(tmp_path / "file" / "kiosk.db", time_by_hand.clock())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=8))
def test_any_words_come_back_as_they_were(tmp_path_factory, texts):
    outbox = Outbox(tmp_path_factory.mktemp("outbox") / "kiosk.db", HandClock().clock())
    kept = [entry(text.encode("utf-8", "replace").decode()) for text in texts]
    for one in kept:
        outbox.keep(one)
    assert [messages.decode(waiting.payload, Entry).words for waiting in outbox.waiting()] == [
        one.words for one in kept
    ]
    outbox.close()


WRITER = """
import sys, uuid_utils
from pathlib import Path
from kiosk_ui.outbox import Outbox
from wire.clock import system_clock
from wire.messages import Entry
outbox = Outbox(Path(sys.argv[1]), system_clock())
while True:
    id_ = str(uuid_utils.uuid7())
    outbox.keep(Entry(id=id_, kiosk="library", words="bees", languages=("en",), at=1, age_ms=0))
    print(id_, flush=True)
"""


def test_what_was_kept_survives_a_kill(tmp_path, time_by_hand):
    path = tmp_path / "kiosk.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        told = [writer.stdout.readline().strip() for _ in range(5)]
        time.sleep(0.05)
        os.kill(writer.pid, signal.SIGKILL)
        told += [line.strip() for line in writer.stdout]
    outbox = Outbox(path, time_by_hand.clock())
    kept = {waiting.id for waiting in outbox.waiting(most=10_000)}
    assert {id_ for id_ in told if len(id_) == 36} <= kept
    outbox.close()


def test_finishing_our_own_slip_leaves_its_entry_waiting(outbox):
    kept = entry()
    own = entry(id_=kept.id, promised=Promise("library", 9))
    outbox.keep_promise(own, slip(kept.id, kept.id))
    outbox.finish_job(kept.id, None)
    assert [(waiting.id, waiting.topic) for waiting in outbox.waiting()] == [(kept.id, "entry")]
    assert outbox.unfinished_jobs() == []


def copy(of: str) -> Sealed:
    return Sealed(new_id(), "library", of, "0a" * 16, b"sealed", "0b" * 16)


def test_a_slips_copy_waits_for_its_entry_and_holds_nothing_up(outbox):
    one, two = entry("one"), entry("two")
    of_one, of_two = copy(one.id), copy(two.id)
    outbox.keep(one)
    outbox.keep_copies([of_one])
    outbox.keep(two)
    outbox.keep_copies([of_two])
    assert [waiting.id for waiting in outbox.waiting()] == [one.id, two.id]
    assert outbox.copies((), 5) == []
    outbox.strike([two.id, one.id])
    assert outbox.waiting() == []
    assert not outbox.is_empty()
    assert [(one.id, one.topic) for one in outbox.copies((), 5)] == [
        (of_one.id, "trail"),
        (of_two.id, "trail"),
    ]
    assert [one.id for one in outbox.copies({of_one.id}, 1)] == [of_two.id]
    assert outbox.copies((), 0) == []
    assert messages.decode(outbox.copies((), 1)[0].payload, Sealed) == of_one
    outbox.strike([of_one.id, of_two.id])
    assert outbox.is_empty()


def test_copies_for_a_hub_that_takes_none_are_bounded(outbox, monkeypatch):
    monkeypatch.setattr("kiosk_ui.outbox.COPIES_MOST", 3)
    kept = [copy(new_id()) for _ in range(5)]
    said = entry()
    outbox.keep(said)
    for one in kept:
        outbox.keep_copies([one])
    assert [waiting.id for waiting in outbox.copies((), 9)] == [one.id for one in kept[2:]]
    assert [waiting.id for waiting in outbox.waiting()] == [said.id]


# ------------------------------------------------------------------ sealed


CANARY = "canaryzwitschert"


def raw_files(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_words_lie_sealed_while_they_wait(tmp_path, outbox):
    said = entry(CANARY)
    outbox.keep(said)
    outbox.keep(Retract(id=new_id(), kiosk="library", code=CANARY[:10]))
    outbox.take_job(msgspec.structs.replace(slip(said.id), words=CANARY))
    assert CANARY[:10].encode() not in raw_files(tmp_path)
    assert outbox.waiting()[0].payload.count(CANARY.encode()) == 1
    assert outbox.unfinished_jobs()[0].content.words == CANARY


def test_when_nothing_is_left_an_image_of_the_disk_from_before_cannot_be_opened_any_more(tmp_path, outbox):
    said = entry(CANARY)
    outbox.keep(said)
    outbox.take_job(printing := slip(said.id))
    image, key = tmp_path / "image", (tmp_path / "kiosk.key").read_bytes()
    image.mkdir()
    for name in ("kiosk.db", "kiosk.db-wal"):
        (image / name).write_bytes((tmp_path / name).read_bytes())
    outbox.strike([said.id])
    assert (tmp_path / "kiosk.key").read_bytes() == key, "its slip is still to be printed"
    outbox.finish_job(printing.id, None)
    after = (tmp_path / "kiosk.key").read_bytes()
    assert after != key
    (image / "kiosk.key").write_bytes(after)
    stolen = Outbox(image / "kiosk.db", HandClock().clock())
    assert (stolen.waiting(), stolen.unfinished_jobs()) == ([], [])
    stolen.close()
    outbox.keep(later := entry("later"))
    assert [one.id for one in outbox.waiting()] == [later.id]


def test_a_key_that_is_gone_holds_no_start_up(tmp_path, outbox, time_by_hand, caplog):
    outbox.keep(lost := entry(CANARY))
    outbox.take_job(slip(new_id()))
    outbox.close()
    (tmp_path / "kiosk.key").write_bytes(b"half a key")
    again = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    assert f"message {lost.id} cannot be opened, for its key is gone, and is given up" in caplog.text
    assert (again.waiting(), again.unfinished_jobs()) == ([], [])
    again.keep(fresh := entry("fresh"))
    again.close()
    third = Outbox(tmp_path / "kiosk.db", time_by_hand.clock())
    assert [one.id for one in third.waiting()] == [fresh.id]
    third.close()


def test_a_key_that_cannot_be_renewed_is_said_and_tried_again(tmp_path, outbox, monkeypatch):
    outbox.keep(said := entry(CANARY))
    key = (tmp_path / "kiosk.key").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "bad card")))
        with pytest.raises(OutboxFull, match="check the disk"):
            outbox.strike([said.id])
        with pytest.raises(OutboxFull, match="check the disk"):
            outbox.keep(entry("nobody is told that this is kept"))
    outbox.keep(second := entry("second"))
    assert (tmp_path / "kiosk.key").read_bytes() != key
    after_a_crash = Outbox(tmp_path / "kiosk.db", HandClock().clock())
    assert [one.id for one in after_a_crash.waiting()] == [second.id]
    after_a_crash.close()
