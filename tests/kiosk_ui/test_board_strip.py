import os
from dataclasses import replace

import pytest

from firmware import pinout
from kiosk_ui import board_state, board_strip
from kiosk_ui.board_state import BoardState
from kiosk_ui.board_strip import BUTTONS, SIZE, SWITCHES, Strip
from kiosk_ui.widgets import Plate, Words

USUAL = Strip(
    "MicroPython 1.29.0", ((51, 20, 0), (0, 0, 3), *((0, 0, 0),) * 10), "", frozenset(), "All is well."
)


def plates(strip=USUAL, size=SIZE):
    return {
        item.target: item
        for item in board_strip.items(strip, size)
        if isinstance(item, Plate) and item.target
    }


@pytest.mark.parametrize("size", [SIZE, (200, 320), (450, 720)])
def test_all_that_can_be_pressed_is_there_apart_and_under_the_mouse(size):
    found = plates(USUAL, size)
    assert found.keys() == {"round", *BUTTONS, *SWITCHES}
    boxes = [plate.box for plate in found.values()]
    for number, (left, top, width, height) in enumerate(boxes):
        assert 0 <= left < left + width <= size[0]
        assert 0 <= top < top + height <= size[1]
        for other in boxes[number + 1 :]:
            apart = left >= other[0] + other[2] or other[0] >= left + width
            assert apart or top >= other[1] + other[3] or other[1] >= top + height
    for name, plate in found.items():
        middle = plate.box[0] + plate.box[2] / 2, plate.box[1] + plate.box[3] / 2
        assert board_strip.target_at(USUAL, middle, size) == name
    assert not board_strip.target_at(USUAL, (size[0] - 1, 0), size)


def test_every_word_fits_whole():
    sentences = [told_of("unplugged"), told_of("hanging"), told_of(), told_of(asks_to_halt=True)]
    for sentence in sentences:
        strip = replace(USUAL, told=sentence)
        texts = [" ".join(item.lines) for item in board_strip.items(strip) if isinstance(item, Words)]
        assert {sentence, strip.runs_on, *SWITCHES.values()} <= set(texts)


def told_of(*on, asks_to_halt=False):
    return board_strip.told(frozenset(on), BoardState(pins={"pi_please_halt": int(not asks_to_halt)}))


def test_what_happens_is_told_the_worst_first():
    cut = BoardState(pins={"pi_power_cut": 1, "pi_please_halt": 0})
    assert "cut" in board_strip.told(frozenset({"hanging"}), cut)
    assert board_strip.told(frozenset({"hanging"}), replace(cut, fault="it burns")) == "it burns"
    assert told_of(asks_to_halt=True) != told_of("hanging") != told_of()


def test_lamps_go_round_from_the_top_and_look_as_bright_as_they_are():
    lamps = board_strip.lamps(USUAL)
    assert len(lamps) == pinout.RING_LAMPS
    x, y, radius = SIZE[0] // 2, 130, 66
    assert [(lamps[at].x, lamps[at].y) for at in (0, 3, 6, 9)] == [
        (x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)
    ]  # fmt: skip
    assert lamps[0].bright == 255
    assert lamps[0].hue[0] == 255 > lamps[0].hue[1] > lamps[0].hue[2] == 0
    assert 0 < lamps[1].bright < 255, "faint light is seen, and as faint"
    assert lamps[2].bright == 0
    assert board_strip.LAMP_MOST == pinout.RING_BRIGHTEST


def test_what_is_pressed_and_switched_on_looks_so():
    for name in ("round", *BUTTONS):
        assert plates(replace(USUAL, pressed=name))[name].colour != plates()[name].colour
    for name in SWITCHES:
        assert board_strip.items(replace(USUAL, on=frozenset({name}))) != board_strip.items(USUAL)


def test_the_board_is_seen_as_it_tells_and_anew_after_each_start():
    state = board_state.begun(BoardState(), after_reset=False)
    told = (
        {"board": "MicroPython 1.29.0", "time": "real"}, {"pin": "pi_power_cut", "level": 1}, {"clock": 5},
        {"pin": "pi_please_halt", "level": 0}, {"ring": [[1, 2, 3]] * 12}, {"now": 7}, {"of a later version": 1},
    )  # fmt: skip
    for message in told:
        state = board_state.heard(state, message)
    assert (state.runs_on, state.clock_s, state.now_ms) == ("MicroPython 1.29.0", 5, 7)
    assert (state.pi_has_power, state.asks_to_halt, state.lamps) == (False, True, ((1, 2, 3),) * 12)
    again = board_state.begun(state, after_reset=True)
    assert (again.begun, again.resets, again.clock_s) == (2, 1, 5)
    assert (again.pi_has_power, again.asks_to_halt, again.lamps) == (True, False, board_state.NO_LAMPS)
    assert not again.runs_on


def test_a_board_without_power_says_so_and_is_dark():
    off = replace(USUAL, runs_on="", lamps=board_state.NO_LAMPS)
    assert any(item.lines == ("no power",) for item in board_strip.items(off) if isinstance(item, Words))
    assert all(item.lines for item in board_strip.items(off) if isinstance(item, Words))
    assert not any(lamp.bright for lamp in board_strip.lamps(off))


def test_a_lamp_shines_beyond_itself(monkeypatch):
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")
    from kiosk_ui.board_window import glow

    lamp = board_strip.lamps(USUAL)[0]
    picture = glow(lamp)
    middle = 2 * lamp.radius
    assert picture.get_at((middle, middle)) == (*lamp.hue, 255)
    assert 0 < picture.get_at((middle, middle + lamp.radius + 1)).a < 255
    assert picture.get_at((0, 0)).a == 0
