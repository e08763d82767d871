"""The printer of demo and tests fails as real ones do; what the kiosk makes of it is tested in test_print_desk.py."""

import pytest
from PIL import Image

from kiosk_ui import escpos
from kiosk_ui.printer_errors import PrinterGone, PrinterStuck
from kiosk_ui.printer_status import ASK_COVER, ASK_IN_TURN, ASK_PAPER, cover_is_open, paper_of
from kiosk_ui.virtual_device import VirtualDevice, seconds

DATA = b"".join(escpos.encode(Image.new("1", (384, 400), 0)))


class Device(VirtualDevice):
    __slots__ = ("pages",)

    def __init__(self, **changes):
        self.pages = []
        super().__init__(lambda page, data: self.pages.append(data), **changes)

    def ask(self, question=ASK_PAPER):
        self.forget()
        self.write(question)
        return self.read(0)


@pytest.mark.parametrize("size", [1, 3, 64, 4096, len(DATA)])
def test_bytes_come_in_any_pieces(size):
    device = Device()
    for start in range(0, len(DATA), size):
        device.write(DATA[start : start + size])
    assert device.pages == [DATA]


def test_it_says_how_much_paper_there_is():
    device = Device(rows_left=1000, near_end_rows=700)
    assert paper_of(device.ask()) == "paper"
    device.write(DATA)
    assert paper_of(device.ask()) == "low"
    device.rows_left = 0
    assert paper_of(device.ask()) == "none"
    device.answers = False
    assert paper_of(device.ask()) == "silent"
    device.answers, device.noise = True, b"\xf0\x12"
    assert paper_of(device.ask()) == "silent"


def test_what_was_swallowed_when_the_roll_ended_comes_out_after_the_refill():
    device = Device(rows_left=100, buffer_bytes=100_000)
    device.write(DATA)
    assert device.pages == []
    device.refill()
    assert device.pages == [DATA]


def test_switched_off_it_forgets():
    device = Device(rows_left=100, buffer_bytes=100_000)
    device.write(DATA)
    device.plug_in()
    device.refill()
    assert device.pages == []


@pytest.mark.parametrize("fault", ["is_jammed", "is_open"])
def test_jammed_or_open_it_takes_a_buffer_full_and_no_more(fault):
    device = Device(buffer_bytes=1000)
    setattr(device, fault, True)
    assert cover_is_open(device.ask(ASK_COVER)) == (fault == "is_open")
    with pytest.raises(PrinterStuck, match="jam"):
        device.write(DATA)
    setattr(device, fault, False)
    assert device.pages == []


@pytest.mark.parametrize("byte", [0, 1, 7, 500, len(DATA) - 1])
def test_it_may_be_unplugged_at_any_byte(byte):
    device = Device(bytes_until_unplugged=byte)
    with pytest.raises(PrinterGone):
        device.write(DATA)
    with pytest.raises(PrinterGone):
        device.read(0)
    assert device.pages == []
    device.plug_in()
    device.write(DATA)
    assert device.pages == [DATA]


def test_a_question_in_turn_is_answered_when_all_before_it_is_printed():
    device = Device(rows_left=10)
    device.write(DATA + ASK_IN_TURN)
    assert device.read(0) == b""
    device.refill()
    assert device.read(0) == b"\0"


def test_dots_that_look_like_a_question_are_answered_and_printed():
    device = Device()
    dots = b"\x1dv0\x00\x03\x00\x01\x00" + ASK_PAPER
    device.write(dots + b"\x1dVB\x00")
    assert device.pages == [dots + b"\x1dVB\x00"]
    assert paper_of(device.read(0)) == "paper"


def test_the_slower_of_line_and_head_counts():
    assert seconds(9600, 100, baud=19200) == pytest.approx(5)
    assert seconds(9600, 120, baud=0) == pytest.approx(2)
    assert seconds(960, 120, baud=115200) == pytest.approx(2)
