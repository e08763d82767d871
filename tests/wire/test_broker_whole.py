"""The client against the real local broker."""

import asyncio
import sys
import textwrap

import pytest

from tests.wire.running_broker import RunningBroker
from wire import topics
from wire.broker import Broker, BrokerRefused, NotSent, Outgoing, Received

pytestmark = pytest.mark.whole
ENTRY, STATE = topics.of_kiosk("library", "entry"), topics.of_kiosk("library", "state")


@pytest.fixture
def running(tmp_path):
    broker = RunningBroker(tmp_path)
    yield broker
    broker.kill()


def run(test):
    async def bounded():
        await asyncio.wait_for(test(), 60)

    asyncio.run(bounded())


async def hear(broker: Broker, count: int) -> list[Received]:
    heard: list[Received] = []
    async for message in broker.messages():
        message.done()
        heard.append(message)
        if len(heard) == count:
            break
    return heard


def test_messages_come_in_order_and_publish_waits_for_them(running):
    async def test():
        async with (
            Broker(running.address("hub"), topics.hub_hears()) as hub,
            Broker(running.address("library")) as kiosk,
        ):
            await hub.wait_connected()
            await kiosk.wait_connected()
            await asyncio.gather(*(kiosk.publish(ENTRY, b"%d" % number) for number in range(150)))
            assert [message.payload for message in await hear(hub, 150)] == [b"%d" % n for n in range(150)]

    run(test)


def test_an_answer_does_not_wait_for_a_full_packet(running):
    async def test():
        ack = topics.of_kiosk("library", "ack")
        async with (
            Broker(running.address("hub"), topics.hub_hears()) as hub,
            Broker(running.address("library"), [ack]) as kiosk,
        ):
            await hub.wait_connected()
            await kiosk.wait_connected()
            clock, took = asyncio.get_running_loop().time, []
            for _ in range(30):
                began = clock()
                await kiosk.publish(ENTRY, b"x" * 300)
                await hear(hub, 1)
                await hub.publish(ack, b"x")
                await hear(kiosk, 1)
                took.append(clock() - began)
            assert sorted(took)[10] < 0.03  # with Nagle's algorithm on, nine of ten take 40 ms and more

    run(test)


def test_after_a_kill_of_the_broker_everybody_hears_and_is_born_again(running):
    async def test():
        birth = Outgoing(STATE, b"ready", retain=True)
        async with (
            Broker(running.address("hub"), topics.hub_hears()) as hub,
            Broker(running.address("library"), birth=lambda: [birth]) as kiosk,
        ):
            await hub.wait_connected()
            await kiosk.wait_connected()
            assert [message.payload for message in await hear(hub, 1)] == [b"ready"]
            running.kill()
            await asyncio.gather(hub.wait_lost(), kiosk.wait_lost())
            with pytest.raises(NotSent):
                await kiosk.publish(ENTRY, b"nobody there")
            running.start()
            await asyncio.gather(hub.wait_connected(), kiosk.wait_connected())
            await kiosk.publish(ENTRY, b"again")
            heard: dict[str, bytes] = {}
            async for message in hub.messages():
                heard[message.topic] = message.payload
                if message.topic == ENTRY:
                    break
            assert heard == {STATE: b"ready", ENTRY: b"again"}

    run(test)


def test_a_wrong_password_is_refused_with_a_sentence_and_tried_again(running):
    async def test():
        async with Broker(running.address("library", password="guess")) as kiosk:
            with pytest.raises(BrokerRefused, match="check user 'library', its password"):
                await kiosk.wait_connected()
            assert not kiosk.connected
            assert "Not authorized" in (kiosk.problem or "")
        assert "user 'library': unknown, or a wrong password" in running.log

    run(test)


def test_the_will_of_a_killed_kiosk_is_told_and_retained(running):
    script = """
        import asyncio, sys
        from wire.broker import Address, Broker, Outgoing

        async def main():
            will = Outgoing(sys.argv[3], b"lost", retain=True)
            address = Address("127.0.0.1", int(sys.argv[1]), "library", "library", sys.argv[2])
            async with Broker(address, will=will) as me:
                await me.wait_connected()
                print("up", flush=True)
                await me.wait_lost()

        asyncio.run(main())
    """
    options = [str(running.port), running.passwords["library"], STATE]
    command = [sys.executable, "-c", textwrap.dedent(script), *options]

    async def test():
        async with Broker(running.address("hub"), topics.hub_hears()) as hub:
            await hub.wait_connected()
            kiosk = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
            await kiosk.stdout.readline()
            kiosk.kill()
            await kiosk.communicate()
            [told] = await hear(hub, 1)
            assert (told.topic, told.payload, told.retained) == (STATE, b"lost", False)
        async with Broker(running.address("hub"), topics.hub_hears()) as later:
            [told] = await hear(later, 1)
            assert (told.payload, told.retained) == (b"lost", True)

    run(test)


def test_leaving_in_good_order_tells_no_will(running):
    async def test():
        async with Broker(running.address("hub"), topics.hub_hears()) as hub:
            await hub.wait_connected()
            async with Broker(running.address("library"), will=Outgoing(STATE, b"lost")) as kiosk:
                await kiosk.wait_connected()
            async with Broker(running.address("cafe")) as other:
                await other.wait_connected()
                await other.publish(topics.of_kiosk("cafe", "entry"), b"after it")
            assert [message.payload for message in await hear(hub, 1)] == [b"after it"]

    run(test)


def test_two_clients_with_one_id_push_each_other_off_and_say_so(running):
    async def test():
        async with (
            Broker(running.address("library")) as one,
            Broker(running.address("library")) as other,
        ):
            while "'library'" not in f"{one.problem}{other.problem}":
                await asyncio.sleep(0.05)

    run(test)
