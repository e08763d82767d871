import asyncio
import logging
from collections import defaultdict

import pytest

from hub.inbox import BATCH, Inbox, News
from hub.kept import Asked, Promised
from hub.store import Store
from hub.taking_back import take_back
from hub.writer import Writer
from tests.hub.stories import tell, until
from tests.hub.test_reading import MONDAY, NOON, TOWN
from tests.hub.test_trails import a_copy
from wire import messages, topics
from wire.broker import NotSent
from wire.messages import Ack, Entry, KioskState, Promise, Retract, Sealed, SlipAck


def an_id(number):
    return f"019505a0-0000-7000-8000-{number:012x}"


def entry(number, kiosk="library", **fields):
    return Entry(an_id(number), kiosk, "bees?", ("en",), at=0, age_ms=0, **fields)


class Post:
    """A letter that remembers whether the broker was told, and when."""

    def __init__(self, topic, payload, log):
        self.topic, self.payload, self._log = topic, payload, log

    def done(self):
        self._log.append("done")


class Hub:
    """An inbox with a real store and a stand-in for the broker."""

    def __init__(self, folder):
        self.writer = Writer()
        self.folder, self.log, self.news = folder, [], []
        self.acked, self.acked_promises = defaultdict(list), []
        self.away = False

    async def open(self):
        self.store = await self.writer.do(Store, self.folder)
        self.inbox = Inbox(TOWN, self.store, self.commit, self.publish, self.hand_on, lambda: NOON)

    async def commit(self, call):
        result = await self.writer.do(call)
        self.log.append("commit")
        return result

    async def publish(self, topic, payload):
        if self.away:
            raise NotSent("no connection")
        kiosk, name = topics.parse_of_kiosk(topic)
        assert name == "ack"
        self.log.append("ack")
        ack = messages.decode(payload, Ack)
        self.acked[kiosk] += ack.ids
        self.acked_promises += ack.promised

    async def hand_on(self, news):
        self.news.append(news)

    async def say(self, *sent):
        """Settle these messages as one batch; returns its news."""
        await self.inbox.settle([self.post(message) for message in sent])
        return self.news.pop() if self.news else None

    def post(self, message):
        kinds = {
            Entry: "entry",
            Retract: "retract",
            SlipAck: "slip_ack",
            KioskState: "state",
            Sealed: "trail",
        }
        kind = kinds.get(type(message))
        if kind is None:
            return Post(*message, self.log)
        return Post(topics.of_kiosk(message.kiosk, kind), messages.encode(message), self.log)

    async def close(self):
        await self.writer.do(self.store.close)
        self.writer.close()


@pytest.fixture
def hear(tmp_path):
    """Runs a coroutine function with an opened hub."""

    def run(story):
        tell(story, Hub(tmp_path))

    return run


def ids(news):
    return [kept.entry.id for kept in news.entries]


def test_acknowledged_only_after_the_commit(hear):
    async def story(hub):
        news = await hub.say(entry(1), entry(2, "cafe"), entry(3))
        assert ids(news) == [an_id(1), an_id(2), an_id(3)]
        assert hub.log == ["commit", "done", "done", "done", "ack", "ack"]
        assert hub.acked == {"library": [an_id(1), an_id(3)], "cafe": [an_id(2)]}

    hear(story)


def test_a_duplicate_is_acknowledged_again_and_is_no_news(hear):
    async def story(hub):
        assert ids(await hub.say(entry(1), entry(1))) == [an_id(1)]
        assert ids(await hub.say(entry(1))) == []
        assert hub.acked["library"] == [an_id(1), an_id(1)]

    hear(story)


def test_a_promise_the_kiosk_made_meanwhile_is_news(hear):
    async def story(hub):
        await hub.say(entry(1))
        promise = Promise("library", NOON + 3_600_000)
        assert hub.acked_promises == []
        assert (await hub.say(entry(1, promised=promise))).entries[0].entry.promised == promise
        assert hub.acked_promises == [an_id(1)]

    hear(story)


def test_a_promise_that_is_none_of_ours_is_acknowledged_too(hear):
    """Its kiosk would tell it for ever."""

    async def story(hub):
        await hub.say(entry(1, promised=Promise("nowhere", NOON)), entry(2))
        assert hub.acked_promises == [an_id(1)]

    hear(story)


def test_a_retraction_wins_in_whatever_order(hear):
    async def story(hub):
        taken = Retract(an_id(91), "library", entry=an_id(1))
        assert (await hub.say(taken, entry(1))).entries == ()
        await hub.say(entry(2))
        news = await hub.say(Retract(an_id(92), "library", entry=an_id(2)))
        assert [known.kept.entry.id for known in news.taken_back] == [an_id(2)]
        assert await hub.say(entry(1), entry(2), taken) == News()
        assert await hub.writer.do(hub.store.entries_of, MONDAY) == []
        assert hub.acked["library"].count(an_id(91)) == 2

    hear(story)


def test_a_code_is_kept_for_its_turn_whatever_kiosk_it_is_typed_at(hear):
    async def story(hub):
        await hub.say(entry(1))
        promised = Promised("library", NOON, slip=an_id(50), code="T234XCJ6DP")
        await hub.writer.do(hub.store.save_promises, {an_id(1): promised})
        wrong = await hub.say(Retract(an_id(91), "cafe", code="0000000000"))
        assert wrong == News()
        news = await hub.say(Retract(an_id(92), "cafe", code="t234-xcj6 dp"))
        asked = Asked(an_id(92), "cafe", "T234XCJ6DP")
        assert news == News(asked=(asked,))
        assert await hub.writer.do(hub.store.asked) == [asked], "kept before it is acknowledged"
        assert hub.acked["cafe"] == [an_id(91), an_id(92)]
        known, _ = await hub.writer.do(take_back, hub.store, an_id(92), MONDAY)
        assert known.promised == promised

    hear(story)


def test_slip_acks_are_noted_and_acknowledged(hear):
    async def story(hub):
        await hub.say(entry(1))
        await hub.writer.do(hub.store.save_promises, {an_id(1): Promised("library", NOON, slip=an_id(50))})
        ack = SlipAck(an_id(50), "library", "printed")
        assert (await hub.say(ack)).slip_acks == (ack,)
        assert await hub.writer.do(hub.store.slips_waiting) == []
        assert hub.acked["library"] == [an_id(1), an_id(50)]

    hear(story)


def test_the_death_of_an_older_session_is_no_news(hear):
    async def story(hub):
        ready, late = KioskState("library", "ready", 5), KioskState("library", "lost", 4)
        assert (await hub.say(ready, late)).states == (ready,)
        assert (await hub.say(KioskState("library", "lost", 5))).states[0].state == "lost"
        assert hub.acked == {}, "a state is retained, not acknowledged"

    hear(story)


def test_an_older_session_that_closes_late_is_no_news(hear):
    async def story(hub):
        ready, late = KioskState("library", "ready", 5), KioskState("library", "closed", 4)
        assert (await hub.say(ready, late)).states == (ready,)

    hear(story)


def test_what_cannot_be_read_is_put_aside_beside_the_others(hear, caplog):
    async def story(hub):
        topic = topics.of_kiosk("library", "entry")
        foreign = (topics.of_kiosk("cafe", "entry"), messages.encode(entry(2)))
        assert ids(await hub.say((topic, b"\xffcanary"), foreign, entry(1))) == [an_id(1)]
        assert hub.log.count("done") == 3
        aside = await hub.writer.do(hub.store.set_aside, MONDAY)
        assert [(one.topic, one.payload) for one in aside] == [(topic, b"\xffcanary"), foreign]
        assert hub.acked == {"library": [an_id(1)]}

    with caplog.at_level(logging.DEBUG):
        hear(story)
    assert "no message set aside" in caplog.text
    assert "canary" not in caplog.text
    assert "bees" not in caplog.text


def test_an_entry_that_is_over_is_acknowledged_and_not_kept(hear):
    async def story(hub):
        past = entry(1, promised=Promise("library", NOON - 3 * 86_400_000))
        assert await hub.say(past) == News()
        assert hub.acked == {"library": [an_id(1)]}
        assert hub.store.days() == []

    hear(story)


def test_a_full_disk_is_no_acknowledgement_and_a_sentence(hear, caplog):
    async def story(hub):
        await hub.say(entry(1))
        await hub.writer.do(limit, hub.store, 0)
        for _ in range(2):
            assert await hub.say(*(entry(number, rounds=("10:00",) * 24) for number in range(2, 60))) is None
        assert hub.acked["library"] == [an_id(1)]
        assert caplog.text.count("make room on this disk") == 1
        assert hub.log.count("done") == 1 + 2 * 58, "the kiosk sends again, the broker need not"
        await hub.writer.do(limit, hub.store, 10_000)
        assert ids(await hub.say(entry(2))) == [an_id(2)]

    hear(story)


def limit(store, more):
    db = store._days[MONDAY]._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + more}")


def test_a_broker_that_is_away_does_not_stop_the_hub(hear):
    async def story(hub):
        hub.away = True
        assert ids(await hub.say(entry(1))) == [an_id(1)]
        hub.away = False
        assert ids(await hub.say(entry(1))) == []
        assert hub.acked["library"] == [an_id(1)]

    hear(story)


def test_what_waits_during_a_commit_goes_into_the_next_one(hear):
    async def story(hub):
        running = asyncio.create_task(hub.inbox.run())
        for number in range(BATCH + 50):
            await hub.inbox.take(hub.post(entry(number)))
        await until(lambda: len(hub.acked["library"]) == BATCH + 50)
        running.cancel()
        assert hub.log.count("commit") <= 4
        assert sum(len(news.entries) for news in hub.news) == BATCH + 50

    hear(story)


def test_a_message_waits_for_nobody(hear):
    async def story(hub):
        running = asyncio.create_task(hub.inbox.run())
        await hub.inbox.take(hub.post(entry(1)))
        await until(lambda: hub.news)
        running.cancel()

    hear(story)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_slips_copy_is_kept_and_acknowledged_whatever_became_of_its_entry(hear, at_once):
    async def story(hub):
        copies = [a_copy(1)[0], a_copy(2, an_id(99))[0]]
        if at_once:
            await hub.say(*copies, entry(1))
        else:
            await hub.say(entry(1))
            await hub.say(*copies)
        assert set(hub.acked["library"]) == {an_id(1), *(copy.id for copy in copies)}
        assert [await hub.writer.do(hub.store.trails.find, copy.locator) for copy in copies] == [
            copy.sealed for copy in copies
        ]
        tokens = [await hub.writer.do(hub.store.entry_with_token, copy.token_hash) for copy in copies]
        assert tokens == [an_id(1), None]

    hear(story)
