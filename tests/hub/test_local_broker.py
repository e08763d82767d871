import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import CallbackAPIVersion, Client

from hub import local_broker
from hub.broker_process import BrokerError, free_port
from hub.broker_users import make_users
from hub.local_broker import HOST
from tests.wire.running_broker import RunningBroker, eventually
from wire import rules, topics
from wire.broker import Broker, BrokerRefused, Outgoing


@pytest.mark.whole
def test_a_port_that_is_taken_is_a_sentence(tmp_path):
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} on {HOST}: Address already in use: choose"):
            asyncio.run(local_broker.start(tmp_path, port))


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    broker = RunningBroker(tmp_path_factory.mktemp("broker"))
    yield broker
    broker.kill()


def run(test):
    async def bounded():
        return await asyncio.wait_for(test(), 60)

    return asyncio.run(bounded())


@asynccontextmanager
async def client(running, user, hears=(), **options):
    async with Broker(running.address(user), hears, **options) as broker:
        await broker.wait_connected()
        yield broker


async def first_payloads(broker, until):
    payloads = []
    async for message in broker.messages():
        message.done()
        payloads.append(message.payload)
        if message.payload == until:
            return payloads
    return payloads


@pytest.mark.whole
def test_start_returns_when_it_accepts_and_the_process_ends_at_a_word(tmp_path):
    async def test():
        make_users(tmp_path, ["hub"])
        port = free_port()
        process = await local_broker.start(tmp_path, port)
        _, writer = await asyncio.open_connection(HOST, port)
        writer.close()
        process.terminate()
        await process.communicate()
        return port

    port = run(test)
    with socket.socket() as probe:
        assert probe.connect_ex((HOST, port)) != 0


@pytest.mark.whole
def test_it_listens_on_this_machine_alone(running):
    others = ["127.0.0.2", *socket.gethostbyname_ex(socket.gethostname())[2]]
    for address in (address for address in others if address != HOST):
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex((address, running.port)) != 0, address


@pytest.mark.whole
def test_it_dies_with_who_started_it(tmp_path):
    script = """
        import asyncio, sys
        from pathlib import Path
        from hub.local_broker import start

        async def main():
            process = await start(Path(sys.argv[1]), int(sys.argv[2]))
            print(process.pid, flush=True)
            await asyncio.sleep(60)

        asyncio.run(main())
    """
    make_users(tmp_path, ["hub"])
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path), str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        broker = int(parent.stdout.readline())
        os.kill(broker, 0)
        parent.send_signal(signal.SIGKILL)
    assert eventually(lambda: not is_alive(broker))


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.whole
@pytest.mark.parametrize("user", ["", "library", "nobody"])
def test_without_the_right_password_nobody_comes_in(running, user):
    async def test():
        address = running.address("library", password="guess")
        async with Broker(
            type(address)(HOST, running.port, "stranger", user, "guess" if user else "")
        ) as broker:
            with pytest.raises(BrokerRefused, match="Not authorized"):
                await broker.wait_connected()

    run(test)


@pytest.mark.whole
def test_a_stranger_cannot_push_a_kiosk_off(running):
    async def test():
        async with client(running, "library") as kiosk:
            async with Broker(running.address("library", password="guess")) as stranger:
                with pytest.raises(BrokerRefused):
                    await stranger.wait_connected()
            async with Broker(running.address("cafe", client_id="library")) as other:
                with pytest.raises(BrokerRefused):
                    await other.wait_connected()
            assert kiosk.connected
            await kiosk.publish(topics.of_kiosk("library", "entry"), b"still here")

    run(test)


@pytest.mark.whole
def test_a_kiosk_cannot_write_for_another_or_for_the_hub(running):
    async def test():
        forbidden = [topics.of_kiosk("cafe", name) for name in (*topics.FROM_KIOSK, *topics.TO_KIOSK)]
        forbidden += [topics.of_kiosk("library", name) for name in topics.TO_KIOSK]
        forbidden += [topics.of_hub(name) for name in topics.FROM_HUB]
        mine = topics.of_kiosk("library", "entry")
        async with (
            client(running, "hub", ["curiocity/#"]) as hub,
            client(running, "library") as kiosk,
        ):
            for topic in forbidden:
                await kiosk.publish(topic, b"forged", retain=True)
            await kiosk.publish(mine, b"mine")
            assert b"forged" not in await first_payloads(hub, b"mine")
        async with client(running, "hub", ["curiocity/#"]) as later, client(running, "library") as kiosk:
            await kiosk.publish(mine, b"mine")
            assert b"forged" not in await first_payloads(later, b"mine")

    run(test)


@pytest.mark.whole
@pytest.mark.parametrize(
    "topic",
    [
        "curiocity/#",
        "curiocity/v1/k/+/slip",
        topics.of_kiosk("cafe", "slip"),
        topics.of_kiosk("library", "entry"),
        "$SYS/#",
    ],
)
def test_a_kiosk_cannot_listen_to_others(running, topic):
    async def test():
        async with Broker(running.address("library"), [topic]) as kiosk:
            with pytest.raises(BrokerRefused, match="may not read"):
                await kiosk.wait_connected()

    run(test)


@pytest.mark.whole
def test_what_is_retained_for_another_kiosk_is_not_told(running):
    async def test():
        theirs, mine = topics.of_kiosk("cafe", "config"), topics.of_kiosk("library", "slip")
        async with client(running, "hub") as hub, client(running, "cafe", [theirs]) as cafe:
            await hub.publish(theirs, b"for the cafe", retain=True)
            assert await first_payloads(cafe, b"for the cafe")
            async with client(running, "library", topics.kiosk_hears("library")) as kiosk:
                await hub.publish(mine, b"for the library")
                assert b"for the cafe" not in await first_payloads(kiosk, b"for the library")

    run(test)


@pytest.mark.whole
def test_an_entry_is_not_retained_whatever_its_kiosk_says(running):
    async def test():
        entry, state = topics.of_kiosk("cafe", "entry"), topics.of_kiosk("cafe", "state")
        async with client(running, "cafe") as kiosk:
            await kiosk.publish(entry, b"words", retain=True)
            await kiosk.publish(state, b"ready", retain=True)
        async with client(running, "hub", [entry, state]) as hub:
            assert b"words" not in await first_payloads(hub, b"ready")

    run(test)


@pytest.mark.whole
def test_a_will_is_only_for_topics_of_ones_own(running):
    async def test():
        will = Outgoing(topics.of_hub("board"), b"forged", retain=True)
        async with Broker(running.address("library"), will=will) as kiosk:
            with pytest.raises(BrokerRefused):
                await kiosk.wait_connected()

    run(test)


@pytest.mark.whole
def test_a_packet_out_of_all_bounds_ends_its_connection_alone(running):
    async def test():
        async with client(running, "library") as kiosk, client(running, "cafe") as other:
            sending = asyncio.create_task(
                kiosk.publish(topics.of_kiosk("library", "entry"), b"x" * (2 * rules.LARGEST))
            )
            await kiosk.wait_lost()
            sending.cancel()
            await other.publish(topics.of_kiosk("cafe", "entry"), b"fine")

    run(test)


@pytest.mark.whole
def test_the_largest_message_of_the_hub_passes(running):
    async def test():
        board = topics.of_hub("board")
        async with client(running, "screen", [board]) as screen, client(running, "hub") as hub:
            await hub.publish(board, b"x" * rules.LARGEST)
            assert len((await first_payloads(screen, b"x" * rules.LARGEST))[-1]) == rules.LARGEST

    run(test)


@pytest.mark.whole
def test_its_log_holds_no_payload(running):
    async def test():
        async with client(running, "library") as kiosk, client(running, "hub", ["curiocity/#"]) as hub:
            await kiosk.publish(topics.of_kiosk("cafe", "entry"), b"a-secret-wish")
            await kiosk.publish(topics.of_kiosk("library", "entry"), b"a-secret-wish")
            assert await first_payloads(hub, b"a-secret-wish")

    run(test)
    assert "may not publish" in running.log
    assert "secret" not in running.log


@contextmanager
def keeper(running, topic):
    """A client that asks for its session to be kept; what it hears, `None` once it is subscribed."""
    heard = []
    client = Client(CallbackAPIVersion.VERSION2, client_id="keeper", clean_session=False)
    client.username_pw_set("hub", running.passwords["hub"])
    client.on_connect = lambda *_: client.subscribe(topic, 1)
    client.on_subscribe = lambda *_: heard.append(None)
    client.on_message = lambda *args: heard.append(args[2].payload)
    client.connect(HOST, running.port)
    client.loop_start()
    assert eventually(lambda: None in heard)
    yield heard
    client.disconnect()
    client.loop_stop()


@pytest.mark.whole
def test_nothing_is_queued_for_who_is_away(running):
    entry = topics.of_kiosk("library", "entry")

    async def say(payload):
        async with client(running, "library") as kiosk:
            await kiosk.publish(entry, payload)

    with keeper(running, entry):
        pass
    run(lambda: say(b"while you were away"))
    with keeper(running, entry) as heard:
        run(lambda: say(b"now"))
        assert eventually(lambda: b"now" in heard)
        assert b"while you were away" not in heard
