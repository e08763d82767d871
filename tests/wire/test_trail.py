import contextlib
import json
from base64 import b64decode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire import trail_vectors
from wire import trail

VECTORS = json.loads(trail_vectors.FILE.read_text(encoding="utf-8"))
secrets = st.binary(min_size=trail.SECRET_BYTES, max_size=trail.SECRET_BYTES)
nonces = st.binary(min_size=trail.NONCE_BYTES, max_size=trail.NONCE_BYTES)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=500)
tags = st.binary(min_size=trail.TAG_BYTES, max_size=trail.TAG_BYTES)
shown = st.builds(
    trail.Shown,
    secrets,
    st.integers(0, trail.VISITS - 1),
    st.lists(tags, max_size=trail.TAGS_MOST).map(tuple),
)


def test_the_examples_for_other_programs_are_what_this_one_does():
    assert trail_vectors.vectors() == VECTORS, "run: python -m tests.wire.trail_vectors"


@pytest.mark.parametrize("slip", VECTORS["slips"])
def test_an_example_is_opened_with_nothing_but_its_link(slip):
    secret, place, starts = trail.read_fragment(slip["link"].split("#")[1])
    assert (secret.hex(), place, starts) == (slip["secret"], VECTORS["place"], VECTORS["starts"])
    assert msgspec.to_builtins(trail.unseal(b64decode(slip["sealed"]), secret)) == slip["kept"]


@pytest.mark.parametrize("code", VECTORS["damaged_codes"])
def test_damaged_codes_of_a_trail_are_refused(code):
    with pytest.raises(trail.TrailError):
        trail.read_shown(code)


@pytest.mark.parametrize("fragment", VECTORS["damaged_fragments"])
def test_damaged_fragments_are_refused(fragment):
    with pytest.raises(trail.TrailError):
        trail.read_fragment(fragment)


@given(words, secrets, nonces)
def test_what_is_sealed_opens_with_its_secret_and_tells_nothing_by_its_length(said, secret, nonce):
    kept = msgspec.structs.replace(trail_vectors.KEPT, words=said)
    sealed = trail.seal(kept, secret, nonce)
    assert trail.unseal(sealed, secret) == kept
    assert len(sealed) - (trail.SEALED_MOST - trail.SIZES[-1]) in trail.SIZES


@given(secrets, secrets, nonces)
def test_no_other_secret_opens_it(secret, other, nonce):
    sealed = trail.seal(trail_vectors.KEPT, secret, nonce)
    if other != secret:
        with pytest.raises(trail.TrailError):
            trail.unseal(sealed, other)


@given(secrets, st.integers(0, 2087), st.integers(1, 255))
def test_a_changed_byte_is_noticed(secret, place, difference):
    sealed = bytearray(trail.seal(trail_vectors.KEPT, secret, bytes(trail.NONCE_BYTES)))
    sealed[place] ^= difference
    with pytest.raises(trail.TrailError):
        trail.unseal(bytes(sealed), secret)


@given(st.binary(max_size=100))
def test_whatever_else_lies_there_is_no_sealed_copy(sealed):
    with pytest.raises(trail.TrailError):
        trail.unseal(sealed, bytes(trail.SECRET_BYTES))


def test_a_slip_too_long_is_refused_and_a_newer_one_said_to_be():
    secret, nonce = bytes(trail.SECRET_BYTES), bytes(trail.NONCE_BYTES)
    with pytest.raises(trail.TrailError, match="12287 at most"):
        trail.seal(msgspec.structs.replace(trail_vectors.KEPT, words="x" * 12288), secret, nonce)
    newer = trail.seal(msgspec.structs.replace(trail_vectors.KEPT, v=2), secret, nonce)
    with pytest.raises(trail.TrailError, match="version 2"):
        trail.unseal(newer, secret)


def test_what_the_hub_is_told_leads_to_nothing_else():
    """All that follows from one secret differs, also in its beginnings."""
    secret = bytes(range(16))
    told = [trail.locator(secret), trail.token_hash(trail.token(secret))]
    kept = [trail.derive(secret, "key").hex(), trail.token(secret).hex(), secret.hex()]
    assert len({one[:8] for one in told + kept}) == len(told + kept)


@given(secrets, st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,31}\Z"), st.integers(0, 2**43))
def test_a_link_is_read_back(secret, place, starts):
    link = trail.link("http://hub.local:8080/", secret, place, starts)
    assert link.startswith("http://hub.local:8080/s#")
    assert trail.read_fragment(link.split("#")[1]) == (secret, place, starts // 1000 * 1000)


@given(shown)
def test_a_trail_shown_is_read_back(held):
    code = trail.write_shown(held)
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert trail.read_shown(code) == held


@settings(derandomize=True)  # twenty bits of check find all but one in a million
@given(shown, st.data())
def test_one_wrong_character_of_a_shown_trail_is_noticed(held, data):
    code = trail.write_shown(held)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
    if other != code[place]:
        with pytest.raises(trail.TrailError):
            trail.read_shown(code[:place] + other + code[place + 1 :])


@given(st.text(max_size=200))
def test_any_text_is_a_shown_trail_or_refused(written):
    for code in (written, trail.SHOWN + written):
        with contextlib.suppress(trail.TrailError):
            assert trail.write_shown(trail.read_shown(code)) == code


@given(secrets)
def test_each_visit_of_a_trail_has_a_secret_of_its_own(held):
    days = ("2026-11-22", "2026-11-23")
    secrets = {trail.day_secret(held, day, visit) for day in days for visit in range(trail.VISITS)}
    assert len(secrets) == 2 * trail.VISITS
    assert held not in secrets
