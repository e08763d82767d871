import asyncio

import pytest

from kiosk_ui import escpos, sample_papers, slip_layout
from kiosk_ui.printer import OutOfPaper
from kiosk_ui.roll_switch import SwitchedPrinter
from kiosk_ui.virtual_printer import VirtualPrinter


@pytest.fixture
def printer(tmp_path):
    return VirtualPrinter(tmp_path)


def state_of(printer, sees_paper, answers):
    printer.device.answers = answers
    switched = SwitchedPrinter(printer)
    switched.sees_paper = sees_paper
    return asyncio.run(switched.paper())


@pytest.mark.parametrize(
    ("sees_paper", "answers", "state"),
    [
        (True, True, "paper"), (False, True, "paper"), (None, True, "paper"),
        (True, False, "paper"), (False, False, "none"), (None, False, "silent"),
    ],
)  # fmt: skip
def test_the_switch_counts_where_the_printer_is_silent(printer, sees_paper, answers, state):
    assert state_of(printer, sees_paper, answers) == state


def test_nothing_is_printed_into_the_air(printer):
    switched = SwitchedPrinter(printer)
    bands = list(escpos.encode(slip_layout.lay_out(sample_papers.SLIP, 384), printer.profile))
    printer.device.answers = False
    switched.sees_paper = False
    with pytest.raises(OutOfPaper, match="put in a new roll"):
        asyncio.run(switched.print(bands, "slip"))
    assert switched.last_path == ""
    switched.sees_paper = True
    asyncio.run(switched.print(bands, "slip"))
    assert switched.last_path.endswith("slip-0001.png")
    switched.sees_paper, printer.device.answers = False, True  # the printer knows better
    asyncio.run(switched.print(bands, "slip"))
    assert switched.last_path.endswith("slip-0002.png")
    asyncio.run(switched.close())
