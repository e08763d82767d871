"""The one program: its commands, their help, and what it says to a command there is none of."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import curiocity
from wire import private_process

NAMES = [
    "demo",
    "hub",
    "kiosks",
    "console",
    "join",
    "kiosk",
    "screen",
    "slip",
    "printer",
    "simulated-board",
    "panel",
    "seat",
    "sanitise",
    "mask",
    "meter",
    "doctor",
]


def run(monkeypatch, *words):
    monkeypatch.setattr(
        private_process, "overwrite_freed", lambda: True
    )  # which would be the end of these tests
    monkeypatch.setattr(sys, "argv", ["curiocity", *words])
    return curiocity.main()


def test_the_names_others_rely_on_are_there():
    assert list(curiocity.COMMANDS) == NAMES


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command(monkeypatch, capsys, words):
    assert run(monkeypatch, *words) == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: curiocity COMMAND")
    for name, (_, what) in curiocity.COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(what)}$", said, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_a_help_of_its_own(monkeypatch, capsys, name):
    with pytest.raises(SystemExit) as end:
        run(monkeypatch, name, "--help")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: curiocity {name}")


@pytest.mark.parametrize(
    "name",
    [
        {"kiosks": "kiosks list", "console": "console code", "printer": "printer list"}.get(name, name)
        for name in NAMES
    ],
)
def test_an_unknown_option_ends_with_two_and_names_it(monkeypatch, capsys, name):
    with pytest.raises(SystemExit) as end:
        run(monkeypatch, *name.split(), "--colour", "green")
    assert end.value.code == 2
    assert "--colour" in capsys.readouterr().err


def test_a_command_there_is_none_of(monkeypatch, capsys):
    assert run(monkeypatch, "hbu") == 2
    assert capsys.readouterr().err == (f"curiocity: there is no command 'hbu'; known: {', '.join(NAMES)}\n")


@pytest.mark.parametrize(
    "start", [[sys.executable, "-m", "curiocity"], [str(Path(sys.executable).parent / "curiocity")]]
)
def test_it_starts_as_a_module_and_as_a_command(start):
    ended = subprocess.run([*start, "nothing"], capture_output=True, text=True)
    assert ended.returncode == 2
    assert "there is no command 'nothing'" in ended.stderr


def test_help_loads_nothing_heavy():
    asked = "import sys, curiocity; sys.argv[1:] = []; curiocity.main(); print([*sys.modules])"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not [name for name in ("numpy", "pygame", "paho", "PIL", "msgspec") if f"'{name}'" in ended.stdout]
