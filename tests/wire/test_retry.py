import random

from hypothesis import given
from hypothesis import strategies as st

from wire.retry import LONGEST_S, PUSHED_OFF_S, is_pushed_off, pause


@given(st.integers(1, 10**6), st.integers())
def test_a_pause_is_never_long_and_never_nothing(tries, seed):
    assert 0.25 <= pause(tries, random.Random(seed)) <= LONGEST_S


@given(st.integers(1, 6), st.integers())
def test_pauses_grow(tries, seed):
    chance = random.Random(seed)
    assert pause(tries, chance) <= pause(tries + 1, chance)


def test_the_first_pause_is_short():
    assert max(pause(1, random.Random(seed)) for seed in range(100)) <= 0.5


def test_kiosks_do_not_come_back_in_one_wave():
    pauses = {round(pause(8, random.Random(seed))) for seed in range(200)}
    assert len(pauses) > 20


def test_three_losses_in_a_short_time_are_a_push():
    assert is_pushed_off([0.0, 1.0, 2.0], 2.0)
    assert not is_pushed_off([0.0, 1.0], 2.0)
    assert not is_pushed_off([0.0, 1.0, 2.0 + PUSHED_OFF_S], 2.0 + PUSHED_OFF_S)
