"""`curiocity hub`: reads the settings, makes the parts, hands each what it needs, ends them together."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

import uuid_utils

from hub import brokers, calendar, day_keys, tables, telling
from hub.authority import AuthorityError
from hub.broker_process import BrokerError
from hub.config import ConfigError, HubConfig, read_config
from hub.meaning import Meaning
from hub.promises import Promises
from hub.schema import StoreError
from hub.service import Hub
from hub.store import Store
from hub.writer import Writer
from wire import service_manager, topics
from wire.broker import Address, Broker
from wire.clock import Clock, clock_of
from wire.discovery import HUB, advertise
from wire.known_time import KnownTime

MQTT_PORT = 1883
NOTE_TIME_EVERY_S = 600.0
SWITCH_S = (
    0.0005  # an entry passes through three threads; each would wait 5 ms for one that is matching or encoding
)

logger = logging.getLogger(__name__)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="curiocity hub", description="The neighbourhood's hub.")
    parser.add_argument("--data", type=Path, default=Path("hub-data"), help="folder of the hub (hub-data)")
    parser.add_argument("--config", type=Path, help="settings file (DATA/hub.toml)")
    parser.add_argument("--port", type=int, default=0, help="of the hub's broker (8883; amqtt: a free one)")
    parser.add_argument(
        "--web-port",
        type=int,
        default=0,
        help="of the hub's pages, which are not there yet: nothing listens on it",
    )
    parser.add_argument(
        "--listen", default="", help="address of the hub's broker (127.0.0.1; 0.0.0.0: the network)"
    )
    parser.add_argument(
        "--broker",
        default="",
        choices=("auto", "mosquitto", "nats", "amqtt"),
        help="which one to run (auto: mosquitto where it is installed, else amqtt for this machine alone)",
    )
    parser.add_argument("--keys", type=Path, help="folder for the days' keys (DATA/keys)")
    parser.add_argument(
        "--clock", type=Path, help="file with milliseconds by which this machine's clock is shifted"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a hub until it is told to stop; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    sys.setswitchinterval(SWITCH_S)
    if options.web_port:
        logger.warning("--web-port %s: this hub has no pages yet, nothing listens there", options.web_port)
    try:
        known = KnownTime(clock_of(options.clock), options.data / "last_seen")
        asyncio.run(run(settings(options), options, known))
    except (AuthorityError, BrokerError, ConfigError, StoreError) as error:
        print(f"curiocity hub: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        where = error.filename or options.data
        print(
            f"curiocity hub: {where}: {error.strerror}: is it there, is there room, who may write?",
            file=sys.stderr,
        )
        return 2
    return 0


def settings(options: argparse.Namespace) -> HubConfig:
    """The settings: those of a file that was named, those of the data folder, or the defaults. Raises ConfigError."""
    path = options.config or options.data / "hub.toml"
    config = read_config(path) if options.config or path.exists() else HubConfig()
    if not config.places:
        logger.warning("%s names no places: nobody can be promised a table", path)
    return config


async def run(config: HubConfig, options: argparse.Namespace, known: KnownTime) -> None:
    """Make the parts and run them until SIGTERM or SIGINT."""
    stopped, clock = asyncio.Event(), known.clock()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    password, writer = _password(config.broker.password_file), Writer()
    await writer.do(_forget_keys, config, options, clock)
    store = await writer.do(Store, options.data, options.keys)
    session = await writer.do(store.next_number, "session")
    meaning = Meaning()
    # Loading takes seconds, so that the first visitor should not be the one to wait for it.
    warming = asyncio.ensure_future(asyncio.to_thread(_warm, meaning))
    promises = Promises(config, store, writer, meaning, clock, lambda: str(uuid_utils.uuid7()))
    hub = Hub(config, store, writer, promises, clock, session)
    try:
        async with contextlib.AsyncExitStack() as stack:
            address = await _address(config, options, password, stack)
            will = telling.state("lost", session)
            broker = Broker(address, topics.hub_hears(), hub.birth, will)
            await stack.enter_async_context(broker)
            service_manager.notify("READY=1")
            await _until(stopped, _live(hub.run(broker), known, writer))
            service_manager.notify("STOPPING=1")
            with contextlib.suppress(Exception):
                await broker.publish(will.topic, will.payload, will.qos, will.retain)
    finally:
        await warming
        await writer.do(store.close)
        writer.close()


def _forget_keys(config: HubConfig, options: argparse.Namespace, clock: Clock) -> None:
    """Words whose time is over are unreadable before anything that can fail is tried."""
    keys, before = options.keys or options.data / "keys", calendar.forget_before(config, clock.now())
    for day in [day for day in day_keys.days_with_key(keys) if day < before]:
        day_keys.destroy_key(keys, day)


def _warm(meaning: Meaning) -> None:
    meaning.raw(["What are you curious about today?"])
    tables.warm()


async def _live(work: Coroutine[None, None, None], known: KnownTime, writer: Writer) -> None:
    """The hub's work, with signs of life and the time noted beside it."""

    async def disk_answers() -> None:
        await writer.do(int)

    async def note_time() -> None:
        while True:
            try:
                await writer.do(known.note)
            except OSError as error:
                logger.error("%s: %s: is there room, who may write?", error.filename, error.strerror)
            await asyncio.sleep(NOTE_TIME_EVERY_S)

    beside = [
        asyncio.create_task(service_manager.show_life(disk_answers), name="signs of life"),
        asyncio.create_task(note_time(), name="note the time"),
    ]
    try:
        await work
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)


async def _until(stopped: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Run until told to stop; what goes wrong in the work ends the program."""
    running, stop = asyncio.ensure_future(work), asyncio.ensure_future(stopped.wait())
    await asyncio.wait([running, stop], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not running.done():
        running.cancel()
        await asyncio.wait([running])
    else:
        running.result()


async def _address(
    config: HubConfig, options: argparse.Namespace, password: str, stack: contextlib.AsyncExitStack
) -> Address:
    """The broker of the settings, or our own, kept running as long as the stack is open."""
    broker = config.broker
    if broker.host and not options.broker:
        logger.info("broker: %s:%s, as the settings say", broker.host, broker.port)
        return Address(broker.host, broker.port or MQTT_PORT, "hub", broker.username, password)
    chosen = await asyncio.to_thread(_choice, config, options)
    address = await stack.enter_async_context(brokers.running(config, options.data, chosen))
    if chosen.kind != "amqtt":  # that one is for programs of this machine, which know where it is
        await stack.enter_async_context(advertise(HUB, config.name, chosen.listen, chosen.port))
    return address


def _choice(config: HubConfig, options: argparse.Namespace) -> brokers.Choice:
    return brokers.choice(config, options.data, options.broker, options.listen, options.port)


def _password(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except OSError as error:
        raise ConfigError(f"broker.password_file = {path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"broker.password_file = {path}: not text in UTF-8: write the password anew"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
