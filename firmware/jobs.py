"""What the panel does, one loop for each thing. They meet in `Panel`; each says in `ran` that it lives."""

import asyncio

import clock
import distance
import faults
import guard
import lamps
import light
import pinout
import self_test
from buttons import Contact
from presence import Presence, near
from printer_supply import PrinterSupply
from switches import Switch
from talk import Talk
from wire import panel as say

SENSE_MS, CARE_MS = 250, 250
CLOCK_MS = 3_600_000
FAILED_MS = 3_600_000  # how long a fault of our own is told
SHOWN_MS = 10_000  # how long the ring shows a self-test's outcome
LONGEST_REST_MS = 1_000


class Panel:
    """All that is so on this panel."""

    def __init__(self, board, name, has_failed):
        """name: with version; has_failed: whether a fault of its own ended the last run."""
        now = board.now()
        self.has_failed = has_failed
        self.board = board
        self.talk = Talk(board.chance(), name, now)
        self.contacts = [Contact() for _ in say.BUTTONS]
        self.guard = guard.Guard(faults.has_met(), now)
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
        self.ran = set()


async def converse(panel):
    """Buttons to the line, the line to everybody: the one loop that must be quick."""
    board, talk, contacts = panel.board, panel.talk, panel.contacts
    while True:
        now = board.now()
        levels = board.buttons()
        for which, contact in enumerate(contacts):
            if contact.look(levels[which], now):
                talk.press(say.Button(which, int(contact.is_down)), now)
        data = board.read_line()
        for message in talk.hear(data, now) if data else ():
            HEARD[type(message)](panel, message, now)
        if talk.has_begun():
            _begin(panel, now)
        board.write_line(talk.to_write(now))
        panel.ran.add("converse")
        wait = min(talk.link.wait_ms(now), LONGEST_REST_MS, *[contact.wait_ms(now) for contact in contacts])
        await board.rest(wait)


def _begin(panel, now):
    """Whoever is there now knows nothing; a press that began before it came is not meant for it."""
    for which, contact in enumerate(panel.contacts):
        contact.ignore()
        panel.talk.press(say.Button(which, 0), now)
    panel.has_asked = False  # fewer seconds are left than were said before
    _read_clock(panel, now)


def _beat(panel, message, now):
    if not panel.guard.has_met:
        faults.meet()
    panel.guard.beat(message.is_printing, now)


def _set_clock(panel, message, now):
    clock.write(panel.board.bus, pinout.CLOCK_ADDRESS, message.seconds)
    _read_clock(panel, now)


def _light(panel, message, now):
    if message.state < len(say.LAMPS):
        panel.lamp = message.state


def _printer_power(panel, message, now):
    panel.printer.is_wanted = bool(message.is_on)


def _rest(panel, message, now):
    panel.guard.rest(message.until_s, now)


def _test(panel, message, now):
    if message.begin and (panel.test is None or panel.test.is_over):
        panel.test = self_test.SelfTest(panel.board.level("jig") == 0, now)


HEARD = {
    say.Lamp: _light,
    say.Beat: _beat,
    say.PrinterPower: _printer_power,
    say.SetClock: _set_clock,
    say.Resting: _rest,
    say.SelfTest: _test,
}


async def sense(panel):
    """Switches, light, supply, presence, clock: what is so is told when it changes."""
    board, talk = panel.board, panel.talk
    while True:
        now = board.now()
        talk.tell(say.Paper(panel.paper.look(board.level("paper_switch"), now)))
        talk.tell(say.Door(panel.door.look(board.level("door_switch"), now)))
        talk.tell(say.Presence(_look_for_people(panel, now)))
        raw_light = board.sample("room_light")
        rail = light.volts(board.sample("supply"), pinout.SUPPLY_HALVES)
        talk.tell(say.Light(panel.light.look(raw_light, now)))
        _trouble(panel, "light", panel.light.is_lying)
        _trouble(panel, "presence", panel.presence.is_lying)
        _trouble(panel, "power", panel.supply.look(rail, now))
        _trouble(panel, "button", any(contact.is_stuck for contact in panel.contacts))
        _trouble(panel, "watchdog", panel.has_failed and now < FAILED_MS)
        if now - panel.clock_read >= CLOCK_MS:
            _read_clock(panel, now)
        if panel.test and not panel.test.is_over:
            _go_on_testing(panel, raw_light, rail, now)
        panel.ran.add("sense")
        await asyncio.sleep_ms(SENSE_MS)


def _look_for_people(panel, now):
    if not panel.has_distance:
        return panel.presence.look(panel.board.level("presence") == 1, now)
    mm = distance.read(panel.board.bus, pinout.DISTANCE_ADDRESS)
    return panel.presence.look(near(mm, panel.presence.told == 1), now)


def _trouble(panel, what, is_so):
    panel.talk.tell(say.Trouble(say.TROUBLES.index(what), int(is_so)))


def _read_clock(panel, now):
    panel.has_clock, panel.seconds = clock.read(panel.board.bus, pinout.CLOCK_ADDRESS)
    panel.had_clock = panel.had_clock or panel.has_clock
    panel.clock_read = now
    panel.talk.tell(say.Clock(panel.seconds))
    _trouble(panel, "clock", panel.had_clock and not panel.seconds)


def _go_on_testing(panel, raw_light, rail, now):
    board, test = panel.board, panel.test
    _read_clock(panel, now)
    if test.wants_clock_set(panel.has_clock, panel.seconds):
        clock.write(board.bus, pinout.CLOCK_ADDRESS, self_test.SET_FOR_TEST)
    levels = {name: board.level(name) for name in self_test.CONTACTS}
    if test.look(levels, raw_light, rail, panel.has_clock, panel.seconds, now):
        panel.talk.tell(say.Tested(test.right, test.wrong))
        panel.test_shown = now
        print(self_test.sentence(test.right, test.wrong))


async def care(panel):
    """Look after the Pi's power, and the printer's."""
    board, pi = panel.board, panel.guard
    while True:
        now = board.now()
        has_halted = board.level("pi_has_halted") == 1
        pi.look(has_halted, any(contact.is_down for contact in panel.contacts), now)
        board.put("pi_please_halt", 0 if pi.state == guard.ASKING else 1)
        board.put("pi_power_cut", 1 if pi.state == guard.CUT else 0)
        _tell_asked(panel, now)
        is_on = panel.printer.look(pi.is_printing, pi.state == guard.RESTING and has_halted, now)
        board.put("printer_power", int(is_on))
        panel.talk.tell(say.Printer(int(is_on)))
        panel.ran.add("care")
        await asyncio.sleep_ms(CARE_MS)


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


JOBS = (("converse", converse), ("sense", sense), ("care", care), ("glow", glow))
