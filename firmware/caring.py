"""Two jobs: the power of the Pi and of the printer; and the ring of lamps."""

import asyncio

import guard
import kept
import lamps
from state import SHOWN_MS
from wire import panel as say

CARE_MS = 250


async def care(panel):
    """Look after the Pi's power, and the printer's."""
    board, pi = panel.board, panel.guard
    while True:
        now = board.now()
        has_halted = board.level("pi_has_halted") == 1
        pi.look(has_halted, panel.was_pressed, now)
        panel.was_pressed = False
        board.put("pi_please_halt", 0 if pi.state == guard.ASKING else 1)
        board.put("pi_power_cut", 1 if pi.state == guard.CUT else 0)
        _tell_asked(panel, now)
        is_on = panel.printer.look(pi.is_printing, pi.state == guard.RESTING and has_halted, now)
        board.put("printer_power", int(is_on))
        panel.talk.tell(say.Printer(int(is_on)))
        if panel.deaf and now >= kept.TRIES_MS:
            _listen_again(panel, now)
        starts = panel.starts if now < panel.well_at else 0
        board.keep(kept.Kept(starts, panel.deaf, pi.cycles, pi.wakes_in_s(now)).words())
        panel.ran.add("care")
        await asyncio.sleep_ms(CARE_MS)


def _listen_again(panel, now):
    """What was refused may be said by another kiosk by now, or with other words."""
    panel.starts, panel.deaf, panel.well_at = kept.LAST_TRY, kept.HEARS_ALL, now + kept.WELL_MS
    panel.refused.clear()
    panel.talk.forget(say.Refused)


def _tell_asked(panel, now):
    """Said once when it begins, and again to whoever comes meanwhile; the rest of the time there is nothing to say."""
    is_asking = panel.guard.state == guard.ASKING
    if is_asking and not panel.has_asked:
        panel.talk.tell(say.Asked(panel.guard.asked_s(now)))
    elif panel.has_asked and not is_asking:
        panel.talk.forget(say.Asked)
    panel.has_asked = is_asking


async def glow(panel):
    """The ring."""
    while True:
        now = panel.board.now()
        is_resting = panel.guard.state == guard.RESTING
        state = lamps.shown(panel.lamp, panel.talk.is_up, is_resting)
        test = panel.test
        if test and (not test.is_over or now - panel.test_shown < SHOWN_MS or panel.board.level("jig") == 0):
            panel.board.show(lamps.test_picture(test.right, test.wrong))
        else:
            panel.board.show(lamps.colours(state, now))
        panel.ran.add("glow")
        await asyncio.sleep_ms(lamps.PAUSE_MS[state])
