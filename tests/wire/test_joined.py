"""What a kiosk that joined keeps: whole or not at all, and a sentence for whatever is wrong with it."""

import pytest

from hub.authority import Authority
from wire import certificates, joined
from wire.joined import HubPlace, Joined, NotJoined

NOW = 1_795_000_000_000
HUB = HubPlace("127.0.0.1", 8883, "Millbrook")


@pytest.fixture
def member(tmp_path):
    authority, key = Authority(tmp_path / "hub"), certificates.new_key()
    certificate = authority.issue(certificates.make_request(key, "library"), "library")
    wanted = Joined(HUB, certificate, authority.ca_pem, key)
    joined.write_joined(tmp_path, wanted)
    return wanted


def test_it_comes_back_as_it_was_kept(tmp_path, member):
    assert joined.read_joined(tmp_path, NOW) == ("library", member)
    assert (tmp_path / "joined" / "kiosk.key").stat().st_mode & 0o077 == 0


def test_the_last_good_address_is_remembered(tmp_path, member):
    joined.remember_hub(tmp_path, HubPlace("127.0.0.2", 8884, "Millbrook"))
    name, found = joined.read_joined(tmp_path, NOW)
    address = joined.address_of(tmp_path, name, found.hub)
    assert (address.host, address.port, address.client_id) == ("127.0.0.2", 8884, "library")


@pytest.mark.parametrize("missing", ["kiosk.key", "kiosk.crt", "ca.crt", "hub.json"])
def test_what_is_missing_is_named(tmp_path, member, missing):
    (tmp_path / "joined" / missing).unlink()
    with pytest.raises(NotJoined, match=rf"{missing}: missing: joining was cut short, join again"):
        joined.read_joined(tmp_path, NOW)


@pytest.mark.parametrize("damaged", ["kiosk.key", "kiosk.crt", "ca.crt", "hub.json"])
def test_what_is_damaged_is_no_traceback(tmp_path, member, damaged):
    path = tmp_path / "joined" / damaged
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(NotJoined, match="join again"):
        joined.read_joined(tmp_path, NOW)


def test_a_deeply_nested_address_is_no_traceback(tmp_path, member):
    (tmp_path / "joined" / "hub.json").write_bytes(b'{"x":' + b"[" * 5000)
    with pytest.raises(NotJoined, match="join again"):
        joined.read_joined(tmp_path, NOW)


def test_a_key_that_others_may_read_is_not_used(tmp_path, member):
    (tmp_path / "joined" / "kiosk.key").chmod(0o644)
    with pytest.raises(NotJoined, match="chmod 600"):
        joined.read_joined(tmp_path, NOW)
