import asyncio
import contextlib
import os
import pty
import select
import socket
import threading
import tty
from dataclasses import dataclass

import pytest
from PIL import Image

from kiosk_ui import escpos, file_printer, line_printer, printer
from kiosk_ui.escpos import Profile
from kiosk_ui.printer import (
    AbsentPrinter,
    BadSetting,
    NoPrinter,
    OutOfPaper,
    PrinterError,
    PrinterGone,
    PrinterStuck,
    open_printer,
)
from kiosk_ui.printer_status import ASK_COVER, ASK_IN_TURN, ASK_PAPER
from kiosk_ui.serial_printer import SerialLine
from kiosk_ui.virtual_device import VirtualDevice

PAPER, NONE = b"\x12", b"\x72"
PICTURE = Image.new("1", (384, 600), 0)
BANDS = list(escpos.encode(PICTURE))


class Peer:
    """A printer at the far end of a real terminal line. answers: one for each question, the last for ever."""

    def __init__(self, answers, reads=True):
        self.far, near = pty.openpty()
        tty.setraw(near)
        self.path, self._near = os.ttyname(near), near
        self.heard, self._answers, self._ended = b"", list(answers), False
        self._thread = threading.Thread(target=self._run)
        if reads:
            self._thread.start()

    def _run(self):
        while not self._ended:
            if not select.select([self.far], [], [], 0.01)[0]:
                continue
            asked = self.heard.count(ASK_PAPER)  # a question may come in two parts
            self.heard += os.read(self.far, 65536)
            for _ in range(self.heard.count(ASK_PAPER) - asked):
                if self._answers:
                    os.write(self.far, self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])

    def end(self):
        self._ended = True
        if self._thread.is_alive():
            self._thread.join()
        os.close(self.far)
        os.close(self._near)


@dataclass
class SlowPort:
    """A serial port with bytes of ours still to be sent."""

    out_waiting: int
    in_waiting: int = 0
    timeout: float | None = None

    def read(self, size):
        return PAPER[:size]


@pytest.fixture
def peer(monkeypatch):
    """Printers that say something of their paper and nothing else: nobody need wait long for the rest."""
    monkeypatch.setattr(line_printer, "BAND_S", 0.1)
    peers = []

    def plug_in(*answers, reads=True):
        peers.append(Peer(answers, reads))
        return peers[-1]

    yield plug_in
    for made in peers:
        made.end()


@pytest.fixture(params=["serial:{}?baud=115200", "file:{}"])
def form(request):
    return request.param


def run(opened, *waits):
    """Each of the calls in turn, in one loop; the last one's result."""

    async def all_of_them():
        try:
            return [await call(opened) for call in waits][-1]
        finally:
            await opened.close()

    return asyncio.run(all_of_them())


def paper(opened):
    return opened.paper()


def print_slip(opened):
    return opened.print(BANDS, name="slip")


def printed(heard):
    """What a printer was given to print, without the questions."""
    for question in (ASK_PAPER, ASK_COVER, ASK_IN_TURN):
        heard = heard.replace(question, b"")
    return heard.lstrip(b"\0")  # what ended a command that might have been left half sent


@pytest.mark.parametrize(("answers", "said"), [([PAPER], "paper"), ([NONE], "none"), ([], "silent")])
def test_paper_has_three_answers(peer, form, answers, said):
    assert run(open_printer(form.format(peer(*answers).path)), paper) == said


@pytest.mark.parametrize("answers", [[PAPER], []], ids=["answers", "silent"])
def test_every_band_arrives_once_and_in_order(peer, form, answers):
    far = peer(*answers)
    run(open_printer(form.format(far.path)), print_slip, paper)
    assert printed(far.heard) == b"".join(BANDS)


def test_no_paper_sends_nothing(peer, form):
    far = peer(NONE)
    with pytest.raises(OutOfPaper, match="new roll"):
        run(open_printer(form.format(far.path)), print_slip)
    assert printed(far.heard) == b""


@pytest.mark.parametrize("full", range(1, len(BANDS) + 1))
def test_a_roll_that_ends_within_a_slip_is_told_and_the_rest_stays_unsent(peer, form, full):
    far = peer(*[PAPER] * full, NONE)
    with pytest.raises(OutOfPaper):
        run(open_printer(form.format(far.path)), print_slip)
    assert printed(far.heard) == b"".join(BANDS[:full])


def test_a_printer_that_takes_no_more_is_stuck_and_the_loop_goes_on(peer, monkeypatch):
    monkeypatch.setattr(file_printer, "_PATIENCE_S", 0.2)
    opened, ticks = open_printer(f"file:{peer(reads=False).path}"), 0

    async def both():
        nonlocal ticks
        printing = asyncio.ensure_future(opened.print([bytes(1_000_000)], name="slip"))
        while not printing.done():
            ticks += 1
            await asyncio.sleep(0.01)
        await printing

    with pytest.raises(PrinterStuck, match="jam"):
        asyncio.run(both())
    assert ticks > 10


def test_letting_go_of_a_stuck_printer_does_not_stop_the_loop(peer, monkeypatch):
    monkeypatch.setattr(file_printer, "_PATIENCE_S", 0.5)
    opened, ticks = open_printer(f"file:{peer(reads=False).path}"), 0

    async def both():
        nonlocal ticks
        printing = asyncio.ensure_future(opened.print([bytes(1_000_000)], name="slip"))
        await asyncio.sleep(0.05)
        closing = asyncio.ensure_future(opened.close())
        while not closing.done():
            ticks += 1
            await asyncio.sleep(0.01)
        with pytest.raises(PrinterStuck):
            await printing

    asyncio.run(both())
    assert ticks > 10


def test_a_late_answer_is_no_answer_to_the_next_question(peer, form):
    far = peer(b"", NONE)
    opened = open_printer(form.format(far.path))
    assert asyncio.run(opened.paper()) == "silent"  # and the line stays open
    os.write(far.far, PAPER)
    assert run(opened, paper) == "none"


def test_a_slow_line_is_given_the_time_its_bytes_take(monkeypatch):
    line = SerialLine.__new__(SerialLine)
    line._baud, line._port = 9600, SlowPort(out_waiting=4096)
    assert line.read(0.3) == PAPER
    assert line._port.timeout == pytest.approx(0.3 + 4096 * 10 / 9600)


def test_a_serial_printer_that_takes_no_more_is_stuck(peer, monkeypatch):
    monkeypatch.setattr("kiosk_ui.serial_printer._PATIENCE_S", 0.2)
    opened = open_printer(f"serial:{peer(reads=False).path}?baud=4000000")
    with pytest.raises(PrinterStuck, match="jam"):
        asyncio.run(opened.print([bytes(100_000)], name="slip"))


def test_an_unplugged_printer_is_gone_and_its_paper_is_silent(form, tmp_path):
    opened = open_printer(form.format(tmp_path / "lp0"))
    assert asyncio.run(opened.paper()) == "silent"
    with pytest.raises(PrinterGone, match="plug"):
        asyncio.run(opened.print(BANDS, name="slip"))


def test_unplugged_within_a_day_and_plugged_in_again(peer, form, tmp_path):
    first, second, port = peer(PAPER), peer(PAPER), tmp_path / "port"
    port.symlink_to(first.path)
    opened = open_printer(form.format(port))
    assert asyncio.run(opened.paper()) == "paper"
    asyncio.run(opened.close())
    port.unlink()
    with pytest.raises(PrinterGone):
        asyncio.run(opened.print(BANDS, name="slip"))
    port.symlink_to(second.path)
    run(opened, print_slip, paper)
    assert printed(second.heard) == b"".join(BANDS)


def test_a_plain_file_takes_the_bytes_and_says_nothing_of_paper(tmp_path):
    kept = tmp_path / "slip.bin"
    kept.touch()
    opened = open_printer(f"file:{kept}")
    assert run(opened, print_slip, paper) == "silent"
    assert printed(kept.read_bytes()) == b"".join(BANDS)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class NetworkPrinter:
    """A virtual device on a port of this machine, for one kiosk at a time."""

    def __init__(self, device, port=0):
        self.device, self._server = device, socket.create_server(("127.0.0.1", port), backlog=8)
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.jobs = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._server.accept()
                self.jobs += 1
                with line, contextlib.suppress(OSError, PrinterError):
                    while data := line.recv(65536):
                        self.device.write(data)
                        line.sendall(self.device.read(0))

    def end(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()


@pytest.fixture
def network_printer():
    pages = []
    far = NetworkPrinter(VirtualDevice(lambda page, data: pages.append(data)))
    far.pages = pages
    yield far
    far.end()


def test_a_network_printer_prints_is_asked_and_let_go_of_after_each_job(network_printer):
    opened, other = (open_printer(f"net:{network_printer.address}") for _ in range(2))
    assert run(opened, paper) == "paper"
    run(opened, print_slip)
    run(other, print_slip)  # two kiosks share it
    assert network_printer.pages == [b"".join(BANDS)] * 2
    assert network_printer.jobs == 3


def test_two_kiosks_that_print_at_once_have_each_their_own_slip(network_printer, monkeypatch):
    """One waits while the other's slip comes out; no byte of one lies within the other."""
    monkeypatch.setattr(line_printer, "BUSY_S", 60)
    slips = [list(escpos.encode(Image.new("1", (384, 300 + 100 * kiosk), 0))) for kiosk in range(2)]
    shared = [open_printer(f"net:{network_printer.address}") for _ in slips]

    async def all_of_them():
        await asyncio.gather(*(opened.paper() for opened in shared))
        jobs = [
            opened.print(slip, "slip") for _ in range(3) for opened, slip in zip(shared, slips, strict=True)
        ]
        await asyncio.gather(*jobs)

    asyncio.run(all_of_them())
    printed_pages = sorted(page.lstrip(b"\0") for page in network_printer.pages)
    assert printed_pages == sorted([b"".join(slip) for slip in slips] * 3)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_printer_that_refuses_while_another_prints_is_waited_for(monkeypatch):
    monkeypatch.setattr(line_printer, "BUSY_S", 60)
    address, pages = f"127.0.0.1:{free_port()}", []
    opened, far = open_printer(f"net:{address}"), []

    async def print_and_begin():
        printing = asyncio.ensure_future(opened.print(BANDS, name="slip"))
        await asyncio.sleep(0.5)  # refused so far
        assert not printing.done()
        far.append(NetworkPrinter(VirtualDevice(lambda page, data: pages.append(data)), int(address[10:])))
        await printing

    asyncio.run(print_and_begin())
    far[0].end()
    assert [page.lstrip(b"\0") for page in pages] == [b"".join(BANDS)]


def test_a_network_printer_without_paper_says_so(network_printer):
    network_printer.device.pages_left = 0
    opened = open_printer(f"net:{network_printer.address}")
    assert run(opened, paper) == "none"
    with pytest.raises(OutOfPaper):
        run(opened, print_slip)
    assert network_printer.pages == []


# python-escpos leaves a refused socket to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_network_printer_that_is_not_there_is_gone(monkeypatch):
    monkeypatch.setattr(line_printer, "BUSY_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    opened = open_printer(f"net:{address}")
    assert run(opened, paper) == "silent"
    with pytest.raises(PrinterGone, match=f"{address}.*takes no connection"):
        run(opened, print_slip)


def test_no_usb_printer_is_said_with_what_to_do():
    with pytest.raises(PrinterGone, match=r"USB printer.*cable"):
        run(open_printer("usb:dead:beef"), print_slip)


def test_no_queue_of_that_name_is_said_with_what_to_do():
    with pytest.raises(PrinterGone, match="CUPS queue nobody"):
        run(open_printer("cups:nobody"), print_slip)


@pytest.mark.parametrize(
    ("setting", "profile", "is_slow"),
    [
        ("usb", Profile(), False),
        ("usb?profile=POS-5890", Profile(cuts=False), False),
        (
            "serial:/dev/ttyUSB0?baud=19200&left_margin=yes&doubles=yes",
            Profile(left_margin=True, doubles=True),
            True,
        ),
        ("serial:/dev/ttyUSB0?profile=TM-U220", Profile(form="columns", cuts=False), False),
        ("net:printer?profile=TSP600&cuts=no", Profile(form="star", cuts=False), False),
    ],
)
def test_a_setting_may_say_what_the_model_can_do(setting, profile, is_slow):
    opened = open_printer(setting)
    assert (opened.profile, opened.is_slow) == (profile, is_slow)


@pytest.mark.parametrize(("setting", "says"), [("virtual:{}", "paper"), ("virtual:{}?answers=no", "silent")])
def test_a_virtual_printer_says_whether_it_has_paper_unless_it_is_a_cheap_one(tmp_path, setting, says):
    assert asyncio.run(open_printer(setting.format(tmp_path)).paper()) == says


def test_a_kiosk_without_a_printer_shows_its_slips():
    opened = open_printer("none")
    assert isinstance(opened, AbsentPrinter)
    assert asyncio.run(opened.paper()) == "none"
    with pytest.raises(NoPrinter, match="shown"):
        asyncio.run(opened.print(BANDS, name="slip"))


@pytest.mark.parametrize(
    "setting",
    [
        *(
            "",
            "virtual",
            "virtual:",
            "virtual:folder?profile=simple",
            "serial:",
            "file:",
            "usb:1",
            "net:",
            "net:host:0",
            "cups:",
            "usb?profile=Nothing",
            "usb?left_margin=perhaps",
            "none:1",
            "file:/dev/usb/lp0?baud=9600",
        ),
        *(
            "serial:/dev/ttyUSB0?baud=fast",
            "serial:/dev/ttyUSB0?speed=9600",
            "serial:/dev/ttyUSB0?flow=xonxoff",
        ),
        "serial:/dev/ttyUSB0?baud=",
        *(
            "virtual:out?baud=fast",
            "virtual:out?baud=7",
            "virtual:out?answers=perhaps",
            "virtual:out?speed=1",
        ),
        "virtual:out?doubles=yes",
    ],
)
def test_a_setting_that_names_no_printer_is_told_how(setting):
    with pytest.raises(BadSetting) as told:
        open_printer(setting)
    assert f'"{setting}"' in str(told.value)
    assert printer.SETTINGS in str(told.value)
