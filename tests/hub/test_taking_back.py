import asyncio

import pytest

from hub.code_turns import OF_A_SOURCE, PAGES
from hub.kept import Asked, Promised
from hub.schema import StorageFull
from hub.store import Store
from hub.taking_back import TakingBack, asked_of, take_back, written_on_a_page
from hub.writer import Writer
from tests.fakes.clock import HandClock
from tests.hub.test_store import MONDAY, TUESDAY, an_id, kept
from wire import trail
from wire.messages import Retract, Sealed

CODE, OTHER, WRONG = "T234XCJ6DP", "K3RXTHM4RC", "H61RX2P93N"
TOKEN = bytes(range(16))


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    made.keep([kept(1), kept(2, TUESDAY)])
    for number, code in ((1, CODE), (2, OTHER)):
        made.save_promises({an_id(number): Promised("cafe", 7, slip=an_id(900 + number), code=code)})
    yield made
    made.close()


def note_token(store, entry):
    """A slip's copy has come, with what its token is known by."""
    copy = Sealed(an_id(500), "library", entry, "0" * 32, b"sealed", trail.token_hash(TOKEN))
    store.keep_sealed([copy], MONDAY)


def ask(store, written, number=70, source="library"):
    store.ask([Asked(an_id(number), source, written)])
    return take_back(store, an_id(number), MONDAY)


def test_a_right_code_takes_back_and_is_no_guess(store):
    known, is_wrong = ask(store, OTHER)
    assert (known.kept.entry.id, is_wrong) == (an_id(2), False)
    assert ask(store, OTHER) == (None, True), "used already"
    assert ask(store, WRONG) == (None, True)
    assert store.asked() == []


def test_what_was_answered_already_is_no_guess(store):
    assert take_back(store, an_id(71), MONDAY) == (None, False)


def test_a_token_stands_for_an_entry_and_is_kept_as_a_hash_of_its_hash(store, tmp_path):
    note_token(store, an_id(1))
    asked = written_on_a_page(TOKEN.hex())
    store.ask([asked])
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    secrets = (
        TOKEN,
        TOKEN.hex().encode(),
        trail.token_hash(TOKEN).encode(),
        bytes.fromhex(trail.token_hash(TOKEN)),
    )
    assert not [secret for secret in secrets for file in files if secret in file]
    known, is_wrong = take_back(store, asked.id, MONDAY)
    assert (known.kept.entry.id, is_wrong) == (an_id(1), False)
    assert store.entry_with_token(trail.token_hash(TOKEN)) is None


def test_a_token_of_an_entry_that_is_gone_is_not_noted(store):
    store.retract(an_id(1), MONDAY)
    note_token(store, an_id(1))
    assert store.entry_with_token(trail.token_hash(TOKEN)) is None


@pytest.mark.parametrize("written", ["", "hello", "0" * 10_000, TOKEN.hex()[:-1], "\ud800", "T234XCJ6DQ"])
def test_whatever_is_written_on_a_page_is_kept_alike(store, written):
    asked = written_on_a_page(written)
    assert (asked.source, asked.written) == (PAGES, "")
    store.ask([asked])
    assert store.asked() == [asked]
    assert take_back(store, asked.id, MONDAY) == (None, False)


def test_a_code_is_read_however_it_is_written():
    assert written_on_a_page(" t234-xcj6-dp ").written == CODE
    assert asked_of(Retract(an_id(1), "cafe", code="t234 xcj6 dp")) == Asked(an_id(1), "cafe", CODE)
    assert asked_of(Retract(an_id(1), "cafe", code="0000000000")) is None


def test_what_waits_is_forgotten_with_the_words_it_could_mean(store):
    store.ask([Asked(an_id(70), "library", WRONG)])
    assert [one.id for one in store.asked()] == [an_id(70)]
    store.forget(TUESDAY)
    assert [one.id for one in store.asked()] == [an_id(70)], "it may still mean an entry of Tuesday"
    assert take_back(store, an_id(70), TUESDAY) == (None, True)
    store.ask([Asked(an_id(71), "library", WRONG)])
    store.forget(date_after(TUESDAY))
    assert store.asked() == []


def date_after(day):
    return day.fromordinal(day.toordinal() + 1)


def test_of_one_source_the_newest_are_kept(store, monkeypatch):
    monkeypatch.setattr("hub.day_file.MOST_WAITING", 3)
    store.ask([Asked(an_id(number), "library", WRONG) for number in range(70, 75)])
    store.ask([Asked(an_id(80), "cafe", WRONG)])
    assert [one.id for one in store.asked()] == [an_id(number) for number in (72, 73, 74, 80)]


# ------------------------------------------------------------------ turns


class Scene:
    """Turns taken on a real store by a clock that is moved by hand."""

    def __init__(self, folder):
        self.folder, self.hands, self.writer, self.gone = folder, HandClock(), Writer(), []

    async def open(self):
        self.store = await self.writer.do(Store, self.folder)
        self.turns = TakingBack(self.store, self.writer.do, self.lose, self.hands.clock().ticks)

    async def lose(self, known):
        self.gone.append(known.kept.entry.id)

    async def take_all(self):
        """Turn after turn until one has to wait."""
        turns, ticks = self.turns, self.hands.clock().ticks
        while not turns._tokens.empty() or turns._turns.pause(ticks()) == 0:
            await turns.take_turn(MONDAY)

    async def type_in(self, *codes, kiosk="library"):
        asks = [Asked(an_id(300 + at), kiosk, code) for at, code in enumerate(codes, len(self.gone))]
        await self.writer.do(self.store.ask, asks)
        self.turns.wait(asks)


@pytest.fixture
def play(store, tmp_path):
    store.close()

    def run(story):
        async def whole():
            scene = Scene(tmp_path)
            await scene.open()
            try:
                await story(scene)
            finally:
                await scene.writer.do(scene.store.close)
                scene.writer.close()

        asyncio.run(whole())

    return run


def guesses(many):
    """Well-formed codes that nobody has."""
    import random

    from wire import codes

    chance = random.Random(5)
    return [codes.new_code(chance) for _ in range(many)]


def test_a_code_of_a_page_and_a_token_are_tried_at_once(play):
    async def story(scene):
        await scene.writer.do(note_token, scene.store, an_id(1))
        await scene.turns.ask(OTHER)
        await scene.turns.ask(TOKEN.hex())
        await scene.take_all()
        assert sorted(scene.gone) == [an_id(1), an_id(2)]

    play(story)


def test_beyond_the_budget_codes_wait_and_outlive_a_restart(play):
    async def story(scene):
        await scene.type_in(OTHER, *guesses(OF_A_SOURCE.at_once + 20))  # of one source the newest come first
        await scene.take_all()
        assert scene.gone == []
        left = len(await scene.writer.do(scene.store.asked))
        assert left == 21
        await scene.writer.do(scene.store.close)
        await scene.open()
        await scene.turns.remember()
        await scene.take_all()
        assert len(await scene.writer.do(scene.store.asked)) == left - OF_A_SOURCE.at_once
        for _ in range(20):
            scene.hands.pass_ms(20_001)
            await scene.take_all()
        assert scene.gone == [an_id(2)]

    play(story)


def test_a_disk_that_refuses_loses_no_code_and_costs_no_budget(play):
    async def story(scene):
        answered = scene.store.answered

        def refuse(_):
            raise StorageFull("no room")

        scene.store.answered = refuse
        scene.store.retract = lambda *_: refuse(_)
        await scene.type_in(CODE)
        for _ in range(2 * OF_A_SOURCE.at_once):
            with pytest.raises(StorageFull):
                await scene.turns.take_turn(MONDAY)
        scene.store.answered = answered
        del scene.store.retract
        await scene.turns.take_turn(MONDAY)
        assert scene.gone == [an_id(1)]

    play(story)
