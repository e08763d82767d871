"""The curious operator, of one day; and that the search would find what lies there."""

import json
from base64 import b32encode, urlsafe_b64encode

import pytest

from benchmarks.attacks import operator
from tests.wire.trail_vectors import KEPT, some
from wire import trail

SECRETS = [some(trail.SECRET_BYTES, number) for number in range(3)]
SEALED = {
    bytes.fromhex(trail.locator(secret)): trail.seal(KEPT, secret, some(trail.NONCE_BYTES, 9))
    for secret in SECRETS
}
FIRST = bytes.fromhex(trail.locator(SECRETS[0]))
AROUND = b"\x00 noise ... "


@pytest.mark.parametrize(
    "lies_there",
    [
        SECRETS[0],
        SECRETS[0].hex().encode(),
        SECRETS[0].hex().upper().encode(),
        urlsafe_b64encode(SECRETS[0]).rstrip(b"="),
        b32encode(SECRETS[0]).rstrip(b"="),
        b"x" + urlsafe_b64encode(SECRETS[0]).rstrip(b"=") + b"x",
        trail.derive(SECRETS[0], "key")[:32],
        trail.derive(SECRETS[0], "key").hex().encode(),
        trail.link("http://hub", SECRETS[0], "cafe", 7).encode(),
    ],
    ids=["raw", "hex", "HEX", "base64url", "base32", "within", "key", "key in hex", "link"],
)
def test_a_secret_that_lies_anywhere_is_found_and_opens_its_slip_alone(lies_there):
    assert operator.opened(SEALED, [b"nothing", AROUND + lies_there + AROUND]) == {FIRST}


def test_what_the_hub_is_told_opens_nothing():
    told = [FIRST, trail.token(SECRETS[0]), trail.token(SECRETS[0]).hex().encode(), *SEALED.values()]
    told.append(trail.token_hash(trail.token(SECRETS[0])).encode())
    assert operator.opened(SEALED, told) == set()


@pytest.mark.whole
def test_after_a_day_the_operator_has_nothing(capsys):
    assert operator.main(["--days", "1", "--visits", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["opened"], found["learned"]) == (0, 0)
    assert (found["with_one_slip_opened"], found["with_one_slip_learned"]) == (1, 1)
    assert found["every_slip_opens"]
    assert found["bytes_searched"] > 50_000
