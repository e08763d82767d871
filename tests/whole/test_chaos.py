"""A hundred kills and everything else a street can do, over every broker; and rigs that must find what is wrong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.whole, pytest.mark.rig, pytest.mark.timeout(1200)]
NATS = Path(sys.executable).parent / "nats-server"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


def chaos(*options):
    """The rig's report."""
    command = [sys.executable, "-m", "benchmarks.chaos", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1180)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.mark.parametrize(("broker", "kills"), [("mosquitto", 70), ("amqtt", 20), ("nats", 20)])
def test_nothing_is_lost_doubled_or_broken(broker, kills):
    if broker == "mosquitto" and not MOSQUITTO:
        pytest.skip("mosquitto is not installed")
    if broker == "nats" and not NATS.exists():
        pytest.skip("nats-server is not installed")
    report, errors = chaos("--broker", broker, "--kills", str(kills), "--seed", "1")
    assert report["kills"] >= kills
    assert report["told"] > kills / 2  # it was worth while
    assert report["slips"] > kills / 4
    wrong = ("lost", "doubled", "broken", "unpromised", "damaged", "crashed")
    assert {name: report[name] for name in wrong} == dict.fromkeys(wrong, 0), errors


@pytest.mark.parametrize(
    ("control", "what"), [("ack-first", "lost"), ("tell-first", "lost"), ("no-note", "doubled")]
)
def test_a_program_that_is_wrong_is_caught(control, what):
    broker = "mosquitto" if MOSQUITTO else "amqtt"
    for seed in range(
        1, 6
    ):  # each mistake shows only to a kill in a few milliseconds: one of 20 kills finds it nearly always
        report, _ = chaos("--control", control, "--kills", "20", "--seed", str(seed), "--broker", broker)
        if report[what] > 0:
            return
    pytest.fail(f"{what} = 0 after 100 kills of a program that is wrong")
