"""The room's light and the 5 V rail."""

from light import LOW_MS, PAUSE_MS, STEP, WRONG_MS, Light, Supply, volts
from wire.panel import UNKNOWN


def test_the_tremble_of_a_line_is_not_told():
    light = Light()
    first = light.look(30_000, 0)
    said = {light.look(30_000 + (now % 7) * 200, now) for now in range(0, 60_000, 250)}
    assert said == {first}


def test_a_lamp_switched_on_is_told_at_most_once_a_second():
    light = Light()
    told, last = 0, light.look(1_000, 0)
    for now in range(PAUSE_MS, PAUSE_MS + 10_000, 250):
        level = light.look(40_000 if now % 500 else 10_000, now)
        told += level != last
        last = level
    assert 5 <= told <= 10


def test_every_level_is_from_dark_to_254():
    for raw in range(100, 65_450, 97):
        assert 0 <= Light().look(raw, 0) <= 254


def test_a_cut_or_shorted_line_is_not_believed_and_believed_again():
    for wrong in (0, 65_535):
        light = Light()
        light.look(30_000, 0)
        assert light.look(wrong, WRONG_MS - 1) != UNKNOWN
        assert light.look(wrong, WRONG_MS + 2_000) == UNKNOWN
        assert light.is_lying
        assert light.look(30_000, WRONG_MS + 4_000) == 30_000 * 254 // 65_535
        assert not light.is_lying


def test_small_steps_add_up():
    light = Light()
    light.look(20_000, 0)
    for step in range(100):
        light.look(20_000 + step * 300, 2_000 + step * 1_000)
    assert abs(light.told - (20_000 + 99 * 300) * 254 // 65_535) <= STEP


def test_a_rail_that_sags_for_long_is_told_until_it_is_well_up_again():
    supply = Supply()
    assert not supply.look(5.1, 0)
    assert not supply.look(4.4, 1_000)
    assert not supply.look(4.4, LOW_MS - 1)
    assert supply.look(4.4, LOW_MS + 1)
    assert supply.look(4.7, LOW_MS + 250)
    assert not supply.look(4.8, LOW_MS + 500)


def test_a_rail_that_is_not_wired_is_no_trouble():
    supply = Supply()
    assert not [now for now in range(0, 60_000, 250) if supply.look(0.02, now)]


def test_half_a_rail_in_volts():
    assert abs(volts(49_500, 2) - 4.985) < 0.01
