"""A broker that has moved: asked for elsewhere, taken where it lets us in, and never for what a hint may be."""

import asyncio
import random
from dataclasses import replace

import pytest

from tests.fakes.mqtt_peer import Peer
from wire.broker import Address, Broker, BrokerRefused

NOBODY = Address("127.0.0.1", 1, "library")


class NoPauses(random.Random):
    def uniform(self, a, b):
        return 0.01


def run(test):
    asyncio.run(asyncio.wait_for(test(), 60))


async def comes(peer):
    line = await peer.accept()
    await line.welcome()
    await line.grant()
    return line


def hints(*addresses):
    asked = []

    async def elsewhere():
        asked.append(1)
        return addresses

    return elsewhere, asked


def test_the_address_that_lets_us_in_is_ours_from_then_on():
    async def test():
        async with Peer() as peer:
            elsewhere, asked = hints(NOBODY, replace(NOBODY, port=2), peer.address)
            async with Broker(NOBODY, ["hello"], chance=NoPauses(), elsewhere=elsewhere) as broker:
                line = await comes(peer)
                await broker.wait_connected()
                assert broker.address == peer.address
                times = len(asked)
                line.cut()
                await comes(peer)
                await broker.wait_connected()
                assert len(asked) == times  # it was where it had been

    run(test)


def test_nobody_is_asked_as_long_as_the_broker_is_there():
    async def test():
        async with Peer() as peer:
            elsewhere, asked = hints(NOBODY)
            async with Broker(peer.address, ["hello"], chance=NoPauses(), elsewhere=elsewhere) as broker:
                await comes(peer)
                await broker.wait_connected()
                assert asked == []

    run(test)


def test_somebody_elses_broker_is_no_reason_to_think_that_ours_refused_us():
    async def test():
        async with Peer() as peer:
            elsewhere, _ = hints(peer.address)
            async with Broker(NOBODY, ["hello"], chance=NoPauses(), elsewhere=elsewhere) as broker:
                line = await peer.accept()
                await line.packet()
                line.writer.write(b"\x20\x02\x00\x05")  # not authorised
                async with asyncio.timeout(60):
                    while "no broker answers" not in (broker.problem or ""):
                        await asyncio.sleep(0.01)
                assert broker.address == NOBODY
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(broker.wait_connected(), 0.2)

    run(test)


def test_what_our_broker_said_stands_while_others_are_tried():
    async def test():
        async with Peer() as peer:
            elsewhere, asked = hints(NOBODY)
            async with Broker(peer.address, ["hello"], chance=NoPauses(), elsewhere=elsewhere) as broker:
                while len(asked) < 2:
                    line = await peer.accept()
                    await line.packet()
                    line.writer.write(b"\x20\x02\x00\x05")
                    with pytest.raises(BrokerRefused):
                        await asyncio.wait_for(broker.wait_connected(), 1)

    run(test)
