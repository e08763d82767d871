"""A copied card: two kiosks by one name are told from one kiosk that starts or comes back."""

import pytest

from hub.namesakes import BIRTHS, WITHIN_S, Namesakes
from wire.messages import KioskState


def told(*said, every=10.0):
    """What a host is told of these states of one kiosk: sessions that are ready, or other states."""
    namesakes, problems = Namesakes(), []
    for number, one in enumerate(said):
        state = KioskState("library", "ready", one) if isinstance(one, int) else KioskState("library", one, 7)
        problems.append(namesakes.look_at(state, number * every))
    return [problem for problem in problems if problem]


@pytest.mark.parametrize(
    "said",
    [(7,), (7, 8, 9), (7,) * 9, (7, "lost", 7, "lost", 7), (40, 1), (40, 1, "lost", 1), (7, "closed") * 9],
)
def test_one_kiosk_is_nothing_to_tell(said):
    assert told(*said) == []


def test_sessions_that_fall_and_grow_again_are_two_kiosks():
    (problem,) = told(7, 5, 7, 5, 7)
    assert problem == (
        "two kiosks call themselves 'library' (a copied card?): join one of them anew by another name"
    )


def test_the_same_session_again_and_again_may_be_two_kiosks():
    (problem,) = told(*[7, "lost"] * (BIRTHS + 1))
    assert "its network is bad, or a second kiosk has the same name" in problem


def test_now_and_then_is_not_again_and_again():
    assert told(*[7, "lost"] * 20, every=WITHIN_S / 6) == []
    assert told(7, 5, 7, 5, every=WITHIN_S + 1) == []


def test_it_is_told_again_later_while_it_lasts():
    assert 8 <= len(told(*[7, 5] * 20, every=30)) <= 10


def test_two_kiosks_of_different_names_are_two():
    namesakes = Namesakes()
    for number in range(8):
        state = KioskState(("library", "garden")[number % 2], "ready", (7, 5)[number % 2])
        assert not namesakes.look_at(state, number * 20.0)
