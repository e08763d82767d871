"""Two jobs: what switches, sensors and clock say, told when it changes. The self-test asks the same."""

import asyncio

import clock
import distance
import faults
import light
import pinout
import self_test
from presence import near
from state import read_clock, trouble
from wire import panel as say

SENSE_MS, MEASURE_MS = 250, 1_000
CLOCK_MS = 3_600_000
FAILED_MS = 3_600_000  # how long a fault of our own is told, if none follows


async def sense(panel):
    """What people move: switches, and themselves."""
    board, talk = panel.board, panel.talk
    while True:
        now = board.now()
        talk.tell(say.Paper(panel.paper.look(board.level("paper_switch"), now)))
        talk.tell(say.Door(panel.door.look(board.level("door_switch"), now)))
        talk.tell(say.Presence(_look_for_people(panel, now)))
        if panel.test and not panel.test.is_over:
            go_on_testing(panel, now)
        panel.ran.add("sense")
        await asyncio.sleep_ms(SENSE_MS)


async def measure(panel):
    """What changes slowly: light, supply, the clock; and what is wrong here."""
    board = panel.board
    while True:
        now = board.now()
        panel.talk.tell(say.Light(panel.light.look(board.sample("room_light"), now)))
        trouble(panel, "light", panel.light.is_lying)
        trouble(panel, "presence", panel.presence.is_lying)
        trouble(panel, "power", panel.supply.look(_rail(board), now))
        trouble(panel, "button", any(contact.is_stuck for contact in panel.contacts))
        if panel.has_failed and now >= FAILED_MS:
            panel.has_failed = False
            faults.forget()
        trouble(panel, "watchdog", panel.has_failed)
        if now - panel.clock_read >= CLOCK_MS:
            read_clock(panel, now)
        panel.ran.add("measure")
        await asyncio.sleep_ms(MEASURE_MS)


def _rail(board):
    return light.volts(board.sample("supply"), pinout.SUPPLY_HALVES)


def _look_for_people(panel, now):
    if not panel.has_distance:
        return panel.presence.look(panel.board.level("presence") == 1, now)
    mm = distance.read(panel.board.bus, pinout.DISTANCE_ADDRESS)
    return panel.presence.look(near(mm, panel.presence.told == 1), now)


def go_on_testing(panel, now):
    """Look once more at everything that the self-test asks, and tell its outcome where it is over."""
    board, test = panel.board, panel.test
    read_clock(panel, now)
    if test.wants_clock_set(panel.has_clock, panel.seconds):
        clock.write(board.bus, pinout.CLOCK_ADDRESS, self_test.SET_FOR_TEST)
    levels = {name: board.level(name) for name in self_test.CONTACTS}
    raw_light = board.sample("room_light")
    if test.look(levels, raw_light, _rail(board), panel.has_clock, panel.seconds, now):
        panel.talk.tell(say.Tested(test.right, test.wrong))
        panel.test_shown = now
        print(self_test.sentence(test.right, test.wrong))
