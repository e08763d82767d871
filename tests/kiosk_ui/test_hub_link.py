"""The kiosk's line to its hub, over the real local broker: kept until acknowledged, whoever is killed meanwhile."""

import asyncio
import contextlib
import socket

import pytest
import uuid_utils
from msgspec.structs import replace

from kiosk_ui import hub_link
from kiosk_ui.hub_link import IN_FLIGHT, HubLink, HubThere, Trouble
from kiosk_ui.last_config import read_last_config, write_last_config
from kiosk_ui.outbox import Outbox
from tests.fakes.clock import HandClock
from tests.kiosk_ui.in_loop import in_loop
from tests.wire.running_broker import RunningBroker
from wire import messages, topics
from wire.broker import Broker
from wire.examples import CONFIG, ENTRY, QUESTION, SHEET, SLIP
from wire.messages import Ack, Entry, HubState, HubTime, KioskConfig, KioskState, Promise, Sealed

SHEET_HERE = replace(SHEET, kiosk="library")


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    started = RunningBroker(tmp_path_factory.mktemp("broker"))
    yield started
    started.kill()


def new_entry(words="bees"):
    return replace(ENTRY, id=str(uuid_utils.uuid7()), words=words)


class Hub:
    """The far end: hears what kiosks send and says what a hub says."""

    def __init__(self, broker):
        self._broker, self._heard = broker, asyncio.Queue()

    async def hear(self):
        """Until cancelled."""
        async for received in self._broker.messages():
            received.done()
            self._heard.put_nowait(received)

    async def next(self, kind, name):
        """The next message on a topic of the library; older ones on others are passed over."""
        while (received := await self._heard.get()).topic != topics.of_kiosk("library", name):
            pass
        return messages.decode(received.payload, kind)

    async def silent(self, seconds):
        """Whether nothing comes for so long."""
        await asyncio.sleep(seconds)
        return self._heard.empty()

    async def entries_within(self, seconds):
        """The entries that come within so long."""
        await asyncio.sleep(seconds)
        heard = [self._heard.get_nowait() for _ in range(self._heard.qsize())]
        mine = topics.of_kiosk("library", "entry")
        return {messages.decode(one.payload, Entry).id for one in heard if one.topic == mine}

    async def is_heard(self, kiosk):
        """Until the kiosk hears: that it is ready may have been said by the one before it, and kept by the broker."""
        hears = asyncio.create_task(kiosk.told(HubTime))
        while not hears.done():
            await self.say_time(1)
            await asyncio.wait([hears], timeout=0.2)

    async def ack(self, *ids):
        await self.tell("ack", Ack(ids=ids))

    async def tell(self, name, message, retain=False):
        payload = message if isinstance(message, bytes) else messages.encode(message)
        await self._broker.publish(topics.of_kiosk("library", name), payload, retain=retain)

    async def say_time(self, now):
        await self._broker.publish(topics.of_hub("time"), messages.encode(HubTime(now)), qos=0)

    async def say(self, state, session=1):
        await self._broker.publish(
            topics.of_hub("state"), messages.encode(HubState(state, session)), retain=True
        )


@contextlib.asynccontextmanager
async def hub_at(broker):
    async with Broker(broker.address("hub"), topics.hub_hears()) as client:
        await client.wait_connected()
        hub = Hub(client)
        hearing = asyncio.create_task(hub.hear())
        yield hub
        hearing.cancel()


class Kiosk:
    """An outbox and its link; what the link tells comes out of `told`."""

    def __init__(self, folder, broker):
        self.outbox = Outbox(folder / "kiosk.db", HandClock().clock())
        self._told = asyncio.Queue()
        self.link = HubLink(
            "library", broker.address("library"), self.outbox, HandClock().clock(), self._told.put_nowait
        )

    async def told(self, *kinds):
        """The next of these kinds of news."""
        while not isinstance(told := await self._told.get(), kinds):
            pass
        return told

    async def emptied(self):
        while not self.outbox.is_empty():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def kiosk_at(folder, broker):
    kiosk = Kiosk(folder, broker)
    work = asyncio.create_task(kiosk.link.run())
    try:
        yield kiosk
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        kiosk.outbox.close()


@pytest.mark.whole
@in_loop
async def test_what_is_kept_is_sent_until_the_hub_has_it(tmp_path, broker, monkeypatch):
    monkeypatch.setattr(hub_link, "RESEND_AFTER_TRIES", 1)
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        entry = new_entry()
        kiosk.outbox.keep(entry)
        kiosk.link.wake()
        first, second = await hub.next(Entry, "entry"), await hub.next(Entry, "entry")
        assert first.id == second.id == entry.id
        await hub.ack(entry.id)
        await kiosk.emptied()
        assert await hub.silent(0.8)


@pytest.mark.whole
@in_loop
async def test_what_was_kept_before_the_start_is_sent_with_its_state(tmp_path, broker):
    entry = new_entry()
    before = Outbox(tmp_path / "kiosk.db", HandClock().clock())
    before.keep(entry)
    before.close()
    async with hub_at(broker) as hub:
        async with kiosk_at(tmp_path, broker):
            state = await hub.next(KioskState, "state")
            while (state.state, state.session) != ("ready", 2):  # an older test's farewell is retained
                state = await hub.next(KioskState, "state")
            assert state.queue == "some"
            assert (await hub.next(Entry, "entry")).id == entry.id
            await hub.ack(entry.id)
        assert (await hub.next(KioskState, "state")).state == "closed"


@pytest.mark.whole
@in_loop
async def test_a_killed_broker_costs_nothing(tmp_path):
    own = RunningBroker(tmp_path)
    try:
        async with kiosk_at(tmp_path, own) as kiosk:
            entry = new_entry()
            async with hub_at(own) as hub:
                await hub.say("ready")
                while not (await kiosk.told(HubThere)).there:
                    pass
                kiosk.outbox.keep(entry)
                kiosk.link.wake()
                await hub.next(Entry, "entry")
                own.kill()
                while (await kiosk.told(HubThere)).there:  # it may have been told twice that it is there
                    pass
            own.start()
            assert not (await kiosk.told(HubThere)).there  # the broker is back, the hub is not
            async with hub_at(own) as hub:
                await hub.say("ready", session=2)
                while not (await kiosk.told(HubThere)).there:
                    pass
                assert (await hub.next(Entry, "entry")).id == entry.id
                await hub.ack(entry.id)
                await kiosk.emptied()
    finally:
        own.kill()


@pytest.mark.whole
@in_loop
async def test_no_more_than_a_hundred_are_on_their_way(tmp_path, broker):
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        kept = {(entry := new_entry()).id: entry for _ in range(IN_FLIGHT + 20)}
        for entry in kept.values():
            kiosk.outbox.keep(entry)
        kiosk.link.wake()
        heard: set[str] = set()
        while len(heard) < IN_FLIGHT:  # one may come again meanwhile, on a machine that has much to do
            heard.add((await hub.next(Entry, "entry")).id)
        assert await hub.entries_within(0.5) <= heard  # sent again at most
        await hub.ack(*heard)
        rest: set[str] = set()
        while rest | heard < kept.keys():
            rest.add((await hub.next(Entry, "entry")).id)
        assert rest | heard == kept.keys()
        await hub.ack(*rest)
        await kiosk.emptied()


@pytest.mark.whole
@in_loop
async def test_what_the_hub_says_is_told_and_nonsense_is_passed_over(tmp_path, broker, caplog):
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        await hub.is_heard(kiosk)
        said = {"slip": SLIP, "table_sheet": SHEET_HERE, "config": CONFIG}
        for name, message in said.items():
            for nonsense in (b"\xff", b"{}", b'{"v": 99}', b"[" * 5000):
                await hub.tell(name, nonsense)
            await hub.tell(name, message)
            assert await kiosk.told(type(message)) == message
        await hub._broker.publish(topics.of_hub("question"), messages.encode(QUESTION))
        assert await kiosk.told(type(QUESTION)) == QUESTION
        await hub.say("lost")
        assert not (await kiosk.told(HubThere)).there
        await hub.say("ready")
        assert (await kiosk.told(HubThere)).there
    assert caplog.text.count("not understood and left") == 12


@pytest.mark.whole
@in_loop
async def test_a_disk_that_takes_no_more_keeps_the_line_alive(tmp_path, broker, monkeypatch, caplog):
    monkeypatch.setattr(hub_link, "RESEND_AFTER_TRIES", 1)
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        entry = new_entry()
        kiosk.outbox.keep(entry)
        kiosk.link.wake()
        await hub.next(Entry, "entry")
        kiosk.outbox._db.execute("PRAGMA query_only = ON")
        await hub.ack(entry.id)
        await hub.next(Entry, "entry")
        assert "free some disk space on this kiosk" in caplog.text
        kiosk.outbox._db.execute("PRAGMA query_only = OFF")
        await hub.ack(entry.id)
        await kiosk.emptied()


@pytest.mark.whole
@in_loop
async def test_a_hub_that_takes_no_copies_of_slips_is_sent_everything_else(tmp_path, broker):
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        copies = [
            Sealed(str(uuid_utils.uuid7()), "library", new_entry().id, "0a" * 16, b"x", "0b" * 16)
            for _ in range(200)
        ]
        kiosk.outbox.keep_copies(copies)
        kiosk.link.wake()
        sent: set[str] = set()
        while len(sent) < hub_link.COPIES:  # some may come twice
            sent.add((await hub.next(Sealed, "trail")).id)
        assert sent == {copy.id for copy in copies[: hub_link.COPIES]}
        entries = [new_entry() for _ in range(IN_FLIGHT)]
        for entry in entries:
            kiosk.outbox.keep(entry)
        kiosk.link.wake()
        heard = [(await hub.next(Entry, "entry")).id for _ in entries]
        assert sorted(heard) == sorted(entry.id for entry in entries)
        await hub.ack(*heard)
        while {one.topic for one in kiosk.outbox.waiting()}:
            await asyncio.sleep(0.02)
        await hub.ack(*sent)
        while (await hub.next(Sealed, "trail")).id != copies[hub_link.COPIES].id:
            pass


@pytest.mark.whole
@in_loop
async def test_oldest_promises_go_first_and_what_was_said_just_now_before_them(tmp_path, broker):
    before = Outbox(tmp_path / "kiosk.db", HandClock().clock())
    starts = [9_000 - number for number in range(IN_FLIGHT)]
    kept = {at: replace(new_entry(), promised=Promise("library", at)) for at in starts}
    for one in (new_entry(), *kept.values()):
        before.keep(one)
    before.close()
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        first = [(await hub.next(Entry, "entry")).id for _ in range(IN_FLIGHT)]
        assert first == [kept[at].id for at in sorted(starts)]
        now = new_entry()
        kiosk.outbox.keep(now)
        kiosk.link.wake(said_now=now.id)
        assert await hub.silent(0.3), "a hundred are on their way"
        await hub.tell("ack", Ack(ids=tuple(first), promised=tuple(first)))
        assert (await hub.next(Entry, "entry")).id == now.id


@pytest.mark.whole
@in_loop
async def test_a_copied_card_both_kiosks_say_so(tmp_path, broker, caplog):
    folders = [tmp_path / "one", tmp_path / "two"]
    async with kiosk_at(folders[0], broker) as one:
        await one.link._broker.wait_connected()
        async with kiosk_at(folders[1], broker) as two:
            for kiosk in (one, two):
                assert (await kiosk.told(Trouble)).sentence == "two_kiosks"
    assert "a second client uses the id 'library'" in caplog.text


@pytest.mark.whole
@in_loop
async def test_who_is_not_let_in_says_so_until_it_is(tmp_path, broker, caplog):
    kiosk = Kiosk(tmp_path, broker)
    kiosk.link = HubLink(
        "library", broker.address("library", password="wrong"), kiosk.outbox, HandClock().clock(),
        kiosk._told.put_nowait,
    )  # fmt: skip
    work = asyncio.create_task(kiosk.link.run())
    assert (await kiosk.told(Trouble)).sentence == "not_ours"
    kiosk.link._broker._address = broker.address("library")
    assert (await kiosk.told(Trouble)).sentence == ""
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    kiosk.outbox.close()


@pytest.mark.whole
@in_loop
async def test_a_hub_of_an_older_session_is_told_what_we_know(tmp_path, broker, caplog):
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        await hub.say("ready", session=41)
        while kiosk.outbox.hub_session() != 41:
            await asyncio.sleep(0.02)
        await hub.say("ready", session=7)
        while (await hub.next(KioskState, "state")).hub != 41:
            pass
        assert kiosk.outbox.hub_session() == 41
        await hub.say("lost", session=3)
        await hub.say("ready", session=42)
        while kiosk.outbox.hub_session() != 42:
            await asyncio.sleep(0.02)
    assert caplog.text.count("the hub was restored from an older copy") == 1


@pytest.mark.whole
@in_loop
async def test_a_kiosk_without_its_configuration_says_again_that_it_is_there(tmp_path, broker):
    async with hub_at(broker) as hub, kiosk_at(tmp_path, broker) as kiosk:
        while (await hub.next(KioskState, "state")).state != "ready":
            pass
        await kiosk.link._broker.wait_connected()
        await hub.say_time(1)
        assert (await hub.next(KioskState, "state")).state == "ready"
        await hub.tell("config", CONFIG)
        assert await kiosk.told(KioskConfig) == CONFIG
        await hub.say_time(2)
        while await kiosk.told(HubTime) != HubTime(2):
            pass
        assert await hub.silent(0.2)


@pytest.mark.whole
@in_loop
async def test_a_kiosk_that_dies_is_lost_by_its_own_session_and_one_that_ends_is_closed(tmp_path, broker):
    async with hub_at(broker) as hub:
        async with kiosk_at(tmp_path, broker) as kiosk:
            while (await hub.next(KioskState, "state")).state != "ready":
                pass
            await kiosk.link._broker.wait_connected()
            kiosk.link._broker._link._client.socket().shutdown(socket.SHUT_RDWR)  # as a power cut: no goodbye
            while (said := await hub.next(KioskState, "state")).state != "lost":
                pass
            assert said.session == 1
            while (await hub.next(KioskState, "state")).state != "ready":
                pass
        while (said := await hub.next(KioskState, "state")).state != "closed":
            pass
        assert said.session == 1


def test_the_last_configuration_comes_back(tmp_path, caplog):
    path = tmp_path / "config.json"
    assert read_last_config(path) is None
    assert caplog.text == ""
    for revision in (3, 4):
        write_last_config(path, replace(CONFIG, revision=revision))
        assert read_last_config(path) == replace(CONFIG, revision=revision)
    assert [file.name for file in tmp_path.iterdir()] == ["config.json"]


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff\xfe", b'{"v": 99}', messages.encode(ENTRY)])
def test_a_broken_configuration_is_said_and_passed_over(tmp_path, caplog, broken):
    path = tmp_path / "config.json"
    path.write_bytes(broken)
    assert read_last_config(path) is None
    assert f"{path}: not usable" in caplog.text


def test_a_configuration_that_is_a_folder_is_passed_over_too(tmp_path, caplog):
    (tmp_path / "config.json").mkdir()
    assert read_last_config(tmp_path / "config.json") is None
    assert "not usable" in caplog.text
