"""`make flash`, with a board that is a folder: what it runs is run by MicroPython from what was copied there alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk_ui.board_process import micropython

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / "firmware" / "tools"
sys.path.append(str(TOOLS))
import emulate  # noqa: E402
import flash  # noqa: E402

MICROPYTHON = micropython()
PRELUDE = """
import asyncio, os, sys
os.chdir({folder!r})
sys.path[:0] = [{simulated!r}, {folder!r}]
if "pinout.py" in os.listdir():
    import simulated_world as world
    world.begin_anew(False, False)
    class Time:
        ticks_ms, ticks_diff = staticmethod(world.ticks_ms), staticmethod(world.ticks_diff)
        sleep_ms = staticmethod(lambda ms: world.hear({{"advance": ms}}))
        import time
        gmtime = staticmethod(time.gmtime)
        del time
    import simulated_parts
    sys.modules["time"] = Time
"""


class Board:
    """As mpremote sees one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.words = folder, []
        self.resets = 0
        self.is_away = 0
        self.comes_back_at_once = False

    def __call__(self, device: str, *words: str) -> str:
        self.words.append(words)
        if self.is_away and words[0] != "reset":
            self.is_away -= 1
            raise flash.FlashError("no answer")
        if words[0] == "reset":
            self.resets += 1
            self.is_away = 0 if self.comes_back_at_once else 2
            return ""
        if words[:2] == ("fs", "mkdir"):
            (self.folder / words[2][1:]).mkdir()
            return ""
        if words[:2] == ("fs", "cp"):
            to = self.folder / words[-1][1:]
            for one in words[2:-1]:
                shutil.copy(one, to)
            return ""
        return self.run(Path(words[1]).read_text(encoding="utf-8") if words[0] == "run" else words[1])

    def run(self, source: str) -> str:
        script = self.folder.parent / "script.py"
        simulated = str(ROOT / "firmware" / "simulated")
        script.write_text(
            PRELUDE.format(folder=str(self.folder), simulated=simulated) + source, encoding="utf-8"
        )
        done = subprocess.run([*MICROPYTHON, str(script)], capture_output=True, text=True)
        if done.returncode:
            raise flash.FlashError(done.stdout + done.stderr)
        return done.stdout

    def files(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.*")}


@pytest.fixture
def board(tmp_path, monkeypatch):
    if not MICROPYTHON:
        pytest.skip("no MicroPython for this machine")
    monkeypatch.setattr(flash.time, "sleep", lambda s: None)
    monkeypatch.setattr(flash, "PATIENCE_S", 10)
    (tmp_path / "board").mkdir()
    return Board(tmp_path / "board")


def test_a_new_board_gets_all_it_needs_and_nothing_else(board):
    found = flash.flash("a", board)
    ours = {path.name for path in (ROOT / "firmware").glob("*.py")}
    assert board.files() == ours | {"asked.txt"} | {f"wire/{name}" for name in flash.WIRE}
    assert found["wrong"] == 0
    assert found["right"] & 1 << 10  # the clock, which flashing has set
    assert board.resets == 2


def test_a_board_that_runs_is_stopped_first_and_forgets_whom_it_met(board):
    for name in ("main.py", "met.txt", "fault.txt"):
        (board.folder / name).write_text("raise SystemExit(1)")
    (board.folder / "wire").mkdir()
    flash.flash("a", board)
    assert not {"met.txt", "fault.txt", "main_off.py"} & board.files()
    assert (board.folder / "main.py").read_text(encoding="utf-8").startswith('"""The panel starts here')


def test_a_cable_lost_at_any_moment_leaves_no_half_program_running(board, monkeypatch):
    board.comes_back_at_once = True
    flash.flash("a", board)
    monkeypatch.setattr(flash, "PATIENCE_S", 0)
    whole = len(board.words)
    for last in range(2, whole - 1):  # the last but one starts it
        shutil.rmtree(board.folder)
        board.folder.mkdir()
        (board.folder / "main.py").write_text("the old one")
        board.words.clear()
        lost = lost_after(board, last)
        with pytest.raises(flash.FlashError):
            flash.flash("a", lost)
        assert "main.py" not in board.files(), last


def lost_after(board, count):
    """A board that answers so often and then no more."""

    def talk(device, *words):
        if len(board.words) >= count:
            raise flash.FlashError("gone")
        return board(device, *words)

    return talk


def test_another_table_than_the_pis_is_told(board, monkeypatch):
    from wire import panel

    monkeypatch.setattr(panel, "SCHEMA", 1)
    with pytest.raises(
        flash.FlashError, match=r"panel 0.*, protocol 1, table .*; here it is panel .* table 00000001"
    ):
        flash.flash("a", board)
    assert "main.py" not in board.files()


def test_an_older_version_left_on_the_board_is_told(board, monkeypatch):
    monkeypatch.setattr(flash, "our_name", lambda: "panel 9.9.9")
    with pytest.raises(flash.FlashError, match=r"is panel 0\.1\.0, .* here it is panel 9\.9\.9"):
        flash.flash("a", board)
    assert "main.py" not in board.files()


def test_which_board(capsys, monkeypatch):
    assert flash.choose(None, ["/dev/ttyACM3"]) == "/dev/ttyACM3"
    assert flash.choose("/dev/x", []) == "/dev/x"
    with pytest.raises(flash.FlashError, match=r"Several boards .*/dev/a, /dev/b"):
        flash.choose(None, ["/dev/a", "/dev/b"])
    monkeypatch.setattr(flash, "boards", list)
    assert flash.main([]) == 1
    assert "BOOTSEL" in capsys.readouterr().err


def test_no_board_at_a_device_is_one_sentence(capsys, tmp_path):
    assert flash.main(["--device", str(tmp_path / "ttyACM9")]) == 1
    said = capsys.readouterr().err
    assert "ttyACM9" in said
    assert "Traceback" not in said


def test_emulating_without_a_file_says_where_it_comes_from(capsys, tmp_path):
    assert emulate.main([]) == 1
    assert "micropython.org/download" in capsys.readouterr().err
    wrong = tmp_path / "a.uf2"
    wrong.write_bytes(b"no such thing")
    assert emulate.main([str(wrong)]) == 1
    assert "not a UF2 file" in capsys.readouterr().err


def test_the_outcome_is_told_in_words_and_as_exit_code(capsys, monkeypatch):
    monkeypatch.setattr(flash, "boards", lambda: ["/dev/a"])
    for wrong, code in ((0, 0), (1, 2)):
        said = json.loads('{"name": "panel 0.1.0", "protocol": 1, "schema": 7}')
        monkeypatch.setattr(
            flash, "flash", lambda device, said=said, wrong=wrong: said | {"right": 2, "wrong": wrong}
        )
        assert flash.main([]) == code
        out = capsys.readouterr().out
        assert "panel 0.1.0, protocol 1, table 00000007" in out
        assert ("not right: button_round" in out) == bool(wrong)
