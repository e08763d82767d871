"""Random hands at a real kiosk, `make monkey`, bounded; and a kiosk that leaves room, where the rig must see it."""

import json
import shutil

import pytest

from benchmarks import monkey

pytestmark = [
    pytest.mark.whole,
    pytest.mark.rig,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed"),
]


def played(capsys, *options):
    code = monkey.main(options)
    out, told = capsys.readouterr()
    return code, json.loads(out.splitlines()[-1]), told


def test_random_hands_never_leave_the_kiosk(capsys):
    code, found, told = played(capsys, "--events", "1200", "--seed", "7")
    assert (found["crashes"], found["escapes"]) == (0, 0), told
    assert (code, found["events"]) == (0, 1200)


def test_where_the_kiosk_leaves_room_the_program_beneath_is_reached(capsys):
    code, found, told = played(capsys, "--events", "150", "--control")
    assert code == 1
    assert found["escapes"] > 0
    assert "the program beneath has got a press" in told
