import json
import logging
import re

import pytest

from kiosk_ui import doctor, panel_command, panel_port
from kiosk_ui.panel_command import Frames, fields, in_words
from kiosk_ui.panel_events import AllUp, LinkIs, Near
from kiosk_ui.panel_port import Board
from tests.fakes.far_panel import PATIENCE_S, far_panel
from wire import frames, panel
from wire.panel import UNKNOWN, Button, Clock, Lamp, Light, Paper, Trouble


@pytest.fixture
def path(tmp_path):
    return tmp_path / "panel"


@pytest.fixture(autouse=True)
def levels_as_before():
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def show(path, *more):
    seconds = str(PATIENCE_S if more else 0.1)
    return panel_command.main(
        ["--device", str(path), "--seconds", seconds, "--data", str(path.parent), *more]
    )


def test_what_a_panel_says_is_shown_line_by_line_and_it_hears_no_sign_of_life(path, capsys):
    with far_panel(path) as far:
        far.say(Button(3, 1), Paper(0), Trouble(2, 1))
        assert show(path, "--json", "--lamp", "ready", "--lines", "4") == 0
        told = lines(capsys)
        assert {(far.heard[0], len(far.heard))} == {(Lamp(4), 1)}
    assert [{name: value for name, value in line.items() if name != "at"} for line in told[:4]] == [
        {"message": "Link", "is": "there", "panel": "panel 0.1.0", "here": "command 0.1.0"},
        {"message": "Button", "which": "enter", "is_down": True},
        {"message": "Paper", "is_there": False},
        {"message": "Trouble", "what": "light", "is_so": True},
    ]


def test_the_same_for_people_with_the_frames_as_they_are(path, capsys):
    with far_panel(path) as far:
        far.say(Button(0, 1))
        assert show(path, "--frames", "--lines", "2") == 0
    said = capsys.readouterr().out
    assert re.search(r"^\d\d:\d\d:\d\d  Link      there, panel 0\.1\.0, command 0\.1\.0$", said, re.MULTILINE)
    assert re.search(r"^\d\d:\d\d:\d\d  Button    round, down: yes$", said, re.MULTILINE)
    assert "> HELLO" in said
    assert "< DATA    seq 0 ack" in said


def test_nobody_there_is_told_and_a_broken_settings_file_too(path, capsys):
    assert show(path) == 1
    (path.parent / "kiosk.toml").write_text("[panel]\ndevice = 3\n")
    assert panel_command.main(["--data", str(path.parent)]) == 2
    assert "curiocity panel: kiosk.toml: panel.device = 3" in capsys.readouterr().err


def test_every_message_has_a_line():
    for _, kind, _, named in panel.TABLE:
        told = fields(kind(*[0] * len(kind._fields)))
        assert [told["message"], *list(told)[1:]] == named.split()
    assert fields(Light(UNKNOWN)) == {"message": "Light", "level": None}
    assert fields(Light(3)) == {"message": "Light", "level": 3}
    assert fields(Clock(1_800_000_000)) == {"message": "Clock", "seconds": "2027-01-15 08:00:00 UTC"}
    assert fields(Clock(0)) == {"message": "Clock", "seconds": None}
    assert [fields(one)["message"] for one in (LinkIs("away"), Near(True), AllUp())] == [
        "Link",
        "Presence",
        "Buttons",
    ]


def test_what_is_not_known_is_said_so():
    assert [
        in_words(*field) for field in (("is_open", None), ("is_open", False), ("level", 0), ("seconds", None))
    ] == [
        *("open: not known", "open: no", "0", "not known"),
    ]


def test_frames_that_are_none_are_shown_as_broken():
    said = []
    tap = Frames(said.append)
    again = frames.GREATER | frames.AGAIN | frames.DATA
    tap("<", b"\0\x02\x05\0" + frames.frame(again, 3, 7, 255, b"\x01\x02", 1))
    tap(">", frames.frame(9, 0, 7, 255, b"", 1))
    assert said == ["< broken", "< DATA    seq 3 ack 7 room 255 01 02", "> ?       seq 0 ack 7 room 255"]


@pytest.fixture
def kiosk(tmp_path, path):
    (tmp_path / "kiosk.toml").write_text(f'[panel]\ndevice = "{path}"\n')
    return tmp_path


def test_the_doctor_finds_the_panel(kiosk, path, monkeypatch):
    monkeypatch.setattr(panel_command, "FOUND_S", PATIENCE_S)
    with far_panel(path):
        assert doctor.panel(kiosk) == f"panel 0.1.0, {path}"
    with pytest.raises(doctor.Ailment, match="nothing is plugged in there"):
        doctor.panel(kiosk)
    with far_panel(path, schema=5), pytest.raises(doctor.Ailment, match="do not fit together: make flash"):
        doctor.panel(kiosk)


def test_the_doctor_says_what_is_the_matter_with_a_line(kiosk, path, monkeypatch):
    monkeypatch.setattr(panel_command, "FOUND_S", PATIENCE_S)
    with far_panel(path) as far:
        taken = panel_port.PanelPort(str(path))
        with pytest.raises(doctor.Ailment, match="a kiosk that runs here has it"):
            doctor.panel(kiosk)
        taken.close()
        far.is_silent = True
        monkeypatch.setattr(panel_command, "FOUND_S", 0.1)
        with pytest.raises(doctor.Ailment, match="nothing answers: look at cable and supply"):
            doctor.panel(kiosk)


def test_a_board_that_nobody_named_is_pointed_at(tmp_path, monkeypatch):
    assert doctor.panel(tmp_path) == "none"
    monkeypatch.setattr(panel_port, "boards", lambda: [Board("/dev/ttyACM0", "E66", "1-1:1.0")])
    assert '/dev/ttyACM0 may be one: [panel] device = "auto"' in doctor.panel(tmp_path)
