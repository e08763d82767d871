"""The kiosk of the documents, run as its readers would run it."""

import asyncio
import sys
import uuid
from pathlib import Path

import msgspec
import pytest

from tests.wire.running_broker import RunningBroker
from wire import messages, topics
from wire.broker import Broker
from wire.examples import SLIP
from wire.messages import Ack, Entry, SlipAck

SCRIPT = Path(__file__).parents[2] / "docs" / "foreign_kiosk.py"


def test_it_is_as_short_as_promised():
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 120
    assert not any(
        word in line for line in lines for word in ("import wire", "from wire", "kiosk_ui", "hub.")
    )


@pytest.mark.whole
def test_it_says_an_entry_and_prints_its_slip(tmp_path):
    running = RunningBroker(tmp_path)
    password = tmp_path / "broker" / "library.password"
    command = [str(SCRIPT), "127.0.0.1", str(running.port), "library", str(password), "why is the sky blue"]

    async def test():
        async with Broker(running.address("hub"), topics.hub_hears()) as hub:
            await hub.wait_connected()
            kiosk = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdout=asyncio.subprocess.PIPE
            )
            heard = await answer(hub)
            printed, _ = await asyncio.wait_for(kiosk.communicate(), 60)
            return heard, printed.decode(), kiosk.returncode

    try:
        heard, printed, code = asyncio.run(test())
    finally:
        running.kill()
    assert code == 0
    entries = [message for message in heard if isinstance(message, Entry)]
    first = entries[0]
    assert {entry.id for entry in entries} == {first.id}
    assert len(entries) >= 2  # it was not acknowledged at first, and said it again
    assert entries[1].age_ms > first.age_ms
    assert (first.words, first.kiosk, first.languages) == ("why is the sky blue", "library", ("en",))
    assert uuid.UUID(first.id).version == 7
    assert uuid.UUID(first.id).variant == uuid.RFC_4122
    assert int(first.id.replace("-", "")[:12], 16) == first.at
    assert [message.outcome for message in heard if isinstance(message, SlipAck)] == ["shown"]
    assert printed.splitlines()[0] == "why is the sky blue"
    assert "Café Linde" in printed
    assert "17:30" in printed


async def answer(hub: Broker) -> list[Entry | SlipAck]:
    """A hub's part, hard of hearing the first time, until the slip is acknowledged."""
    heard: list[Entry | SlipAck] = []
    async for received in hub.messages():
        received.done()
        kind = Entry if received.topic.endswith("/entry") else SlipAck
        message = messages.decode(received.payload, kind)
        heard.append(message)
        if len(heard) == 1:
            continue
        await tell(hub, "ack", Ack((message.id,)))
        if isinstance(message, SlipAck):
            return heard
        await tell(hub, "slip", msgspec.structs.replace(SLIP, entry=message.id, words=message.words))
    raise AssertionError("the broker was left")


async def tell(hub: Broker, name: str, message: msgspec.Struct) -> None:
    await hub.publish(topics.of_kiosk("library", name), messages.encode(message))
