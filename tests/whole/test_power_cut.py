"""The power is cut at every point of a kiosk's and a hub's work: `make powercut` with a person less."""

import json

import pytest

from benchmarks import powercut

pytestmark = [pytest.mark.whole, pytest.mark.rig, pytest.mark.timeout(1200)]


def test_nothing_told_is_lost_at_any_cut_and_every_mistake_is_found(capsys):
    code = powercut.main(["--people", "3"])
    out, told = capsys.readouterr()
    if code == powercut.CANNOT:
        pytest.skip(told.strip())
    found = json.loads(out.splitlines()[-1])
    assert found["cuts"] > 500
    assert found["states"] > found["cuts"]
    assert (found["lost"], found["broken"]) == (0, 0), told
    assert found["controls"] == found["controls_caught"] == 6, told
    assert code == 0
