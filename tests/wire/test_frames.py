"""Any bytes, any cut, any damage: the next good frame is heard, and nothing twice."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from wire import frames
from wire.link import UP, Link
from wire.outgoing import since

FEW = settings(max_examples=60, deadline=None)
SMALL = st.binary(max_size=40)
PAYLOAD = st.binary(max_size=frames.LONGEST_PAYLOAD)


@FEW
@given(st.binary(max_size=1200))
def test_cobs_comes_back_and_has_no_zero(data):
    coded = frames.cobs(data)
    assert 0 not in coded
    assert frames.uncobs(coded) == data
    assert len(coded) <= len(data) + 1 + len(data) // 254


@FEW
@given(st.binary(max_size=300))
def test_uncobs_takes_any_bytes(data):
    decoded = frames.uncobs(data)
    assert decoded is None or len(decoded) < len(data)


@FEW
@given(st.lists(PAYLOAD, max_size=6), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_frames_survive_any_cut(payloads, size, seed):
    stream = b"".join(frames.frame(frames.DATA, i, 0, 4, payload, seed) for i, payload in enumerate(payloads))
    reader = frames.FrameReader()
    bodies = [body for i in range(0, len(stream), size) for body in reader.feed(stream[i : i + size])]
    assert [body[4:-4] for body in bodies] == payloads
    assert all(frames.is_whole(body, seed) and not frames.is_whole(body, seed ^ 1) for body in bodies)


def together(a, b, now, rounds=6):
    """Both ends on a perfect line: what each of them heard."""
    at_a, at_b = [], []
    for _ in range(rounds):
        at_b += b.feed(a.to_write(now), now)
        at_a += a.feed(b.to_write(now), now)
    return at_a, at_b


def pair(now=0):
    return Link(0xA0000001, "panel 1", 7, now), Link(0xB0000002, "kiosk 2", 7, now)


@FEW
@given(st.lists(st.binary(max_size=700), max_size=8))
def test_after_any_bytes_the_next_good_frame_is_heard(noise):
    panel, kiosk = pair()
    together(panel, kiosk, 0)
    for data in noise:
        assert kiosk.feed(data, 1) == []
    assert panel.send(b"pressed")
    assert kiosk.feed(panel.to_write(2), 2) == [b"pressed"]


def test_both_come_up_and_know_each_other():
    panel, kiosk = pair()
    together(panel, kiosk, 0)
    assert panel.state == kiosk.state == UP
    assert (panel.peer.name, kiosk.peer.name) == ("kiosk 2", "panel 1")
    assert (panel.session, kiosk.session) == (1, 1)


@FEW
@given(st.lists(SMALL, max_size=60), st.lists(SMALL, max_size=60))
def test_everything_comes_in_order_both_ways(from_panel, from_kiosk):
    panel, kiosk = pair()
    at_panel, at_kiosk = [], []
    waiting = [(panel, payload) for payload in from_panel] + [(kiosk, payload) for payload in from_kiosk]
    for now in range(400):
        waiting = [(link, payload) for link, payload in waiting if not link.send(payload)]
        heard = together(panel, kiosk, now, rounds=1)
        at_panel += heard[0]
        at_kiosk += heard[1]
    assert (at_kiosk, at_panel) == (from_panel, from_kiosk)


def test_differences_of_times_that_wrap():
    assert since(3, (1 << 30) - 2) == 5
    assert since((1 << 30) - 2, 3) == -5
    assert all(since(b, a) == 1 for a, b in pairwise(range((1 << 30) - 2, (1 << 30) + 3)))
