"""One printer's queue: each job once, a crash seen, nothing printed for nobody, whatever the printer does."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import msgspec
import pytest
import uuid_utils
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from kiosk_ui import escpos_decoder, print_desk, sheet_layout, slip_layout
from kiosk_ui.escpos import Profile
from kiosk_ui.outbox import Outbox
from kiosk_ui.paper_budget import Budget
from kiosk_ui.print_desk import SLIP_EXPIRES_MS, PrintDesk
from kiosk_ui.virtual_printer import VirtualPrinter
from tests import receipt
from tests.fakes.clock import HandClock
from tests.kiosk_ui.in_loop import in_loop
from tests.kiosk_ui.small_disk import fill, small_disk
from wire import messages
from wire.examples import SHEET, SLIP
from wire.messages import SlipAck

DOTS = 384


def new_slip(**changes):
    return replace(SLIP, id=str(uuid_utils.uuid7()), entry=str(uuid_utils.uuid7()), **changes)


@dataclass
class Stand:
    """A kiosk's printer, its outbox and its clock, over any number of starts."""

    folder: str
    printer: VirtualPrinter
    hand: HandClock = field(default_factory=HandClock)

    @contextlib.asynccontextmanager
    async def desk(self):
        """The desk at work until the block ends, as a kiosk that is switched off ends it."""
        self.outbox = Outbox(self.folder / "kiosk.db", self.hand.clock())
        self._told = asyncio.Queue()
        self._desk = PrintDesk(
            "library", self.printer, self.outbox, self.hand.clock(), DOTS, self._told.put_nowait
        )
        work = asyncio.create_task(self._desk.run())
        try:
            yield self._desk
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
            self.outbox.close()

    def take(self, content):
        """As the worker does with what the hub sends."""
        assert self.outbox.take_job(content)
        self._desk.add(content)

    async def told(self):
        return await asyncio.wait_for(self._told.get(), 60)

    def acks(self):
        """(id, outcome) of all that the hub is told, then forgotten here."""
        waiting = self.outbox.waiting()
        self.outbox.strike([one.id for one in waiting])
        acks = [messages.decode(one.payload, SlipAck) for one in waiting if one.topic == "slip_ack"]
        return [(ack.id, ack.outcome) for ack in acks]

    def papers(self, name="slip"):
        return sorted(self.printer._folder.glob(f"{name}-*.png"))


@pytest.fixture
def stand(tmp_path):
    return Stand(tmp_path, VirtualPrinter(tmp_path / "out"))


def shows(path, picture):
    """Whether the paper bears this picture, bit for bit."""
    with Image.open(path) as printed:
        return printed.crop((0, 0, *picture.size)).convert("1").tobytes() == picture.tobytes()


class HungPrinter(VirtualPrinter):
    """Takes the bytes and never comes back, as one does whose kiosk loses power."""

    def __init__(self, folder):
        super().__init__(folder)
        self.began = asyncio.Event()

    async def print(self, bands, name):
        self.began.set()
        await asyncio.Event().wait()


@in_loop
async def test_a_slip_is_printed_once_and_said_so(stand):
    async with stand.desk():
        slip = new_slip()
        stand.take(slip)
        told = await stand.told()
        assert (told.id, told.outcome, told.path) == (slip.id, "printed", stand.printer.last_path)
        assert told.began > 0
        assert shows(told.path, slip_layout.lay_out(slip, DOTS))
        assert stand.outbox.unfinished_jobs() == []
        assert stand.acks() == [(slip.id, "printed")]
    async with stand.desk():
        await asyncio.sleep(0.05)
    assert len(stand.papers()) == 1


@in_loop
async def test_slips_come_out_in_the_order_they_came(stand):
    async with stand.desk():
        slips = [new_slip() for _ in range(3)]
        for slip in slips:
            stand.take(slip)
        assert [(await stand.told()).id for _ in slips] == [slip.id for slip in slips]


@pytest.mark.parametrize("trouble", ["pages_left", "is_plugged"])
@in_loop
async def test_without_paper_or_plug_a_slip_is_shown_and_never_printed_later(stand, trouble):
    setattr(stand.printer.device, trouble, 0)
    async with stand.desk():
        missed, later = new_slip(), new_slip()
        stand.take(missed)
        told = await stand.told()
        assert (told.outcome, told.began, told.path) == ("shown", 0.0, "")
        assert stand.acks() == [(missed.id, "shown")]
        setattr(stand.printer.device, trouble, 9)
        stand.take(later)
        assert (await stand.told()).id == later.id
    assert len(stand.papers()) == 1


@in_loop
async def test_a_printer_that_says_nothing_of_its_paper_prints(stand):
    stand.printer.device.answers = False
    async with stand.desk():
        stand.take(new_slip())
        assert (await stand.told()).outcome == "printed"


@in_loop
async def test_a_crash_while_printing_prints_again_as_a_copy(stand):
    slip, whole = new_slip(), stand.printer
    stand.printer = HungPrinter(stand.folder)
    async with stand.desk():
        stand.take(slip)
        await asyncio.wait_for(stand.printer.began.wait(), 60)
        assert stand.outbox.unfinished_jobs()[0].begun  # noted before the first byte
    stand.printer = whole
    async with stand.desk():
        told = await stand.told()
        assert shows(told.path, slip_layout.lay_out(slip, DOTS, copy=True))
        assert not shows(told.path, slip_layout.lay_out(slip, DOTS))
        assert stand.acks() == [(slip.id, "printed")]


@in_loop
async def test_a_crash_before_printing_prints_no_copy(stand):
    slip = new_slip()
    async with stand.desk():
        stand.outbox.take_job(slip)
    async with stand.desk():
        assert shows((await stand.told()).path, slip_layout.lay_out(slip, DOTS))


@in_loop
async def test_a_slip_that_comes_too_late_is_given_up_and_the_hub_is_told(stand):
    slip = new_slip()
    async with stand.desk():
        stand.outbox.take_job(slip)
    stand.hand.pass_ms(SLIP_EXPIRES_MS + 1)
    async with stand.desk():
        assert (await stand.told()).outcome == "failed"
        assert stand.acks() == [(slip.id, "failed")]
    assert stand.papers() == []


@in_loop
async def test_a_slip_that_nobody_waits_for_is_acked_as_failed(stand):
    async with stand.desk() as desk:
        slip = new_slip()
        stand.outbox.take_job(slip)
        desk.give_up(slip)
        assert stand.acks() == [(slip.id, "failed")]
        assert stand.outbox.unfinished_jobs() == []


@in_loop
async def test_a_sheet_waits_for_paper(stand, monkeypatch):
    monkeypatch.setattr(print_desk, "SHEET_RETRY_S", 0.05)
    stand.hand.wall = SHEET.starts - 15 * 60_000
    stand.printer.device.pages_left = 0
    async with stand.desk():
        stand.take(SHEET)
        slip = new_slip()
        stand.take(slip)
        assert (await stand.told()).id == slip.id  # nothing waits behind the sheet
        assert stand.acks() == [(slip.id, "shown")]
        stand.printer.device.refill(pages=1)
        assert (await stand.told()).id == SHEET.id
        assert stand.acks() == [(SHEET.id, "printed")]
    assert shows(stand.papers("sheet")[0], sheet_layout.lay_out(SHEET, DOTS))


@in_loop
async def test_half_an_hour_into_its_round_a_sheet_is_given_up(stand, monkeypatch):
    monkeypatch.setattr(print_desk, "SHEET_RETRY_S", 0.05)
    stand.hand.wall = SHEET.starts + 29 * 60_000
    stand.printer.device.pages_left = 0
    async with stand.desk():
        stand.take(SHEET)
        await asyncio.sleep(0.1)
        stand.hand.pass_ms(60_000)
        assert (await stand.told()).outcome == "failed"
        assert stand.acks() == [(SHEET.id, "failed")]


@in_loop
async def test_the_kiosks_own_open_table_slip_sends_no_ack(stand):
    async with stand.desk():
        own = new_slip()
        own = replace(own, id=own.entry)
        stand.take(own)
        assert (await stand.told()).outcome == "printed"
        assert stand.acks() == []


@in_loop
async def test_a_card_that_cannot_be_written_any_more_stops_no_slip(stand, caplog):
    async with stand.desk() as desk:
        stand.outbox._db.execute("PRAGMA query_only = ON")  # sqlite then refuses as on a failing card
        for _ in range(2):
            slip = new_slip()
            desk.add(slip)
            told = await stand.told()
            assert told.outcome == "printed"
            assert shows(told.path, slip_layout.lay_out(slip, DOTS, copy=True)), (
                "a crash would print it once more"
            )
        stand.outbox._db.execute("PRAGMA query_only = OFF")
    assert "free some disk space on this kiosk" in caplog.text


@in_loop
async def test_a_slip_of_which_no_note_could_be_taken_is_marked_even_if_there_is_room_again(stand):
    async with stand.desk() as desk:
        slip = new_slip()
        desk.add(slip)
        assert shows((await stand.told()).path, slip_layout.lay_out(slip, DOTS, copy=True))


@in_loop
async def test_a_full_disk_shows_the_slip_and_the_desk_lives_on(stand):
    with small_disk(stand.folder / "disk", 600) as disk:
        stand.folder, stand.printer = disk, VirtualPrinter(disk / "out")
        async with stand.desk() as desk:
            filler = fill(disk)
            desk.add(new_slip())
            assert (await stand.told()).outcome == "shown"
            filler.unlink()
            desk.add(new_slip())
            assert (await stand.told()).outcome == "printed"


@in_loop
async def test_a_slip_that_cannot_be_drawn_is_given_up_and_holds_nobody_up(stand, caplog):
    async with stand.desk():
        never, good = new_slip(), new_slip()
        msgspec.structs.force_setattr(never, "day", "2026-13-45")
        stand.take(never)
        stand.take(good)
        assert [(await stand.told()).outcome for _ in range(2)] == ["failed", "printed"]
        assert stand.acks() == [(never.id, "failed"), (good.id, "printed")]
    assert SLIP.words not in caplog.text


@in_loop
async def test_what_comes_before_the_desk_is_at_work_is_printed_once(stand):
    async with stand.desk():
        stand.take(new_slip())
        stand.take(new_slip())
        await stand.told()
        await stand.told()
        await asyncio.sleep(0.3)
    assert len(stand.papers()) == 2


@in_loop
async def test_whoever_writes_without_end_gets_slips_on_the_screen_and_others_their_sheets(stand, caplog):
    stand.printer.uses_paper = True
    stand.hand.wall = SHEET.starts - 15 * 60_000
    async with stand.desk() as desk:
        desk._budget = Budget(300, 300)
        for expected in ("printed", "printed", "shown"):
            stand.take(new_slip())
            assert (await stand.told()).outcome == expected
        stand.take(SHEET)
        assert (await stand.told()).outcome == "printed"
    assert "paper of the hour" in caplog.text


@in_loop
async def test_a_printer_of_plain_letters_gets_letters(stand, monkeypatch):
    printed = []

    async def take(bands, name):
        printed.append((name, b"".join(bands)))

    stand.hand.wall = SHEET.starts - 15 * 60_000
    monkeypatch.setattr(stand.printer, "profile", Profile(form="text"))
    monkeypatch.setattr(stand.printer, "print", take)
    async with stand.desk():
        stand.take(new_slip())
        assert (await stand.told()).outcome == "printed"
        stand.take(SHEET)
        await stand.told()
    assert [(name, b"Linde" in data) for name, data in printed] == [("slip", True), ("sheet", True)]


@in_loop
async def test_a_printer_that_draws_qr_codes_is_given_plain_links_alone(stand, monkeypatch):
    printed = []

    async def take(bands, name):
        printed.append(receipt.read(b"".join(bands)).qr)

    monkeypatch.setattr(stand.printer, "profile", Profile(draws_qr=True))
    monkeypatch.setattr(stand.printer, "print", take)
    async with stand.desk():
        for content in ("http://hub/s#abc", "BEGIN:VEVENT\nSUMMARY:x"):
            stand.take(new_slip(qr=content))
            await stand.told()
    assert printed == [["http://hub/s#abc"], []]


@in_loop
@pytest.mark.parametrize(
    "noise",
    [
        b"\xff\xff\xff",
        b"\x00",
        b"\x32",
        b"\x16",
        b"\x23\x86\x00\x00\x00\x00\x00",
        b"\x12\xff",
        b"hello",
        b"\x11",
    ],
    ids=["hum", "zero", "half", "other half", "star", "noisy", "words", "xon"],
)
async def test_a_printer_that_answers_nonsense_prints_each_slip_once(stand, noise):
    stand.printer.device.noise = noise
    async with stand.desk():
        for _ in range(2):
            slip = new_slip()
            stand.take(slip)
            assert (await stand.told()).outcome == "printed"
        assert len(stand.papers()) == 2
        assert shows(stand.papers()[-1], slip_layout.lay_out(slip, DOTS))


@in_loop
@pytest.mark.parametrize("answers", [True, False], ids=["answers", "silent"])
@pytest.mark.parametrize("lean", [True, False], ids=["lean", "whole"])
async def test_paper_that_ends_in_the_qr_code_leaves_no_half_of_a_code_that_opens_anything(
    stand, lean, answers
):
    pages, printer, link = (
        [],
        stand.printer,
        "http://192.168.1.20:8080/s#q3Jv0tXc7YbN2mKd9LwZ4R.linde.29381760",
    )
    printer.device.on_page = lambda page, data: pages.append(escpos_decoder.draw(page, DOTS))
    printer.device.answers, printer.is_slow = answers, lean
    slip = new_slip(qr=link)
    whole = slip_layout.lay_out(slip, DOTS, lean=lean)
    printer.device.rows_left = whole.height - 70  # of 150 that the code takes, at the foot of the slip
    async with stand.desk():
        stand.take(slip)
        told = await stand.told()
        assert told.outcome == ("shown" if answers else "printed")  # a silent printer cannot say so
        printer.device.refill()
        other = new_slip(qr=link.replace("29381760", "29381999"))
        stand.take(other)
        assert (await stand.told()).outcome == "printed"
    read = [found.text for found in zxingcpp.read_barcodes(pages[-1].convert("L"))]
    assert read == [other.qr]
    # What the printer had swallowed lies on two rolls, and neither part opens anything.
    kept = whole.crop((0, 0, DOTS, whole.height - 70))
    assert zxingcpp.read_barcodes(kept.convert("L")) == []
    assert zxingcpp.read_barcodes(whole.crop((0, whole.height - 70, DOTS, whole.height)).convert("L")) == []
