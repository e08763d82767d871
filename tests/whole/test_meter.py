"""The meter presses a real kiosk on a real X server. How long that takes is no test; that it is seen is one."""

import json
import shutil
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.whole, pytest.mark.timeout(300)]
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
def test_every_touch_is_seen():
    done = meter("--size", "1024x600", "--touches", "6", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["size"], found["touches"]) == ("1024x600", 6)
    assert 0 < found["p50_ms"] <= found["p99_ms"] <= found["max_ms"]
    assert found["start_ms"] > 0 < found["wake_ms"]


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
