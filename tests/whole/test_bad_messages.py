"""Whatever a kiosk sends to a running hub has its answer, and the hub lives on: one street for the whole file."""

import asyncio
import contextlib

import msgspec
import pytest

from hub.store import Store
from tests.hub.living_hub import ear, fresh
from tests.whole.running import MIDNIGHT, entry, running, taken_back
from wire import topics
from wire.broker import NotSent
from wire.messages import MAX_BYTES, MAX_WORDS, Promise, Retract

pytestmark = pytest.mark.whole
CANARY = "canaryzwitschert"
DAY_MS = 24 * 3_600_000
TODAY = int(MIDNIGHT.timestamp() * 1000)


class Street:
    """A hub as a process, and a kiosk of our own making in this one."""

    def __init__(self, runner, run, kiosk):
        self._runner, self.run, self.kiosk = runner, run, kiosk

    def do(self, story):
        """Let a story happen; whatever it did, the next entry is heard and promised as ever: its slip."""

        async def bounded():
            async with asyncio.timeout(60):
                await story(self.kiosk)
                good = entry(CANARY)
                await self.kiosk.say(good)
                await self.kiosk.acked(good.id)
                slip = await self.kiosk.slip_of(good)
                await self.kiosk.print(slip)
                return slip

        return self._runner.run(bounded())


@pytest.fixture(scope="module")
def street(tmp_path_factory, plain_meaning_of_all):
    out = tmp_path_factory.mktemp("street")
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()

        async def begin():
            run = await stack.enter_async_context(running(out))
            await run.start_hub()
            await run.street.wait_for_broker()
            kiosk = await stack.enter_async_context(ear(run.address("garden")))
            await kiosk.until("config")
            return run, kiosk

        run, kiosk = runner.run(begin())
        yield Street(runner, run, kiosk)
        runner.run(stack.aclose())


async def again_until_acked(kiosk, said):
    """As kiosks do, for a hub that has just come may hear before it can answer."""
    while not any(said.id in ack.ids for ack in kiosk.heard["ack"]):
        with contextlib.suppress(NotSent):
            await kiosk.say(said)
        await asyncio.sleep(0.5)


async def send(kiosk, payload, name="entry"):
    await kiosk.broker.publish(topics.of_kiosk("garden", name), payload)


def raw(**changed):
    """An entry as JSON that no kiosk of ours would write."""
    return msgspec.json.encode({**msgspec.to_builtins(entry(CANARY)), **changed})


NO_ENTRIES = {
    "nothing": b"",
    "no text": b"\xff\xfe" + CANARY.encode(),
    "no object": b'["canaryzwitschert"]',
    "half of one": raw()[:80],
    "nested deeply": b'{"v":1,"words":' + b"[" * 4000,
    "no words": b'{"v": 1, "id": "canaryzwitschert"}',
    "a wrong id": raw(id=CANARY),
    "a second line in the id": raw(id=entry().id + "\n"),
    "half a character": raw().replace(CANARY.encode(), b"canaryzwitschert \\ud800"),
    "too many words": raw(words=CANARY + "x" * MAX_WORDS),
    "oversized": raw(more="x" * MAX_BYTES),
    "a newer version": raw(v=2),
    "somebody else's name": raw(kiosk="library"),
    "a negative age": raw(age_ms=-1),
}


@pytest.mark.parametrize("payload", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_what_is_no_entry_is_set_aside_and_not_acknowledged(street, payload):
    async def story(kiosk):
        kiosk.heard.clear()
        await send(kiosk, payload)
        await send(kiosk, payload)

    slip = street.do(story)
    assert {id_ for ack in street.kiosk.heard["ack"] for id_ in ack.ids} == {slip.entry, slip.id}
    assert all(heard == slip for heard in street.kiosk.heard["slip"])  # which may have been sent again


@pytest.mark.parametrize("name", ["retract", "slip_ack", "state"])
def test_other_messages_that_are_none_are_set_aside_too(street, name):
    async def story(kiosk):
        await send(kiosk, b'{"v": 1, "canaryzwitschert": []}', name)

    street.do(story)


def test_what_is_too_large_for_the_broker_costs_the_sender_its_connection(street):
    async def story(kiosk):
        with contextlib.suppress(NotSent):
            await send(kiosk, CANARY.encode() * 40_000)
        await kiosk.broker.wait_lost()
        await kiosk.broker.wait_connected()

    street.do(story)


ENTRIES = {
    "blanks": (" \t\n\u3000 ", ""),
    "nothing": ("", ""),
    "controls alone": ("\x00\x01\x1b" * 100, ""),
    "printer commands": (f"\x1b@\x1dV\x00{CANARY}\r\n\x0c", f"@ V{CANARY}"),
    "2,000 code points": (CANARY.ljust(MAX_WORDS, "x"), CANARY.ljust(MAX_WORDS, "x")),
    "2,000 emoji": ("🐝" * MAX_WORDS, "🐝" * MAX_WORDS),
    "families": ("👨‍👩‍👧‍👦🏳️‍🌈", "👨‍👩‍👧‍👦🏳️‍🌈"),
    "directions": (f"\u202e{CANARY} שלום 18:30 مرحبا\u202c", f"{CANARY} שלום 18:30 مرحبا"),
    "a tower of accents": ("z" + "\u0335" * 500, "z" + "\u0335" * 3),
    "markup": (f"<b>{CANARY}</b>'; DROP TABLE--{{}}%s", f"<b>{CANARY}</b>'; DROP TABLE--{{}}%s"),
}


@pytest.mark.parametrize(("words", "printed"), ENTRIES.values(), ids=ENTRIES)
def test_whatever_somebody_says_they_have_a_slip(street, words, printed):
    async def story(kiosk):
        said = entry(words)
        await kiosk.say(said)
        await kiosk.acked(said.id)
        slip = await kiosk.slip_of(said)
        await kiosk.print(slip)
        assert slip.words == printed
        assert slip.place
        assert slip.starts > TODAY + 8 * 3_600_000
        assert slip.code

    street.do(story)


TIMES = {
    "a kiosk from the future": {"at": 2**53},
    "said an hour ago": {"age_ms": 3_600_000},
    "said the day before yesterday": {"age_ms": 2 * DAY_MS},
    "said before anybody lived": {"age_ms": 2**53},
    "promised at a place nobody knows": {"promised": Promise("moon", TODAY + 10 * 3_600_000)},
    "promised in a hundred years": {"promised": Promise("library", TODAY + 36_500 * DAY_MS)},
    "free at hours that do not exist": {"rounds": ("03:33",)},
}


@pytest.mark.parametrize("times", TIMES.values(), ids=TIMES)
def test_whatever_a_clock_says_the_slip_is_for_the_next_rounds(street, times):
    async def story(kiosk):
        said = entry(CANARY, **times)
        await kiosk.say(said)
        await kiosk.acked(said.id)
        slip = await kiosk.slip_of(said)
        await kiosk.print(slip)
        assert TODAY < slip.starts < TODAY + 2 * DAY_MS

    street.do(story)


def test_a_promise_of_a_day_that_is_over_is_acknowledged_and_not_kept(street):
    """Its slip was printed and its round is past: the kiosk may forget it, and the hub has forgotten it already."""
    said = entry(CANARY, promised=Promise("library", TODAY - 3 * DAY_MS))

    async def story(kiosk):
        await kiosk.say(said)
        await kiosk.acked(said.id)

    street.do(story)
    assert not any(slip.entry == said.id for slip in street.kiosk.heard["slip"])


def test_a_duplicate_is_acknowledged_and_stays_as_it_was(street):
    async def story(kiosk):
        said = entry(CANARY)
        for words in (CANARY, CANARY, "other words"):
            await kiosk.say(msgspec.structs.replace(said, words=words))
        slip = await kiosk.slip_of(said)
        await kiosk.print(slip)
        assert slip.words == CANARY
        assert {one.id for one in kiosk.heard["slip"] if one.entry == said.id} == {slip.id}

    street.do(story)


@pytest.mark.parametrize("by", ["code", "entry"])
def test_an_entry_is_taken_back_and_its_slip_is_sent_no_more(street, by):
    async def story(kiosk):
        said = entry(CANARY)
        await kiosk.say(said)
        slip = await kiosk.slip_of(said)
        named = {"code": slip.code.lower()} if by == "code" else {"entry": said.id}
        await kiosk.say(taken := Retract(id=fresh(said).id, kiosk="garden", **named))
        await kiosk.acked(taken.id)
        await taken_back(street.run.street.data, said.id)
        kiosk.heard.clear()
        await kiosk.ready()
        await kiosk.say(said)
        await kiosk.acked(said.id)
        assert not [one for one in kiosk.heard["slip"] if one.entry == said.id]

    street.do(story)


@pytest.mark.parametrize(
    "more", [{"code": ""}, {"code": "0000000000"}, {"code": "canary"}, {"entry": entry().id}]
)
def test_a_retraction_of_nothing_is_acknowledged(street, more):
    async def story(kiosk):
        await kiosk.say(taken := Retract(id=entry().id, kiosk="garden", **more))
        await kiosk.acked(taken.id)

    street.do(story)


def test_a_retraction_wins_though_it_comes_first(street):
    said = entry(CANARY)

    async def story(kiosk):
        await kiosk.say(Retract(id=fresh(said).id, kiosk="garden", entry=said.id))
        await kiosk.say(said)
        await kiosk.acked(said.id)

    street.do(story)
    assert not any(slip.entry == said.id for slip in street.kiosk.heard["slip"])


def test_everything_once_more_to_a_hub_that_was_killed(street):
    """Of what was printed no second slip comes; what was taken back stays so; what is unreadable stays set aside."""
    printed, gone = entry(CANARY), entry(CANARY)

    async def story(kiosk):
        await kiosk.say(printed)
        slip = await kiosk.slip_of(printed)
        await kiosk.print(slip)
        await kiosk.say(Retract(id=fresh(gone).id, kiosk="garden", entry=gone.id))
        await kiosk.say(gone)
        await kiosk.acked(gone.id)
        await street.run.kill(street.run.hub)
        kiosk.heard.clear()
        await street.run.start_hub()
        for one in (printed, gone):
            await again_until_acked(kiosk, one)
        for payload in NO_ENTRIES.values():
            await send(kiosk, payload)
        assert not kiosk.heard["slip"]

    street.do(story)


def test_no_word_is_in_the_log_and_everything_unreadable_is_kept_once(street, tmp_path):
    """The last of the file: it ends the hub to look at what it kept."""

    async def stop():
        street.run.hub.terminate()
        await street.run.hub.wait()

    street._runner.run(stop())
    log = street.run.log()
    assert CANARY not in log
    assert "Traceback" not in log
    for kind in ("no message", "unknown version", "wrong kiosk"):
        assert f"{kind} set aside" in log
    for path in (path for path in street.run.street.data.rglob("*") if path.is_file()):
        assert CANARY.encode() not in path.read_bytes(), path
    store = Store(street.run.street.data)
    kept = [(message.topic, message.payload) for message in store.set_aside(MIDNIGHT.date())]
    store.close()
    assert len(kept) == len(set(kept))
    assert set(NO_ENTRIES.values()) <= {payload for _, payload in kept}
