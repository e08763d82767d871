import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from kiosk_ui.raster import FEED_BYTES, Command, strips


@st.composite
def pictures(draw):
    """A few blocks and dots on little paper, so that every way to cut it can be tried."""
    size = draw(st.integers(1, 60)), draw(st.integers(1, 40))
    picture = Image.new("1", size, 255)
    x, y = st.integers(0, size[0] - 1), st.integers(0, size[1] - 1)
    for left, top, across, down in draw(
        st.lists(st.tuples(x, y, st.integers(1, 40), st.integers(1, 15)), max_size=5)
    ):
        picture.paste(0, (left, top, left + across, top + down))
    return picture


def fewest_bytes(picture, head, trims_left):
    """Of all ways to cut the rows into strips and feeds."""
    ink = ImageChops.invert(picture)
    boxes = [ink.crop((0, y, ink.width, y + 1)).getbbox() for y in range(ink.height)]
    best = [0]
    for end in range(1, picture.height + 1):
        costs = []
        for start in range(end):
            inked = [box for box in boxes[start:end] if box]
            left = min(box[0] for box in inked) // 8 if inked and trims_left else 0
            right = -(-max(box[2] for box in inked) // 8) if inked else 0
            costs.append(best[start] + (head + (end - start) * (right - left) if inked else FEED_BYTES))
        best.append(min(costs))
    return best[-1]


@pytest.mark.parametrize(("head", "trims_left"), [(8, False), (12, True), (24, False), (0, False)])
@settings(max_examples=25, deadline=None)
@given(picture=pictures())
def test_no_other_way_to_cut_takes_fewer_bytes(head, trims_left, picture):
    found = strips(picture, Command(head, 256, trims_left))
    taken = sum(head + sum(map(len, strip.rows)) if strip.rows else FEED_BYTES for strip in found)
    assert taken == fewest_bytes(picture, head, trims_left)


@pytest.mark.parametrize("most_rows", [8, 24, 256])
@settings(max_examples=25, deadline=None)
@given(picture=pictures())
def test_no_strip_is_higher_than_allowed(most_rows, picture):
    found = strips(picture.resize((picture.width, 300)), Command(8, most_rows, True, True))
    assert all(strip.height <= most_rows for strip in found if strip.rows)
    assert sum(strip.height for strip in found) == 300


def test_dots_that_come_in_squares_of_four_are_a_quarter_of_the_bytes():
    squares = Image.effect_noise((80, 64), 200).convert("1").resize((160, 128), Image.Resampling.NEAREST)
    page = Image.new("1", (160, 171), 255)
    page.paste(0, (0, 0, 9, 17))  # an odd beginning above them
    page.paste(squares, (0, 43))
    whole, doubled = (
        sum(len(row) for strip in strips(page, Command(8, 256, doubles=doubles)) for row in strip.rows)
        for doubles in (False, True)
    )
    assert doubled < whole / 3
