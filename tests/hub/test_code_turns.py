from hypothesis import given
from hypothesis import strategies as st

from hub.code_turns import LATELY, MINUTE, MOST_WAITING, OF_A_SOURCE, OF_KIOSKS, OF_PAGES, PAGES, Turns

SECOND = 1000


def guess(turns, source, many, first=0):
    for number in range(first, first + many):
        turns.wait(f"{source} {number}", source)


def all_now(turns, now):
    """What may be tried at an instant, all of it wrong."""
    tried = []
    while drawn := turns.next(now):
        tried.append(drawn)
    return tried


def test_a_code_is_tried_at_once():
    turns = Turns()
    assert turns.next(0) is None
    assert turns.pause(0) is None
    turns.wait("one", "library")
    assert turns.pause(0) == 0
    assert turns.next(0) == ("one", "library")
    assert turns.next(0) is None


def test_one_who_guesses_has_a_few_tries_and_then_some_a_minute():
    turns = Turns()
    guess(turns, "library", 10_000)
    assert len(all_now(turns, 0)) == OF_A_SOURCE.at_once
    an_hour = sum(len(all_now(turns, now)) for now in range(0, 60 * MINUTE, SECOND))
    assert 60 * OF_A_SOURCE.a_minute - 5 <= an_hour <= 60 * OF_A_SOURCE.a_minute


def test_the_newest_code_of_a_kiosk_comes_first():
    turns = Turns()
    guess(turns, "library", 1000)
    all_now(turns, 0)
    turns.wait("the honest one", "library")
    pause = turns.pause(0)
    assert 0 < pause <= 20 * SECOND + 1
    assert turns.next(pause - 2) is None
    assert turns.next(pause) == ("the honest one", "library")


def test_who_was_not_wrong_waits_for_no_one_who_was():
    """A few kiosks guess for half an hour; somebody at another one is tried at once, whenever they come."""
    for comes in range(0, 30 * MINUTE, 7 * MINUTE + 3 * SECOND):
        turns = Turns()
        for kiosk in ("one", "two", "three", "four"):
            guess(turns, kiosk, 2000)
        for now in range(0, comes + 1, SECOND):
            all_now(turns, now)
        turns.wait("honest", "library")
        assert turns.next(comes) == ("honest", "library")


def test_right_codes_cost_nothing():
    turns = Turns()
    for number in range(100):
        turns.wait(str(number), "library")
        assert turns.next(0) == (str(number), "library")
        turns.was_right("library", 0)


def test_pages_and_kiosks_do_not_use_up_each_others_budget():
    turns = Turns()
    for visitor in range(500):
        guess(turns, f"{PAGES} {visitor}", 3)
    assert len(all_now(turns, 0)) == OF_PAGES.at_once
    turns.wait("at a kiosk", "library")
    assert turns.next(0) == ("at a kiosk", "library")


def test_turns_are_fair_between_those_who_were_wrong():
    turns = Turns()
    for kiosk in "abcdef":
        guess(turns, kiosk, 500)
    tried = [source for now in range(0, 30 * MINUTE, SECOND) for _, source in all_now(turns, now)]
    shares = [tried.count(kiosk) for kiosk in "abcdef"]
    assert max(shares) - min(shares) <= OF_A_SOURCE.at_once


def test_of_too_many_the_oldest_is_given_up():
    turns = Turns()
    guess(turns, "library", MOST_WAITING + 2)
    assert turns.next(0) == (f"library {MOST_WAITING + 1}", "library")
    assert len(turns._waiting["library"]) == MOST_WAITING - 1


def test_sources_that_have_been_quiet_are_forgotten():
    turns = Turns()
    guess(turns, f"{PAGES} 192.0.2.7", 1)
    all_now(turns, 0)
    assert turns._sources
    all_now(turns, LATELY)
    assert not turns._sources


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3), st.integers(0, 20_000)), max_size=200)
)
def test_whatever_comes_the_budget_of_all_together_holds(told):
    turns, now, tried = Turns(), 0, []
    for number, (source, many, pause) in enumerate(told):
        guess(turns, source, many, first=10 * number)
        tried += [now] * len(all_now(turns, now))
        now += pause
    for start in tried:
        assert sum(start <= one < start + MINUTE for one in tried) <= OF_KIOSKS.at_once + OF_KIOSKS.a_minute


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 30_000)), max_size=60))
def test_pause_tells_when_the_next_code_may_be_tried(told):
    turns, now = Turns(), 0
    for number, (source, many, wait) in enumerate(told):
        guess(turns, source, many, first=10 * number)
        all_now(turns, now)
        if (pause := turns.pause(now)) is not None:
            assert pause > 0
            assert turns.next(now + pause) is not None
            now += pause
        now += wait
