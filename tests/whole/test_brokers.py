"""The same street over each broker: mosquitto and NATS with certificates, amqtt on loopback with passwords."""

import asyncio
import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from hub import mosquitto, nats_broker
from hub.authority import Authority
from tests.whole.running import entry, processes_of, running, stranger
from tests.wire.running_broker import eventually
from wire import messages, topics
from wire.broker import Broker, BrokerRefused, NotSent

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("plain_meaning")]

CERTIFIED = [
    pytest.param(
        "mosquitto", marks=pytest.mark.skipif(not mosquitto.find(), reason="mosquitto is not installed")
    ),
    pytest.param(
        "nats", marks=pytest.mark.skipif(not nats_broker.find(), reason="nats-server is not installed")
    ),
]
EVERY = [*CERTIFIED, "amqtt"]


@pytest.mark.parametrize("broker", EVERY)
def test_a_visitor_gets_a_slip_and_a_killed_broker_comes_back(tmp_path, broker):
    async def scenario():
        async with running(tmp_path, broker=broker) as run:
            await run.start_hub()
            kiosk = await run.start_kiosk()
            first = await kiosk.visit("How do bees find their way home?", "en")
            os.kill(run.broker_pid(), signal.SIGKILL)
            second = await kiosk.visit("Why is the sky blue in the evening?", "en")
            await run.drained()
            return first, second, json.loads((run.street.data / "broker" / "listening.json").read_bytes())

    first, second, where = asyncio.run(scenario())
    assert first["outcome"] == second["outcome"] == "printed"
    assert len(list(tmp_path.glob("slip-*.png"))) == 2
    assert where["kind"] == broker
    assert where["host"] == "127.0.0.1"


@pytest.mark.parametrize("broker", CERTIFIED)
def test_a_kiosk_that_was_removed_is_out_within_five_seconds(tmp_path, broker):
    async def scenario():
        async with running(tmp_path, broker=broker) as run:
            await run.start_hub()
            async with stranger(run) as garden, stranger(run, "bakery") as bakery:
                Authority(run.street.data / "authority").revoke("garden")
                async with asyncio.timeout(60):
                    while await is_heard(garden):
                        await asyncio.sleep(0.05)
                async with asyncio.timeout(60):
                    while "join it again" not in (garden.broker.problem or ""):
                        await asyncio.sleep(0.05)
                async with asyncio.timeout(60):
                    await bakery.broker.wait_connected()
                said_later = entry(kiosk="bakery")
                await bakery.hub_is_there()
                await bakery.say(said_later)
                await bakery.acked(said_later.id)  # the others are served as before
                assert not garden.broker.connected
            async with Broker(run.address("garden")) as again:
                async with asyncio.timeout(60):
                    with pytest.raises(BrokerRefused, match="join it again"):
                        await again.wait_connected()

    asyncio.run(scenario())


@pytest.mark.parametrize("broker", CERTIFIED)
def test_words_that_a_kiosk_lets_the_broker_keep_end_when_the_hub_sees_them(tmp_path, broker):
    async def scenario():
        async with running(tmp_path, broker=broker) as run:
            await run.start_hub()
            said = entry()
            async with stranger(run) as kiosk:
                await kiosk.broker.publish(
                    topics.of_kiosk("garden", "entry"), messages.encode(said), retain=True
                )
                await kiosk.acked(said.id)
                # In the hub's place we see what it sees when it comes back; then it does.
                async with asyncio.timeout(60):
                    before = await retained(run, patience_s=30)
                    await kiosk.hub_is_there()
                    while await retained(run, patience_s=2):
                        pass
                return before

    assert asyncio.run(scenario()), "the broker keeps what it is told to, or this test shows nothing"


async def retained(run, patience_s):
    """An entry that the broker keeps, empty where none comes. Coming as the hub pushes the hub off for a moment."""
    async with Broker(run.address("hub"), [topics.of_kiosk("+", "entry")]) as hub:
        await hub.wait_connected()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                async for received in hub.messages():
                    received.done()
                    return received.payload
    return b""


@pytest.mark.parametrize("broker", EVERY)
def test_a_killed_hub_leaves_no_broker_behind(tmp_path, broker):
    async def scenario():
        async with running(tmp_path, broker=broker) as run:
            await run.start_hub()
            async with stranger(run):
                pass
            child = run.broker_pid()
            await run.kill(run.hub)
            return await asyncio.to_thread(eventually, lambda: has_ended(child))

    assert asyncio.run(scenario())
    assert not processes_of(tmp_path)


async def is_heard(kiosk):
    try:
        await kiosk.say(entry())
    except NotSent:
        return False
    return True


def has_ended(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
