"""Every topic x everyone who has no business there x both directions, tried for real against a running hub.

    make spoof                       (or: python -m benchmarks.spoof [--broker mosquitto])

Each cell writes to a topic (and looks whether it came through) or listens to it (and looks whether what the hub says
there is heard). Beside the cells stand controls: what must get through does, or a denial would mean nothing.
Ends with one line of JSON: cells, denied, controls, through.
"""

import argparse
import asyncio
import contextlib
import json
import ssl
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.raw_mqtt import Closed, RawMqtt, connect
from hub import brokers
from hub.authority import Authority
from hub.street import Street
from wire import certificates, topics
from wire.broker_address import tls_context
from wire.topics import EVERY_TOPIC, FROM_KIOSK, TO_KIOSK

VICTIM, GUEST = "garden", "library"  # whose topics are tried; a kiosk of the same neighbourhood
PATIENCE_S = 60.0  # denied is what is answered so, not what a busy machine answers late
STRANGERS = ("no certificate", "foreign", "self-made", "revoked", "plain TCP")


@dataclass(frozen=True, slots=True)
class Cell:
    """who: another kiosk of this neighbourhood, or one of STRANGERS. topic: filled in. allowed: a control."""

    who: str
    direction: str  # write, read, or will
    topic: str
    allowed: bool = False

    def __str__(self) -> str:
        return f"{self.who} {self.direction} {self.topic.removeprefix(topics.ROOT + '/')}"


def cells() -> list[Cell]:
    """The whole matrix, and the controls."""
    every = [f"{topics.ROOT}/{topic.format(kiosk=VICTIM)}" for topic in EVERY_TOPIC]
    found = [Cell(who, way, topic) for who in STRANGERS for topic in every for way in ("write", "read")]
    found += [Cell("wrong kiosk", "write", topic) for topic in every]
    found += [Cell("wrong kiosk", "read", topic) for topic in every if "/k/" in topic]
    found += [Cell("wrong kiosk", "will", topic) for topic in every]
    mine = {name: topics.of_kiosk(GUEST, name) for name in (*FROM_KIOSK, *TO_KIOSK)}
    found += [Cell("wrong kiosk", "write", mine[name]) for name in TO_KIOSK]
    found += [Cell("wrong kiosk", "read", mine[name]) for name in FROM_KIOSK]
    wide = ("#", "+/#", f"{topics.ROOT}/#", f"{topics.ROOT}/k/+/entry", f"{topics.ROOT}/k/+/slip", "$SYS/#")
    found += [Cell("wrong kiosk", "read", topic) for topic in wide]
    # Controls: a kiosk's own topics, and what the hub says to all.
    found += [Cell("wrong kiosk", "write", mine[name], allowed=True) for name in FROM_KIOSK]
    found += [Cell("wrong kiosk", "read", mine[name], allowed=True) for name in TO_KIOSK]
    return found + [Cell("wrong kiosk", "read", topic, allowed=True) for topic in every if "/hub/" in topic]


class Rig:
    """The hub's own ear and mouth, and a door for each kind of guest."""

    def __init__(self, street: Street, folder: Path) -> None:
        self._street, self._folder = street, folder
        self._heard: set[bytes] = set()
        self._number = 0
        authority = Authority(street.data / "authority")
        foreign = Authority(folder / "foreign")
        self._doors: dict[str, Callable[[], ssl.SSLContext | None]] = {
            "wrong kiosk": lambda: tls_context(street.address(GUEST)),
            "no certificate": lambda: self._tls(None, None),
            "foreign": lambda: self._member(foreign, VICTIM),
            "self-made": self._self_made,
            "revoked": lambda: tls_context(street.address("bakery")),
            "plain TCP": lambda: None,
        }
        authority.revoke("bakery")

    async def listen(self) -> None:
        """Let the hub's own ear hear everything."""
        self._hub = await connect(self._street.port, tls_context(self._street.address("hub")), self._note)
        await self._hub.say_hello("hub")
        assert await self._hub.subscribe(f"{topics.ROOT}/#") == [1]

    async def close(self) -> None:
        """End."""
        await self._hub.close()

    async def came_through(self, cell: Cell) -> bool:
        """Whether the guest could do it."""
        self._number += 1
        mark = f"mark {self._number}".encode()
        try:
            async with asyncio.timeout(PATIENCE_S), self._guest(cell, mark) as (guest, heard):
                if cell.direction == "read":
                    return await self._is_heard(guest, heard, cell, mark)
                if cell.direction == "write":
                    with contextlib.suppress(Closed):
                        await guest.publish(cell.topic, mark)
        except (OSError, Closed, TimeoutError):
            return False
        await self._settle()
        return mark in self._heard

    @contextlib.asynccontextmanager
    async def _guest(self, cell: Cell, mark: bytes) -> AsyncIterator[tuple[RawMqtt, set[bytes]]]:
        heard: set[bytes] = set()
        guest = await connect(
            self._street.port, self._doors[cell.who](), lambda _topic, said: heard.add(said)
        )
        try:
            await guest.say_hello(GUEST, (cell.topic, mark) if cell.direction == "will" else None)
            yield guest, heard
        finally:
            await guest.close()

    async def _is_heard(self, guest: RawMqtt, heard: set[bytes], cell: Cell, mark: bytes) -> bool:
        with contextlib.suppress(Closed):
            await guest.subscribe(topics.of_hub("time"))
            await guest.subscribe(cell.topic)
        said = cell.topic if not set(cell.topic) & {"+", "#"} else topics.of_kiosk(VICTIM, "entry")
        await self._hub.publish(said, mark)
        end = mark + b" over"  # what the guest may hear, said after what it may not
        await self._hub.publish(topics.of_hub("time"), end)
        while end not in heard:
            await asyncio.sleep(0.005)
            if guest.reading and guest.reading.done():
                break
        return mark in heard

    async def _settle(self) -> None:
        end = f"settled {self._number}".encode()
        await asyncio.sleep(0.02)  # a will is said when the broker has noticed
        async with asyncio.timeout(PATIENCE_S):
            await self._hub.publish(topics.of_hub("time"), end)
            while end not in self._heard:  # noqa: ASYNC110, it is milliseconds
                await asyncio.sleep(0.005)

    def _note(self, _topic: str, payload: bytes) -> None:
        self._heard.add(payload)

    def _tls(self, certificate: Path | None, key: Path | None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self._street.data / "authority" / "ca.crt")
        if certificate:
            context.load_cert_chain(certificate, key)
        return context

    def _member(self, authority: Authority, name: str) -> ssl.SSLContext:
        """Somebody who made an authority of their own."""
        if name not in authority.issued():
            key = certificates.new_key()
            (self._folder / "foreign.key").write_bytes(key)
            made = authority.issue(certificates.make_request(key, name), name)
            (self._folder / "foreign.crt").write_bytes(made)
        return self._tls(self._folder / "foreign.crt", self._folder / "foreign.key")

    def _self_made(self) -> ssl.SSLContext:
        """An authority's own certificate, shown as if it were a kiosk's."""
        foreign = self._folder / "foreign"
        return self._tls(foreign / "ca.crt", foreign / "ca.key")


async def run(broker: str, matrix: list[Cell]) -> dict[Cell, bool]:
    """Of each cell, whether it came through. Loopback only; bounded by the matrix and PATIENCE_S."""
    with tempfile.TemporaryDirectory() as folder:
        street = Street(Path(folder) / "street", [], broker)
        config = street.prepare()
        rig = Rig(street, Path(folder))
        # The broker as the hub runs it, and ourselves in the hub's place.
        async with brokers.running(config, street.data, brokers.Choice(broker, "127.0.0.1", street.port)):
            await rig.listen()
            found = {cell: await rig.came_through(cell) for cell in matrix}
            await rig.close()
        return found


def main() -> int:
    """Try the matrix and tell; 1 where anything came through that must not, or the other way round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker", default="mosquitto", choices=("mosquitto", "nats"))
    options = parser.parse_args()
    found = asyncio.run(run(options.broker, cells()))
    wrong = [cell for cell, through in found.items() if through != cell.allowed]
    for cell in wrong:
        print(f"{'came through' if not cell.allowed else 'was denied'}: {cell}")
    tried = [cell for cell in found if not cell.allowed]
    controls = [cell for cell in found if cell.allowed]
    result = {
        "cells": len(tried),
        "denied": sum(not found[cell] for cell in tried),
        "controls": len(controls),
        "through": sum(found[cell] for cell in controls),
    }
    print(json.dumps(result))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
