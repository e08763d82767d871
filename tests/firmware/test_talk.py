"""What is told, when, and how often: against a real Link on the other side."""

from simulated_pi import Pi

from talk import PRESS_MS, PRESSES, Talk
from wire import panel as say


def pair():
    return Talk(77, "panel 0.1.0", 0), Pi(1)


def settle(talk, pi, now, ms=100):
    """Let the two talk for so long; returns what each heard."""
    heard = []
    for tick in range(now, now + ms, 5):
        heard += talk.hear(pi.to_write(tick), tick)
        talk.has_begun()
        pi.hear(talk.to_write(tick), tick)
    return heard


def test_every_state_is_told_once_and_again_to_whoever_comes_anew():
    talk, pi = pair()
    states = [say.Paper(1), say.Door(0), say.Trouble(0, 1), say.Trouble(3, 0), say.Presence(255)]
    for state in states + states:
        talk.tell(state)
    settle(talk, pi, 0)
    assert pi.heard == states
    pi = Pi(2)
    settle(talk, pi, 5_000, 500)
    assert pi.heard == states


def test_a_change_is_told_and_what_was_overtaken_is_not():
    talk, pi = pair()
    talk.tell(say.Light(10))
    talk.tell(say.Light(20))
    settle(talk, pi, 0)
    talk.tell(say.Light(30))
    settle(talk, pi, 200)
    assert pi.heard == [say.Light(20), say.Light(30)]


def test_what_is_forgotten_is_not_told_to_whoever_comes():
    talk, pi = pair()
    talk.tell(say.Asked(20))
    talk.tell(say.Paper(1))
    talk.forget(say.Asked)
    settle(talk, pi, 0)
    assert pi.heard == [say.Paper(1)]


def test_a_press_goes_before_all_states_and_in_its_order():
    talk, pi = pair()
    settle(talk, pi, 0)
    talk.tell(say.Light(9))
    presses = [say.Button(2, 1), say.Button(2, 0), say.Button(0, 1), say.Button(0, 0)]
    for press in presses:
        talk.press(press, 100)
    settle(talk, pi, 100)
    assert pi.heard == presses + [say.Light(9)]  # noqa: RUF005 - MicroPython


def test_a_press_older_than_its_time_acts_on_no_other_screen():
    talk, pi = pair()
    talk.press(say.Button(1, 1), 0)
    talk.press(say.Button(1, 0), 100)
    talk.press(say.Button(3, 1), 3_500)
    settle(talk, pi, 3_500 + PRESS_MS - 200, 150)
    assert pi.heard == [say.Button(3, 1)]


def test_a_press_on_its_way_when_the_pi_dies_is_not_heard_by_the_next():
    talk, pi = pair()
    settle(talk, pi, 0)
    talk.press(say.Button(1, 1), 200)
    talk.to_write(200)  # into the void
    pi = Pi(2)
    settle(talk, pi, 10_000, 500)
    assert say.Button(1, 1) not in pi.heard
    assert talk.is_up


def test_presses_that_wait_are_bounded():
    talk, pi = pair()
    for _ in range(100):
        talk.press(say.Button(0, 1), 0)
    settle(talk, pi, 0, 300)
    assert len(pi.heard) == PRESSES


def test_what_the_pi_says_twice_is_done_once():
    talk, pi = pair()
    settle(talk, pi, 0)
    pi.say(say.Lamp(3))
    pi.to_write(200)  # into the void; the link says it again
    assert settle(talk, pi, 210, 600) == [say.Lamp(3)]
    again = say.encode(say.Lamp(3), pi.boot, pi.number)
    pi.link.send(again)
    pi.say(say.Lamp(4))
    assert settle(talk, pi, 1_000, 300) == [say.Lamp(4)]


def test_a_message_that_is_none_of_ours_is_left():
    talk, pi = pair()
    settle(talk, pi, 0)
    pi.link.send(b"\xff" * 20)
    pi.say(say.Lamp(2))
    assert settle(talk, pi, 200, 300) == [say.Lamp(2)]
