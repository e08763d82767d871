"""The drawings against the firmware's pins and the parts list, and that a wrong one is found."""

import ast
import copy
import re
import sys
from pathlib import Path

import pytest

from firmware import pinout
from hardware import bom, harness
from hardware.enclosure import parameters

PARTS = bom.read_bom()
DRAWINGS = {name: harness.read_drawing(name) for name in harness.DRAWINGS}
PANEL = DRAWINGS["kiosk-panel"]


def test_firmware_wiring_and_parts_list_agree():
    assert harness.mismatches(PARTS, parameters.ENCLOSED) == []


@pytest.mark.parametrize("name", sorted(set(pinout.PINS) - harness.ON_BOARD))
def test_a_pin_that_moves_is_found(name):
    pins = dict(pinout.PINS)
    _, kind, goes_to = pins[name]
    pins[name] = (22, kind, goes_to)
    said = harness.pin_mismatches(PANEL, pins)
    assert any("GP22" in sentence for sentence in said)
    assert any("no such pin" in sentence for sentence in said)


@pytest.mark.parametrize("name", sorted(set(pinout.PINS) - harness.ON_BOARD))
def test_a_wire_that_is_cut_or_leads_elsewhere_is_found(name):
    gp = f"GP{pinout.gp(name)}"
    cut = copy.deepcopy(PANEL)
    cut["connections"] = [one for one in cut["connections"] if not _names(one, gp)]
    assert any(
        f"{gp} ({name})" in sentence and "nowhere" in sentence
        for sentence in harness.pin_mismatches(cut, pinout.PINS)
    )
    pins = pinout.PINS | {name: (*pinout.PINS[name][:2], "the moon")}
    if name not in harness.FAR_ENDS:
        assert any("the moon" in sentence for sentence in harness.pin_mismatches(PANEL, pins))


def _names(connection, gp):
    return any(gp in map(str, pins) for step in connection for pins in step.values())


def test_two_wires_crossed_are_found():
    crossed = copy.deepcopy(PANEL)
    for one in crossed["connections"]:
        for step in one:
            if step.get("PICO") == ["GP0", "GP1", "GP14", "GP15", "GND"]:
                step["PICO"] = ["GP1", "GP0", "GP14", "GP15", "GND"]
    said = harness.pin_mismatches(crossed, pinout.PINS)
    assert len(said) == 2
    assert all("should go to" in sentence for sentence in said)


def test_a_pin_that_the_firmware_does_not_know_is_found():
    more = copy.deepcopy(PANEL)
    more["connectors"]["PICO"]["pins"].append("GP22")
    more["connectors"]["PICO"]["pinlabels"].append("camera")
    assert any("GP22" in sentence for sentence in harness.pin_mismatches(more, pinout.PINS))


def test_a_wire_one_pin_aside_on_the_pis_header_is_found():
    aside = copy.deepcopy(PANEL)
    aside["connectors"]["PI"]["pins"] = [10, 8, 4, 37, 9]
    for one in aside["connections"]:
        for step in one:
            if "PI" in step:
                step["PI"] = [10, 8, 4, 37, 9]
    assert harness.pin_mismatches(aside, pinout.PINS) == [
        "wiring: Pi GPIO3 is pin 5 of the Pi's header, drawn at 4"
    ]


def test_without_wireviz_one_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(harness.WiringError, match="make hardware"):
        harness.render(tmp_path / "out")


def test_the_jig_knows_the_pins_names():
    moved = pinout.PINS | {"jig": (21, *pinout.PINS["jig"][1:])}
    assert harness.jig_mismatches(DRAWINGS["jig"], moved) != []


def test_a_part_without_a_line_or_a_line_without_a_part_is_found():
    without = [part for part in PARTS if part.id != "clock"]
    assert harness.part_mismatches(DRAWINGS, without, parameters.ENCLOSED) == [
        "wiring: clock is drawn for the kiosk and is not in bom.csv"
    ]
    more = [*PARTS, PARTS[0]._replace(id="camera")]
    assert harness.part_mismatches(DRAWINGS, more, parameters.ENCLOSED) == [
        "bom.csv: camera is in no drawing of the kiosk and in no step of its enclosure"
    ]


@pytest.mark.parametrize("name", harness.DRAWINGS)
def test_every_wire_ends_at_pins_that_exist(name):
    assert harness.wires(DRAWINGS[name])


def test_a_wire_to_nowhere_is_refused():
    broken = copy.deepcopy(PANEL)
    broken["connections"].append([{"PICO": ["GP20"]}, {"W11": [1]}, {"CAMERA": [1]}])
    with pytest.raises(harness.WiringError, match="CAMERA"):
        harness.wires(broken)


def test_no_mains_in_the_case():
    """Every drawing begins at a bought supply."""
    inside = {about["pn"] for about in DRAWINGS["kiosk-power"]["connectors"].values()}
    assert "supply" in inside
    assert not any(
        "230" in Path(harness.FOLDER / f"{name}.yml").read_text(encoding="utf-8") for name in harness.DRAWINGS
    )


def test_the_jigs_page_has_the_firmwares_steps():
    tree = ast.parse((harness.FOLDER.parents[1] / "firmware/self_test.py").read_text(encoding="utf-8"))
    steps = next(ast.literal_eval(node.value) for node in tree.body
                 if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STEPS")  # fmt: skip
    page = (harness.FOLDER.parent / "test-jig.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.MULTILINE)
    assert rows == [(str(bit), name) for bit, name in enumerate(steps)]
