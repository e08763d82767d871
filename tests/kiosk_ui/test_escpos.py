import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk_ui import escpos, escpos_decoder
from kiosk_ui.escpos import Profile
from kiosk_ui.escpos_decoder import UnknownCommand

PROFILES = [Profile(), Profile(left_margin=True), Profile(motion_unit=True, tail_rows=0)]


@st.composite
def pictures(draw):
    """Blocks of ink and of nothing, as slips have them, and single dots."""
    width = draw(st.sampled_from([384, 576, 381]))
    picture = Image.new("1", (width, draw(st.integers(1, 700))), 1)
    x, y = st.integers(0, width - 1), st.integers(0, picture.height - 1)
    for left, top, across, down in draw(
        st.lists(st.tuples(x, y, st.integers(1, 200), st.integers(1, 300)), max_size=5)
    ):
        picture.paste(0, (left, top, left + across, top + down))
    for dot in draw(st.lists(st.tuples(x, y), max_size=5)):
        picture.putpixel(dot, 0)
    return picture


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=30, deadline=None)
@given(picture=pictures())
def test_paper_shows_the_picture_bit_for_bit(profile, picture):
    page = escpos_decoder.read(b"".join(escpos.encode(picture, profile)))
    assert page.is_cut
    paper = escpos_decoder.draw(page, picture.width)
    assert paper.crop((0, 0, *picture.size)).tobytes() == picture.tobytes()
    tail = paper.crop((0, picture.height, picture.width, paper.height))
    assert tail.height == profile.tail_rows
    assert tail.height == 0 or tail.getextrema() == (255, 255)


@settings(max_examples=30, deadline=None)
@given(picture=pictures())
def test_bands_fit_a_small_buffer_and_only_the_last_cuts(picture):
    bands = list(escpos.encode(picture))
    pages = [escpos_decoder.read(band) for band in bands]
    assert [page.is_cut for page in pages] == [False] * (len(bands) - 1) + [True]
    assert all(len(band.bits) // band.stride <= escpos.BAND_ROWS for page in pages for band in page.bands)


def test_blank_paper_is_fed_not_sent():
    blank = Image.new("1", (576, 1000), 1)
    assert len(b"".join(escpos.encode(blank))) < 30


def test_trimming_the_left_edge_sends_less():
    picture = Image.new("1", (576, 100), 1)
    picture.paste(0, (400, 0, 440, 100))
    plain, trimmed = (len(b"".join(escpos.encode(picture, Profile(left_margin=on)))) for on in (False, True))
    assert trimmed < plain / 5


def test_other_modes_are_refused():
    with pytest.raises(ValueError, match="mode L"):
        list(escpos.encode(Image.new("L", (8, 8))))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "silent"),
        (b"\x12", "paper"),
        (b"\x1e", "paper"),  # near its end
        (b"\x72", "none"),
        (b"\x12\x72", "none"),  # the latest counts
        (b"\xff", "silent"),  # a line that hums
        (b"\x00", "silent"),
        (b"\x14\x00\x00\x0f", "silent"),  # a status nobody asked for
    ],
)
def test_three_answers_about_paper(answer, said):
    assert escpos.paper_of(answer) == said


@given(st.binary(max_size=64))
def test_any_answer_is_one_of_three(answer):
    assert escpos.paper_of(answer) in {"paper", "none", "silent"}


@pytest.mark.parametrize(
    "stray",
    [
        b"Hello",
        b"\x1bt\x10",
        b"\x1b",
        b"\x1dv0\x00\x08\x00\xff\x00",
        b"\x1dv0\x00",
        b"\x1dv0\x00\x00\x00\x01\x00",
    ],
)
def test_a_stray_byte_is_found(stray):
    with pytest.raises(UnknownCommand):
        escpos_decoder.read(b"".join(escpos.encode(Image.new("1", (384, 9), 0))) + stray)


BEGINNINGS = [b"\x1b@", b"\x1bJ", b"\x1dP\xcb\xcb", b"\x1dL", b"\x1dv0\x00", b"\x1dVB\x00"]


@given(
    st.lists(st.sampled_from(BEGINNINGS) | st.integers(0, 9).map(lambda byte: bytes((byte, 0))), max_size=12)
)
def test_any_bytes_are_read_or_refused(parts):
    with contextlib.suppress(UnknownCommand):
        assert escpos_decoder.draw(escpos_decoder.read(b"".join(parts))).mode == "1"
