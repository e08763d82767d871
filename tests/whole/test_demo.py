"""The README's own commands, as a stranger types them."""

import json
import subprocess
import sys
import time

import pytest
import zxingcpp
from PIL import Image

from tests.whole.running import LONGEST_S, processes_of

pytestmark = pytest.mark.whole


def demo(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curiocity", "demo", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


def test_a_script_ends_with_a_slip_and_leaves_nothing_running(out):
    ran = demo("--script", "how do bees find their way home", "--json", "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    visit = json.loads(ran.stdout.splitlines()[-1])
    assert {"slip", "place", "starts", "sign", "heard_ms", "printed_ms"} <= visit.keys()
    assert 0 < visit["heard_ms"] < visit["printed_ms"]
    assert visit["panel"].startswith(("MicroPython ", "CPython ")), "its round button woke the kiosk"
    assert (out / "board.png").exists()
    with Image.open(visit["slip"]) as picture:
        (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    page, _, fragment = code.text.partition("#")
    assert page.endswith("/s")
    assert page.startswith("http://127.0.0.1:")
    assert fragment.split(".")[1] in {"library", "garden", "bakery"}
    assert processes_of(out) == []


@pytest.mark.usefixtures("plain_meaning")
def test_a_second_demo_begins_anew_in_the_same_folder(out):
    papers = set(out.glob("slip-*.png"))
    ran = demo("--script", "two", "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    assert set(out.glob("slip-*.png")) > papers, "slips are numbered on, none is written over"


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").write_text("mine")
    ran = demo("--script", "one", "--out", str(tmp_path))
    assert ran.returncode == 1
    assert "is not a demo's folder: choose another one with --out" in ran.stderr
    assert (tmp_path / "data" / "mine.txt").read_text() == "mine"


@pytest.mark.usefixtures("plain_meaning")
def test_ctrl_c_leaves_no_process(tmp_path):
    command = [sys.executable, "-m", "curiocity", "demo", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        lines = [running.stdout.readline() for _ in range(7)]
        there = processes_of(tmp_path)
        running.send_signal(2)
        assert running.wait(60) == 0
    assert there
    assert [line.split(":")[0] for line in lines] == [
        "Touch",
        "Panel",
        "Slips",
        "Board",
        "Pages",
        "Data",
        "Stop",
    ]
    assert processes_of(tmp_path) == []


@pytest.mark.usefixtures("plain_meaning")
def test_a_demo_that_is_killed_leaves_no_process(tmp_path):
    command = [sys.executable, "-m", "curiocity", "demo", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline().startswith("Touch")
        running.kill()
    until = time.monotonic() + 60
    while processes_of(tmp_path) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes_of(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "words\tlang\nbees\ten\n",
            "no column 'text': a tab-separated file with columns text and lang is needed",
        ),
        (None, "cannot be read"),
    ],
)
def test_a_day_file_that_is_none_is_named(tmp_path, content, sentence):
    people = tmp_path / "people.tsv"
    if content:
        people.write_text(content)
    ran = demo("--day", str(people), "--out", str(tmp_path / "out"))
    assert ran.returncode == 1
    assert str(people) in ran.stderr
    assert sentence in ran.stderr
