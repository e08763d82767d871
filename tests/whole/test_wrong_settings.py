"""Programs that cannot start say in one sentence what is wrong, where, and what to do, and end with status 2."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.kept import KeptEntry
from hub.store import Store
from tests.hub.town import entry
from tests.wire.running_broker import RunningBroker

pytestmark = pytest.mark.whole
TOMORROW = datetime.now(UTC).date() + timedelta(1)


def command(what: str, folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "curiocity", what, "--data", str(folder), *options]


def sentence(what: str, folder: Path, *options: str) -> str:
    """What a program says as it refuses to start; nothing but that sentence and log lines is printed."""
    quiet = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    ran = subprocess.run(
        command(what, folder, *options), capture_output=True, text=True, timeout=300, check=False, env=quiet
    )
    *before, last = ran.stderr.strip().splitlines()
    assert ran.returncode == 2, ran.stderr
    assert last.startswith(f"curiocity {what}: ")
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in before), ran.stderr
    return last.removeprefix(f"curiocity {what}: ")


def newer(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    return path


def settings(folder: Path, text: str, name: str = "hub") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_hubs_settings(tmp_path):
    said = sentence("hub", settings(tmp_path, 'nme = "Town"'))
    assert said == "hub.toml: nme: unknown option, did you mean name?"


def test_settings_that_were_named_must_be_there(tmp_path):
    said = sentence("hub", tmp_path, "--config", str(tmp_path / "nothing.toml"))
    assert said == f"{tmp_path}/nothing.toml: cannot be read: No such file or directory"


def test_a_hubs_missing_password(tmp_path):
    text = '[broker]\nhost = "127.0.0.1"\nport = 1\npassword_file = "/nowhere/password"'
    said = sentence("hub", settings(tmp_path, text))
    assert said == "broker.password_file = /nowhere/password: cannot be read: No such file or directory"


def test_a_port_that_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence("hub", tmp_path, "--port", str(port))
    assert said == f"port {port} on 127.0.0.1: Address already in use: choose another one"


def test_a_hub_database_of_a_newer_version(tmp_path):
    Store(tmp_path).close()
    path = newer(tmp_path / "hub.db")
    assert (
        sentence("hub", tmp_path)
        == f"{path}: version 99, this program knows 2: update it, or move the file away"
    )


def test_a_day_file_of_a_newer_version_stops_the_hub_but_not_the_forgetting(tmp_path):
    store = Store(tmp_path)
    for day in (TOMORROW, TOMORROW - timedelta(3)):
        store.keep([KeptEntry(day, 1, entry(day.day))])
    store.close()
    path = newer(tmp_path / "days" / f"{TOMORROW}.db")
    said = sentence("hub", tmp_path)
    assert said == f"{path}: version 99, this program knows 2: update it, or move the file away"
    assert [key.stem for key in (tmp_path / "keys").iterdir()] == [str(TOMORROW)]


@pytest.mark.parametrize("what", ["hub", "kiosk"])
def test_a_folder_that_cannot_be_written(tmp_path, what):
    (tmp_path / "file").touch()
    said = sentence(what, tmp_path / "file" / "data")
    assert f"{tmp_path}/file/data" in said
    assert "Not a directory" in said
    assert "check" in said
    assert "who may write there" in said


def test_a_kiosks_settings(tmp_path):
    said = sentence("kiosk", settings(tmp_path, 'prnter = "none"', "kiosk"))
    assert said == "kiosk.toml: prnter: unknown option, did you mean printer?"


def test_a_kiosks_missing_password(tmp_path):
    said = sentence("kiosk", settings(tmp_path, '[broker]\npassword_file = "gone"', "kiosk"))
    assert said == f"broker.password_file = {tmp_path}/gone: cannot be read: No such file or directory"


def test_a_kiosk_database_of_a_newer_version(tmp_path):
    path = newer(tmp_path / "kiosk.db")
    said = sentence("kiosk", tmp_path)
    assert said.startswith(f"{path}: written by a newer Curiocity (tables 99,")
    assert said.endswith("update this kiosk")


@contextmanager
def running(what: str, folder: Path):
    """A program and its log."""
    log = folder / "log"
    quiet = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    with (
        log.open("w") as errors,
        subprocess.Popen(command(what, folder), stderr=errors, env=quiet) as program,
    ):
        try:
            yield program, log
        finally:
            program.kill()


@pytest.mark.parametrize("what", ["hub", "kiosk"])
def test_a_broker_that_refuses_is_said_and_tried_again(tmp_path, what):
    """Passwords are mended at the broker too: a program that gave up would have to be looked for."""
    user = "library" if what == "kiosk" else "hub"
    (tmp_path / "wrong").write_text("a wrong password")
    (tmp_path / "broker").mkdir()
    broker = RunningBroker(tmp_path / "broker")
    text = f'[broker]\nhost = "127.0.0.1"\nport = {broker.port}\npassword_file = "{tmp_path}/wrong"'
    own = f'id = "{user}"\n' if what == "kiosk" else ""
    try:
        with running(what, settings(tmp_path, own + text, what)) as (program, log):
            ends = time.monotonic() + 90
            while "check user" not in log.read_text() and time.monotonic() < ends:
                time.sleep(0.1)
            time.sleep(1)
            assert program.poll() is None
            program.send_signal(signal.SIGTERM)
            assert program.wait(60) == 0
    finally:
        broker.kill()
    said = log.read_text()
    assert f"check user '{user}', its password, and the broker's access rules" in said
    assert said.count("check user") == 1, f"tried again and again, said once: {said}"
    assert "Traceback" not in said
    assert "a wrong password" not in said
