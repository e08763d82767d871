import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk_ui import escpos, escpos_decoder, star
from kiosk_ui.escpos import Profile
from kiosk_ui.escpos_decoder import UnknownCommand
from tests import receipt

PROFILES = [
    Profile(),
    Profile(left_margin=True),
    Profile(left_margin=True, doubles=True),
    Profile(motion_unit=True, tail_rows=0),
]
FORMS = [
    Profile(form="graphics"),
    Profile(form="graphics", left_margin=True),
    Profile(form="columns", cuts=False),
]


@st.composite
def pictures(draw):
    """Blocks of ink and of nothing, as slips have them, coarse ones, and single dots."""
    width = draw(st.sampled_from([384, 576, 381]))
    picture = Image.new("1", (width, draw(st.integers(1, 700))), 1)
    x, y = st.integers(0, width - 1), st.integers(0, picture.height - 1)
    for left, top, across, down in draw(
        st.lists(st.tuples(x, y, st.integers(1, 200), st.integers(1, 300)), max_size=5)
    ):
        picture.paste(0, (left, top, left + across, top + down))
    for left, top, pattern in draw(
        st.lists(st.tuples(x, y, st.binary(min_size=32, max_size=32)), max_size=2)
    ):
        picture.paste(Image.frombytes("1", (16, 16), pattern).resize((64, 64)), (left // 2 * 2, top))
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


@pytest.mark.parametrize("profile", [*PROFILES, *FORMS])
@settings(max_examples=10, deadline=None)
@given(picture=pictures())
def test_another_reading_of_the_manuals_shows_the_same(profile, picture):
    paper = receipt.read(b"".join(escpos.encode(picture, profile)))
    assert paper.picture(*picture.size).tobytes() == picture.tobytes()
    assert bool(paper.cuts) == profile.cuts
    assert not any(row for row in paper.rows[picture.height :])


@settings(max_examples=10, deadline=None)
@given(picture=pictures())
def test_a_star_printer_shows_the_same(picture):
    paper = receipt.read(b"".join(star.encode(picture)))
    assert paper.picture(*picture.size).tobytes() == picture.tobytes()
    assert paper.cuts


@pytest.mark.parametrize("profile", [*PROFILES, *FORMS])
@settings(max_examples=10, deadline=None)
@given(picture=pictures())
def test_bands_are_whole_commands_that_fit_a_small_buffer_and_only_the_last_cuts(profile, picture):
    bands = list(escpos.encode(picture, replace(profile, cuts=True)))
    papers = [receipt.read(band) for band in bands]
    assert [bool(paper.cuts) for paper in papers] == [False] * (len(bands) - 1) + [True]
    for paper in papers:
        inked = [number for number, row in enumerate(paper.rows) if row]
        assert not inked or inked[-1] - inked[0] <= escpos.BAND_ROWS


def test_blank_paper_is_fed_not_sent():
    blank = Image.new("1", (576, 1000), 1)
    assert len(b"".join(escpos.encode(blank))) < 30


def test_trimming_the_left_edge_sends_less():
    picture = Image.new("1", (576, 100), 1)
    picture.paste(0, (400, 0, 440, 100))
    plain, trimmed = (len(b"".join(escpos.encode(picture, Profile(left_margin=on)))) for on in (False, True))
    assert trimmed < plain / 5


def test_a_coarse_picture_is_sent_as_a_quarter():
    picture = Image.effect_noise((96, 96), 99).convert("1").resize((384, 384), Image.Resampling.NEAREST)
    plain, doubled = (len(b"".join(escpos.encode(picture, Profile(doubles=on)))) for on in (False, True))
    assert doubled < 0.26 * plain + 60


def test_a_step_in_the_ink_is_worth_a_command_of_its_own():
    picture = Image.new("1", (384, 200), 1)
    picture.paste(0, (0, 0, 384, 20))
    picture.paste(0, (0, 20, 8, 200))
    assert len(b"".join(escpos.encode(picture))) < 48 * 20 + 180 + 60


def test_other_modes_are_refused():
    with pytest.raises(ValueError, match="mode L"):
        list(escpos.encode(Image.new("L", (8, 8))))


def test_a_qr_code_may_be_left_to_the_printer():
    link = "http://192.168.1.20:8080/s#AbC_123-x"
    paper = receipt.read(
        b"".join(escpos.encode(Image.new("1", (384, 9), 0), Profile(draws_qr=True), qr=link))
    )
    assert paper.qr == [link]


@pytest.mark.parametrize("content", ["a b", "é", "\x1b@", "x" * 601, 'BEGIN:VEVENT\nSUMMARY:"'])
def test_what_is_more_than_a_plain_link_is_never_left_to_the_printer(content):
    with pytest.raises(ValueError, match="plain link"):
        list(escpos.encode(Image.new("1", (384, 9), 0), qr=content))


@pytest.mark.parametrize(
    "stray",
    [
        b"Hello",
        b"\x1bt\x10",
        b"\x1b",
        b"\x1dv0\x00\x08\x00\xff\x00",
        b"\x1dv0\x00",
        b"\x1dv0\x00\x00\x00\x01\x00",
        b"\x1dv0\x04\x01\x00\x01\x00\x00",
    ],
)
def test_a_stray_byte_is_found(stray):
    with pytest.raises(UnknownCommand):
        escpos_decoder.read(b"".join(escpos.encode(Image.new("1", (384, 9), 0))) + stray)


BEGINNINGS = [b"\x1b@", b"\x1bJ", b"\x1dP\xcb\xcb", b"\x1dL", b"\x1dv0\x00", b"\x1dv0\x03", b"\x1dVB\x00"]


@given(
    st.lists(st.sampled_from(BEGINNINGS) | st.integers(0, 9).map(lambda byte: bytes((byte, 0))), max_size=12)
)
def test_any_bytes_are_read_or_refused(parts):
    with contextlib.suppress(UnknownCommand):
        assert escpos_decoder.draw(escpos_decoder.read(b"".join(parts))).mode == "1"
