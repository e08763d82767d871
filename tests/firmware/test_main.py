"""The whole firmware with its world and a Pi that boots, beats, hangs: in virtual time, as main.py runs it."""

import os

import simulated_world as world
from played import Played
from simulated_pi import Pi

import faults
import jobs
import kept
import main
import sensing
from state import Panel
from wire import panel as say

RELEASED = [say.Button(which, 0) for which in range(4)]


def clean_flash(prefix):
    """A board's flash, whose files begin so, with nothing on it of any run before."""
    flash = (os.getenv("TMPDIR") or "/tmp") + "/" + prefix
    for name in ("fault.txt", "met.txt", "asked.txt"):
        try:
            os.remove(flash + name)
        except OSError:
            pass
    return flash


def play(has_met=False):
    played = Played(clean_flash("panel-test-"))
    if has_met:
        faults.meet()
    return played


def met():
    """A board and a Pi that talk."""
    played = play()
    played.until(lambda: played.machine.pi and played.machine.pi.link.state == "up", 60_000)
    played.go(1_000)
    return played


def heard(played, kind):
    return [message for message in played.machine.pi.heard if isinstance(message, kind)]


def last(played, kind):
    return heard(played, kind)[-1]


def press(played, button, ms=200):
    world.hear({"pin": "button_" + button, "level": 0})
    played.go(ms)
    world.hear({"pin": "button_" + button, "level": 1})
    played.go(200)


def test_whoever_comes_up_is_told_all_that_is_so():
    played = met()
    told = played.machine.pi.heard
    assert told[:4] == RELEASED
    for kind in (say.Presence, say.Light, say.Paper, say.Door, say.Clock, say.Printer):
        assert len(heard(played, kind)) >= 1, kind
    assert {message.what for message in heard(played, say.Trouble)} == set(range(len(say.TROUBLES)))
    assert heard(played, say.Asked) == []
    assert heard(played, say.Tested) == []


def test_each_button_by_its_own_name():
    played = met()
    del played.machine.pi.heard[:]
    for which, name in enumerate(say.BUTTONS):
        press(played, name)
        assert heard(played, say.Button)[-2:] == [say.Button(which, 1), say.Button(which, 0)]
    assert len(heard(played, say.Button)) == 8


def test_a_press_is_on_the_line_within_four_milliseconds():
    played = met()
    began = played.now
    world.hear({"pin": "button_left", "level": 0})
    while say.Button(1, 1) not in played.machine.pi.heard:
        played.go(1)
    assert played.now - began <= 4


def test_a_press_while_nobody_is_there_acts_on_nothing():
    played = met()
    played.machine.is_hung = True
    played.go(5_000)
    press(played, "round")
    world.hear({"pin": "button_enter", "level": 0})
    played.go(5_000)
    del played.machine.pi.heard[:]
    played.machine.is_hung = False
    played.go(1_000)
    assert heard(played, say.Button) == RELEASED
    world.hear({"pin": "button_enter", "level": 1})
    played.go(100)
    press(played, "enter")
    assert heard(played, say.Button)[4:] == [say.Button(3, 1), say.Button(3, 0)]


def test_a_stuck_button_is_told_and_the_others_still_work():
    played = met()
    world.hear({"pin": "button_left", "level": 0})
    played.go(61_500)
    assert say.Trouble(say.TROUBLES.index("button"), 1) in played.machine.pi.heard
    assert last(played, say.Button) == say.Button(1, 0)
    press(played, "right")
    assert heard(played, say.Button)[-2:] == [say.Button(2, 1), say.Button(2, 0)]
    world.hear({"pin": "button_left", "level": 1})
    played.go(1_000)
    assert last(played, say.Trouble) == say.Trouble(say.TROUBLES.index("button"), 0)


def test_paper_and_door_and_somebody():
    played = met()
    for pin, level, told in (
        ("paper_switch", 1, say.Paper(0)),
        ("paper_switch", 0, say.Paper(1)),
        ("door_switch", 1, say.Door(1)),
        ("door_switch", 0, say.Door(0)),
        ("presence", 1, say.Presence(1)),
    ):
        world.hear({"pin": pin, "level": level})
        played.until(lambda told=told: last(played, type(told)) == told, 2_000)
    world.hear({"pin": "presence", "level": 0})
    assert played.until(lambda: last(played, say.Presence) == say.Presence(0), 30_000) > 15_000


def test_a_distance_sensor_is_found_and_believed_instead():
    played = play()
    world.hear({"distance": {"is_there": True, "mm": 2_000}})
    panel = Panel(played.board, "panel", False)
    assert panel.has_distance
    for mm, told in ((2_000, say.UNKNOWN), (700, 1), (1_400, 1)):
        world.hear({"distance": {"mm": mm}})
        for _ in range(4):
            world.set_now(world.ticks_ms() + 250)
            said = sensing._look_for_people(panel, played.board.now())
        assert said == told, mm
    world.hear({"distance": {"is_there": False}})
    assert sensing._look_for_people(panel, played.board.now()) == say.UNKNOWN


def test_the_ring_shows_what_the_kiosk_says_and_that_nobody_is_there():
    played = met()
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    ring = played.ring
    assert ring[0] == [0, 45, 12]
    assert ring[1] == [0, 0, 0]
    played.machine.is_hung = True
    played.go(4_000)
    ring = played.ring
    assert [sum(lamp) > 0 for lamp in ring] == [False] * 6 + [True] + [False] * 5


def test_the_clock_is_set_and_told_now_and_then():
    played = met()
    assert last(played, say.Clock) == say.Clock(0)
    assert say.Trouble(0, 1) in played.machine.pi.heard
    played.machine.pi.say(say.SetClock(1_800_000_000))
    played.until(lambda: last(played, say.Clock).seconds >= 1_800_000_000, 1_000)
    assert last(played, say.Trouble) == say.Trouble(0, 0)
    told = len(heard(played, say.Clock))
    sensing.CLOCK_MS, hour = 300_000, sensing.CLOCK_MS
    played.go(302_000)
    sensing.CLOCK_MS = hour
    assert len(heard(played, say.Clock)) == told + 1
    assert 1_800_000_295 <= last(played, say.Clock).seconds <= 1_800_000_305


def test_a_pi_that_hangs_is_asked_then_cut_then_comes_back():
    played = met()
    played.machine.is_hung = True
    hung = played.now
    played.until(lambda: played.machine.boots == 2, 200_000)
    played.go(2_000)
    (cut, _), (on, _) = played.changes("pi_power_cut")[1:]
    asked = played.changes("pi_please_halt")[1][0]
    assert cut - hung <= 90_000
    assert 19_500 <= cut - asked <= 20_500
    assert 4_500 <= on - cut <= 5_500
    assert played.machine.pi.link.state == "up"


def test_a_pi_whose_kiosk_only_is_hung_goes_down_by_itself_and_is_cut_when_it_is_down():
    played = met()
    played.machine.beats_at = 1 << 62  # it lives, but beats no more
    played.until(lambda: heard(played, say.Asked), 70_000)
    assert last(played, say.Asked) == say.Asked(20)
    played.until(lambda: played.machine.is_down, 10_000)
    assert played.until(lambda: not played.machine.has_power, 10_000) <= 1_000


def test_a_pi_that_hangs_for_ever_is_cycled_less_and_less():
    played = met()
    played.machine.is_hung = True
    played.machine.boots_well = False
    played.go(20 * 60_000)
    cuts = [ms for ms, level in played.changes("pi_power_cut") if level]
    gaps = [(later - sooner) // 60_000 for sooner, later in zip(cuts, cuts[1:])]  # noqa: B905 - MicroPython
    assert gaps == [6, 10]


def test_on_a_workbench_nothing_is_cut():
    played = play()
    played.machine.boots_well = False
    played.go(12 * 60_000)
    assert [level for _, level in played.changes("pi_power_cut")] == [0]


def test_a_pi_that_rests_is_left_and_the_printer_with_it_until_a_button():
    played = met()
    played.machine.pi.say(say.Resting(0))
    played.go(500)
    played.machine.please_halt(played.now)
    played.go(10 * 60_000)
    assert len(played.changes("pi_power_cut")) == 1
    assert played.changes("printer_power")[-1][1] == 0
    press(played, "round")
    played.until(lambda: played.machine.boots == 2, 60_000)
    assert played.changes("printer_power")[-1][1] == 1


def rests_through_resets(until_s):
    """(a board that is reset again and again while its Pi rests, when that began)."""
    played = met()
    played.machine.pi.say(say.Resting(until_s))
    played.go(500)
    played.machine.please_halt(played.now)
    rested = played.now
    for _ in range(2):
        played.go(7 * 60_000)
        played.switch_on(after_reset=True)
    assert not [level for _, level in played.changes("pi_power_cut") if level]
    return played, rested


def test_a_panel_that_is_reset_while_the_pi_rests_wakes_it_at_its_time_and_no_sooner():
    played, rested = rests_through_resets(1_200)
    played.until(lambda: played.machine.boots == 2, 8 * 60_000)
    (woken,) = [ms for ms, level in played.changes("pi_power_cut") if level]
    assert 1_190_000 <= woken - rested <= 1_210_000


def test_a_panel_that_is_reset_while_the_pi_rests_until_a_button_waits_for_one():
    played, _ = rests_through_resets(0)
    press(played, "left")
    played.until(lambda: played.machine.boots == 2, 60_000)


def test_after_a_power_cut_a_pi_that_rested_is_looked_after_as_any_that_boots():
    played = met()
    played.machine.pi.say(say.Resting(0))
    played.go(500)
    played.machine.please_halt(played.now)
    played.go(60_000)
    played.switch_on()
    took = played.until(lambda: played.machine.boots == 2, 10 * 60_000)
    assert took >= 5 * 60_000


def test_how_many_cycles_did_not_help_is_not_forgotten_at_a_reset():
    played = met()
    played.machine.is_hung = True
    played.machine.boots_well = False
    played.go(100_000)
    for _ in range(2):
        played.switch_on(after_reset=True)
        played.go(1_000)
    assert kept.of(*played.board.kept()).cycles == 1


def test_the_printer_s_power_goes_off_and_on_but_not_under_a_slip():
    played = met()
    played.machine.is_printing = 1
    played.go(3_000)
    played.machine.pi.say(say.PrinterPower(0))
    played.go(5_000)
    assert last(played, say.Printer) == say.Printer(1)
    played.machine.is_printing = 0
    played.until(lambda: last(played, say.Printer) == say.Printer(0), 5_000)
    played.machine.pi.say(say.PrinterPower(1))
    assert played.until(lambda: last(played, say.Printer) == say.Printer(1), 5_000) >= 2_000


def test_the_self_test_of_a_panel_where_it_stands():
    played = met()
    played.machine.pi.say(say.SetClock(1_800_000_000))
    played.machine.pi.say(say.SelfTest(1))
    sensing.print = lambda *words: None
    played.until(lambda: heard(played, say.Tested), 10_000)
    assert last(played, say.Tested).wrong == 0
    assert last(played, say.Tested).right == 0b111100001111


jobs.print = lambda *words: None


def fails_at(kind, error=TypeError):
    """From now on the board fails at such messages, every time; returns what it does otherwise."""

    def fail(panel, message, now):
        raise error

    well, jobs.HEARD[kind] = jobs.HEARD[kind], fail
    return well


def ends_at(kind):
    """From now on such a message ends the run: it has a loop fail that runs later. Returns what it does otherwise."""

    def break_later(panel, message, now):
        panel.paper = None  # nothing that can be looked at

    well, jobs.HEARD[kind] = jobs.HEARD[kind], break_later
    return well


def test_a_job_that_fails_resets_the_board_within_8_s_and_it_is_told_why():
    played = met()
    shown = []
    main.show = shown.append
    well = ends_at(say.Lamp)
    played.machine.pi.say(say.Lamp(1))
    took = played.until(lambda: played.starts == 2, 20_000)
    jobs.HEARD[say.Lamp] = well
    assert took <= 8_000 + 250 + 10
    assert faults.last() == "AttributeError in sens"
    played.go(2_000)
    assert played.machine.pi.link.peer.name == "panel 0.1.0 after AttributeError in sens"
    assert say.Trouble(say.TROUBLES.index("watchdog"), 1) in played.machine.pi.heard
    assert [type(error) for error in shown] == [AttributeError]


def test_a_message_that_cannot_be_acted_on_is_let_go_and_told_and_nothing_is_reset():
    played = met()
    well = fails_at(say.Lamp)
    for lamp in (1, 2, 3):
        played.machine.pi.say(say.Lamp(lamp))
    played.machine.pi.say(say.Door(1))  # which nobody says to a panel
    played.go(60_000)
    jobs.HEARD[say.Lamp] = well
    assert [message.code for message in heard(played, say.Refused)] == [
        say.code_of(say.Lamp),
        say.code_of(say.Door),
    ]
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    assert played.ring[0] == [0, 45, 12]
    assert played.starts == 1


def test_beats_that_cannot_be_heard_cut_nobody_s_power():
    played = met()
    well = fails_at(say.Beat, MemoryError)
    played.go(8 * 60_000)
    jobs.HEARD[say.Beat] = well
    assert last(played, say.Refused) == say.Refused(say.code_of(say.Beat))
    assert len(played.changes("pi_power_cut")) == 1
    assert played.starts == 1


def repeats(played, message, ms, step=1_000):
    """A kiosk that says the same to every panel that comes back."""
    told = played.starts - 1
    for _ in range(ms // step):
        if played.starts != told and played.machine.pi and played.machine.pi.link.state == "up":
            told = played.starts
            played.machine.pi.say(message)
        played.go(step)


def test_a_message_that_ends_every_run_is_refused_by_the_third():
    played = met()
    main.show = lambda error: None
    well = ends_at(say.Lamp)
    repeats(played, say.Lamp(2), 3 * 60_000)
    jobs.HEARD[say.Lamp] = well
    assert played.starts == 3
    assert last(played, say.Refused) == say.Refused(say.code_of(say.Lamp))
    assert len(played.changes("pi_power_cut")) == 3  # said to be off at each start: nobody was cut
    assert played.machine.boots == 1  # it still hears beats


def test_where_beats_end_every_run_the_panel_hears_nothing_and_cuts_nothing():
    played = met()
    main.show = lambda error: None
    well = ends_at(say.Beat)
    played.go(10 * 60_000)
    jobs.HEARD[say.Beat] = well
    assert played.starts == 5
    assert last(played, say.Refused) == say.Refused(say.code_of(say.Beat))
    assert played.machine.boots == 1


def test_a_panel_that_was_deaf_for_hours_listens_again_and_is_deaf_at_once_where_nothing_was_mended():
    played = met()
    main.show = lambda error: None
    really, kept.TRIES_MS = kept.TRIES_MS, 12 * 60_000
    well = ends_at(say.Lamp)
    repeats(played, say.Lamp(2), 3 * 60_000)
    starts = [played.starts]
    played.go(11 * 60_000)
    for minutes in (1, 13):
        played.machine.pi.say(say.Lamp(2))
        played.go(minutes * 60_000)
        starts.append(played.starts)
    jobs.HEARD[say.Lamp], kept.TRIES_MS = well, really
    assert starts == [3, 4, 4]
    del played.machine.pi.heard[:]
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    assert played.ring[0] == [0, 45, 12]
    played.switch_on(after_reset=True)
    played.go(3_000)
    assert heard(played, say.Refused) == []


def test_a_panel_that_runs_well_for_a_while_begins_to_count_anew_and_one_that_was_flashed_hears_all():
    played = met()
    for minutes in (1, 11):
        played.go(minutes * 60_000)
        played.switch_on(after_reset=True)
    played.go(3_000)
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    assert heard(played, say.Refused) == []
    for _ in range(2):
        played.switch_on(after_reset=True)
        played.go(3_000)
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    assert last(played, say.Refused) == say.Refused(say.code_of(say.Lamp))
    with open(faults.ASKED, "w") as file:
        file.write("1")
    played.switch_on(after_reset=True)
    played.go(3_000)
    played.machine.pi.say(say.Lamp(say.LAMPS.index("ready")))
    played.go(1_000)
    assert played.ring[0] == [0, 45, 12]


def test_a_job_that_sleeps_for_ever_does_so_too():
    played = met()
    played.go(3_000)
    really, sensing.SENSE_MS = sensing.SENSE_MS, 10_000_000
    try:
        took = played.until(lambda: played.starts == 2, 20_000)
    finally:
        sensing.SENSE_MS = really
    assert took <= 9_100
    assert faults.last() == "silent in sense"


def test_a_reset_that_flashing_asked_for_is_no_fault():
    played = met()
    with open(faults.ASKED, "w") as file:
        file.write("1")
    for name in ("panel 0.1.0", "panel 0.1.0 after a hang"):
        played.switch_on(after_reset=True)
        played.go(4_000)
        assert played.machine.pi.link.peer.name == name


def test_a_reset_board_does_not_touch_the_pi():
    played = met()
    boots = played.machine.boots
    played.switch_on()
    played.go(10 * 60_000)
    assert played.machine.boots == boots
    assert played.machine.pi.link.state == "up"


def test_another_schema_is_strange_and_the_board_goes_on():
    played = met()
    played.machine.pi = Pi(9, schema=say.SCHEMA ^ 1, now=played.now)
    played.go(3_000)
    assert played.machine.pi.link.state == "strange"
    assert played.machine.pi.link.peer.name == "panel 0.1.0"
    assert played.starts == 1
