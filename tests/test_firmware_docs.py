"""What docs/panel.md says of the board is what the board does."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
for folder in ("firmware", "firmware/simulated"):
    sys.path.append(str(ROOT / folder))

from played import Played  # noqa: E402

import guard  # noqa: E402
import pinout  # noqa: E402
import self_test  # noqa: E402
from wire.panel import LAMPS, Asked  # noqa: E402

PAGE = (ROOT / "docs" / "panel.md").read_text(encoding="utf-8")
PINS = {
    ("pi_please_halt", 0): "pi_please_halt low, Asked(20): please shut down",
    ("pi_please_halt", 1): "pi_please_halt high again",
    ("pi_power_cut", 1): "pi_power_cut high: no power",
    ("pi_power_cut", 0): "pi_power_cut low: power",
}


def section(title: str) -> str:
    return PAGE.split(f"### {title}\n")[1].split("\n### ")[0].split("\n## ")[0]


def timeline(flash: Path) -> str:
    """A Pi that hangs, as the whole firmware with its simulated board sees to it."""
    played = Played(f"{flash}/")
    played.until(lambda: played.machine.pi and played.machine.pi.link.state == "up", 60_000)
    played.go(10_000)
    hung = played.machine.beats_at - 2_000  # its last beat
    played.machine.is_hung = True
    played.pins.clear()
    played.until(lambda: played.machine.boots == 2, 200_000)
    told = [(0, "the last beat")]
    told += [
        (round((ms - hung) / 1000), PINS[name, level])
        for ms, name, level in played.pins
        if (name, level) in PINS
    ]
    told.append((round((played.now - hung) / 1000), "the Pi has booted: a beat"))
    return "\n".join(f"{second:4} s  {what}" for second, what in told)


def test_the_watchdog_s_times(tmp_path):
    drawn = re.search(r"<!-- example: watchdog -->\n```\n(.*?)\n```", PAGE, re.DOTALL)
    assert drawn is not None
    assert drawn[1] == timeline(tmp_path)
    assert Asked(guard.ASKED_S) == (20,)


def test_every_state_of_the_watchdog_and_of_the_lamps_is_told():
    told = section("The Pi's watchdog")
    for state in (guard.BOOTING, guard.BEATING, guard.LOST, guard.ASKING, guard.CUT, guard.RESTING):
        assert f"| {state}" in told, state
    for lamp in LAMPS:
        assert f"| {lamp} |" in section("The lamps"), lamp


def test_every_step_of_the_self_test_is_told_in_its_order():
    assert ", ".join(f"`{step}`" for step in self_test.STEPS) in " ".join(
        section("Self-test and jig").split()
    )
    assert f"GP{pinout.gp('jig')}" in PAGE


def test_the_firmware_s_folder_names_each_file():
    told = (ROOT / "firmware" / "README.md").read_text(encoding="utf-8")
    for path in [*(ROOT / "firmware").glob("*.py"), *(ROOT / "firmware").glob("*/*.py")]:
        assert f"`{path.name}`" in told, path.name
