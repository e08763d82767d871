"""The line that is damaged and the ends that are switched off: little of it here, all of it by `make link`."""

import json
import platform
from unittest import mock

import pytest

from benchmarks import link
from wire.link import Link
from wire.outgoing import WINDOW


def figures(capsys, *arguments: str) -> tuple[int, dict]:
    code = link.main(arguments)
    return code, json.loads(capsys.readouterr().out)


def test_no_payload_is_wrong_lost_or_doubled(capsys):
    code, found = figures(capsys, "--damage", "6000")
    assert code == 0
    assert (found["wrong"], found["lost"], found["doubled"]) == (0, 0, 0)
    assert found["damaged"] >= 6000
    assert found["delivered"] > 1000
    assert found["rejected"] > 1000


@pytest.mark.rig
def test_nor_after_a_hundred_thousand_damaged_bytes(capsys):
    code, found = figures(capsys, "--damage", "100000", "--seed", "2")
    assert code == 0
    assert found["delivered"] > 20_000
    assert found["sessions"] > 3  # cuts that ended one were among it


@pytest.mark.rig
@pytest.mark.skipif(platform.machine() != "x86_64", reason="no MicroPython is built for this machine")
def test_nor_with_a_panel_in_micropython(capsys):
    code, found = figures(capsys, "--damage", "50000", "--micropython")
    assert code == 0
    assert found["panel"].startswith("micropython")
    assert found["delivered"] > 10_000


class Hasty(Link):
    """Takes what is ahead for the next."""

    def _hear_data(self, body: bytes, heard: list[bytes]) -> None:
        if (body[1] - self._expected) & 255 < WINDOW:
            self._expected = body[1]
        super()._hear_data(body, heard)


class Forgetful(Link):
    """Takes what comes again for something new."""

    def _hear_data(self, body: bytes, heard: list[bytes]) -> None:
        if 0 < (self._expected - body[1]) & 255 <= WINDOW:
            heard.append(body[4:-4])
        super()._hear_data(body, heard)


@pytest.mark.parametrize(("kind", "fault"), [(Hasty, "lost"), (Forgetful, "doubled")])
def test_a_link_that_does_it_wrong_is_found_out(capsys, kind, fault):
    with mock.patch.object(link, "Link", kind):
        code, found = figures(capsys, "--damage", "1000")
    assert code == 1
    assert found[fault] > 0


def test_ends_that_look_at_no_check_are_found_out(capsys):
    with mock.patch("wire.link.is_whole", lambda body, seed: len(body) >= 8):
        code, found = figures(capsys, "--damage", "300")
    assert code == 1
    assert found["wrong"] > 0


def test_what_was_said_is_acted_on_once_whoever_is_switched_off(capsys):
    code, found = figures(capsys, "--reboots", "100", "--share", "0.005")
    assert code == 0
    assert (found["panel_reboots"], found["kiosk_reboots"]) == (100, 100)
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["came_again"] > 10  # or (boot, number) would not have been needed
    assert found["acted_on"] > 2000


def test_a_press_is_known_at_once_or_soon(capsys):
    _, clean = figures(capsys, "--presses", "200", "--share", "0")
    _, noisy = figures(capsys, "--presses", "400", "--share", "0.02")
    assert clean["most_ms"] == 1
    assert clean["resent"] == 0 < noisy["resent"]
    assert noisy["p99_ms"] < 100  # simulated
    assert noisy["sessions"] == 1
