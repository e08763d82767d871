"""The demo's neighbours: a dozen people who wrote at other kiosks this morning, over the wire as any kiosk would."""

import contextlib
import csv
from collections.abc import Iterator
from importlib.resources import files
from itertools import count

import uuid_utils

from hub.themes import APART_MS
from wire import messages, topics
from wire.broker import Address, Broker, NotSent
from wire.messages import Entry, Slip, SlipAck


def neighbours() -> Iterator[tuple[str, str]]:
    """(words, language) of each."""
    with (files("hub") / "data/demo_entries.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["text"], row["lang"]


async def walk_up(kiosk: str, address: Address, entries: list[tuple[str, str]], now: int) -> None:
    """Let these people write at one kiosk as soon as the hub is there, and wait until each has a slip."""
    said = [
        Entry(str(uuid_utils.uuid7()), kiosk, words, (language,), at=now - ago, age_ms=ago)
        for ago, (words, language) in zip(count(0, APART_MS), entries)
    ]
    waiting = {entry.id for entry in said}
    async with Broker(address, topics.kiosk_hears(kiosk)) as broker:
        async for received in broker.messages():
            received.done()
            await broker.wait_connected()  # what a broker kept may come before we may say anything ourselves
            with contextlib.suppress(NotSent):  # the hub says its state and its slips again and again
                if received.topic == topics.of_hub("state"):
                    for entry in (entry for entry in said if entry.id in waiting):
                        await broker.publish(topics.of_kiosk(kiosk, "entry"), messages.encode(entry))
                elif received.topic == topics.of_kiosk(kiosk, "slip"):
                    slip = messages.decode(received.payload, Slip)
                    waiting.discard(slip.entry)
                    ack = SlipAck(id=slip.id, kiosk=kiosk, outcome="shown")
                    await broker.publish(topics.of_kiosk(kiosk, "slip_ack"), messages.encode(ack))
            if not waiting:
                return
