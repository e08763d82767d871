"""`curiocity hub`: reads the settings, makes the parts, hands each what it needs, ends them together."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import uuid_utils

from hub import brokers, calendar, day_keys, tables, telling
from hub.authority import AuthorityError
from hub.broker_process import BrokerError
from hub.config import ConfigError, HubConfig, read_config
from hub.desk import Desk
from hub.live import LiveHub
from hub.meaning import Meaning
from hub.promises import Promises
from hub.schema import StoreError
from hub.service import Hub
from hub.settings_file import SettingsFile, in_force
from hub.store import Store
from hub.word_lists import WordLists, read_word_lists
from hub.writer import Writer
from wire import private_process, service_manager, topics
from wire.broker import Address, Broker
from wire.clock import Clock, clock_of
from wire.discovery import HUB, advertise
from wire.known_time import KnownTime

MQTT_PORT = 1883
NOTE_TIME_EVERY_S = 600.0
LOOK_AT_SETTINGS_S = 0.5
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
        "--web-port", type=int, metavar="PORT", help="of the hub's pages (8080; 0: a free one)"
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
    parser.add_argument(
        "--keys", type=Path, help="folder for the days' keys, such as /run/curiocity (DATA/keys)"
    )
    parser.add_argument(
        "--clock", type=Path, help="file with milliseconds by which this machine's clock is shifted"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a hub until it is told to stop; 2 where it cannot start, which one sentence explains."""
    options = arguments(argv)
    private_process.log_privately()
    if not private_process.keep_private():
        logger.info("this process may be swapped out: give it LimitMEMLOCK=infinity, or the machine no swap")
    sys.setswitchinterval(SWITCH_S)
    try:
        config, known = settings(options), KnownTime(clock_of(options.clock), options.data / "last_seen")
        options.keys = _keys(config, options)
        begins_anew = asyncio.run(run(config, options, known))
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
    if begins_anew:
        tables.stop()
        private_process.begin_anew()
    return 0


def settings(options: argparse.Namespace) -> HubConfig:
    """The settings: those of a file that was named, those of the data folder, or the defaults. Raises ConfigError."""
    path = _settings_path(options)
    if options.config and not path.exists():
        return read_config(path)  # which says that it is not there
    return _looked_at(path, SettingsFile(path).read().config)


def _keys(config: HubConfig, options: argparse.Namespace) -> Path:
    """The folder of the days' keys: the command line's, the settings', or the data folder's own."""
    return Path(options.keys or config.storage.keys or options.data / "keys")


def _settings_path(options: argparse.Namespace) -> Path:
    return Path(options.config or options.data / "hub.toml")


def _looked_at(path: Path, config: HubConfig) -> HubConfig:
    if not config.places:
        logger.warning("%s names no places: nobody can be promised a table", path)
    elif not config.is_live:
        logger.warning(
            "%s: no help line was dialled: nobody is promised a table until one of them says dialled = DATE",
            path,
        )
    return config


@dataclass(slots=True)
class Parts:
    """What the hub is made of, for as long as the program runs; `hub` and `config` change with the settings."""

    options: argparse.Namespace
    config: HubConfig  # as the file says
    store: Store
    writer: Writer
    meaning: Meaning
    clock: Clock
    session: int
    live: LiveHub
    forgotten: asyncio.Event
    lists: WordLists
    web: str = ""  # base address of the pages as slips name it
    hub: Hub | None = None
    broker: Broker | None = None


async def run(config: HubConfig, options: argparse.Namespace, known: KnownTime) -> bool:
    """Make the parts and run them until SIGTERM or SIGINT.

    Or until the words of a day were forgotten, which this process, its broker and its solver have had in their memory:
    then it returns True, and is to begin anew.
    """
    stopped, forgotten_all, clock = asyncio.Event(), asyncio.Event(), known.clock()
    asyncio.get_running_loop().set_exception_handler(private_process.tell_of_loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    password, writer = _password(config.broker.password_file), Writer()
    lists = read_word_lists(options.data / "word_lists")
    forgotten = await writer.do(_forget_keys, config, options, clock)
    store = await writer.do(Store, options.data, options.keys)
    if forgotten:
        await writer.do(store.note_forgotten, forgotten, clock.now())
    session = await writer.do(store.next_number, "session")
    meaning = Meaning()
    # Loading takes seconds, so that the first visitor should not be the one to wait for it.
    warming = asyncio.ensure_future(asyncio.to_thread(_warm, meaning))
    live = LiveHub(config, store, writer, clock)
    parts = Parts(options, config, store, writer, meaning, clock, session, live, forgotten_all, lists)
    try:
        async with contextlib.AsyncExitStack() as stack:
            address = await _address(config, options, password, stack)
            await _serve_pages(parts, stack)
            await stack.enter_async_context(_signs_of_life(known, writer))
            while not (stopped.is_set() or forgotten_all.is_set()):
                await _serve(parts, address, stopped)
            if stopped.is_set():
                service_manager.notify("STOPPING=1")
            else:
                logger.info("a day is forgotten: the hub begins anew, so that its memory is too")
    finally:
        await warming
        await writer.do(store.close)
        writer.close()
    return not stopped.is_set()


async def _serve(parts: Parts, address: Address, stopped: asyncio.Event) -> None:
    """Run a hub until it is told to stop or its settings change.

    Everything it knows is on the disk, so that a hub with new settings is one that starts anew: the connection too,
    for what was heard and not yet acknowledged is only sent again in a new one.
    """
    config, will = in_force(parts.config), telling.state("lost", parts.session)
    parts.live.settings = config = replace(config, web=replace(config.web, address=parts.web))
    promises = Promises(
        *(config, parts.store, parts.writer, parts.meaning, parts.clock),
        lambda: str(uuid_utils.uuid7()),
        parts.lists,
    )
    parts.hub = Hub(
        *(config, parts.store, parts.writer, promises, parts.clock, parts.session),
        show=parts.live.show,
        forgotten=parts.forgotten.set,
    )
    parts.live.asked = parts.hub.take_back
    async with Broker(address, topics.hub_hears(), parts.hub.birth, will) as parts.broker:
        service_manager.notify("READY=1")
        await _until(
            parts.hub.run(parts.broker), stopped.wait(), parts.forgotten.wait(), _new_settings(parts)
        )
        if stopped.is_set() or parts.forgotten.is_set():
            with contextlib.suppress(Exception):
                await parts.broker.publish(will.topic, will.payload, will.qos, will.retain)


async def _serve_pages(parts: Parts, stack: contextlib.AsyncExitStack) -> None:
    """Pages for as long as the stack is open. Without them a hub does all the rest: slips are whole on paper."""
    if not parts.config.web.listen:
        return
    from hub.pages import app, server
    from hub.pages.site import Site

    try:
        listener = server.listen(parts.config.web, parts.options.web_port)
    except server.WebError as error:
        logger.error("%s", error)
        return
    here, parts.web = server.addresses(parts.config, listener)
    pages = app.pages(Site(parts.live, _desk(parts)), server.hosts(parts.config))
    await stack.enter_async_context(server.serving(pages, listener))
    print(f"Board:   {here}/\nConsole: {here}/console", flush=True)


def _desk(parts: Parts) -> Desk:
    data, file = parts.options.data, SettingsFile(_settings_path(parts.options))
    hub, keys = (lambda: parts.hub), parts.options.keys
    return Desk(data, keys, file, parts.store, parts.writer, parts.clock, hub, parts.web)


async def _new_settings(parts: Parts) -> None:
    """Wait until the settings file says something else that can be used; what cannot is said once and left."""
    file, looked_at = SettingsFile(_settings_path(parts.options)), ""
    while True:
        await asyncio.sleep(LOOK_AT_SETTINGS_S)
        try:
            if (revision := file.revision()) == looked_at:
                continue
            looked_at = revision
            config = file.read().config
        except ConfigError as error:
            logger.error("settings stay as they were: %s", error)
            continue
        if config != parts.config:
            parts.config = _looked_at(file.path, config)
            logger.info("%s has changed: the hub goes by it now", file.path.name)
            return


def _forget_keys(config: HubConfig, options: argparse.Namespace, clock: Clock) -> list[date]:
    """Words whose time is over are unreadable before anything that can fail is tried; returns their days."""
    keys, before = options.keys, calendar.forget_before(config, clock.now())
    day_keys.move_keys(options.data / "keys", keys)
    gone = [day for day in day_keys.days_with_key(keys) if day < before]
    for day in gone:
        day_keys.destroy_key(keys, day)
    lost = day_keys.days_without_key(options.data / "days", keys)
    for day in lost:
        if day >= before:
            logger.error(
                "%s: no key of %s: that day's words are gone; slips on paper stand: expect people who are on no "
                "table sheet, and let them sit with the host",
                *(keys, day),
            )
    return sorted({*gone, *lost})  # also where a loss of power came between the key and its file


def _warm(meaning: Meaning) -> None:
    meaning.raw(["What are you curious about today?"])
    tables.warm()


@contextlib.asynccontextmanager
async def _signs_of_life(known: KnownTime, writer: Writer) -> AsyncIterator[None]:
    """Signs of life and the time noted, beside the hub's work."""

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
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)


async def _until(work: Coroutine[None, None, None], *ends: Coroutine[None, None, object]) -> None:
    """Work until one of the ends has come; what goes wrong in the work or in waiting ends the program."""
    tasks: list[asyncio.Future[object]] = [asyncio.ensure_future(one) for one in (work, *ends)]
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left)
    for task in done:
        task.result()


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
