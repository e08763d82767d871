"""The Pi's watchdog: every step of its table, and the stories it is there for."""

from guard import (
    ASKED_S,
    ASKING,
    BEATING,
    BOOT_MS,
    BOOTING,
    CUT,
    CUT_MS,
    GOING_MS,
    LOST,
    PAUSES_MS,
    RESTING,
    SILENT_MS,
    STEPS,
    WELL_MS,
    Guard,
)

TICK = 250
BEAT_MS = 2_000


class Story:
    """A Pi and its guard; time goes in the panel's ticks."""

    def __init__(self, has_met=True):
        self.now = 0
        self.guard = Guard(has_met, 0)
        self.cuts = []  # when its power was cut

    def go(self, ms, beats=False, is_printing=False, has_halted=False, is_button_down=False):
        """Let ms pass."""
        end = self.now + ms
        while self.now < end:
            self.now += TICK
            if beats and self.now % BEAT_MS == 0:
                self.guard.beat(is_printing, self.now)
            before = self.guard.state
            self.guard.look(has_halted, is_button_down, self.now)
            if self.guard.state == CUT and before != CUT:
                self.cuts.append(self.now)
        return self.guard.state


def test_a_pi_that_hangs_has_its_power_cut_within_90_s():
    story = Story()
    assert story.go(60_000, beats=True) == BEATING
    hung = story.now
    story.go(90_000)
    assert len(story.cuts) == 1
    assert story.cuts[0] - hung <= 90_000
    assert story.guard.state == BOOTING


def test_it_is_asked_for_20_s_and_cut_for_5():
    story = Story()
    story.go(10_000, beats=True)
    story.go(SILENT_MS + TICK)
    assert story.guard.state == ASKING
    assert story.guard.asked_s(story.now) == ASKED_S
    assert story.go(ASKED_S * 1_000 - TICK) == ASKING
    assert story.guard.asked_s(story.now) == 1
    assert story.go(TICK) == CUT
    assert story.guard.asked_s(story.now) == 0
    assert story.go(CUT_MS - TICK) == CUT
    assert story.go(TICK) == BOOTING


def test_one_that_says_it_is_down_is_cut_at_once():
    story = Story()
    story.go(10_000, beats=True)
    story.go(SILENT_MS + 2_000)
    assert story.go(TICK, has_halted=True) == CUT


def test_a_beat_after_the_asking_changes_nothing_for_it_goes_down():
    story = Story()
    story.go(10_000, beats=True)
    story.go(SILENT_MS + 2_000)
    assert story.go(4_000, beats=True) == ASKING
    story.go(20_000)
    assert len(story.cuts) == 1


def test_a_pi_that_beats_is_never_cut_however_it_does_it():
    story = Story()
    for pause in (2_000, 30_000, SILENT_MS - BEAT_MS, 10_000) * 20:
        story.go(pause)
        story.go(BEAT_MS, beats=True)
    assert story.cuts == []


def test_pauses_between_cycles_that_do_not_help_grow():
    story = Story()
    story.go(10_000, beats=True)
    story.go(4 * 3_600_000)
    gaps = [later - sooner for sooner, later in zip(story.cuts, story.cuts[1:])]  # noqa: B905 - MicroPython
    rest = CUT_MS + BOOT_MS + ASKED_S * 1_000
    expected = [rest + pause for pause in PAUSES_MS[1:]]
    assert [round(gap, -4) for gap in gaps[:3]] == [round(gap, -4) for gap in expected]
    assert all(abs(gap - expected[-1]) < 2_000 for gap in gaps[3:])
    assert len(gaps) >= 6


def test_a_pi_that_hangs_again_soon_after_its_cycle_waits_for_the_pause_too():
    story = Story()
    story.go(10_000, beats=True)
    story.go(120_000)
    story.go(WELL_MS - 60_000, beats=True)
    hung = story.now
    story.go(10 * 60_000)
    assert len(story.cuts) == 2
    assert story.cuts[1] - hung >= SILENT_MS + PAUSES_MS[1]


def test_ten_minutes_of_beats_and_all_is_forgotten():
    story = Story()
    story.go(10_000, beats=True)
    story.go(120_000)
    story.go(WELL_MS + 60_000, beats=True)
    assert story.guard.cycles == 0
    hung = story.now
    story.go(90_000)
    assert story.cuts[1] - hung <= 90_000


def test_a_pi_that_comes_back_by_itself_in_the_pause_is_left_alone():
    story = Story()
    story.go(10_000, beats=True)
    story.go(100_000 + BOOT_MS)
    assert story.guard.state == LOST
    assert story.go(3_000, beats=True) == BEATING
    story.go(60_000, beats=True)
    assert len(story.cuts) == 1


def test_a_pi_that_never_comes_up_is_cycled_after_five_minutes():
    story = Story()
    story.go(BOOT_MS - TICK)
    assert story.guard.state == BOOTING
    story.go(ASKED_S * 1_000 + 2 * TICK)
    assert len(story.cuts) == 1


def test_on_a_workbench_nothing_is_cut_until_the_first_beat():
    story = Story(has_met=False)
    story.go(24 * 3_600_000)
    assert story.cuts == []
    story.go(4_000, beats=True)
    assert story.guard.has_met
    story.go(90_000)
    assert len(story.cuts) == 1


def test_who_rests_is_woken_at_its_time_and_not_before():
    story = Story()
    story.go(10_000, beats=True)
    story.guard.rest(8 * 3_600, story.now)
    slept = story.now
    story.go(10_000, beats=True)
    assert story.go(8 * 3_600_000 - 11_000, has_halted=True, is_button_down=True) == RESTING
    story.go(2_000, has_halted=True)
    assert len(story.cuts) == 1
    assert abs(story.cuts[0] - slept - 8 * 3_600_000) < 1_000


def test_who_rests_until_a_button_wakes_at_a_button_but_not_while_it_still_goes_down():
    story = Story()
    story.go(10_000, beats=True)
    story.guard.rest(0, story.now)
    assert story.go(GOING_MS - TICK, is_button_down=True) == RESTING
    assert story.go(24 * 3_600_000) == RESTING
    assert story.go(TICK, is_button_down=True) == CUT


def test_who_was_shut_down_without_a_word_rests_until_a_button():
    story = Story()
    story.go(10_000, beats=True)
    assert story.go(20_000, has_halted=True) == RESTING
    assert story.go(24 * 3_600_000, has_halted=True) == RESTING
    assert story.go(TICK, has_halted=True, is_button_down=True) == CUT
    assert len(story.cuts) == 1


def test_a_pin_that_says_down_while_the_pi_beats_is_not_believed():
    story = Story()
    assert story.go(600_000, beats=True, has_halted=True) == BEATING


def test_who_said_it_rests_and_did_not_is_watched_again():
    story = Story()
    story.go(10_000, beats=True)
    story.guard.rest(0, story.now)
    assert story.go(GOING_MS + 4_000, beats=True) == BEATING
    story.go(90_000)
    assert len(story.cuts) == 1


def test_the_table_leads_from_everywhere_to_a_pi_that_beats():
    for start in (BOOTING, LOST, ASKING, CUT, RESTING):
        reached = {start}
        for _ in STEPS:
            reached |= {then for (state, _), then in STEPS.items() if state in reached}
        assert BEATING in reached
        assert CUT in reached


def test_power_is_never_cut_without_having_asked_but_for_who_rests():
    assert {state for (state, _), then in STEPS.items() if then == CUT} == {ASKING, RESTING}


def test_printing_counts_only_while_the_pi_beats():
    story = Story()
    story.go(10_000, beats=True, is_printing=True)
    assert story.guard.is_printing
    story.go(SILENT_MS + TICK)
    assert not story.guard.is_printing


def test_cycles_and_a_rest_of_before_a_reset_go_on():
    story = Story()
    story.guard = Guard(True, 0, cycles=2)
    story.go(BOOT_MS + PAUSES_MS[2] - TICK)
    assert story.guard.state == LOST
    assert story.go(2 * TICK) == ASKING
    for wakes_s, is_woken in ((0, False), (100, True)):
        story = Story()
        story.guard = Guard(True, 0, wakes_s=wakes_s)
        assert story.guard.wakes_in_s(0) == wakes_s
        story.go(110_000, has_halted=True)
        assert bool(story.cuts) == is_woken
    assert Guard(True, 0).wakes_in_s(0) is None


def test_who_cannot_hear_beats_cuts_nothing():
    story = Story()
    story.go(10_000, beats=True)
    story.guard.stand_down(story.now)
    assert story.go(10 * BOOT_MS) == BOOTING
    assert story.cuts == []
