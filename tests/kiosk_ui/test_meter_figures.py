"""What the meter says of what it measured, and which pixel it looks at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.meter_figures import BYTES, changed_pixel, figures, percentile, sentences

WIDTH, HEIGHT = 7, 5
BLACK = bytes(WIDTH * HEIGHT * BYTES)
places = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))


def drawn(*at):
    """A black picture with white pixels."""
    picture = bytearray(BLACK)
    for x, y in at:
        start = (y * WIDTH + x) * BYTES
        picture[start : start + BYTES] = b"\xff" * BYTES
    return bytes(picture)


@given(st.sets(places))
def test_the_first_pixel_that_differs_is_found(at):
    found = changed_pixel(BLACK, drawn(*at), WIDTH)
    first = min(at, key=lambda place: place[::-1], default=None)
    assert (found and (found.x, found.y)) == first
    assert found is None or found.colour == b"\xff" * BYTES


@given(st.sets(places), places)
def test_a_pixel_inside_the_box_is_passed_over(at, inside):
    found = changed_pixel(BLACK, drawn(*at), WIDTH, (*inside, 1, 1))
    others = at - {inside}
    assert (found and (found.x, found.y)) == min(others, key=lambda place: place[::-1], default=None)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=500))
def test_so_many_of_a_hundred_are_no_longer(seconds):
    for percent in (50, 99, 100):
        within = sum(1000 * second <= percentile(seconds, percent) + 0.005 for second in seconds)
        assert within >= len(seconds) * percent / 100
    assert percentile(seconds, 100) == round(1000 * max(seconds), 2)


@pytest.mark.parametrize(("slowest", "told"), [(0.012, "nobody"), (0.08, "felt"), (0.4, "too slow")])
def test_people_are_told_what_it_means(slowest, told):
    found = figures((800, 480), ":0", 1.25, 0.5, [0.002] * 9, [slowest] * 9)
    assert told in sentences(found)
    assert "1.25 s" in sentences(found)
    assert found.as_json()["p99_ms"] == 1000 * slowest
