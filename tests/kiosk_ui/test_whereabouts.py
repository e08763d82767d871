"""Where a kiosk looks for its hub when nobody answers at the last address: by mDNS, on loopback alone."""

import asyncio
import logging
import secrets

import pytest

from kiosk_ui import whereabouts
from kiosk_ui.whereabouts import Whereabouts, _is_loopback
from wire.broker import Address
from wire.discovery import LOOPBACK, advertise
from wire.joined import HubPlace, remember_hub

LAST = Address(LOOPBACK, 8883, "library")


@pytest.fixture
def data(tmp_path):
    (tmp_path / "joined").mkdir()
    remember_hub(tmp_path, HubPlace(LOOPBACK, 8883, "Old town"))
    return tmp_path


def hub_json(data):
    return (data / "joined" / "hub.json").read_bytes()


@pytest.mark.whole
def test_hubs_that_say_they_are_there_are_tried_as_ourselves(data, monkeypatch):
    kind = f"_hub{secrets.token_hex(4)}._tcp.local."  # hubs of other tests are on this interface too
    monkeypatch.setattr(whereabouts, "HUB", kind)

    async def test():
        async with advertise(kind, "Hill", LOOPBACK, 4321):
            assert await Whereabouts(data, LAST).elsewhere() == [Address(LOOPBACK, 4321, "library")]

    asyncio.run(asyncio.wait_for(test(), 60))


def test_where_it_was_found_is_remembered(data, caplog):
    caplog.set_level(logging.INFO)
    here = Whereabouts(data, LAST)
    before = hub_json(data)
    here.remember(LAST)
    assert hub_json(data) == before
    for _ in range(2):
        here.remember(Address(LOOPBACK, 4321, "library"))
    assert hub_json(data) == b'{"host":"127.0.0.1","port":4321,"name":"Old town"}'
    assert caplog.text.count("the hub is at 127.0.0.1:4321 now") == 1


@pytest.mark.parametrize("damage", [None, b"", b"{", b"\xff"])
def test_what_cannot_be_remembered_is_a_line_in_the_log(data, caplog, damage):
    (data / "joined" / "hub.json").unlink()
    if damage is not None:
        (data / "joined" / "hub.json").write_bytes(damage)
    Whereabouts(data, LAST).remember(Address(LOOPBACK, 4321, "library"))
    assert "127.0.0.1:4321: not remembered" in caplog.text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.168.1.2", False), ("hub.local", False)],
)
def test_a_hub_on_this_machine_is_looked_for_on_this_machine(host, loopback):
    assert _is_loopback(host) is loopback
