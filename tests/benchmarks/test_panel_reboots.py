import json

import pytest

from benchmarks import panel_reboots

pytestmark = pytest.mark.rig


def test_nothing_is_lost_or_doubled_when_panel_and_pi_begin_anew(capfd):
    assert panel_reboots.main(["--reboots", "10"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["panel_reboots"] == 10 <= found["pi_reboots"]
    assert found["slips"] > 0


def test_a_kiosk_that_does_not_listen_is_found_out(capfd):
    assert panel_reboots.main(["--reboots", "5", "--deaf"]) == 0, "a control is right where it is caught"
    assert json.loads(capfd.readouterr().out)["lost"] > 0
