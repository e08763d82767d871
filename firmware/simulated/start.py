"""Start the panel's firmware without a board: main.py as it is, on a machine that is not there. See machine.py."""

import os
import sys

_HERE = __file__.rpartition("/")[0]
_FIRMWARE = _HERE + "/.."


def prepare(is_virtual, after_reset=False):
    """Give the firmware what a board's MicroPython has, on both Pythons; returns main, ready to run."""
    import asyncio

    import simulated_parts
    import simulated_world as world
    import virtual_time

    import board
    import caring
    import main
    import sensing

    world.begin_anew(is_virtual, after_reset)
    simulated_parts.begin_anew()
    board.time = world  # ticks_ms and ticks_diff
    board.CHIP = "Raspberry Pi Pico with RP2040"
    if is_virtual:
        virtual_time.begin_anew()
        asyncio = virtual_time
        board.Board.rest = virtual_time.rest
    elif not hasattr(asyncio, "sleep_ms"):
        asyncio.sleep_ms = lambda ms: asyncio.sleep(ms / 1000)
    for module in (board, sensing, caring, main):
        module.asyncio = asyncio
    return main


if __name__ == "__main__":
    sys.path[:0] = [_HERE, _FIRMWARE, _FIRMWARE + "/.."]
    if os.getenv("PANEL_LINE") == "usb":
        sys.path.insert(0, _HERE + "/usb_option")
    ready = prepare(os.getenv("PANEL_TIME") == "virtual", os.getenv("PANEL_RESET") == "watchdog")
    import simulated_world

    simulated_world.connect()
    ready.start()
