"""Start the panel's firmware without a board: main.py as it is, on a machine that is not there. See machine.py."""

import sys

_HERE = __file__.rpartition("/")[0]
_FIRMWARE = _HERE + "/.."
sys.path[:0] = [_HERE, _FIRMWARE, _FIRMWARE + "/.."]


def prepare():
    """Give both Pythons what a board's has: ticks, sleep_ms, and time that stands still where that is wanted."""
    import asyncio
    import time

    import machine

    if sys.implementation.name == "micropython":

        class _Time:
            ticks_ms = staticmethod(machine.ticks_ms)
            ticks_diff = staticmethod(machine.ticks_diff)
            gmtime = staticmethod(time.gmtime)

        sys.modules["time"] = _Time
    else:
        time.ticks_ms, time.ticks_diff = machine.ticks_ms, machine.ticks_diff
        asyncio.sleep_ms = lambda ms: asyncio.sleep(ms / 1000)
    if machine.is_virtual:
        import virtual_time

        sys.modules["asyncio"] = virtual_time
        import board

        board.Board.rest = virtual_time.rest
        machine.on_stir.append(virtual_time.stir)


if __name__ == "__main__":
    prepare()
    import machine

    machine.connect()
    import main

    main.start()
