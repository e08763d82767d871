"""Currents, fuses, wires, warmth: within their limits, and found when they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware import pinout
from hardware import bom, power, thermal

PARTS = bom.read_bom()
RAILS = {rail.name: rail for rail in power.RAILS}


def drawn(part: str, milliamperes: float) -> list[bom.Part]:
    return [one._replace(milliamperes=dict.fromkeys(bom.STATES, milliamperes)) if one.id == part else one
            for one in PARTS]  # fmt: skip


def test_everything_at_once_is_within_four_fifths_of_the_supply():
    assert power.misfits(PARTS) == []
    for rail in power.RAILS:
        assert power.load(PARTS, rail.name, "peak") <= 0.8 * rail.limit_ma


def test_a_rail_carries_what_hangs_behind_it():
    main = power.load(PARTS, "main", "peak")
    kiosk = sum(part.quantity * part.milliamperes["peak"] for part in PARTS if part.used_in == "kiosk")
    assert main == pytest.approx(kiosk)


@pytest.mark.parametrize("state", bom.STATES[:2])
def test_peak_is_the_most(state):
    for rail in power.RAILS:
        assert power.load(PARTS, rail.name, state) <= power.load(PARTS, rail.name, "peak")


@pytest.mark.parametrize(
    ("part", "milliamperes", "said"),
    [("printer", 2100, "main"), ("printer", 2500, "printer_fuse"), ("screen", 1500, "pi_fuse"),
     ("presence", 300, "3v3"), ("relays", 5000, "panel")],
)  # fmt: skip
def test_too_much_is_found(part, milliamperes, said):
    assert any(said in sentence for sentence in power.misfits(drawn(part, milliamperes)))


def test_the_ring_takes_what_the_firmware_lets_it():
    assert power.ring_ma() == pytest.approx(pinout.RING_LAMPS * power.LAMP_MA * pinout.RING_BRIGHTEST / 255)
    assert any("ring" in sentence for sentence in power.misfits(drawn("ring", 720)))


def test_every_fuse_is_bought_and_trips_before_its_wire_burns():
    known = {part.id for part in PARTS}
    for rail in power.RAILS:
        assert not rail.fuse or rail.fuse in known
        assert rail.fuse_ma <= rail.wire_ma


def test_the_capacitor_carries_the_printers_step():
    assert power.capacitor_uf() <= 2200
    assert "2200 uF" in next(part.part for part in PARTS if part.id == "capacitor")


def test_a_hot_busy_day_is_no_harm():
    assert thermal.misfits(PARTS) == []
    assert thermal.misfits(drawn("screen", 9000)) != []


@given(st.floats(0.1, 80))
def test_what_leaves_is_what_comes_in(watts):
    rise = thermal.warmer(watts)
    assert thermal.watts_out(rise) == pytest.approx(watts, rel=1e-6)
    assert thermal.warmer(watts * 1.1) > rise
