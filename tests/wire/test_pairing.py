"""Codes, QR texts and pictures: what people see, type and compare."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.pairing import (
    PICTURES,
    Invitation,
    NotReadable,
    code_from,
    grouped,
    invitation_text,
    read_code,
    read_invitation,
    secret_from,
    two_pictures,
    word_of,
)


@given(st.binary(min_size=8, max_size=8))
def test_a_code_is_read_as_it_is_shown(chance):
    code = code_from(chance)
    assert len(code) == 8
    assert read_code(grouped(code)) == code


def test_codes_come_from_the_whole_range():
    assert code_from((0).to_bytes(8)) == "00000000"
    assert code_from((99_999_999).to_bytes(8)) == "99999999"
    assert code_from((10**8 + 7).to_bytes(8)) == "00000007"


@pytest.mark.parametrize(
    "typed", ["1234-5678", " 12 34 56 78\n", "١٢٣٤ ٥٦٧٨", "१२३४५६७८", "１２３４５６７８"]
)
def test_a_code_may_be_typed_in_any_spacing_and_script(typed):
    assert read_code(typed) == "12345678"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567x", "x", "½2345678", "1234+5678"])
def test_what_is_no_code_is_said_to_be_none(typed):
    with pytest.raises(NotReadable, match="8 digits"):
        read_code(typed)


@given(st.text(max_size=20))
def test_any_typing_is_a_code_or_said_to_be_none(typed):
    with contextlib.suppress(NotReadable):
        assert len(read_code(typed)) == 8


@given(
    st.sampled_from(["192.168.1.20", "hub.local", "fe80::1%eth0", "::1"]),
    st.integers(1, 65535),
    st.binary(min_size=16, max_size=16),
)
def test_a_qr_code_is_read_as_it_was_written(host, port, chance):
    invitation = Invitation(host, port, secret_from(chance))
    assert read_invitation(invitation_text(invitation)) == invitation


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_different_chance_is_a_different_secret(one, other):
    assert (secret_from(one) == secret_from(other)) == (one == other)


def test_a_secret_typed_by_hand_may_look_alike():
    text = f"CURIOCITY-JOIN:hub:8820:{'o' * 13}{'l' * 13}"
    assert read_invitation(text).secret == "0" * 13 + "1" * 13
    assert "000" not in repr(read_invitation(text))


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org", f"curiocity-join:hub:0:{'A' * 26}", f"curiocity-join:hub:70000:{'A' * 26}",
     f"curiocity-join:hub:1:{'A' * 25}", f"curiocity-join:hub:1:{'U' * 26}", f"curiocity-join:a b:1:{'A' * 26}"],
)  # fmt: skip
def test_another_qr_code_is_said_to_be_none(text):
    with pytest.raises(NotReadable, match="curiocity-join:"):
        read_invitation(text)


def test_pictures_are_64_that_differ_in_look_and_name():
    assert len(set(PICTURES)) == 64
    assert len({word_of(picture) for picture in PICTURES}) == 64
    assert all(
        unicodedata.east_asian_width(picture) == "W" for picture in PICTURES
    )  # drawn as emoji anywhere


def test_every_pair_of_pictures_is_possible():
    assert len({two_pictures(bytes((one, two))) for one in range(256) for two in range(256)}) == 64 * 64
