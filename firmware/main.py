"""The panel starts here: the board calls it after its own start."""

import asyncio
import sys

import faults
import kept
from board import Board
from jobs import JOBS
from state import Panel

NAME = "panel 0.1.0"  # what the Pi is told, with the version
FEED_MS = 500
SILENT_MS = 4_000  # a job that has not run for so long does so no more; half of what the watchdog bears


def show(error):
    """Tell whoever sits at the prompt."""
    if hasattr(sys, "print_exception"):
        sys.print_exception(error)  # MicroPython's way
    else:
        print(repr(error))


async def keep_doing(name, job, panel):
    """Do one job for ever. A fault ends it, is kept, and has the board begin anew: nobody stands beside it to look."""
    try:
        await job(panel)
    except Exception as error:  # noqa: BLE001 - whatever it was, the same follows
        faults.keep(name, error)
        panel.is_failing = True
        show(error)


async def run(board):
    """Start every job, and feed the own watchdog as long as each of them runs."""
    board.feed()
    was_asked = faults.was_asked()
    has_failed = board.has_barked() and not was_asked
    fault = " after " + (faults.last() or "a hang") if has_failed else ""
    before = kept.of(*board.kept())
    before.begin(has_failed, was_asked)
    board.keep(before.words())  # at once, or nobody would count a run that ends here
    panel = Panel(board, NAME + fault, has_failed, before)
    for name, job in JOBS:
        asyncio.create_task(keep_doing(name, job, panel))  # noqa: RUF006 - MicroPython's loop holds them
    is_lit, fed = 1, board.now()
    while True:
        await asyncio.sleep_ms(FEED_MS)
        if panel.is_failing:
            continue  # 8 s later the own watchdog has the board begin anew
        if len(panel.ran) == len(JOBS):
            panel.ran.clear()
            board.feed()
            is_lit, fed = 1 - is_lit, board.now()
            board.put("own_light", is_lit)
        elif board.now() - fed > SILENT_MS:
            faults.keep(" and ".join([name for name, _ in JOBS if name not in panel.ran]), "silent")
            panel.is_failing = True


def start():
    """Run for ever; what ends it is kept before the own watchdog has the board begin anew."""
    try:
        asyncio.run(run(Board()))
    except Exception as error:
        faults.keep("start", error)
        raise


if __name__ == "__main__":
    start()
