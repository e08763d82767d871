"""Keys, requests and certificates: what is right is taken, everything else has one error."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.authority import Authority
from wire import certificates
from wire.certificates import BadCertificate

NOW = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """(authority, key, certificate) of a kiosk called library."""
    authority = Authority(tmp_path_factory.mktemp("hub"))
    key = certificates.new_key()
    return authority, key, authority.issue(certificates.make_request(key, "library"), "library")


def test_a_certificate_belongs_to_its_key_and_authority(library):
    authority, key, certificate = library
    assert certificates.check(certificate, authority.ca_pem, key, NOW) == "library"


def test_a_machine_that_wakes_up_in_1970_is_let_in(library):
    authority, key, certificate = library
    assert certificates.check(certificate, authority.ca_pem, key, 0) == "library"


def test_a_certificate_of_another_neighbourhood_is_told_from_ours(library, tmp_path):
    _, key, certificate = library
    with pytest.raises(BadCertificate, match="another neighbourhood"):
        certificates.check(certificate, Authority(tmp_path).ca_pem, key, NOW)


def test_a_certificate_without_its_key_is_of_no_use(library):
    authority, _, certificate = library
    with pytest.raises(BadCertificate, match="another key"):
        certificates.check(certificate, authority.ca_pem, certificates.new_key(), NOW)


def test_a_certificate_of_another_time_names_both_dates(library):
    authority, key, certificate = library
    later = int(datetime(2120, 1, 1, tzinfo=UTC).timestamp() * 1000)
    with pytest.raises(BadCertificate, match="to 2099-12-31, and this machine's clock shows 2120-01-01"):
        certificates.check(certificate, authority.ca_pem, key, later)


def test_a_key_of_a_kind_that_nobody_knows_is_refused(library):
    _, key, _ = library
    der = base64.b64decode(b"".join(key.splitlines()[1:-1]))
    unknown = der.replace(bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a866ece3d0201"))
    assert unknown != der
    pem = b"-----BEGIN PRIVATE KEY-----\n" + base64.encodebytes(unknown) + b"-----END PRIVATE KEY-----\n"
    with pytest.raises(BadCertificate, match="no private key"):
        certificates.read_key(pem)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(library, noise):
    _, key, certificate = library
    request = certificates.make_request(key, "library")
    for read, right in (
        (certificates.read_request, request),
        (certificates.read_certificate, certificate),
        (certificates.read_key, key),
    ):
        for wrong in (noise, right[:40] + noise + right[40:]):
            try:
                read(wrong)
            except BadCertificate:
                continue
