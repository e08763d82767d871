"""`curiocity kiosks`: what it says and asks; with a kiosk at the other end it runs in tests/whole."""

import json
import os
import socket
import threading

import pytest

from hub import kiosks
from hub.authority import Authority
from wire.certificates import make_request, new_key
from wire.joining import KioskSide
from wire.pairing import read_invitation

HOST = "127.0.0.1"


@pytest.fixture
def data(tmp_path):
    (tmp_path / "broker").mkdir()
    listening(tmp_path, {"kind": "mosquitto", "host": HOST, "port": 8883})
    return tmp_path


def listening(data, written):
    (data / "broker" / "listening.json").write_text(json.dumps(written))


def add(data, *words):
    return kiosks.main(["add", "--data", str(data), "--port", "0", "--seconds", "0.1", *words])


def said(capsys):
    err = capsys.readouterr().err
    assert err.startswith("curiocity kiosks: ")
    assert err.count("\n") == 1
    return err


def member(data, *names):
    authority = Authority(data / "authority")
    for name in names:
        authority.issue(make_request(new_key(), name), name)
    return authority


def test_nobody_came(data, capsys):
    assert add(data) == 1
    out, err = capsys.readouterr()
    assert err == "curiocity kiosks: Nobody came in 0 seconds: begin again when the kiosk is at hand.\n"
    assert f"--hub {HOST}:" in out
    assert "this machine alone" in out


def test_what_is_shown_as_json_is_what_a_kiosk_needs(data, capsys):
    assert add(data, "--json") == 1
    [line] = capsys.readouterr().out.splitlines()
    shown = json.loads(line)
    assert len(shown["code"]) == 8
    assert read_invitation(shown["qr"]).port == shown["port"]
    assert shown["host"] == HOST


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_qr_code_as_a_file(data, capsys, suffix):
    assert add(data, "--qr", str(data / f"qr.{suffix}")) == 1
    assert (data / f"qr.{suffix}").stat().st_size > 200


@pytest.mark.parametrize("name", ["qr.doc", "nowhere/qr.png"])
def test_a_qr_code_that_cannot_be_written(data, capsys, name):
    assert add(data, "--qr", str(data / name)) == 2
    assert "the QR code cannot be written there" in said(capsys)


def test_a_hub_that_never_ran(tmp_path, capsys):
    assert add(tmp_path) == 2
    assert "start `curiocity hub --data" in said(capsys)
    for command in (["list"], ["remove", "library"]):
        assert kiosks.main([*command, "--data", str(tmp_path)]) == 2
        assert "no hub has run with this folder" in said(capsys)
    assert not (tmp_path / "authority").exists()


@pytest.mark.parametrize("written", [[], {"host": 3}, {"host": HOST}])
def test_a_note_of_the_hub_that_is_damaged(data, capsys, written):
    listening(data, written)
    assert add(data) == 2
    assert "listening.json: cannot be read" in said(capsys)


def test_a_hub_with_the_demos_broker(data, capsys):
    listening(data, {"kind": "amqtt", "host": HOST, "port": 1883})
    assert add(data) == 2
    assert "install mosquitto and start the hub anew" in said(capsys)


def test_a_port_that_is_taken(data, capsys):
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        assert add(data, "--port", str(port)) == 2
    assert f"port {port} on {HOST}: " in said(capsys)


def test_an_address_that_is_not_of_this_machine(data, capsys):
    assert add(data, "--listen", "192.0.2.77") == 2
    assert "on 192.0.2.77: " in said(capsys)


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none(data, capsys, port):
    assert add(data, "--port", port) == 2
    assert f"port {port} on {HOST}: " in said(capsys)


def test_settings_that_are_wrong(data, capsys):
    (data / "hub.toml").write_text("nmae = 'Old town'")
    assert add(data) == 2
    assert "did you mean name?" in said(capsys)


def test_list_and_remove(data, capsys):
    authority = member(data, "garden", "library")
    assert kiosks.main(["list", "--data", str(data), "--json"]) == 0
    assert [json.loads(line)["kiosk"] for line in capsys.readouterr().out.splitlines()] == [
        "garden",
        "library",
    ]
    revoked = authority.revoked_path.read_bytes()
    assert kiosks.main(["remove", "garden", "--data", str(data)]) == 0
    assert "garden is removed" in capsys.readouterr().out
    assert authority.revoked_path.read_bytes() != revoked
    assert kiosks.main(["remove", "garden", "--data", str(data)]) == 2
    assert "no kiosk 'garden' belongs here: those that do: library" in said(capsys)


@pytest.mark.parametrize("name", ["", "../ca", "hub", "x" * 3000, "\n"])
def test_removing_what_is_no_kiosk(data, capsys, name):
    member(data, "library")
    assert kiosks.main(["remove", name, "--data", str(data)]) == 2
    assert "those that do: library" in said(capsys)


def joining(data, capsys, monkeypatch, answer, *words):
    """Run `add`, with a kiosk that comes once the code is shown, and a host who then answers."""
    shown = threading.Event()
    told = {}
    real = kiosks._say

    def say(options, line, words):
        told.update(line)
        real(options, line, words)
        shown.set()

    monkeypatch.setattr(kiosks, "_say", say)
    monkeypatch.setattr("builtins.input", answer)

    def kiosk():
        assert shown.wait(60)
        side = KioskSide("library", "code", told["code"], make_request(new_key(), "library"), os.urandom)
        with socket.create_connection((HOST, told["port"]), 10) as line:
            line.sendall(side.hello())
            while not side.membership:
                line.sendall(side.feed(line.recv(4096)))
            line.sendall(side.kept())
            line.recv(1)

    coming = threading.Thread(target=kiosk)
    coming.start()
    try:
        return kiosks.main(["add", "--data", str(data), "--port", "0", "--json", *words])
    finally:
        coming.join(20)


def asked(answer):
    def reply(_question):
        if isinstance(answer, type):
            raise answer
        return answer

    return reply


@pytest.mark.whole
@pytest.mark.parametrize("answer", ["", "y"])
def test_the_same_pictures(data, capsys, monkeypatch, answer):
    assert joining(data, capsys, monkeypatch, asked(answer)) == 0
    assert list(Authority(data / "authority").issued()) == ["library"]
    assert '"done": "library"' in capsys.readouterr().out


@pytest.mark.whole
@pytest.mark.parametrize("answer", ["n", "no", "what?", EOFError, KeyboardInterrupt])
def test_not_the_same_pictures_or_nobody_who_looked(data, capsys, monkeypatch, answer):
    assert joining(data, capsys, monkeypatch, asked(answer)) == 2
    assert Authority(data / "authority").issued() == {}
    assert "not the same pictures: library is removed again" in capsys.readouterr().err


@pytest.mark.whole
def test_yes_asks_nothing(data, capsys, monkeypatch):
    assert joining(data, capsys, monkeypatch, asked(AssertionError), "--yes") == 0
    assert "No place in hub.toml names library yet" in capsys.readouterr().out


def test_ctrl_c_while_waiting(data, capsys, monkeypatch):
    async def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(kiosks, "_serve", stopped)
    assert add(data) == 130
    assert "stopped: nobody was let in" in capsys.readouterr().err
