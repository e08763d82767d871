import pytest

from kiosk_ui.session import ENDINGS, LIMITS, PATIENCE, STEPS, Effect, Event, Screen, step

EVERY = [(screen, event) for screen in Screen for event in Event]


@pytest.mark.parametrize(("screen", "event"), EVERY)
def test_every_event_is_defined_on_every_screen(screen, event):
    after, effects = step(screen, event)
    assert isinstance(after, Screen)
    assert all(isinstance(effect, Effect) for effect in effects)
    if (screen, event) not in STEPS:
        assert (after, effects) == (screen, ())


def test_heard_is_reached_by_the_commit_and_by_nothing_else():
    ways = [
        pair for pair, (after, _) in STEPS.items() if after is Screen.HEARD and pair[0] is not Screen.HEARD
    ]
    assert ways == [(Screen.KEEPING, Event.KEPT)]


def test_words_are_kept_before_anything_else_happens_to_them():
    assert step(Screen.WRITE, Event.DONE) == (Screen.KEEPING, (Effect.KEEP_ENTRY,))


@pytest.mark.parametrize("screen", [screen for screen in Screen if screen is not Screen.SORRY])
def test_a_failure_leads_to_an_ending_from_everywhere(screen):
    assert step(screen, Event.FAILED)[0] is Screen.SORRY


def test_whoever_leaves_leaves_nothing():
    for (screen, event), (after, effects) in STEPS.items():
        if after is Screen.ASLEEP or (after is Screen.ATTRACT and screen is not Screen.ASLEEP):
            assert Effect.CLEAR in effects, (screen, event)


def test_nobody_is_left_standing_before_a_screen_for_ever():
    """From every screen, time alone leads back to the question, whatever machine answers nothing."""
    answers = {Event.IDLE, Event.STUCK}
    for start in Screen:
        reached, frontier = {start}, [start]
        while frontier:
            here = frontier.pop()
            for event in answers:
                after = step(here, event)[0]
                if after not in reached:
                    reached.add(after)
                    frontier.append(after)
        assert Screen.ASLEEP in reached, start


def test_the_first_touch_only_wakes():
    assert step(Screen.ASLEEP, Event.TOUCHED) == (Screen.ATTRACT, ())
    assert step(Screen.ASLEEP, Event.LANGUAGE_CHOSEN) == (Screen.ASLEEP, ())


def test_a_warning_comes_before_words_are_cleared():
    assert step(Screen.WRITE, Event.IDLE) == (Screen.ASK_STAY, (Effect.WARN,))
    for answer in (Event.STAY, Event.TOUCHED, Event.TYPED):
        assert step(Screen.ASK_STAY, answer) == (Screen.WRITE, ())
    assert PATIENCE[Screen.WRITE] == 45
    assert PATIENCE[Screen.ASK_STAY] == 20


def test_a_full_disk_never_says_heard_and_still_promises_a_table():
    after, effects = step(Screen.KEEPING, Event.NOT_KEPT)
    assert after is Screen.SORRY
    assert Effect.PROMISE_OPEN_TABLE in effects


def test_machines_together_have_less_than_ten_seconds():
    assert sum(LIMITS.values()) < 10
    for screen in LIMITS:
        assert step(screen, Event.STUCK)[0] in ENDINGS
        assert screen not in PATIENCE, "no finger makes a machine's time longer"


def test_every_screen_has_a_time():
    assert PATIENCE.keys() | LIMITS.keys() == set(Screen) - {Screen.ASLEEP}
