"""The neighbourhood's own authority: made once, private, and never confused by what it is asked for."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from hub.authority import Authority, AuthorityError, RequestRefused, user_of
from wire import certificates


def joined(authority, name, key=None):
    return authority.issue(certificates.make_request(key or certificates.new_key(), name), name)


def test_it_is_made_once_and_stays(tmp_path):
    first = Authority(tmp_path / "a")
    joined(first, "library")
    again = Authority(tmp_path / "a")
    assert again.ca_pem == first.ca_pem
    assert list(again.issued()) == ["library"]


def test_its_keys_are_for_its_owner_alone(tmp_path):
    Authority(tmp_path / "a")
    for name in ("ca.key", "hub.key"):
        assert (tmp_path / "a" / name).stat().st_mode & 0o077 == 0


def test_a_key_that_others_may_read_stops_the_start(tmp_path):
    Authority(tmp_path)
    (tmp_path / "ca.key").chmod(0o644)
    with pytest.raises(AuthorityError, match=r"ca\.key: others may read .* chmod 600"):
        Authority(tmp_path)


@pytest.mark.parametrize("name", ["ca.key", "ca.crt"])
def test_a_damaged_or_missing_file_is_named(tmp_path, name):
    Authority(tmp_path)
    (tmp_path / name).write_bytes(b"-----BEGIN NOTHING-----\n")
    (tmp_path / name).chmod(0o600)
    with pytest.raises(AuthorityError, match="damaged"):
        Authority(tmp_path)


def test_a_lost_ca_key_is_not_replaced_in_silence(tmp_path):
    Authority(tmp_path)
    (tmp_path / "ca.key").unlink()
    with pytest.raises(AuthorityError, match=r"ca\.key: No such file .* restore it"):
        Authority(tmp_path)


def test_files_of_two_backups_are_told_apart(tmp_path):
    Authority(tmp_path / "one")
    Authority(tmp_path / "two")
    (tmp_path / "one" / "ca.key").write_bytes((tmp_path / "two" / "ca.key").read_bytes())
    with pytest.raises(AuthorityError, match="not the key of"):
        Authority(tmp_path / "one")


@pytest.mark.parametrize("name", ["hub", "screen", "Library", "a+b", "#", "", "x" * 33, "library\n"])
def test_some_names_are_for_nobody(tmp_path, name):
    request = certificates.make_request(certificates.new_key(), "library")
    with pytest.raises(RequestRefused):
        Authority(tmp_path).issue(request, name)


def test_a_name_is_given_to_one_kiosk_until_it_is_removed(tmp_path):
    authority = Authority(tmp_path)
    joined(authority, "library")
    with pytest.raises(RequestRefused, match="another kiosk here"):
        joined(authority, "library")
    assert authority.revoke("library")
    joined(authority, "library")


def test_what_a_request_says_it_is_does_not_count(tmp_path):
    request = certificates.make_request(certificates.new_key(), "hub")
    certificate = Authority(tmp_path).issue(request, "library")
    assert user_of(certificate)[0] == "library"


def test_a_kiosk_may_not_pass_for_the_hub(tmp_path):
    certificate = certificates.read_certificate(joined(Authority(tmp_path), "library"))
    use = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(use) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_those_removed_stay_removed(tmp_path):
    authority, gone = Authority(tmp_path), []
    for name in ("library", "garden", "library"):
        gone.append(certificates.read_certificate(joined(authority, name)).serial_number)
        assert authority.revoke(name)
    assert not authority.revoke("library")
    listed = x509.load_pem_x509_crl(Authority(tmp_path).revoked_path.read_bytes())
    assert {one.serial_number for one in listed} == set(gone)


def test_every_certificate_has_a_name_of_its_own(tmp_path):
    authority = Authority(tmp_path)
    first = user_of(joined(authority, "library"))
    authority.revoke("library")
    second = user_of(joined(authority, "library"))
    assert first[0] == second[0] == "library"
    assert first[1] != second[1]
