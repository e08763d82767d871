import logging
from datetime import UTC, datetime

import pytest

from kiosk_ui import panel_duties
from kiosk_ui.buttons import Button
from kiosk_ui.panel_duties import BEAT_EVERY_S, SETS_AGAIN_S, PanelDuties, open_panel
from kiosk_ui.panel_events import AllUp, Dark, LinkIs, Near
from kiosk_ui.view import View
from tests.fakes.clock import HandClock
from tests.fakes.far_panel import far_panel, wait_until
from wire import panel, service_manager
from wire.known_time import KnownTime

ASLEEP = View("asleep")


class Window:
    """Notes what it is told."""

    def __init__(self):
        self.done = []

    def button(self, button, down):
        self.done.append((button, down))

    def drop_buttons(self):
        self.done.append("dropped")

    def tell(self, news):
        self.done.append(news)


class Machine:
    """Notes what it sees."""

    def __init__(self):
        self.papers, self.panels = [], []
        self.see_paper, self.see_panel = self.papers.append, self.panels.append


class Stand:
    """Duties, and what they have led to. now: seconds, moved by hand."""

    def __init__(self, tmp_path, monkeypatch):
        self.now, self.told, self.machine = 100.0, [], Machine()
        monkeypatch.setattr(panel_duties.time, "monotonic", lambda: self.now)
        self.hand, self.window = HandClock(), Window()
        self.known = KnownTime(self.hand.clock(), tmp_path / "last")
        self.duties = PanelDuties(self.window, self.known, self.machine, self.told.append)

    def hears(self, *heard):
        for one in heard:
            self.duties.hear(one)

    def turns(self, view=ASLEEP, lives=True, is_printing=False):
        self.told.clear()
        self.duties.turn(view, lives=lives, is_printing=is_printing)
        return list(self.told)


@pytest.fixture
def stand(tmp_path, monkeypatch):
    return Stand(tmp_path, monkeypatch)


def test_buttons_and_who_is_near_go_to_the_window(stand):
    stand.hears(panel.Button(0, 1), panel.Button(0, 0), Near(True), AllUp(), Near(None))
    assert stand.window.done == [
        (Button.ROUND, True),
        (Button.ROUND, False),
        Near(True),
        "dropped",
        Near(None),
    ]


def test_the_four_buttons_are_the_same_on_both_sides():
    assert [button.value for button in Button] == list(panel.BUTTONS)


def test_the_switch_in_the_rolls_path_is_known_as_long_as_there_is_a_panel(stand):
    stand.hears(panel.Paper(1), panel.Paper(0), panel.Paper(panel.UNKNOWN), panel.Paper(1), LinkIs("away"))
    assert stand.machine.papers == [True, False, None, True, None]
    assert stand.window.done == [LinkIs("away")]
    assert stand.machine.panels == ["away"]


def test_signs_of_life_come_from_the_loop_and_only_while_all_of_the_kiosk_lives(stand):
    assert stand.turns(is_printing=True) == [panel.Lamp(1), panel.Beat(1)]
    stand.now += BEAT_EVERY_S - 0.1
    assert stand.turns() == []
    stand.now += 0.1
    assert stand.turns(lives=False) == []
    assert stand.turns() == [panel.Beat(0)]
    assert stand.turns(View("heard")) == [panel.Lamp(panel.LAMPS.index("thinking"))]


def test_the_room_is_dark_or_light_and_in_between_it_stays_as_it_was(stand):
    stand.hears(*map(panel.Light, (254, 15, 9, 15, 19, 20, 9, panel.UNKNOWN, 3)), LinkIs("away"))
    assert stand.window.done == [
        *(Dark(True), Dark(False), Dark(True), Dark(False), Dark(True)),
        *(LinkIs("away"), Dark(False)),
    ]


def clock(stand, off_s):
    return panel.Clock(stand.known.now() // 1000 + off_s)


def test_the_panels_clock_is_set_by_the_hubs_time_and_not_over_and_over(stand):
    stand.hears(clock(stand, 60))
    assert stand.told == []  # no hub has been heard
    stand.known.hear(stand.hand.wall)
    stand.duties.set_clock()
    assert stand.told == [panel.SetClock(stand.hand.wall // 1000)]
    stand.duties.set_clock()
    stand.hears(clock(stand, 60))
    assert len(stand.told) == 1  # it takes no time
    stand.now += SETS_AGAIN_S
    stand.hears(clock(stand, 2))
    assert len(stand.told) == 1
    stand.hears(panel.Clock(0))
    assert len(stand.told) == 2


def test_the_panels_clock_runs_on_between_two_looks_at_it(stand):
    stand.hears(clock(stand, 0))
    stand.hand.pass_ms(500_000)
    stand.now += 500
    stand.known.hear(stand.hand.wall)
    stand.duties.set_clock()
    assert stand.told == []


def test_a_machine_without_a_battery_goes_by_the_panels(stand):
    told = datetime(2027, 3, 1, 12, tzinfo=UTC).timestamp()
    stand.hears(panel.Clock(round(told)))
    assert stand.known.now() == told * 1000


def test_whoever_goes_down_to_stay_down_says_so_unless_the_panel_wanted_it(stand):
    stand.duties.rest()
    stand.hears(panel.Asked(20))
    stand.now += 30
    stand.duties.rest()
    assert stand.told == [panel.Resting(0)]
    stand.now += panel_duties.ASKED_COUNTS_S
    stand.duties.rest()
    assert stand.told == [panel.Resting(0)] * 2


def test_what_the_panel_fails_at_is_logged_by_its_name(stand, caplog):
    stand.hears(panel.Refused(panel.code_of(panel.SetClock)))
    (record,) = caplog.records
    assert "fails at SetClock" in record.message
    assert stand.window.done == []


def test_what_ails_the_panel_is_logged_in_words_and_people_are_not(stand, caplog):
    caplog.set_level(logging.INFO)
    stand.hears(panel.Door(1), panel.Door(0), panel.Door(panel.UNKNOWN), panel.Light(99), panel.Printer(1))
    stand.hears(*(panel.Trouble(what, 1) for what in range(len(panel.TROUBLES))), panel.Trouble(0, 0))
    lines = [record.getMessage() for record in caplog.records]
    assert lines[:2] == ["the case is open", "the case is shut"]
    assert [line.split(": ")[1] for line in lines[2:]] == [*panel.TROUBLES, panel.TROUBLES[0]]
    assert stand.window.done == ["dropped"]  # the jammed button
    caplog.clear()
    stand.hears(panel.Button(1, 1), Near(True), Near(False))
    assert not caplog.records


def test_a_kiosk_without_a_panel_says_nothing_to_nobody(tmp_path):
    known, machine = KnownTime(HandClock().clock(), tmp_path / "last"), Machine()
    with open_panel("none", Window(), known, machine) as duties:
        duties.turn(ASLEEP, lives=True, is_printing=False)
    assert machine.panels == []


@pytest.mark.parametrize("goes_down", [True, False])
def test_a_panel_is_there_for_as_long_as_the_kiosk_and_told_of_its_rest(tmp_path, monkeypatch, goes_down):
    monkeypatch.setattr(service_manager, "goes_down", lambda: goes_down)
    known, window, machine = KnownTime(HandClock().clock(), tmp_path / "last"), Window(), Machine()
    with far_panel(tmp_path / "panel") as far:
        with open_panel(str(tmp_path / "panel"), window, known, machine) as duties:
            wait_until(lambda: any(isinstance(one, LinkIs) and one.state == "there" for one in window.done))
            duties.turn(ASLEEP, lives=True, is_printing=False)
            wait_until(lambda: far.of(panel.Beat))
        assert far.heard == [panel.Lamp(1), panel.Beat(0), *[panel.Resting(0)] * goes_down]
    assert machine.panels == ["away", "there", "away"]
