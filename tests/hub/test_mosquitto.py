"""mosquitto's settings and access rules, and what is said where it cannot run."""

import asyncio
import socket
import stat

import pytest

from hub import mosquitto
from hub.authority import Authority
from hub.broker_process import BrokerError
from wire.rules import RULES

needs_mosquitto = pytest.mark.skipif(not mosquitto.find(), reason="mosquitto is not installed")


def fake(folder, said, monkeypatch):
    """A program called mosquitto that says it is something."""
    path = folder / "mosquitto"
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


def test_nothing_is_anonymous_or_kept(tmp_path):
    lines = mosquitto.configuration(tmp_path, "127.0.0.1", 8883, Authority(tmp_path / "a")).splitlines()
    for line in (
        "listener 8883 127.0.0.1",
        "allow_anonymous false",
        "require_certificate true",
        "use_identity_as_username true",
        "use_username_as_clientid true",
        "persistence false",
        "set_tcp_nodelay true",
    ):
        assert line in lines
    assert sum(line.startswith("listener ") for line in lines) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.topic)
def test_every_topic_has_its_rule(rule):
    lines = mosquitto.access_rules().splitlines()
    topic = "curiocity/v1/" + rule.topic.format(kiosk="%u")
    assert (f"pattern write {topic}" in lines) == (rule.writer == "kiosk")
    assert (f"pattern read {topic}" in lines) == ("kiosk" in rule.readers and rule.writer == "hub")


def test_a_kiosk_reads_nothing_that_kiosks_write():
    """What other people said goes to the hub alone."""
    reads = [line for line in mosquitto.access_rules().splitlines() if line.startswith("pattern read")]
    assert not [
        line for line in reads if "/entry" in line or "/retract" in line or "#" in line or "+" in line
    ]


def test_a_missing_broker_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(mosquitto, "WHERE", "")
    with pytest.raises(BrokerError, match=r"mosquitto is not installed: .*system_packages\.sh hub"):
        mosquitto.usable()


@pytest.mark.parametrize(
    ("said", "found"), [("mosquitto version 1.6.12", "1.6.12"), ("something else", "unknown")]
)
def test_one_that_is_too_old_says_so(monkeypatch, tmp_path, said, found):
    fake(tmp_path, said, monkeypatch)
    with pytest.raises(BrokerError, match=f"version {found}, 2.0 or later is needed"):
        mosquitto.usable()


@needs_mosquitto
def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            BrokerError, match=f"port {port} on 127.0.0.1: Address already in use: choose another"
        ):
            asyncio.run(mosquitto.start(tmp_path, "127.0.0.1", port, Authority(tmp_path / "a")))


@needs_mosquitto
def test_an_address_that_is_not_this_machines_is_named(tmp_path):
    with pytest.raises(BrokerError, match=r"on 192\.0\.2\.1: Cannot assign"):
        asyncio.run(mosquitto.start(tmp_path, "192.0.2.1", 8883, Authority(tmp_path / "a")))


@needs_mosquitto
def test_why_it_did_not_start_is_passed_on(tmp_path):
    authority = Authority(tmp_path / "a")
    (tmp_path / "a" / "hub.crt").write_text("no certificate\n")
    with socket.socket() as reserved:  # or somebody else may listen there meanwhile
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        with pytest.raises(BrokerError, match=r"ended with \d+ at its start: .*hub\.crt"):
            asyncio.run(mosquitto.start(tmp_path, "127.0.0.1", port, authority))
