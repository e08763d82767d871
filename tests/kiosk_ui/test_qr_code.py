import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageOps

from kiosk_ui import qr_code


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60),
    st.sampled_from([372, 552]),
)
def test_what_is_drawn_is_read(content, width):
    drawn = qr_code.draw(content, width)
    assert drawn.width <= width
    assert [found.bytes.decode() for found in zxingcpp.read_barcodes(ImageOps.invert(drawn))] == [content]


@pytest.mark.parametrize("size", [120, 400, 600])
def test_modules_are_never_smaller_than_three_dots(size):
    drawn = qr_code.draw("x" * size, 372)
    dark = drawn.getbbox()
    finder = next(x for x in range(dark[0], dark[2]) if drawn.getpixel((x, dark[1])) == 0) - dark[0]
    assert finder >= 7 * 3  # a corner mark is seven modules wide
    assert dark[0] >= 4 * 3  # and the quiet zone four


@pytest.mark.parametrize("size", [1500, 5000])
def test_too_long_for_the_paper_is_none(size):
    assert qr_code.draw("x" * size, 372) is None
