"""`curiocity join` against whatever may answer at an address: a sentence for each, and nothing left half done."""

import contextlib
import os
import socket
import threading

import pytest

from kiosk_ui import join, join_talk
from tests.kiosk_ui.small_disk import fill, small_disk
from wire import join_frames
from wire.certificates import make_request, new_key
from wire.join_frames import Membership
from wire.joined import has_joined, read_joined
from wire.joining import HubSide

HOST = "127.0.0.1"
CODE = "12345678"


class Door:
    """A listener that answers one caller after another by `answer(connection)`."""

    def __init__(self, answer):
        self._answer, self._listener = answer, socket.create_server((HOST, 0))
        self.where = f"{HOST}:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            with caller, contextlib.suppress(OSError):
                caller.settimeout(10)
                self._answer(caller)

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


@pytest.fixture
def door(request):
    doors = []

    def open_door(answer):
        doors.append(Door(answer))
        return doors[-1].where

    yield open_door
    for one in doors:
        one.close()


def saying(data):
    def answer(caller):
        caller.recv(4096)
        caller.sendall(data)
        caller.shutdown(socket.SHUT_WR)
        caller.recv(4096)

    return answer


def hub(code=CODE, grant=None, refuse=None):
    """A hub that speaks as ours does and then grants what `grant(request)` says, or refuses."""

    def answer(caller):
        side = HubSide({"code": code, "qr": code}, os.urandom)
        try:
            while side.request is None:
                caller.sendall(side.feed(caller.recv(4096)))
        except join_frames.WrongCode:
            caller.sendall(join_frames.refusal("wrong code"))
            caller.recv(4096)
            return
        caller.sendall(side.refuse(refuse) if refuse else side.grant(grant(side.request)))
        caller.recv(4096)

    return answer


def membership(certificate="x", ca="x", now=1_800_000_000_000):
    return Membership(certificate, ca, "Old town", HOST, 8883, now)


def joining(tmp_path, *words, where="", code=CODE):
    options = ["--data", str(tmp_path / "kiosk"), "--id", "library", *words]
    if where:
        options += ["--hub", where]
    return join.main([*options, *(["--code", code] if code else [])])


def said(capsys):
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("curiocity join: ")
    assert out.err.count("\n") == 1
    return out.err


def test_nobody_there(tmp_path, capsys):
    with socket.create_server((HOST, 0)) as taken:
        where = f"{HOST}:{taken.getsockname()[1]}"
    assert joining(tmp_path, where=where) == 1
    assert f"{where}: nobody answers: is the address right" in said(capsys)


@pytest.mark.parametrize(
    "data",
    [b"HTTP/1.1 400 Bad\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\0\0\0\x02{}", b"\0\0\0\x05noise", b"\xff" * 99],
)  # fmt: skip
def test_what_answers_is_no_hub(tmp_path, capsys, door, data):
    assert joining(tmp_path, where=door(saying(data))) == 1
    assert "what answers there is no hub that lets kiosks in: is the address right?" in said(capsys)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"v":2,"type":"anything"}', "speaks another version of joining: update the older"),
        (b'{"v":1,"type":"refusal","why":"over"}', "lets nobody in any more: ask for a new code"),
        (b'{"v":1,"type":"refusal","why":"busy"}', "just letting another kiosk in"),
        (b'{"v":1,"type":"refusal","why":"too rainy"}', "that hub says no: update this kiosk"),
    ],
)
def test_a_hub_that_says_no(tmp_path, capsys, door, data, sentence):
    assert joining(tmp_path, where=door(saying(join_frames.framed(data)))) == 1
    assert sentence in said(capsys)


def test_a_hub_that_hangs_up(tmp_path, capsys, door):
    assert joining(tmp_path, where=door(saying(b""))) == 1
    assert "hung up in the middle" in said(capsys)


def test_a_hub_that_falls_silent(tmp_path, capsys, door, monkeypatch):
    monkeypatch.setattr(join_talk, "TALK_S", 0.3)
    assert joining(tmp_path, where=door(lambda caller: [caller.recv(4096), caller.recv(4096)])) == 1
    assert "fell silent: try again" in said(capsys)


def test_a_wrong_code(tmp_path, capsys, door):
    assert joining(tmp_path, where=door(hub("87654321"))) == 1
    assert "the code is another one: look at the hub's screen and try again" in said(capsys)
    assert not has_joined(tmp_path / "kiosk")


@pytest.mark.parametrize("why", ["taken", "reserved", "request"])
def test_a_kiosk_that_is_refused_though_it_knows_the_code(tmp_path, capsys, door, why):
    assert joining(tmp_path, where=door(hub(refuse=why))) == 1
    assert join_talk.WHY[why] in said(capsys)


@pytest.mark.parametrize(
    "certificate", ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_certificate_of_no_use(tmp_path, capsys, door, certificate):
    assert joining(tmp_path, where=door(hub(grant=lambda _: membership(certificate, certificate)))) == 1
    assert "the hub's certificate is of no use" in said(capsys)
    assert not has_joined(tmp_path / "kiosk")


@pytest.fixture
def authority(tmp_path):
    from hub.authority import Authority

    return Authority(tmp_path / "authority")


def granting(authority, name="library", request=None):
    def grant(wished):
        certificate = authority.issue(request or wished, name)
        return membership(certificate.decode(), authority.ca_pem.decode())

    return hub(grant=grant)


def test_joined(tmp_path, capsys, door, authority):
    assert joining(tmp_path, where=door(granting(authority)), code="1234 5678") == 0
    out = capsys.readouterr()
    assert out.err == ""
    assert "This machine is library of Old town now." in out.out
    name, joined = read_joined(tmp_path / "kiosk", 1_800_000_000_000)
    assert (name, joined.hub.host, joined.hub.port, joined.hub.name) == ("library", HOST, 8883, "Old town")
    assert (tmp_path / "kiosk" / "joined" / "kiosk.key").stat().st_mode & 0o077 == 0


def test_a_certificate_for_another_name_or_key_is_not_kept(tmp_path, capsys, door, authority):
    assert joining(tmp_path, where=door(granting(authority, "garden"))) == 1
    assert "a certificate for 'garden', not for library" in said(capsys)
    other = make_request(new_key(), "library")
    assert joining(tmp_path, where=door(granting(authority, "library", other))) == 1
    assert "is for another key" in said(capsys)
    assert not has_joined(tmp_path / "kiosk")


def test_who_has_joined_does_not_join_again_by_mistake(tmp_path, capsys, door, authority):
    where = door(granting(authority))
    assert joining(tmp_path, where=where) == 0
    before = read_joined(tmp_path / "kiosk", 0)
    capsys.readouterr()
    assert joining(tmp_path, where=where) == 2
    assert "this machine is library of Old town already: --again joins anew" in said(capsys)
    assert read_joined(tmp_path / "kiosk", 0) == before
    authority.revoke("library")
    assert joining(tmp_path, "--again", where=where) == 0
    assert read_joined(tmp_path / "kiosk", 0) != before


def test_joining_again_without_success_leaves_the_old_membership(tmp_path, capsys, door, authority):
    assert joining(tmp_path, where=door(granting(authority))) == 0
    before = read_joined(tmp_path / "kiosk", 0)
    assert joining(tmp_path, "--again", where=door(hub("87654321"))) == 1
    assert read_joined(tmp_path / "kiosk", 0) == before


def test_a_clock_that_is_years_off_is_said_and_does_not_hinder(tmp_path, capsys, door, authority):
    def grant(wished):
        return membership(
            authority.issue(wished, "library").decode(), authority.ca_pem.decode(), now=86_400_000
        )

    assert joining(tmp_path, where=door(hub(grant=grant))) == 0
    assert "the hub's 1970-01-02: set the one that is wrong." in capsys.readouterr().out


def test_the_id_comes_from_the_settings(tmp_path, capsys, door, authority):
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "kiosk" / "kiosk.toml").write_text('id = "garden"\n')
    where = door(granting(authority, "garden"))
    assert join.main(["--data", str(tmp_path / "kiosk"), "--hub", where, "--code", CODE, "--json"]) == 0
    assert '"joined": "garden"' in capsys.readouterr().out


@pytest.mark.parametrize("name", ["hub", "screen", "Library", "a b", "x" * 33])
def test_an_id_that_is_none(tmp_path, capsys, name):
    assert join.main(["--data", str(tmp_path), "--id", name]) == 2
    assert "1 to 32 of a-z, 0-9 and -" in said(capsys)


@pytest.mark.parametrize("where", [":1", "hub:", "hub:0", "hub:65536", "hub:http", "hub:" + "9" * 5000])
def test_an_address_that_is_none(tmp_path, capsys, where):
    assert joining(tmp_path, where=where) == 2
    assert "an address such as 192.168.1.20" in said(capsys)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("hub", ("hub", 8820)),
        ("192.168.1.2:99", ("192.168.1.2", 99)),
        ("::1", ("::1", 8820)),
        ("[::1]:9", ("::1", 9)),
    ],
)
def test_addresses_are_read(typed, address):
    assert join._address(typed) == address


def test_a_host_name_that_no_network_could_have(tmp_path, capsys):
    assert joining(tmp_path, where=f"{'a' * 70}..b:1") == 1
    assert "nobody answers" in said(capsys)


def test_a_code_that_is_none(tmp_path, capsys):
    assert joining(tmp_path, where=f"{HOST}:1", code="1234") == 2
    assert "8 digits" in said(capsys)


def test_a_qr_code_that_is_none(tmp_path, capsys):
    assert joining(tmp_path, "--qr", "https://example.org", code="") == 2
    assert "no hub's QR code" in said(capsys)


def test_yes_without_a_code_asks_nothing(tmp_path, capsys):
    assert joining(tmp_path, "--yes", where=f"{HOST}:1", code="") == 2
    assert "give --code or --qr" in said(capsys)


def test_a_typed_code_may_be_mended(tmp_path, capsys, door, authority, monkeypatch):
    typed = iter(["1234", "00000000", CODE])
    monkeypatch.setattr("builtins.input", lambda: next(typed))
    assert joining(tmp_path, where=door(granting(authority)), code="") == 0
    err = capsys.readouterr().err
    assert "8 digits" in err
    assert "the code is another one" in err


def test_nobody_at_the_keyboard(tmp_path, capsys, monkeypatch):
    def ended():
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert joining(tmp_path, where=f"{HOST}:1", code="") == 130
    assert "this machine has not joined" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "kiosk").write_text("a file")
    assert joining(tmp_path, where=f"{HOST}:1") == 2
    assert "is there room, and may this user write there?" in said(capsys)


def test_a_full_disk_is_known_before_the_hub_is_asked(tmp_path, capsys, door):
    asked = []
    where = door(asked.append)
    with small_disk(tmp_path / "kiosk", 128):
        fill(tmp_path / "kiosk")
        assert joining(tmp_path, where=where) == 2
    assert "No space left on device: is there room" in said(capsys)
    assert asked == []
