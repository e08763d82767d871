import asyncio
import errno
import os
import threading

import pytest
from PIL import Image

from kiosk_ui import escpos, virtual_printer
from kiosk_ui.paper_rolls import DOTS_PER_INCH, length_mm
from kiosk_ui.printer import OutOfPaper, PrinterError, PrinterGone, PrinterStuck, open_printer
from kiosk_ui.virtual_device import HEAD_MM_S, VirtualDevice
from kiosk_ui.virtual_printer import PacedLine, VirtualPrinter

TAIL = escpos.Profile().tail_rows


def picture(width):
    made = Image.new("1", (width, 50), 1)
    made.paste(0, (width - 100, 10, width, 30))
    return made


def print_slip(printer, width=384, name="slip"):
    asyncio.run(printer.print(list(escpos.encode(picture(width))), name=name))


@pytest.mark.parametrize("width", [384, 576])
def test_the_picture_is_kept_as_it_was(tmp_path, width):
    printer = open_printer(f"virtual:{tmp_path / 'out'}")
    print_slip(printer, width)
    with Image.open(printer.last_path) as kept:
        assert kept.size == (width, 50 + TAIL)
        assert kept.crop((0, 0, width, 50)).convert("1").tobytes() == picture(width).tobytes()
        assert round(kept.info["dpi"][0]) == DOTS_PER_INCH


def test_numbers_go_on_after_a_restart_and_nothing_else_is_left(tmp_path):
    for name in ("slip", "slip", "sheet"):
        print_slip(VirtualPrinter(tmp_path), name=name)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "sheet-0001.png",
        "slip-0001.png",
        "slip-0002.png",
    ]


def test_two_kiosks_may_print_into_one_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(virtual_printer, "_last_number", lambda *_: 0)  # both looked before either wrote
    printers = [VirtualPrinter(tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=print_slip, args=(printer,)) for printer in printers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({printer.last_path for printer in printers}) == len(list(tmp_path.glob("slip-*.png"))) == 4


def test_the_roll_ends_and_a_new_one_prints_no_old_slip(tmp_path):
    printer = VirtualPrinter(tmp_path, roll=1)
    print_slip(printer)
    assert asyncio.run(printer.paper()) == "none"
    with pytest.raises(OutOfPaper):
        print_slip(printer)
    printer.device.refill(pages=1)
    assert asyncio.run(printer.paper()) == "paper"
    assert len(list(tmp_path.iterdir())) == 1


def test_unplugged_and_silent(tmp_path):
    printer = VirtualPrinter(tmp_path)
    printer.device.answers = False
    assert asyncio.run(printer.paper()) == "silent"
    print_slip(printer)  # a printer that says nothing of its paper prints all the same
    printer.device.is_plugged = False
    assert asyncio.run(printer.paper()) == "silent"
    with pytest.raises(PrinterGone):
        print_slip(printer)


def test_bytes_of_another_maker_are_an_error_of_printers_and_leave_nothing(tmp_path):
    with pytest.raises(PrinterError, match="no command of ours"):
        asyncio.run(VirtualPrinter(tmp_path).print([b"hello"], name="slip"))
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_knows_no_links_will_do(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)  # as FAT does
    print_slip(VirtualPrinter(tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["slip-0001.png"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(PrinterStuck, match="out"):
        print_slip(VirtualPrinter(tmp_path / "out"))


def test_it_may_take_as_long_as_a_real_one():
    waits, device = [], VirtualDevice()
    line = PacedLine(device, 19200, waits.append)
    bands = list(escpos.encode(Image.new("1", (384, 600), 0)))
    for band in bands:
        line.write(band)
    count, rows = sum(map(len, bands)), 600 + TAIL
    assert sum(waits) == pytest.approx(10 * count / 19200, rel=0.05)  # black paper: the line is slower
    waits.clear()
    line.write(b"\x1bJ\xf0" * 4)
    assert waits == [pytest.approx(length_mm(4 * 240) / HEAD_MM_S)]  # blank paper: the head is
    assert device.rows == rows + 4 * 240


@pytest.mark.parametrize(
    ("setting", "is_slow", "answers"),
    [
        ("", False, True),
        ("?baud=19200", True, True),
        ("?baud=115200&answers=no", False, False),
        ("?baud=0", False, True),
    ],
)
def test_a_setting_says_how_fast_it_is_and_whether_it_speaks(tmp_path, setting, is_slow, answers):
    printer = open_printer(f"virtual:{tmp_path}{setting}")
    assert (printer.is_slow, printer.device.answers) == (is_slow, answers)
