"""Which broker a hub runs, and keeping it running: mosquitto where it is installed, amqtt on loopback otherwise.

Where the settings name a broker of somebody else's, none is run. When a kiosk was removed the broker starts anew:
none of them closes a connection because its certificate is valid no longer, and all of them come back in a second.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hub import local_broker, mosquitto, nats_broker
from hub.authority import Authority
from hub.broker_process import BrokerError, free_port, reached_at
from hub.config import HubConfig
from wire import rules
from wire.broker import Address
from wire.private_files import write_private

PORT = 8883  # of MQTT over TLS, by IANA
AGAIN_S = 0.5
LOOK_EVERY_S = 0.5  # whether a kiosk was removed
END_S = 3.0
LISTENING = "listening.json"

logger = logging.getLogger(__name__)

Start = Callable[[], Awaitable[asyncio.subprocess.Process]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a host chose: kind is auto, mosquitto, nats or amqtt; port 0 is the usual one."""

    kind: str
    listen: str
    port: int


def choice(config: HubConfig, data: Path, kind: str, listen: str, port: int) -> Choice:
    """The command line's choice, else the settings'; auto is decided here, and the log says how.

    Raises BrokerError where kiosks have joined by certificate and the broker that knows them is gone.
    """
    wanted = kind or config.broker.kind
    listen, port = listen or config.broker.listen, port or config.broker.port
    if wanted == "auto":
        try:
            mosquitto.usable()
        except BrokerError as error:
            if any((data / "authority" / "kiosks").glob("*.crt")):
                raise BrokerError(
                    f"{error}: kiosks have joined by certificate, which only mosquitto reads"
                ) from error
            logger.warning("%s; until then amqtt serves this machine alone", error)
            return Choice("amqtt", local_broker.HOST, port or free_port())
        wanted = "mosquitto"
    if wanted == "amqtt":
        return Choice("amqtt", local_broker.HOST, port or free_port())
    return Choice(wanted, listen, port or PORT)


@contextlib.asynccontextmanager
async def running(config: HubConfig, data: Path, chosen: Choice) -> AsyncIterator[Address]:
    """Run the broker as long as the context lasts; yields where the hub finds it and who it is there.

    Raises BrokerError where it cannot start, AuthorityError where the certificates cannot be used.
    """
    if chosen.kind == "amqtt":
        users = await asyncio.to_thread(
            local_broker.make_users, data, [rules.HUB, rules.SCREEN, *config.kiosks]
        )
        start: Start = partial(local_broker.start, data, chosen.port)
        version: Callable[[], object] = object().__hash__  # never changes
        address = Address(local_broker.HOST, chosen.port, rules.HUB, rules.HUB, users[rules.HUB])
    else:
        authority = await asyncio.to_thread(Authority, data / "authority")
        start, version = _certified(data, chosen, authority)
        files = authority.folder
        address = Address(
            reached_at(chosen.listen),
            chosen.port,
            rules.HUB,
            ca=files / "ca.crt",
            cert=files / "hub.crt",
            key=files / "hub.key",
        )
    first = await start()
    await asyncio.to_thread(_tell_where, data, chosen)
    guard = asyncio.create_task(_keep_running(first, start, version), name="broker")
    where = (
        "for this machine alone" if address.host == chosen.listen == local_broker.HOST else "for the network"
    )
    logger.info("broker: %s on %s:%s, %s", chosen.kind, chosen.listen, chosen.port, where)
    try:
        yield address
    finally:
        guard.cancel()
        await asyncio.wait([guard])


def _certified(data: Path, chosen: Choice, authority: Authority) -> tuple[Start, Callable[[], object]]:
    """How the broker starts, and what must not change without starting it anew."""
    broker = {"mosquitto": mosquitto, "nats": nats_broker}[chosen.kind]

    def members() -> object:
        known = sorted(authority.issued()) if chosen.kind == "nats" else ()
        return authority.revoked_path.stat().st_mtime_ns, known

    return partial(broker.start, data, chosen.listen, chosen.port, authority), members


def _tell_where(data: Path, chosen: Choice) -> None:
    told = {"kind": chosen.kind, "host": chosen.listen, "port": chosen.port}
    write_private(data / "broker" / LISTENING, json.dumps(told).encode())


async def _keep_running(
    process: asyncio.subprocess.Process, start: Start, version: Callable[[], object]
) -> None:
    """Start the broker again when it ends or `version` changes; ends it when cancelled."""
    known = version()
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await process.wait()
            if process.returncode is not None:
                logger.warning("the broker ended, it is started again")
                await asyncio.sleep(AGAIN_S)
            elif version() != known:
                logger.info("who belongs here has changed: the broker starts anew")
                await _end(process)
            else:
                continue
            known = version()
            try:
                process = await start()
            except BrokerError as error:
                logger.error("%s", error)
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(END_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
