"""Slips with a secret: its copy is on the disk before the paper is out, and the secret nowhere but on the paper."""

import gc
import sys

import pytest
import zxingcpp
from PIL import Image

from kiosk_ui import qr_code
from kiosk_ui.outbox import Outbox, OutboxFull
from kiosk_ui.virtual_printer import VirtualPrinter
from tests.kiosk_ui.in_loop import in_loop
from tests.kiosk_ui.test_print_desk import HungPrinter, Stand, new_slip
from wire import messages, trail
from wire.examples import CONFIG
from wire.messages import Sealed
from wire.trail import Shown

TRAIL = bytes.fromhex("c0ffee0123456789abcdef9876543210")


@pytest.fixture
def stand(tmp_path):
    return Stand(tmp_path, VirtualPrinter(tmp_path / "out"))


def read_paper(path):
    """What a telephone reads off it."""
    with Image.open(path) as printed:
        return zxingcpp.read_barcodes(printed.convert("L"))[0].text


def secret_on(path):
    return trail.read_fragment(read_paper(path).partition("#")[2])[0]


def copies_in(outbox):
    return [messages.decode(one.payload, Sealed, 1 << 20) for one in outbox.copies((), 100)]


@in_loop
async def test_the_paper_opens_the_copy_that_waits_for_the_hub(stand):
    async with stand.desk() as desk:
        desk.config = CONFIG
        slip = new_slip()
        stand.take(slip)
        told = await stand.told()
        (copy,) = copies_in(stand.outbox)
        secret = secret_on(told.path)
        assert trail.unseal(copy.sealed, secret).words == slip.words
        assert (copy.entry, copy.locator) == (slip.entry, trail.locator(secret))
        assert told.link == read_paper(told.path)
        assert stand.acks() == [(slip.id, "printed")]


@in_loop
async def test_each_slip_has_a_secret_of_its_own(stand):
    async with stand.desk() as desk:
        desk.config = CONFIG
        for _ in range(3):
            stand.take(new_slip())
        assert len({secret_on((await stand.told()).path) for _ in range(3)}) == 3
        assert len({copy.locator for copy in copies_in(stand.outbox)}) == 3


@in_loop
async def test_the_copy_is_on_the_disk_before_the_first_byte_is_out(stand):
    stand.printer = printer = HungPrinter(stand.folder)
    async with stand.desk() as desk:
        desk.config = CONFIG
        stand.take(new_slip())
        await printer.began.wait()
    after = Outbox(stand.folder / "kiosk.db", stand.hand.clock())
    assert len(copies_in(after)) == 1
    after.close()


@in_loop
async def test_a_copy_printed_after_a_crash_has_a_new_secret(stand):
    whole, stand.printer = stand.printer, HungPrinter(stand.folder)
    async with stand.desk() as desk:
        desk.config = CONFIG
        stand.take(new_slip())
        await stand.printer.began.wait()
    stand.printer = whole
    async with stand.desk() as desk:
        desk.config = CONFIG
        told = await stand.told()
        first, second = copies_in(stand.outbox)
        secret = secret_on(told.path)
        assert trail.locator(secret) == second.locator != first.locator


@in_loop
async def test_without_paper_the_screen_is_told_the_link(stand):
    stand.printer.device.pages_left = 0
    async with stand.desk() as desk:
        desk.config = CONFIG
        stand.take(new_slip())
        told = await stand.told()
        secret = trail.read_fragment(told.link.partition("#")[2])[0]
        assert told.outcome == "shown"
        assert copies_in(stand.outbox)[0].locator == trail.locator(secret)
        assert told.link not in repr(told)


@in_loop
async def test_a_disk_that_takes_no_copy_prints_the_slip_as_it_came(stand, monkeypatch, caplog):
    def refuse(self, copies):
        raise OutboxFull(f"{self._path}: full: free some disk space on this kiosk")

    monkeypatch.setattr(Outbox, "keep_copies", refuse)
    async with stand.desk() as desk:
        desk.config = CONFIG
        slip = new_slip()
        stand.take(slip)
        told = await stand.told()
        assert (told.outcome, told.link, read_paper(told.path)) == ("printed", "", slip.qr)
    assert "free some disk space" in caplog.text


@in_loop
async def test_no_pages_no_secret(stand):
    async with stand.desk():
        slip = new_slip()
        stand.take(slip)
        assert read_paper((await stand.told()).path) == slip.qr
        assert copies_in(stand.outbox) == []


@in_loop
async def test_a_trail_that_was_shown_finds_the_slip_and_is_gone_from_the_kiosk(stand):
    stand.hand.wall = 1795356000000  # the 22nd, at 15:00 in Berlin
    async with stand.desk() as desk:
        desk.config = CONFIG
        slip = new_slip()
        assert stand.outbox.take_job(slip)
        desk.add(slip, Shown(TRAIL, 2, (b"together",)))
        told = await stand.told()
        own, theirs = copies_in(stand.outbox)
        assert own.locator == trail.locator(secret_on(told.path))
        found = trail.day_secret(TRAIL, "2026-11-22", 2)
        assert trail.unseal(theirs.sealed, found).words == slip.words
        assert theirs.token_hash == trail.token_hash(trail.token(found)) != own.token_hash
        assert theirs.entry == own.entry == slip.entry
        del found
        gc.collect()
        held = [one for one in gc.get_objects() if isinstance(one, Shown)]
        assert [one for one in held if one.trail == TRAIL] == []
    files = [path.read_bytes() for path in stand.folder.rglob("*") if path.is_file()]
    for canary in (TRAIL, TRAIL.hex().encode(), trail.write_shown(Shown(TRAIL))[15:41].encode()):
        assert not [data for data in files if canary in data]


@in_loop
async def test_no_secret_is_on_the_disk_at_any_time(stand):
    stand.printer.device.pages_left = 0  # the paper itself is the one place
    async with stand.desk() as desk:
        desk.config = CONFIG
        stand.take(new_slip())
        link = (await stand.told()).link
        files = [path.read_bytes() for path in stand.folder.rglob("*") if path.is_file()]
    secret = trail.read_fragment(link.partition("#")[2])[0]
    forms = (secret, secret.hex().encode(), link.partition("#")[2][:22].encode(), trail.token(secret))
    assert not [form for form in forms for data in files if form in data]
    assert [data for data in files if trail.locator(secret).encode() in data], (
        "the search finds what is there"
    )


def test_drawing_remembers_no_link():
    """What was drawn once is not kept for a second time: it opens somebody's slip."""
    link = "".join(("http://hub/s#", "secret.linde.a"))  # held by nobody else
    held = sys.getrefcount(link)
    qr_code.draw(link, 372)
    assert sys.getrefcount(link) == held
    remembering = [name for name, place in vars(qr_code).items() if hasattr(place, "cache_info")]
    assert remembering == ["modules"], "of how many bytes, never of which"
    assert link not in repr(vars(qr_code))
