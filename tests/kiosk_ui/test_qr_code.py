import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageOps

from kiosk_ui import qr_code
from wire import trail


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


@pytest.mark.parametrize(
    ("web", "place"),
    [("http://192.168.1.20:8080", "linde"), ("http://curiocity-hub.local:8080", "library-of-the-old-mill")],
)
def test_a_link_of_usual_length_has_modules_of_half_a_millimetre_on_narrow_paper(web, place):
    link = trail.link(web, bytes(range(100, 116)), place, 1795365000000)
    drawn = qr_code.draw(link, 372)
    dark = drawn.getbbox()
    assert dark[0] == 4 * 4  # a quiet zone of four modules, of four dots each
    assert drawn.width < 0.55 * 372, "beside it there is room for the code"
    assert [found.text for found in zxingcpp.read_barcodes(ImageOps.invert(drawn))] == [link]


def test_a_lower_error_level_only_where_the_modules_become_larger_by_it():
    short, long = "x" * 60, "x" * 90
    levels = [
        zxingcpp.read_barcodes(ImageOps.invert(qr_code.draw(content, 372)))[0].ec_level
        for content in (short, long)
    ]
    assert levels == ["M", "L"]
