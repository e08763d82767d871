"""The meter presses a real kiosk on a real X server. How long that takes is no test; that it is seen is one."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from kiosk_ui import meter as meter_module

pytestmark = pytest.mark.whole
TRIES = 20  # for a machine that stands still now and then while a key is pressed
COMMAND = [sys.executable, "-m", "curiocity", "meter"]


@pytest.fixture
def environment(monkeypatch):
    """No display but one of its own."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def meter(*options):
    return subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=280)


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
@pytest.mark.usefixtures("environment")
def test_every_touch_is_seen(monkeypatch, capsys):
    monkeypatch.setattr(meter_module, "TRIES", TRIES)
    code = meter_module.main(["--size", "1024x600", "--touches", "6", "--json"])
    out, told = capsys.readouterr()
    assert code == 0, told
    found = json.loads(out)
    assert (found["size"], found["touches"]) == ("1024x600", 6)
    assert 0 < found["p50_ms"] <= found["p99_ms"] <= found["max_ms"]
    assert found["start_ms"] > 0 < found["wake_ms"]


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
@pytest.mark.usefixtures("environment")
def test_every_touch_is_seen_of_a_kiosk_that_stands_still_now_and_then(monkeypatch):
    over = threading.Event()

    def stop_now_and_then(process):
        with contextlib.suppress(ProcessLookupError):
            while not over.wait(0.13):
                os.kill(process, signal.SIGSTOP)
                time.sleep(0.7)  # longer than a key has to be held for its relatives
                os.kill(process, signal.SIGCONT)

    def learn(kiosk, *others):
        learned = _learn(kiosk, *others)
        threading.Thread(target=stop_now_and_then, args=(kiosk.process,), daemon=True).start()
        return learned

    _learn = meter_module._learn
    monkeypatch.setattr(meter_module, "_learn", learn)
    monkeypatch.setattr(meter_module, "TRIES", TRIES)
    try:
        found = meter_module.measure((800, 480), 30)
    finally:
        over.set()
    assert found.touches == 30
    assert 0 < found.p50_ms <= found.max_ms < 1000 * meter_module.PATIENCE_S


def test_where_there_is_no_display_it_says_so(environment):
    environment.setenv("PATH", "/nonexistent")
    done = meter("--size", "800x480")
    assert (done.returncode, done.stdout) == (2, "")
    assert "xvfb" in done.stderr


def test_where_programs_may_not_press_each_other_it_says_so(environment):
    environment.setenv("WAYLAND_DISPLAY", "wayland-0")
    done = meter("--touches", "1")
    assert done.returncode == 2
    assert "Wayland" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_size_that_is_none_is_said():
    done = meter("--size", "wide")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "800x480" in done.stderr
