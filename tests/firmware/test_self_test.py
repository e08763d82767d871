"""The self-test, in the jig and where the panel stands."""

from self_test import ALONE_MS, BUTTONS, CONTACTS, JIG_MS, STEPS, SelfTest, sentence

ALL = (1 << len(STEPS)) - 1


def bit(name):
    return 1 << STEPS.index(name)


def levels(low=()):
    return {name: 0 if name in low else 1 for name in CONTACTS}


def look(test, now, low=(), light=30_000, rail=5.0, has_clock=True, seconds=1_800_000_000):
    return test.look(levels(low), light, rail, has_clock, seconds, now)


def test_in_the_jig_every_contact_is_seen_both_ways_and_then_all_is_right():
    test = SelfTest(True, 0)
    for number, name in enumerate(CONTACTS):
        assert not look(test, number * 250, low=(name,))
    assert look(test, 3_000, seconds=1_800_000_003)
    assert (test.right, test.wrong) == (ALL, 0)
    assert "all right" in sentence(test.right, test.wrong)


def test_in_the_jig_a_button_never_pressed_is_wrong_in_the_end():
    test = SelfTest(True, 0)
    for number, name in enumerate(CONTACTS[1:]):
        look(test, number * 250, low=(name,))
    assert not look(test, JIG_MS - 1, seconds=1_800_000_050)
    assert look(test, JIG_MS, seconds=1_800_000_060)
    assert test.wrong == bit("button_round")
    assert sentence(test.right, test.wrong) == "self-test: not right: button_round"


def test_alone_a_stuck_button_is_wrong_and_what_nobody_moves_is_not_looked_at():
    test = SelfTest(False, 0)
    look(test, 0, low=("button_left",))
    assert look(test, ALONE_MS, low=("button_left",), seconds=1_800_000_003)
    assert test.wrong == bit("button_left")
    looked_at = test.right | test.wrong
    assert not looked_at & (bit("paper_switch") | bit("door_switch") | bit("presence"))
    for name in BUTTONS:
        assert looked_at & bit(name)


def test_a_clock_that_stands_still_is_wrong_and_one_left_out_is_not_looked_at():
    test = SelfTest(False, 0)
    look(test, 0)
    assert look(test, ALONE_MS)
    assert test.wrong == bit("clock_runs")
    test = SelfTest(False, 0)
    assert look(test, ALONE_MS, has_clock=False, seconds=0)
    assert test.wrong == 0


def test_in_the_jig_a_clock_that_does_not_answer_is_wrong():
    test = SelfTest(True, 0)
    look(test, JIG_MS, has_clock=False, seconds=0)
    assert test.wrong & bit("clock")


def test_only_the_jig_sets_a_clock_that_has_lost_the_time():
    assert SelfTest(True, 0).wants_clock_set(True, 0)
    assert not SelfTest(True, 0).wants_clock_set(True, 1_800_000_000)
    assert not SelfTest(False, 0).wants_clock_set(True, 0)


def test_light_and_supply_out_of_their_ranges():
    for light, rail, wrong in ((0, 5.0, "room_light"), (30_000, 4.5, "supply"), (30_000, 5.6, "supply")):
        test = SelfTest(False, 0)
        look(test, 0)
        assert look(test, ALONE_MS, light=light, rail=rail, seconds=1_800_000_003)
        assert test.wrong == bit(wrong)


def test_there_is_a_lamp_for_each_step():
    assert len(STEPS) == 12
