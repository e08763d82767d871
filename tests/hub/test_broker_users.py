import stat

import pytest

from hub.broker_users import hash_password, make_users, read_hashes


def test_users_have_passwords_of_their_own_that_only_the_owner_reads(tmp_path):
    users = make_users(tmp_path, ["hub", "library"])
    assert len(set(users.values())) == 2
    assert min(map(len, users.values())) >= 40
    folder = tmp_path / "broker"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert files == {"passwords": 0o600, "hub.password": 0o600, "library.password": 0o600}
    assert (folder / "library.password").read_text() == users["library"]


def test_the_broker_reads_hashes_and_no_passwords(tmp_path):
    users = make_users(tmp_path, ["hub", "library"])
    hashes = read_hashes(tmp_path / "broker" / "passwords")
    assert hashes == {name: hash_password(password) for name, password in users.items()}
    text = (tmp_path / "broker" / "passwords").read_text()
    assert not any(password in text for password in users.values())


def test_who_has_a_password_keeps_it(tmp_path):
    first = make_users(tmp_path, ["hub", "library"])
    second = make_users(tmp_path, ["cafe", "library"])
    assert second["library"] == first["library"]
    assert set(read_hashes(tmp_path / "broker" / "passwords")) == {"hub", "library", "cafe"}


def test_a_password_that_was_carried_away_is_made_anew(tmp_path):
    first = make_users(tmp_path, ["library"])
    (tmp_path / "broker" / "library.password").unlink()
    second = make_users(tmp_path, ["library"])
    assert second != first
    assert read_hashes(tmp_path / "broker" / "passwords") == {"library": hash_password(second["library"])}


@pytest.mark.parametrize("name", ["", "../hub", "Library", "a:b", "a" * 33, "caf\u00e9", "a\n"])
def test_a_name_that_is_no_kiosk_id_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="user"):
        make_users(tmp_path, [name])


def test_a_damaged_table_lets_nobody_in_and_is_written_anew(tmp_path):
    users = make_users(tmp_path, ["hub", "library"])
    table = tmp_path / "broker" / "passwords"
    right = table.read_bytes()
    table.write_bytes(b"hub:\nlibrary:\xeb" + right[-40:] + b"\n:" + b"0" * 64 + b"\n")
    assert read_hashes(table) == {}
    assert make_users(tmp_path, ["hub", "library"]) == users
    assert table.read_bytes() == right
