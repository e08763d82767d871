"""The kiosk's second thread: what it was asked for is answered, and whatever fails in it, it goes on."""

import queue
import shutil
import sqlite3
import time
from types import SimpleNamespace

import pytest
import uuid_utils
from msgspec.structs import replace

from hub.broker_process import free_port
from kiosk_ui import worker as worker_file
from kiosk_ui.last_config import write_last_config
from kiosk_ui.outbox import Outbox, OutboxError
from kiosk_ui.print_desk import Printed
from kiosk_ui.printer import NoPrinter
from kiosk_ui.virtual_printer import VirtualPrinter
from kiosk_ui.worker import Kept, NotPromised, Paper, Worker, WorkerFailed
from tests.fakes.clock import HandClock
from tests.fakes.far_panel import wait_until
from wire.broker import Address
from wire.examples import CONFIG, ENTRY, SHEET, SLIP
from wire.messages import KioskConfig, Promise, Retract, Slip


def new_id():
    return str(uuid_utils.uuid7())


class Stand:
    """A worker and its news; nobody answers at its hub's address."""

    def __init__(self, folder, printer=None):
        self.folder, self.hand, self._news = folder, HandClock(), queue.Queue()
        self.printer = printer or VirtualPrinter(folder / "out")
        self.worker = Worker(
            "library", Address("127.0.0.1", free_port(), "library"), folder, self.printer, self.hand.clock(),
            384, self._news.put,
        )  # fmt: skip
        self.worker.start()

    def told(self, kind):
        """The next of this kind of news; queue.Empty where none comes in time."""
        until = time.monotonic() + 30
        while not isinstance(news := self._news.get(timeout=until - time.monotonic()), kind):
            pass
        return news

    def hears(self, told):
        """As if the hub had said it."""
        self.worker._loop.call_soon_threadsafe(self.worker._hear, told)

    def in_its_thread(self, act):
        """Do something to the outbox where its database may be used."""

        async def do():
            act(self.worker._outbox)

        self.worker._do(do())

    def silent(self, kind):
        time.sleep(0.2)
        return not any(isinstance(news, kind) for news in list(self._news.queue))

    def papers(self):
        return sorted(path.name for path in (self.folder / "out").glob("*.png"))


@pytest.fixture
def start(tmp_path):
    stands = []

    def started(**options):
        stands.append(Stand(tmp_path, **options))
        return stands[-1]

    yield started
    for stand in stands:
        stand.worker.stop()
        assert not stand.worker._thread.is_alive()


def waiting(folder):
    with sqlite3.connect(f"file:{folder / 'kiosk.db'}?mode=ro", uri=True) as db:
        return [id_ for (id_,) in db.execute("SELECT id FROM message")]


def test_kept_means_on_the_disk(start, tmp_path):
    stand = start()
    for message in (replace(ENTRY, id=new_id()), Retract(id=new_id(), kiosk="library", code="73J1F81D06")):
        stand.worker.keep(message)
        assert stand.told(Kept) == Kept(message.id)
        assert message.id in waiting(tmp_path)


def test_a_disk_that_refuses_is_told(start):
    stand = start()
    stand.in_its_thread(lambda outbox: outbox._db.execute("PRAGMA query_only = ON"))
    stand.worker.keep(ENTRY)
    kept = stand.told(Kept)
    assert kept.id == ENTRY.id
    assert "free some disk space on this kiosk" in kept.problem


def test_a_slip_is_told_once_and_printed_once(start):
    stand = start()
    for _ in range(3):
        stand.hears(SLIP)
    assert stand.told(Slip) == SLIP
    assert stand.silent(Slip)
    stand.worker.print(SLIP)
    assert stand.told(Printed).outcome == "printed"
    assert stand.papers() == ["slip-0001.png"]


def test_a_full_disk_prints_a_slip_once_all_the_same(start):
    stand = start()
    stand.in_its_thread(lambda outbox: outbox._db.execute("PRAGMA query_only = ON"))
    for _ in range(3):
        stand.hears(SLIP)
    stand.told(Slip)
    assert stand.silent(Slip)


def test_a_sheet_goes_to_the_printer_by_itself(start):
    stand = start()
    stand.hand.wall = SHEET.starts
    stand.hears(SHEET)
    stand.hears(SHEET)
    assert stand.told(Printed).id == SHEET.id
    assert stand.papers() == ["sheet-0001.png"]


def test_our_own_promise_is_told_as_if_it_had_come_and_the_hubs_slip_is_not(start):
    stand = start()
    entry = replace(ENTRY, id=new_id(), promised=Promise("linde", CONFIG.rounds[0].starts))
    own = replace(SLIP, id=entry.id, entry=entry.id)
    stand.worker.promise(entry, own)
    assert stand.told(Slip) == own
    stand.hears(replace(SLIP, id=new_id(), entry=entry.id))
    assert stand.silent(Slip)


def test_the_hubs_slip_first_and_our_own_promise_is_not_made(start):
    stand = start()
    stand.hears(SLIP)
    stand.told(Slip)
    own = replace(ENTRY, promised=Promise("linde", CONFIG.rounds[0].starts))
    stand.worker.promise(own, replace(SLIP, id=own.id))
    assert stand.silent(Slip)


def test_a_promise_that_cannot_be_noted_is_not_made_where_the_hub_may_make_another(start):
    stand = start()
    heard, refused = (replace(ENTRY, id=new_id()) for _ in range(2))
    stand.worker.keep(heard)
    stand.told(Kept)
    stand.in_its_thread(lambda outbox: outbox._db.execute("PRAGMA query_only = ON"))
    stand.worker.promise(heard, replace(SLIP, id=heard.id, entry=heard.id))
    assert stand.told((NotPromised, Slip)) == NotPromised(heard.id)
    stand.worker.keep(refused)
    assert stand.told(Kept).problem
    own = replace(SLIP, id=refused.id, entry=refused.id)
    stand.worker.promise(refused, own)
    assert stand.told((NotPromised, Slip)) == own, "the hub never hears of this entry"


def test_a_slip_that_nobody_waits_for_is_not_printed(start, tmp_path):
    stand = start()
    stand.hears(SLIP)
    stand.worker.give_up(stand.told(Slip))
    wait_until(lambda: waiting(tmp_path) == [SLIP.id])  # its ack: failed
    assert stand.silent(Printed)


def test_the_configuration_is_there_at_the_next_start(start, tmp_path):
    first = start()
    first.hears(CONFIG)
    assert first.told(KioskConfig) == CONFIG
    first.worker.stop()
    assert start().told(KioskConfig) == CONFIG


def test_a_broken_configuration_is_said_and_the_kiosk_starts_without(start, tmp_path, caplog):
    (tmp_path / "config.json").write_text("{")
    stand = start()
    stand.worker.keep(ENTRY)
    news = [stand.told(object)]
    while not isinstance(news[-1], Kept):
        news.append(stand.told(object))
    assert CONFIG not in news
    assert "not usable" in caplog.text


def test_a_configuration_that_cannot_be_kept_is_told_all_the_same(start, tmp_path, caplog):
    (tmp_path / "config.json.part").mkdir()
    stand = start()
    stand.hears(CONFIG)
    assert stand.told(KioskConfig) == CONFIG
    assert "free some disk space on this kiosk" in caplog.text


def test_changes_of_the_paper_are_told(start, monkeypatch):
    monkeypatch.setattr(worker_file, "HEALTH_EVERY_S", 0.02)
    stand = start()
    assert stand.told(Paper) == Paper("paper")
    stand.printer.device.pages_left = 0
    assert stand.told(Paper) == Paper("none")
    stand.printer.device.is_plugged = False
    assert stand.told(Paper) == Paper("silent")
    assert stand.silent(Paper)


def test_what_the_panel_says_of_a_silent_printer_and_of_itself_is_told_at_once(start):
    stand = start()
    assert stand.told(Paper) == Paper("paper")
    stand.printer.device.answers = False
    stand.worker.see_paper(False)
    assert stand.told(Paper) == Paper("none")
    stand.worker.see_paper(None)
    assert stand.told(Paper) == Paper("silent")
    stand.worker.see_panel("differs")
    wait_until(lambda: stand.worker._health.panel == "differs")
    assert not stand.worker.is_printing


def test_a_hosts_test_is_printed_without_the_screen_knowing(start):
    stand = start()
    stand.hears(replace(SLIP, test=True))
    assert stand.told(Printed).outcome == "printed"
    assert len(stand.papers()) == 1
    assert stand.silent(Slip)


def test_a_hosts_test_is_shown_to_nobody(start):
    stand = start()
    stand.printer.device.pages_left = 0
    stand.hears(replace(SLIP, test=True))
    assert stand.told(Printed).outcome == "failed"


@pytest.mark.parametrize(("free", "said"), [(2**30, "ok"), (100 * 2**20, "low"), (2**20, "full")])
def test_how_full_the_disk_is(tmp_path, monkeypatch, free, said):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert worker_file._disk(tmp_path) == said


def test_a_disk_that_cannot_be_asked_keeps_nothing(tmp_path):
    assert worker_file._disk(tmp_path / "gone") == "full"


class FaultyPrinter(VirtualPrinter):
    """Its first jobs meet a mistake of ours, which is no error of printers."""

    faults = 1

    async def print(self, bands, name):
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError
        await super().print(bands, name)


def test_after_a_mistake_of_ours_it_says_so_and_goes_on_where_it_was(start, tmp_path, caplog):
    write_last_config(tmp_path / "config.json", CONFIG)
    stand = start(printer=FaultyPrinter(tmp_path / "out"))
    stand.hears(SLIP)
    stand.worker.print(stand.told(Slip))
    assert stand.told(WorkerFailed) == WorkerFailed("ZeroDivisionError")
    stand.worker.keep(ENTRY)
    assert stand.told(Kept) == Kept(ENTRY.id)
    assert stand.told(Printed).outcome == "printed"
    assert SLIP.words not in caplog.text


def test_what_it_could_not_do_is_never_silent(start, caplog):
    stand = start()

    def fail(_):
        raise ZeroDivisionError

    stand.in_its_thread(fail)
    assert stand.told(WorkerFailed) == WorkerFailed("ZeroDivisionError")
    assert "could not do what it was asked for" in caplog.text


def test_a_file_from_a_newer_kiosk_stops_the_start(tmp_path):
    with sqlite3.connect(tmp_path / "kiosk.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(OutboxError, match="update this kiosk"):
        Stand(tmp_path)


def test_stopping_lets_go_of_the_file_and_the_printer(start, tmp_path):
    closed = []

    class Printer(VirtualPrinter):
        async def print(self, bands, name):
            raise NoPrinter

        async def close(self):
            closed.append(True)

    stand = start(printer=Printer(tmp_path / "out"))
    began = time.monotonic()
    stand.worker.stop()
    assert time.monotonic() - began < worker_file.HANGS_S
    assert closed == [True]
    Outbox(tmp_path / "kiosk.db", stand.hand.clock()).close()
