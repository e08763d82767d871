"""The systemd units: nothing wrong with them, little exposed, and what they start is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import curiocity
from kiosk_ui.panel_port import PICO

ROOT = Path(__file__).parent.parent
UNITS = [ROOT / "hub/data/curiocity-hub.service", *sorted((ROOT / "kiosk_ui/systemd").glob("*.service"))]
MOST_EXPOSED = 3.0

RULES = ROOT / "kiosk_ui/systemd/70-curiocity-panel.rules"
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="systemd-analyze is not installed (sh system_packages.sh test)",
)


def test_there_is_one_for_each_program():
    assert [unit.stem for unit in UNITS] == ["curiocity-hub", "curiocity-kiosk", "curiocity-screen"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_what_it_starts_is_a_command_of_ours(unit):
    started = re.search(
        r"^ExecStart=/opt/curiocity/\.venv/bin/curiocity (\w+) --data /var/lib/(\S+)$",
        unit.read_text(),
        re.MULTILINE,
    )
    assert started
    assert started[1] in curiocity.COMMANDS
    assert started[2] == unit.stem


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong(tmp_path, unit):
    here = tmp_path / unit.name  # as if it were installed: with a program and a user that are there
    text = re.sub(
        r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit.read_text(), flags=re.MULTILINE
    )
    here.write_text(re.sub(r"^User=.*", "User=root", text, flags=re.MULTILINE))
    said = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_little_is_exposed(unit):
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
    )
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)[1]) <= MOST_EXPOSED


def test_the_panels_rule_is_for_the_boards_that_are_looked_for():
    lines = [line for line in RULES.read_text().splitlines() if not line.startswith("#")]
    assert [re.findall(r'ATTRS{idVendor}=="(\w+)"', line) for line in lines] == [[f"{PICO:04x}"]]
    groups = re.search(r"^SupplementaryGroups=(.*)", UNITS[1].read_text(), re.MULTILINE)[1].split()
    assert re.search(r'GROUP="(\w+)"', lines[0])[1] in groups


def test_a_kiosk_may_open_every_port_a_panel_may_be_behind():
    allowed = re.findall(r"^DeviceAllow=char-(\S+) rw", UNITS[1].read_text(), re.MULTILINE)
    assert {"ttyAMA", "ttyACM", "ttyUSB"} <= set(allowed)
