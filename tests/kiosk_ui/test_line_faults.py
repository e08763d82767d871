import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.line_faults import CLEAN, FAULTS, NEVER_MS, FaultyLine, Noise, noise_of

pieces = st.lists(st.binary(max_size=40), max_size=20)
shares = st.sampled_from([0.001, 0.05, 0.5, 1.0])


def through(noise, sent, seed=1):
    """All that comes out, however late, of pieces sent 10 ms apart."""
    line = FaultyLine(noise, random.Random(seed))
    for number, piece in enumerate(sent):
        line.put(piece, 10 * number)
    return line.take(NEVER_MS), line.damaged


@given(pieces)
def test_a_clean_line_changes_nothing(sent):
    assert through(CLEAN, sent) == (b"".join(sent), 0)


@given(pieces, st.sampled_from(FAULTS), shares, st.integers())
def test_a_seed_gives_the_same_faults_again(sent, kind, share, seed):
    assert through(noise_of(share, kind), sent, seed) == through(noise_of(share, kind), sent, seed)


@given(pieces, shares, st.integers(0, 99))
def test_each_kind_does_what_it_is_named_for(sent, share, seed):
    whole = b"".join(sent)
    for kind in FAULTS:
        came, hits = through(noise_of(share, kind), sent, seed)
        changed = {"flip": 0, "drop": -hits, "insert": hits, "duplicate": hits, "delay": 0, "cut": -hits}[
            kind
        ]
        assert len(came) == len(whole) + changed
        if kind == "flip":
            assert sum((one ^ other).bit_count() for one, other in zip(whole, came, strict=True)) == hits
        elif kind == "delay":
            assert came == whole
        elif kind in ("drop", "cut"):
            rest = iter(whole)
            assert all(byte in rest for byte in came), "what is left has its order"


def test_every_byte_may_be_hit_and_about_as_many_are_as_was_asked_for():
    assert through(noise_of(1.0, "flip"), [bytes(500)])[1] == 500
    for kinds in ((), ("flip",), ("drop", "insert")):
        line = FaultyLine(noise_of(0.01, *kinds), random.Random(1))
        for number in range(1000):
            line.put(bytes(100), 1000 * number)  # a cut is over before the next
        lost_by_cuts = 100_000 * (0.01 / 6) * 50 if not kinds else 0
        assert 700 < line.damaged < 1400 + lost_by_cuts


def test_a_late_byte_keeps_those_behind_it_waiting():
    line = FaultyLine(Noise(delay=1.0, delay_ms=30), random.Random(1))
    line.put(b"a", 100)
    line.become(CLEAN)
    line.put(b"b", 110)
    assert (line.take(129), line.wait_ms(129)) == (b"", 1)
    assert line.take(130) == b"ab"
    line.put(b"c", 131)
    assert (line.take(131), line.wait_ms(131)) == (b"c", NEVER_MS)


def test_a_cut_line_is_dead_for_a_while():
    line = FaultyLine(Noise(cut=1.0, cut_ms=50), random.Random(1))
    line.put(b"ab", 0)
    line.become(CLEAN)
    line.put(b"cd", 49)
    line.put(b"ef", 50)
    assert (line.take(50), line.damaged) == (b"ef", 4)


@pytest.mark.parametrize("noise", [Noise(flip=1.1), Noise(flip=0.6, drop=0.6), Noise(cut=-0.1)])
def test_more_than_every_byte_cannot_be_hit(noise):
    with pytest.raises(ValueError, match="between 0 and 1"):
        FaultyLine(noise, random.Random(1))
