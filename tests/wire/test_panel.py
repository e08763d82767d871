"""The table of what panel and Pi tell each other: every message comes back, nothing else does."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import panel

SIZES = {"B": 8, "H": 16, "I": 32}
FORMS = [(kind, form) for _, kind, form, _ in panel.TABLE]
ANY = st.sampled_from(FORMS).flatmap(
    lambda one: st.tuples(*(st.integers(0, 2 ** SIZES[size] - 1) for size in one[1])).map(
        lambda fields: one[0](*fields)
    )
)
FROM_PI = {panel.Lamp, panel.Beat, panel.PrinterPower, panel.SetClock, panel.Resting, panel.SelfTest}
U32 = st.integers(0, 2**32 - 1)


@given(ANY, U32, U32)
def test_every_message_comes_back(message, boot, number):
    payload = panel.encode(message, boot, number)
    assert panel.decode(payload) == (message, boot, number)
    assert type(panel.decode(payload)[0]) is type(message)
    assert len(payload) <= 17  # a press is 11 bytes; nothing comes near a frame's 240


@given(st.binary(max_size=24))
def test_any_other_bytes_are_none_of_ours(data):
    try:
        message, boot, number = panel.decode(data)
    except panel.PanelError as error:
        assert str(error)  # noqa: PT017 - either is right, by the bytes
    else:
        assert panel.encode(message, boot, number) == data


@given(ANY, st.integers(0, 16), st.binary(min_size=1, max_size=4))
def test_a_message_that_is_too_short_or_too_long_is_none(message, size, more):
    payload = panel.encode(message, 1, 2)
    for other in (payload[: min(size, len(payload) - 1)], payload + more):
        with pytest.raises(panel.PanelError):
            panel.decode(other)


def test_the_table_is_sound():
    codes = [code for code, *_ in panel.TABLE]
    assert len(set(codes)) == len(codes)
    for code, kind, form, name in panel.TABLE:
        assert name == " ".join((kind.__name__, *kind._fields))  # MicroPython reads the words, we the type
        assert len(form) == len(kind._fields)
        assert struct.calcsize("<" + form) <= 8
        assert (code >= 65) == (kind in FROM_PI)


def test_a_field_that_does_not_fit_is_never_cut():
    for wrong in (panel.Light(256), panel.Light(-1), panel.Clock(2**32), panel.Asked(2**16)):
        with pytest.raises(struct.error):
            panel.encode(wrong, 1, 1)
