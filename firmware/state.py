"""All that is so on this panel, where its jobs meet."""

import clock
import distance
import faults
import guard
import kept
import lamps
import light
import pinout
import self_test
from buttons import Contact
from presence import Presence
from printer_supply import PrinterSupply
from switches import Switch
from talk import Talk
from wire import panel as say

SHOWN_MS = 10_000  # how long the ring shows a self-test's outcome


class Panel:
    """It has no way of its own: each job changes what is its."""

    def __init__(self, board, name, has_failed, before=None):
        """name: with version; has_failed: a fault of its own ended the last run; before: what was kept of it."""
        now = board.now()
        self.has_failed = has_failed
        self.board = board
        self.talk = Talk(board.chance(), name, now)
        self.contacts = [Contact() for _ in say.BUTTONS]
        before = before or kept.Kept()
        self.starts, self.deaf = before.starts, before.deaf
        self.well_at = kept.WELL_MS  # when the starts in a row no longer count
        can_hear = before.deaf != kept.HEARS_NOTHING
        self.guard = guard.Guard(can_hear and faults.has_met(), now, before.cycles, before.wakes_s)
        self.printer = PrinterSupply()
        self.paper, self.door = Switch(1), Switch(0)
        self.light, self.supply = light.Light(), light.Supply()
        self.has_distance = distance.is_there(board.bus, pinout.DISTANCE_ADDRESS)
        self.presence = Presence("distance" if self.has_distance else "pin")
        self.has_clock, self.seconds = clock.read(board.bus, pinout.CLOCK_ADDRESS)
        self.had_clock, self.clock_read = self.has_clock, now
        self.lamp = lamps.AWAY
        self.test = self_test.SelfTest(True, now) if board.level("jig") == 0 else None
        self.test_shown = -SHOWN_MS
        self.has_asked = False
        self.was_pressed = False  # since somebody last looked
        self.is_failing = False  # a job has ended, and why is kept
        self.ran, self.refused = set(), set()


def trouble(panel, what, is_so):
    """Something here is as it should not be, or is no longer so. what: one of TROUBLES."""
    panel.talk.tell(say.Trouble(say.TROUBLES.index(what), int(is_so)))


def read_clock(panel, now):
    """Look what time the clock says, and tell it."""
    panel.has_clock, panel.seconds = clock.read(panel.board.bus, pinout.CLOCK_ADDRESS)
    panel.had_clock = panel.had_clock or panel.has_clock
    panel.clock_read = now
    panel.talk.tell(say.Clock(panel.seconds))
    trouble(panel, "clock", panel.had_clock and not panel.seconds)
