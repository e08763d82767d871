import os

import pytest
from msgspec.structs import replace

from kiosk_ui import slip_copy
from wire import trail
from wire.examples import CONFIG, SLIP
from wire.messages import MAX_OFFER, MAX_WORDS, Sign
from wire.trail import Shown

SECRET, TRAIL = bytes(range(16)), bytes(range(16, 32))
ID = "01a2038e-8a10-7b64-a5d0-3c97f0e12b48"
EVENING = 1795389000000  # 2026-11-23, 00:10 in Berlin, still the 22nd in UTC


def test_the_link_leads_to_the_pages_and_tells_them_place_and_hour():
    link = slip_copy.linked(SLIP, CONFIG, SECRET).qr
    before, _, fragment = link.partition("#")
    assert before == f"{CONFIG.web}/s"
    assert trail.read_fragment(fragment) == (SECRET, "linde", SLIP.starts)


def test_the_copy_says_what_the_slip_said_and_leads_nowhere_without_the_secret():
    copy = slip_copy.sealed(SLIP, CONFIG, SECRET, os.urandom, ID)
    kept = trail.unseal(copy.sealed, SECRET)
    for field in set(kept.__struct_fields__) - {"hub", "v"}:
        assert getattr(kept, field) == getattr(SLIP, field), field
    assert kept.hub == CONFIG.name
    assert (copy.entry, copy.kiosk) == (SLIP.entry, SLIP.kiosk)
    assert copy.locator == trail.locator(SECRET)
    assert copy.token_hash == trail.token_hash(trail.token(SECRET))
    assert SLIP.words.encode() not in copy.sealed


def test_two_copies_of_one_slip_are_never_alike():
    one, other = (slip_copy.sealed(SLIP, CONFIG, SECRET, os.urandom, ID) for _ in range(2))
    assert one.sealed != other.sealed


def test_the_longest_slip_can_be_sealed():
    long = replace(
        SLIP, words="🐝" * MAX_WORDS, address="ü" * 120, directions="ü" * 300, place="ü" * 80,
        also_here="ü" * MAX_OFFER, theme="ü" * 60, table=Sign("🪔", "ü" * 40),
    )  # fmt: skip
    assert (
        trail.unseal(slip_copy.sealed(long, CONFIG, SECRET, os.urandom, ID).sealed, SECRET).words
        == long.words
    )


def test_a_trail_that_was_shown_gets_a_copy_of_its_own_by_the_day_of_the_visit():
    assert slip_copy.secrets_of(SECRET, None, "Europe/Berlin", EVENING) == [SECRET]
    own, theirs = slip_copy.secrets_of(SECRET, Shown(TRAIL, 3), "Europe/Berlin", EVENING)
    assert own == SECRET
    assert theirs == trail.day_secret(TRAIL, "2026-11-23", 3)
    assert theirs != slip_copy.secrets_of(SECRET, Shown(TRAIL, 3), "UTC", EVENING)[1]


@pytest.mark.parametrize(
    ("slip", "config", "may"),
    [
        (SLIP, CONFIG, True),
        (SLIP, None, False),
        (SLIP, replace(CONFIG, web=""), False),
        (replace(SLIP, place_id=""), CONFIG, False),
        (replace(SLIP, test=True), CONFIG, False),
    ],
    ids=["pages", "no configuration", "no pages", "a hub of before", "a host's test"],
)
def test_where_there_are_no_pages_there_is_no_copy(slip, config, may):
    assert slip_copy.may_be_sealed(slip, config) is may
