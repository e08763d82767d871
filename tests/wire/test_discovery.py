"""mDNS on the loopback interface alone: what is advertised is found, what is not is not, and neither is an error."""

import asyncio
import secrets

import pytest

from wire import discovery
from wire.discovery import LOOPBACK, Found, advertise, find, own_addresses

pytestmark = pytest.mark.whole
# Kinds of our own: hubs of other tests are on this interface too.
HUB, JOIN = (f"_hub{secrets.token_hex(4)}._tcp.local.", f"_join{secrets.token_hex(4)}._tcp.local.")


async def until_found(kind: str, many: int) -> list[Found]:
    """What is found when as many are there; a busy machine may answer too late for one search."""
    while len(found := await find(kind, LOOPBACK)) < many:
        pass
    return found


def test_what_is_advertised_is_found_and_nothing_after_its_end():
    async def test():
        async with (
            advertise(JOIN, "Old town. Кафе\n", LOOPBACK, 4321),
            advertise(HUB, "Hill", LOOPBACK, 8883),
        ):
            assert await until_found(JOIN, 1) == [Found("Old town Кафе", LOOPBACK, 4321)]
            assert await until_found(HUB, 1) == [Found("Hill", LOOPBACK, 8883)]
        assert await find(JOIN, LOOPBACK, seconds=0.5) == []

    asyncio.run(asyncio.wait_for(test(), 60))


def test_two_hubs_of_one_name_are_two():
    async def test():
        async with advertise(HUB, "Hill", LOOPBACK, 1), advertise(HUB, "Hill", LOOPBACK, 2):
            assert await until_found(HUB, 2) == [Found("Hill", LOOPBACK, 1), Found("Hill", LOOPBACK, 2)]

    asyncio.run(test())


def test_the_loopback_interface_is_all_that_a_loopback_address_uses(monkeypatch):
    """Nothing of a test, or of a hub for this machine, goes out on another one."""
    opened = []
    real = discovery.AsyncZeroconf
    monkeypatch.setattr(discovery, "AsyncZeroconf", lambda **how: opened.append(how) or real(**how))

    async def test():
        for host in (LOOPBACK, "::1", "127.0.0.9"):
            async with advertise(JOIN, "Hill", host, 1):
                pass

    asyncio.run(asyncio.wait_for(test(), 60))
    assert opened == [{"interfaces": [LOOPBACK]}] * 3


def test_a_network_without_mdns_is_a_line_in_the_log(monkeypatch, caplog):
    def closed(**_):
        raise OSError(19, "No such device")

    monkeypatch.setattr(discovery, "AsyncZeroconf", closed)

    async def test():
        async with advertise(JOIN, "Hill", LOOPBACK, 1):
            assert await find(JOIN, LOOPBACK) == []

    asyncio.run(test())
    assert "the address must be typed" in caplog.text
    assert "no hub can be looked for" in caplog.text


def test_an_address_that_is_none_of_ours_is_a_line_in_the_log(caplog):
    async def test():
        assert await find(HUB, "192.0.2.77", seconds=0.2) == []
        assert await find(HUB, "no address", seconds=0.2) == []

    asyncio.run(test())
    assert caplog.text.count("no hub can be looked for") == 2


def test_own_addresses_can_be_reached_by_others_where_there_are_any():
    addresses = own_addresses()
    assert addresses
    assert LOOPBACK not in addresses or addresses == [LOOPBACK]
