"""The demo's neighbours: a dozen people who wrote at other kiosks this morning, over the wire as any kiosk would."""

import asyncio
import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import uuid_utils

from wire import messages, topics
from wire.broker import Address, Broker, Received
from wire.messages import Entry, Slip, SlipAck

PATIENCE_S = 30.0


def neighbours() -> Iterator[tuple[str, str]]:
    """(words, language) of each."""
    with (files("hub") / "data/demo_entries.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["text"], row["lang"]


async def walk_up(kiosk: str, data: Path, port: int, entries: list[tuple[str, str]], now: int) -> None:
    """Let these people write at one kiosk and wait until each has a slip. Raises TimeoutError."""
    password = (data / "broker" / f"{kiosk}.password").read_text(encoding="ascii")
    address = Address("127.0.0.1", port, kiosk, kiosk, password)
    waiting = {str(uuid_utils.uuid7()): said for said in entries}
    async with asyncio.timeout(PATIENCE_S), Broker(address, topics.kiosk_hears(kiosk)) as broker:
        await broker.wait_connected()
        for id_, (words, language) in waiting.items():
            entry = Entry(id=id_, kiosk=kiosk, words=words, languages=(language,), at=now, age_ms=0)
            await broker.publish(topics.of_kiosk(kiosk, "entry"), messages.encode(entry))
        async for received in broker.messages():
            await _answer(broker, kiosk, received, waiting)
            if not waiting:
                return


async def _answer(
    broker: Broker, kiosk: str, received: Received, waiting: dict[str, tuple[str, str]]
) -> None:
    received.done()
    if received.topic == topics.of_kiosk(kiosk, "slip"):
        slip = messages.decode(received.payload, Slip)
        waiting.pop(slip.entry, None)
        ack = SlipAck(id=slip.id, kiosk=kiosk, outcome="shown")
        await broker.publish(topics.of_kiosk(kiosk, "slip_ack"), messages.encode(ack))
