"""What the panel does, one loop for each thing, saying in `ran` that it lives. This one has line and buttons."""

import clock
import faults
import kept
import pinout
import self_test
from caring import care, glow
from guard import RESTING
from sensing import measure, sense
from state import read_clock
from wire import panel as say

LONGEST_REST_MS = 1_000


async def converse(panel):
    """Buttons to the line, the line to everybody: the one loop that must be quick."""
    board, talk, contacts = panel.board, panel.talk, panel.contacts
    while True:
        now = board.now()
        levels = board.buttons()
        for which, contact in enumerate(contacts):
            if contact.look(levels[which], now):
                panel.was_pressed = True
                talk.press(say.Button(which, int(contact.is_down)), now)
        data = board.read_line()
        for message in talk.hear(data, now) if data else ():
            _act(panel, message, now)
        if talk.has_begun():
            _begin(panel, now)
        board.write_line(talk.to_write(now))
        panel.ran.add("converse")
        if panel.guard.state == RESTING:  # nobody answers, and who comes says so itself
            await board.rest(LONGEST_REST_MS)
            continue
        wait = min(talk.link.wait_ms(now), LONGEST_REST_MS, *[contact.wait_ms(now) for contact in contacts])
        await board.rest(wait)


def _begin(panel, now):
    """Whoever is there now knows nothing; a press that began before it came is not meant for it."""
    for which, contact in enumerate(panel.contacts):
        contact.ignore()
        panel.talk.press(say.Button(which, 0), now)
    panel.has_asked = False  # fewer seconds are left than were said before
    read_clock(panel, now)


def _act(panel, message, now):
    """Do what was asked. What fails is let go and told: the kiosk would say it to every panel that comes back."""
    kind = type(message)
    if panel.deaf == kept.HEARS_NOTHING or (panel.deaf and kind is not say.Beat):
        _refuse(panel, kind, "not listened to")
        return
    try:
        HEARD[kind](panel, message, now)
    except Exception as error:  # noqa: BLE001 - whatever it was, the same follows
        _refuse(panel, kind, repr(error))
        if kind is say.Beat:
            panel.guard.stand_down(now)


def _refuse(panel, kind, why):
    code = say.code_of(kind)
    if code not in panel.refused:
        panel.refused.add(code)
        print(kind.__name__, why)
    panel.talk.tell(say.Refused(code))


def _beat(panel, message, now):
    is_first = not panel.guard.has_met
    panel.guard.beat(message.is_printing, now)
    if is_first:
        faults.meet()


def _set_clock(panel, message, now):
    clock.write(panel.board.bus, pinout.CLOCK_ADDRESS, message.seconds)
    read_clock(panel, now)


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


JOBS = (
    ("converse", converse),
    ("sense", sense),
    ("measure", measure),
    ("care", care),
    ("glow", glow),
)
