"""The printer's power."""

from printer_supply import OFF_MS, PrinterSupply


def test_it_is_on_from_the_start():
    assert PrinterSupply().look(False, False, 0)


def test_off_when_the_pi_says_so_but_not_under_a_slip():
    supply = PrinterSupply()
    supply.is_wanted = False
    assert [supply.look(True, False, now) for now in range(0, 10_000, 250)] == [True] * 40
    assert not supply.look(False, False, 10_000)


def test_off_and_on_again_is_long_enough_to_begin_anew():
    supply = PrinterSupply()
    supply.is_wanted = False
    supply.look(False, False, 1_000)
    supply.is_wanted = True
    assert not supply.look(False, False, 1_000 + OFF_MS - 1)
    assert supply.look(False, False, 1_000 + OFF_MS)


def test_it_rests_with_the_pi():
    supply = PrinterSupply()
    assert not supply.look(False, True, 1_000)
    assert supply.look(False, False, 60_000)
