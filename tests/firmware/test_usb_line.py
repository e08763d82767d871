"""The firmware with its line over USB: the real usb_line.py on a port that fails as the real one does."""

import builtins
import sys

import simulated_world as world
from played import Played
from test_main import clean_flash, heard, last, press

import faults
from wire import panel as say

OPTION = world.__file__.rpartition("/")[0] + "/usb_option"


def play(**usb):
    """A board that has the package. usb: how its port is at the start."""
    world.usb.update({"is_there": True, "is_full": False, "breaks": 0, "refuses": False})
    world.usb.update(usb)
    others = forget_usb()  # a library for printers that a test before has used has the same name
    sys.path.insert(0, OPTION)
    try:
        return Played(clean_flash("panel-usb-test-"))
    finally:
        sys.path.remove(OPTION)
        forget_usb()
        sys.modules.update(others)


def forget_usb():
    """What was imported as usb, by module; from now on it is not."""
    names = [name for name in sys.modules if name == "usb_line" or name.partition(".")[0] == "usb"]
    return {name: sys.modules.pop(name) for name in names}


def comes_up(played):
    return played.until(lambda: played.machine.pi and played.machine.pi.link.state == "up", 60_000)


def holds(played):
    """Presses arrive, each once, and nothing was reset."""
    played.go(500)
    del played.machine.pi.heard[:]
    press(played, "left")
    assert heard(played, say.Button) == [say.Button(1, 1), say.Button(1, 0)]
    assert type(played.board._line).__name__ == "_UsbLine"
    assert (played.starts, faults.last()) == (1, "")


def test_all_that_is_told_over_the_uart_is_told_over_usb():
    played = play()
    comes_up(played)
    played.go(1_000)
    for kind in (say.Presence, say.Light, say.Paper, say.Door, say.Clock, say.Printer):
        assert len(heard(played, kind)) >= 1, kind
    holds(played)


def test_a_cable_that_comes_later_finds_nothing_old():
    played = play(is_there=False)
    played.go(60_000)
    assert (played.board._line._out, played.board._unsent) == (b"", b"")
    world.hear({"usb": {"is_there": True}})
    assert comes_up(played) <= 1_000
    holds(played)


def test_a_host_that_reads_nothing_fills_a_buffer_and_no_more():
    played = play()
    comes_up(played)
    world.hear({"usb": {"is_full": True}})
    played.go(30_000)
    assert len(played.board._line._out) == 1024
    assert 0 < len(played.board._unsent) <= 2 * 1024
    world.hear({"usb": {"is_full": False}})
    played.go(3_000)  # what waited is an old session's, and is found out
    comes_up(played)
    holds(played)


def test_a_cable_that_is_pulled_again_and_again():
    played = play()
    comes_up(played)
    for ms in (10, 700, 5_000):
        world.hear({"usb": {"is_there": False}})
        press(played, "round")
        played.go(ms)
        world.hear({"usb": {"is_there": True}})
        comes_up(played)
    assert len(played.changes("pi_power_cut")) == 1
    holds(played)


def test_a_bus_that_is_reset_under_a_read_or_a_write_costs_a_moment():
    played = play()
    comes_up(played)
    for breaks in (1, 2, 7, 400):
        world.hear({"usb": {"breaks": breaks}})
        press(played, "round")
        played.until(lambda: world.usb["breaks"] == 0, 60_000)
        comes_up(played)
        assert last(played, say.Button) == say.Button(0, 0)
    holds(played)


def test_a_board_whose_usb_refuses_the_port_takes_its_uart():
    said, builtins.print = builtins.print, lambda *words: None
    try:
        played = play(refuses=True)
    finally:
        builtins.print = said
    comes_up(played)
    assert type(played.board._line).__name__ == "UART"
    press(played, "left")
    assert heard(played, say.Button)[-2:] == [say.Button(1, 1), say.Button(1, 0)]
    assert played.starts == 1
