"""A hub's parts: made, handed what each needs, ended together.

Where the settings change a new hub begins with the same parts; where a day was forgotten the whole process does.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import uuid_utils

from hub import brokers, calendar, day_keys, tables, telling
from hub.config import ConfigError, HubConfig
from hub.desk import Desk
from hub.live import LiveHub
from hub.meaning import Meaning
from hub.promises import Promises
from hub.service import Hub
from hub.settings_file import SettingsFile, in_force
from hub.store import Store
from hub.word_lists import WordLists, read_word_lists
from hub.writer import Writer
from wire import private_process, service_manager, topics
from wire.broker import Address, Broker
from wire.clock import Clock
from wire.discovery import HUB, advertise
from wire.known_time import KnownTime
from wire.options import read_password

MQTT_PORT = 1883
NOTE_TIME_EVERY_S = 600.0
LOOK_AT_SETTINGS_S = 0.5

logger = logging.getLogger(__name__)


def settings_path(options: argparse.Namespace) -> Path:
    """The file of the settings."""
    return Path(options.config or options.data / "hub.toml")


def looked_at(path: Path, config: HubConfig) -> HubConfig:
    """The settings as they are, with a word where nobody can be promised anything by them."""
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
    file, writer = config.broker.password_file, Writer()
    password = read_password(Path(file)) if file else ""
    lists = read_word_lists(options.data / "word_lists")
    forgotten = await writer.do(forget_keys, config, options, clock)
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
    async with Broker(address, topics.hub_hears(), parts.hub.announcer.birth, will) as parts.broker:
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
    data, file = parts.options.data, SettingsFile(settings_path(parts.options))
    hub, keys = (lambda: parts.hub), parts.options.keys
    return Desk(data, keys, file, parts.store, parts.writer, parts.clock, hub, parts.web)


async def _new_settings(parts: Parts) -> None:
    """Wait until the settings file says something else that can be used; what cannot is said once and left."""
    file, seen = SettingsFile(settings_path(parts.options)), ""
    while True:
        await asyncio.sleep(LOOK_AT_SETTINGS_S)
        try:
            if (revision := file.revision()) == seen:
                continue
            seen = revision
            config = file.read().config
        except ConfigError as error:
            logger.error("settings stay as they were: %s", error)
            continue
        if config != parts.config:
            parts.config = looked_at(file.path, config)
            logger.info("%s has changed: the hub goes by it now", file.path.name)
            return


def forget_keys(config: HubConfig, options: argparse.Namespace, clock: Clock) -> list[date]:
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
