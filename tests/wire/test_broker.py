import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.mqtt_peer import DISCONNECT, PUBACK, PUBLISH, Line, Peer
from wire.broker import Address, Broker, BrokerRefused, NotSent, Outgoing
from wire.connection import MAX_WAITING

BORN = Outgoing("state", b"ready")


class NoPauses(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return 0.0


def run(test: Callable[[], Awaitable[Any]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(test(), 60)

    asyncio.run(bounded())


@asynccontextmanager
async def connected(**options: Any) -> AsyncIterator[tuple[Broker, Line, Peer]]:
    async with Peer() as peer, Broker(peer.address, ["hello"], chance=NoPauses(), **options) as broker:
        line = await comes_back(peer)
        if "birth" not in options:
            await broker.wait_connected()
        yield broker, line, peer


async def comes_back(peer: Peer) -> Line:
    line = await peer.accept()
    await line.welcome()
    await line.grant()
    return line


def test_subscribes_then_is_born_then_is_connected():
    async def test():
        async with connected(birth=lambda: [BORN]) as (broker, line, _):
            birth = await line.packet()
            assert (birth.kind, birth.topic) == (PUBLISH, "state")
            assert not broker.connected
            line.puback(birth.mid)
            await broker.wait_connected()
            assert broker.connected
            assert broker.problem is None

    run(test)


def test_every_connection_subscribes_and_is_born_anew():
    async def test():
        births = iter([b"first", b"second"])
        async with connected(birth=lambda: [Outgoing("state", next(births))]) as (_, line, peer):
            assert (await line.packet()).body.endswith(b"first")
            line.cut()
            again = await comes_back(peer)
            assert (await again.packet()).body.endswith(b"second")

    run(test)


def test_publish_returns_after_the_puback_and_not_before():
    async def test():
        async with connected() as (broker, line, _):
            sending = asyncio.create_task(broker.publish("entry", b"1"))
            packet = await line.packet()
            await asyncio.sleep(0.1)
            assert not sending.done()
            line.puback(packet.mid)
            await sending

    run(test)


def test_qos_0_waits_for_no_answer():
    async def test():
        async with connected() as (broker, line, _):
            await broker.publish("time", b"now", qos=0)
            assert (await line.packet()).topic == "time"

    run(test)


def test_a_message_is_acknowledged_when_done_and_not_before():
    async def test():
        async with connected() as (broker, line, _):
            line.say("hello", b"words", mid=7)
            message = await anext(broker.messages())
            assert (message.topic, message.payload, message.retained) == ("hello", b"words", False)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(line.packet(), 0.1)
            message.done()
            packet = await line.packet()
            assert (packet.kind, packet.mid) == (PUBACK, b"\x00\x07")

    run(test)


def test_done_after_the_connection_broke_says_nothing_to_the_next_one():
    async def test():
        async with connected() as (broker, line, peer):
            line.say("hello", b"words", mid=7)
            message = await anext(broker.messages())
            line.cut()
            again = await comes_back(peer)
            await broker.wait_connected()
            message.done()
            await broker.publish("time", b"", qos=0)
            assert (await again.packet()).topic == "time"

    run(test)


def test_a_lost_connection_fails_what_waits():
    async def test():
        async with connected() as (broker, line, _):
            sending = [asyncio.create_task(broker.publish("entry", b"%d" % n)) for n in range(3)]
            await line.packet()
            line.cut()
            results = await asyncio.wait_for(asyncio.gather(*sending, return_exceptions=True), 30)
            assert all(isinstance(result, NotSent) for result in results)

    run(test)


def test_what_was_not_sent_is_not_sent_behind_our_back():
    async def test():
        async with connected() as (broker, line, peer):
            sending = asyncio.create_task(broker.publish("state", b"old"))
            await line.packet()
            line.cut()
            with pytest.raises(NotSent):
                await sending
            again = await comes_back(peer)
            await broker.wait_connected()
            await broker.publish("time", b"", qos=0)
            assert (await again.packet()).topic == "time"

    run(test)


def test_one_message_too_many_is_not_sent():
    async def test():
        async with connected() as (broker, _, _peer):
            sending = [asyncio.create_task(broker.publish("entry", b"")) for _ in range(MAX_WAITING)]
            await asyncio.sleep(0)
            with pytest.raises(NotSent, match=str(MAX_WAITING)):
                await broker.publish("entry", b"")
            for task in sending:
                task.cancel()

    run(test)


def test_what_cannot_be_read_yet_is_left_to_be_sent_again(monkeypatch, caplog):
    monkeypatch.setattr("wire.broker.MAX_UNREAD", 2)

    async def test():
        async with connected() as (broker, line, _):
            for number in range(3):
                line.say("hello", b"%d" % number, mid=number + 1)
            while "is not taken" not in caplog.text:
                await asyncio.sleep(0.01)
            messages = broker.messages()
            assert [(await anext(messages)).payload for _ in range(2)] == [b"0", b"1"]
            line.say("hello", b"3", mid=4)
            assert (await anext(messages)).payload == b"3"
        assert "is not taken" in caplog.text

    run(test)


def test_pushed_off_again_and_again_names_the_id():
    async def test():
        async with Peer() as peer, Broker(peer.address, chance=NoPauses()) as broker:
            for _ in range(3):
                line = await peer.accept()
                await line.welcome()
                await broker.wait_connected()
                line.cut()
                await broker.wait_lost()
            assert "'me'" in (broker.problem or "")
            assert broker.is_pushed_off

    run(test)


def test_a_broker_that_ends_again_and_again_is_no_second_client():
    async def test():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        async with Broker(Address("127.0.0.1", port, "me"), chance=NoPauses()) as broker:
            for _ in range(4):
                async with Peer(port) as peer:
                    line = await peer.accept()
                    await line.welcome()
                    await broker.wait_connected()
                    broker.problem = None
                while "no broker answers" not in (broker.problem or ""):
                    await asyncio.sleep(0.01)
            assert not broker.is_pushed_off

    run(test)


def test_a_subscription_that_is_refused_is_told():
    async def test():
        async with Peer() as peer, Broker(peer.address, ["secret"], chance=NoPauses()) as broker:
            line = await peer.accept()
            await line.welcome()
            await line.grant(0x80)
            with pytest.raises(BrokerRefused, match="may not read secret"):
                await broker.wait_connected()
            assert "secret" in (broker.problem or "")
            assert broker.is_refused

    run(test)


@pytest.mark.parametrize("rubbish", [b"\x20\x00", b"\x90\x00", b"\x32\x01\xff", b"\xff" * 9])
def test_rubbish_ends_the_connection_and_nothing_else(rubbish):
    async def test():
        async with connected() as (broker, line, peer):
            line.writer.write(rubbish)
            await comes_back(peer)
            await broker.wait_connected()

    run(test)


def test_nobody_there_is_a_sentence_and_not_an_end():
    async def test():
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound, but not listening
            port = taken.getsockname()[1]
            async with Broker(Address("127.0.0.1", port, "me"), chance=NoPauses()) as broker:
                while not broker.problem:
                    await asyncio.sleep(0.01)
                assert f"127.0.0.1:{port}: no broker answers" in broker.problem
                assert not broker.connected
                with pytest.raises(NotSent, match="no broker answers"):
                    await broker.publish("entry", b"")

    run(test)


def test_a_broker_that_takes_connections_and_never_answers_is_a_sentence(monkeypatch):
    monkeypatch.setattr("wire.broker.OPEN_S", 0.1)

    async def test():
        async with Peer() as peer, Broker(peer.address, chance=NoPauses()) as broker:
            await peer.accept()
            await peer.accept()  # it tries again
            assert "takes connections but does not answer" in (broker.problem or "")

    run(test)


def test_leaving_says_goodbye():
    async def test():
        async with Peer() as peer:
            async with Broker(peer.address) as broker:
                line = await peer.accept()
                await line.welcome()
                await broker.wait_connected()
            assert (await line.packet()).kind == DISCONNECT
            assert [message async for message in broker.messages()] == []

    run(test)


def test_leaving_takes_moments_whatever_the_broker_does():
    async def test():
        async with Peer() as peer:
            async with Broker(peer.address):
                await peer.accept()  # and never a word
            async with Broker(peer.address):
                pass  # before there is a connection

    run(test)


def test_what_birth_raises_reaches_the_program():
    def birth():
        raise ZeroDivisionError

    async def test():
        async with connected(birth=birth) as (broker, _, _peer):
            with pytest.raises(ZeroDivisionError):
                await broker.wait_connected()
            with pytest.raises(ZeroDivisionError):
                await anext(broker.messages())

    run(test)


def test_the_will_travels_with_the_hello():
    async def test():
        async with (
            Peer() as peer,
            Broker(peer.address, will=Outgoing("state", b"lost", qos=1, retain=True)),
        ):
            hello = await (await peer.accept()).packet()
            flags = hello.body[7]
            assert flags & 0b00000100  # a will
            assert flags & 0b00011000 == 0b00001000  # QoS 1
            assert flags & 0b00100000  # retained
            assert flags & 0b00000010  # clean session
            assert hello.body[6] == 4  # MQTT 3.1.1
            assert b"lost" in hello.body

    run(test)


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path):
    async def test():
        missing = tmp_path / "ca.pem"
        with pytest.raises(BrokerRefused, match=r"ca\.pem"):
            async with Broker(Address("127.0.0.1", 1, "me", ca=missing)):
                pass

    run(test)


def test_words_and_passwords_are_in_no_text_of_ours():
    assert "secret" not in repr(Address("h", 1, "me", "user", "secret"))
    assert "secret" not in repr(Outgoing("entry", b"secret"))
