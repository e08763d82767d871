"""The real link on a pseudo terminal, and at its other end a panel, a stranger, or nobody."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk_ui import panel_link, panel_port
from kiosk_ui.panel_events import AllUp, LinkIs, Near
from kiosk_ui.panel_link import PanelLink
from kiosk_ui.panel_port import Board, PanelGone, choose
from tests.fakes.far_panel import FarPanel, far_panel, wait_until
from wire import panel
from wire.panel import Beat, Button, Lamp, Presence, Resting

OURS = "kiosk 0.1.0"


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(panel_link, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(panel_link, "LONGEST_PAUSE_S", 0.05)
    monkeypatch.setattr(panel_link, "STRANGERS_PAUSE_S", 0.05)
    monkeypatch.setattr(panel_link, "STRANGER_S", 0.05)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "panel"


class Kiosk:
    """What the kiosk's end has heard."""

    def __init__(self, device):
        self.heard = []
        self.link = PanelLink(str(device), self.heard.append, OURS)

    def hears(self, what):
        wait_until(lambda: what in self.heard)

    def states(self):
        return [one.state for one in list(self.heard) if isinstance(one, LinkIs)]

    def is_there(self, times=1):
        wait_until(lambda: self.states().count("there") >= times)


@contextmanager
def kiosk_at(device):
    kiosk = Kiosk(device)
    kiosk.link.start()
    try:
        yield kiosk
    finally:
        kiosk.link.stop()
        assert not kiosk.link._thread.is_alive()


def test_what_the_panel_says_is_heard_and_what_the_kiosk_says_arrives(path):
    with far_panel(path) as far, kiosk_at(path) as kiosk:
        kiosk.link.tell(Lamp(2))
        kiosk.is_there()
        far.say(Button(3, 1), Button(3, 0), Presence(1))
        kiosk.hears(Near(True))
        assert kiosk.heard == [LinkIs("there", "panel 0.1.0", OURS), Button(3, 1), Button(3, 0), Near(True)]
        kiosk.link.tell(Beat(1))
        wait_until(lambda: far.of(Beat))
        assert far.heard == [Lamp(2), Beat(1)]


def test_a_panel_that_is_unplugged_holds_no_button_and_is_found_again(path, caplog):
    with far_panel(path) as far, kiosk_at(path) as kiosk:
        kiosk.link.tell(Lamp(3))
        kiosk.is_there()
        far.say(Button(0, 1), Presence(1))
        kiosk.hears(Near(True))
        far.unplug()
        kiosk.hears(LinkIs("away", kiosk=OURS))
        assert kiosk.heard[-3:-1] == [AllUp(), Near(None)]
        kiosk.link.tell(Beat(0))  # nobody hears that one, now or later
        kiosk.link.tell(Lamp(4))
        far.plug()
        kiosk.is_there(2)
        wait_until(lambda: Lamp(4) in far.heard)
        assert far.heard == [Lamp(3), Lamp(4)]
        far.say(Button(0, 1))
        wait_until(lambda: kiosk.heard[-1] == Button(0, 1))
    assert "look at its cable" in caplog.text


def test_a_panel_that_began_anew_is_another_one_and_said_again_is_not_done_again(path):
    with far_panel(path) as far, kiosk_at(path) as kiosk:
        far.say(Button(1, 1))
        kiosk.hears(Button(1, 1))
        far.unplug()
        kiosk.hears(AllUp())
        far.plug(boot=9)
        far.say(Button(2, 1))
        kiosk.hears(Button(2, 1))
        far.say(Button(2, 1), number=1)
        far.say(Presence(0))
        kiosk.hears(Near(False))
        assert kiosk.heard.count(Button(2, 1)) == 1


def test_a_panel_that_falls_silent_is_away_though_its_line_is_there(path, monkeypatch):
    monkeypatch.setattr("wire.link.HEARTBEAT_MS", 50)
    with far_panel(path, dead_ms=400) as far, kiosk_at(path) as kiosk:
        far.say(Button(1, 1))
        kiosk.hears(Button(1, 1))
        far.is_silent = True
        kiosk.hears(AllUp())
        wait_until(lambda: kiosk.states()[-1] == "away")
        far.is_silent = False
        wait_until(lambda: kiosk.states()[-1] == "there")


@pytest.mark.parametrize("theirs", ["panel 0.0.9", "panel 0.2.0", "panel 0.1.0"])
def test_another_edition_is_told_with_both_names_and_nothing_of_it_is_heard(path, caplog, theirs):
    with far_panel(path, name=theirs, schema=panel.SCHEMA ^ 1) as far, kiosk_at(path) as kiosk:
        far.say(Button(1, 1))
        wait_until(lambda: "differs" in kiosk.states())
        told = kiosk.heard[0]
        assert told.panel.startswith(theirs)
        assert told.kiosk.startswith(OURS)
        assert told.panel.split()[1:] != told.kiosk.split()[1:]
        kiosk.link.tell(Beat(0))
        assert far.heard == []
    assert "make flash" in caplog.text


def echo(far):
    while far._is_plugged:
        if data := far.read():
            far.raw(data)


def modem(far):
    while far._is_plugged:
        if far.read():
            far.raw(b"\r\nNO CARRIER\r\n\r\nERROR\r\n")


@pytest.mark.parametrize(
    ("talks", "sentence"), [(echo, "what we say comes back"), (modem, "something answers")]
)
def test_what_is_no_panel_is_told_once_and_a_panel_there_later_is_found(path, caplog, talks, sentence):
    far = FarPanel(path, talks=talks)
    with kiosk_at(path) as kiosk:
        wait_until(lambda: f"{path}: {sentence}, and no panel" in caplog.text)
        far.unplug()
        with far_panel(path):
            kiosk.is_there()
    assert caplog.text.count(sentence) == 1


def test_noise_before_the_first_greeting_does_no_harm(path):
    with far_panel(path) as far, kiosk_at(path) as kiosk:
        for noise in (b"\xff" * 15, b"\0\x05half", bytes(range(256))):
            far.raw(noise)
        kiosk.is_there()


def test_a_line_that_is_not_there_or_is_taken_is_told_in_a_sentence(path, caplog):
    with kiosk_at(path):
        wait_until(lambda: "nothing is plugged in there" in caplog.text)
    with far_panel(path), kiosk_at(path) as kiosk:
        kiosk.is_there()
        with kiosk_at(path):
            wait_until(lambda: "another program has it open" in caplog.text)
        assert kiosk.states() == ["there"]
    path.unlink(missing_ok=True)
    path.write_bytes(b"")
    with kiosk_at(path):
        wait_until(
            lambda: f"{path}: the panel's line cannot be opened" in caplog.text.rpartition("another")[2]
        )


def test_a_line_that_takes_nothing_is_waited_for_and_keeps_nobody_waiting(path, monkeypatch):
    monkeypatch.setattr("wire.link.HELLO_MS", 1)
    left, write = [], panel_port.PanelPort.write

    def write_and_note(port, data):
        left.append(len(write(port, data)))
        return data[len(data) - left[-1] :]

    monkeypatch.setattr(panel_port.PanelPort, "write", write_and_note)
    with far_panel(path) as far, kiosk_at(path) as kiosk:
        far.is_silent = True
        wait_until(lambda: left and left[-1])
        for _ in range(1000):
            kiosk.link.tell(Lamp(1))
        far.is_silent = False
        wait_until(lambda: Lamp(1) in far.heard)
    assert max(left) <= 1300  # what was to be said at once, and not more and more of it


def test_the_last_word_arrives_before_the_end(path):
    with far_panel(path) as far:
        with kiosk_at(path) as kiosk:
            kiosk.is_there()
            kiosk.link.tell(Resting(0))
        wait_until(lambda: far.of(Resting))


def test_a_mistake_of_ours_is_told_and_the_line_starts_anew(path, caplog):
    failed, heard = [], []

    def hear(one):
        if len(failed) < 3:
            failed.append(one)
            raise KeyError(one)
        heard.append(one)

    with far_panel(path):
        link = PanelLink(str(path), hear, OURS)
        link.start()
        wait_until(lambda: LinkIs("there", "panel 0.1.0", OURS) in heard)
        link.stop()
    assert caplog.text.count("starts anew: KeyError") == 1  # a fault that stays does not fill the disk


BOARDS = [
    Board("/dev/ttyACM2", "E66", "1-1:1.2"),
    Board("/dev/ttyACM0", "E77", "1-2:1.0"),
    Board("/dev/ttyACM1", "E66", "1-1:1.0"),
]


def test_of_several_boards_the_one_named_or_the_first_is_the_panel_and_its_second_port_has_the_frames():
    assert choose(BOARDS, "") == choose(BOARDS, "E66") == "/dev/ttyACM2"
    assert choose(BOARDS, "E77") == "/dev/ttyACM0"
    with pytest.raises(PanelGone, match="no panel E88 is plugged in, but E66, E77"):
        choose(BOARDS, "E88")
    with pytest.raises(PanelGone, match="no panel is plugged in: look"):
        choose([], "")


def test_with_two_boards_it_is_said_which_one_is_the_panel(path, monkeypatch, caplog):
    found = [Board(str(path), "A", "1-1:1.0"), Board("/dev/null", "B", "1-2:1.0")]
    for module in (panel_port, panel_link):
        monkeypatch.setattr(module, "boards", lambda: found)
    with far_panel(path), kiosk_at("auto") as kiosk:
        kiosk.is_there()
    assert f"more than one board is plugged in: {path} is the panel" in caplog.text


def test_the_speed_is_that_of_the_firmware():
    from firmware import pinout

    assert panel_port.BAUD == pinout.BAUD


def test_nothing_stays_open(path):
    before = set(Path("/proc/self/fd").iterdir())
    for _ in range(3):
        with kiosk_at(path):
            pass
    assert set(Path("/proc/self/fd").iterdir()) == before
