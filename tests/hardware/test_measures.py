"""The enclosure's measures against tables, parts and people; what needs no CadQuery, and then what does."""

import re
from datetime import date
from importlib.util import find_spec

import pytest

from hardware import bom, checks, documents
from hardware.enclosure import agreement, drawings, parameters, reach
from kiosk_ui import theme
from wire.panel import BUTTONS

PARTS = bom.read_bom()


def test_measures_agree_with_tables_and_parts():
    assert agreement.misfits(PARTS) == []


def test_a_hole_for_each_button_and_none_more():
    assert tuple(parameters.BUTTONS) == BUTTONS
    drawn = drawings.chin()
    for name in BUTTONS:
        assert f">{name}</text>" in drawn


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BUTTONS", {**parameters.BUTTONS, "camera": parameters.BUTTONS["round"]}, "wire/panel.py"),
        ("PRINTER_AT", (-40.0, 70.0), "printer"),
        ("JACK_AT", (104.0, 11.0), "jack does not fit"),
        ("SCREEN_AT", (0.0, 100.0), "screen and ring"),
        ("WIDTH", 232.0, "no bed"),
        ("SCREEN", parameters.SCREEN._replace(pixels=(640, 480)), "800 x 480"),
        ("SCREEN", parameters.SCREEN._replace(outer=(230.0, 124.0)), "screen does not fit"),
        ("TRAY_Y", 64.0, "printer's plugs"),
        ("TRAY_Y", 100.0, "touches the door"),
        ("ENCLOSED", {"camera"}, "camera"),
    ],
)
def test_a_measure_that_does_not_fit_is_found(monkeypatch, name, value, said):
    monkeypatch.setattr(parameters, name, value)
    assert any(said in sentence for sentence in agreement.misfits(PARTS))


def test_buttons_that_feel_alike_or_stand_too_close_are_found(monkeypatch):
    alike = parameters.BUTTONS | {"right": parameters.BUTTONS["right"]._replace(shape="left")}
    monkeypatch.setattr(parameters, "BUTTONS", alike)
    assert any("feel alike" in sentence for sentence in agreement.misfits(PARTS))
    close = parameters.BUTTONS | {"right": parameters.BUTTONS["right"]._replace(at=(0.0, 96.0))}
    monkeypatch.setattr(parameters, "BUTTONS", close)
    assert any("less than a finger" in sentence for sentence in agreement.misfits(PARTS))


def test_the_screen_is_the_one_that_screens_are_drawn_for():
    """A kiosk whose panel nobody has measured is taken for one of 7 inches: this one."""
    assert parameters.SCREEN.lit[1] == pytest.approx(theme.PANEL_SHORT_SIDE_MM, abs=1)
    low, high = parameters.screen_span()
    assert 0 < low < high < parameters.height()


def test_hands_reach_everything_at_every_mount():
    assert reach.misfits() == []


@pytest.mark.parametrize(
    ("mount", "said"),
    [
        (reach.Mount(1130.0, 60.0, False), "round button"),
        (reach.Mount(300.0, 60.0, False), "headphone jack"),
        (reach.Mount(740.0, 600.0, False), "from who sits there"),
        (reach.Mount(800.0, 0.0, True), "a cane does not find"),
        (reach.Mount(560.0, 0.0, False), "screen of"),
    ],
)
def test_a_mount_out_of_reach_is_found(monkeypatch, mount, said):
    monkeypatch.setattr(reach, "MOUNTS", {"table": mount})
    assert any(said in sentence for sentence in reach.misfits())


def test_pages_say_what_the_tables_say():
    assert documents.mismatches(PARTS) == []


def test_a_page_that_says_something_else_is_found():
    dearer = [part._replace(unit_price=part.unit_price + 1) for part in PARTS]
    assert any("README.md" in sentence for sentence in documents.mismatches(dearer))
    hungrier = [part._replace(milliamperes={"idle": 900.0, "printing": 900.0, "peak": 900.0})
                if part.id == "pi" else part for part in PARTS]  # fmt: skip
    assert any("power.md" in sentence for sentence in documents.mismatches(hungrier))


def test_nothing_does_not_agree():
    assert checks.mismatches(PARTS, max(part.price_date for part in PARTS)) == []
    assert any("Look it up again" in sentence for sentence in checks.mismatches(PARTS, date(2030, 1, 1)))


def test_drawings_carry_every_hole_and_measure(tmp_path):
    for path in drawings.draw(tmp_path):
        assert path.read_text(encoding="utf-8").startswith("<svg ")
    face = (tmp_path / "face.svg").read_text(encoding="utf-8")
    assert all(name in face for name in ("ring", "presence", "light", "microphone", "opening"))
    assert len(re.findall("<circle", face)) == 8


@pytest.fixture(scope="module")
def solids():
    if find_spec("cadquery") is None:
        pytest.skip("CadQuery is not installed: `make hardware` installs it and checks the solids too")
    from hardware.enclosure import solids as checked

    return checked


def test_solids_are_whole_and_nowhere_in_each_other(solids):
    assert solids.misfits(PARTS) == []


def test_holes_are_where_the_tables_say(solids):
    from hardware.enclosure import front, planes

    chin, face = front.chin(), front.face()
    for button in parameters.BUTTONS.values():
        probe = planes.outline(planes.chin_plane(), button, 0.0).extrude(-parameters.PLATE)
        assert not chin.intersect(probe).solids().vals()
        wider = planes.outline(planes.chin_plane(), button, 1.0).extrude(-parameters.PLATE)
        assert chin.intersect(wider).solids().vals()
    lit = planes.face_plane().center(*parameters.SCREEN_AT).rect(*parameters.SCREEN.lit)
    assert not face.intersect(lit.extrude(-parameters.PLATE)).solids().vals()


def test_two_in_one_place_are_found(solids):
    import cadquery as cq

    one, other = cq.Workplane().box(10, 10, 10), cq.Workplane().box(10, 10, 10).translate((9, 0, 0))
    assert solids.collisions({"one": one, "other": other}) == ["enclosure: one and other share 100 mm3"]
