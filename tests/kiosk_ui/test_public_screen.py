"""The public screen: what is heard is what is seen, and a hub that is away shows on it."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from msgspec.structs import replace
from PIL import Image

from kiosk_ui.board_turns import NEVER, Shown, show_now
from kiosk_ui.public_screen import Ear, See, hour_at, main, picture_of
from tests.fakes.clock import HandClock
from tests.kiosk_ui.in_loop import in_loop
from tests.wire.running_broker import RunningBroker, eventually
from wire import messages, topics
from wire.broker import Address, Broker
from wire.examples import BOARD
from wire.messages import BoardTable, HubState, MessageError, Question, Sign

SIZE = (640, 360)
NEXT = replace(
    BOARD,
    revision=13,
    tables=(*BOARD.tables, BoardTable("Café Linde", 0, "13:00", Sign("🪁", "kite"), "old radios")),
)


@pytest.fixture
def ear():
    return Ear(Address("127.0.0.1", 1, "screen"), lambda: None)


def say(ear, name, message):
    payload = message if isinstance(message, bytes) else messages.encode(message)
    ear._take(topics.of_hub(name), payload)


def seen(ear, turn=0, hour_ms=0, later=0.0):
    """later: seconds after all of it was heard."""
    hand = HandClock(wall=1_795_356_000_000 + hour_ms)
    shown = show_now(Shown(turn=turn, turn_since=NEVER), ear.heard, time.monotonic())
    shown = show_now(shown, ear.heard, time.monotonic() + later)
    hour = hour_at(hand.clock(), shown.board)
    return picture_of(See(shown.board, shown.stale, turn, hour, ear.questions), SIZE).get_buffer().raw


def test_before_anything_is_heard_the_question_stands_alone(ear):
    assert seen(ear) == seen(ear, hour_ms=3_600_000)


def test_the_picture_changes_with_the_board_the_hour_and_the_language(ear):
    alone = seen(ear)
    say(ear, "state", HubState("ready", 1))
    say(ear, "board", BOARD)
    first = seen(ear)
    assert first == seen(ear)
    others = [alone, seen(ear, turn=1), seen(ear, hour_ms=60_000)]
    say(ear, "board", NEXT)
    others.append(seen(ear))
    assert first not in others
    assert len(set(others)) == len(others)


def test_a_hub_that_is_away_shows_until_it_is_back(ear):
    say(ear, "board", BOARD)
    away, there = seen(ear, later=61), seen(ear)
    assert there != away
    say(ear, "state", HubState("ready", 1))
    assert seen(ear, later=61) == there
    say(ear, "state", HubState("lost", 1))
    assert (seen(ear), seen(ear, later=61)) == (there, away)


def test_the_day_s_own_question_is_asked(ear):
    say(ear, "board", BOARD)
    usual = seen(ear)
    say(ear, "question", Question({"de": "Was möchtest du heute reparieren?"}))
    assert seen(ear) != usual
    assert seen(ear, turn=1) != seen(ear)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff",
        b"{}",
        messages.encode(replace(BOARD, v=99)),
        messages.encode(BOARD).replace(b"2026-11-22", b"2026-02-30"),
        messages.encode(BOARD).replace(b"Europe/Berlin", b"Mars/Olympus"),
        messages.encode(BOARD).replace(b"Europe/Berlin", b"../secret"),
        messages.encode(BOARD).replace(b"Europe/Berlin", b"Europe"),
    ],
)
def test_a_board_that_cannot_be_drawn_leaves_the_last_one(ear, nonsense):
    say(ear, "board", BOARD)
    before = seen(ear)
    with pytest.raises(MessageError):
        say(ear, "board", nonsense)
    assert seen(ear) == before


def test_a_board_without_languages_asks_in_english(ear):
    say(ear, "board", replace(BOARD, languages=()))
    plain = seen(ear, turn=3)
    say(ear, "board", replace(BOARD, languages=("en",)))
    assert seen(ear) == plain


def test_wrong_settings_are_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    (tmp_path / "screen.toml").write_text('size = "large"')
    assert main(["--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        'curiocity screen: screen.toml: size = "large": WIDTHxHEIGHT such as 800x480\n'
    )


@contextlib.contextmanager
def screen_at(broker, folder):
    """The program itself; what it shows is kept in the file."""
    (folder / "password").write_text(broker.passwords["screen"])
    (folder / "screen.toml").write_text(
        f'id = "screen"\nsize = "640x360"\n[broker]\nport = {broker.port}\npassword_file = "password"\n'
    )
    picture = folder / "screen.png"
    command = [
        sys.executable,
        "-m",
        "curiocity",
        "screen",
        "--data",
        str(folder),
        "--picture",
        str(picture),
        "--batch",
        "0.5",
    ]
    dummy = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log, env=dummy) as program:
        try:
            yield program, picture
        finally:
            program.kill()


def shown(picture):
    """Its pixels below the clock, whose minute may pass meanwhile; b"" while it is being written."""
    with contextlib.suppress(OSError), Image.open(picture) as kept:
        return kept.crop((0, 32, *SIZE)).tobytes()
    return b""


def changes(picture, before):
    """What it shows when it has changed and come to rest."""
    seen = [before, before]

    def rests():
        time.sleep(0.2)
        seen.append(shown(picture))
        return seen[-1] == seen[-2] and seen[-1] not in {b"", before}

    assert eventually(rests, 60)
    return seen[-1]


@pytest.mark.whole
@in_loop
async def test_the_program_shows_what_the_hub_says_until_it_is_ended(tmp_path):
    broker = RunningBroker(tmp_path)
    try:
        async with Broker(broker.address("hub")) as hub:
            await hub.wait_connected()
            await hub.publish(topics.of_hub("state"), messages.encode(HubState("ready", 1)), retain=True)
            with screen_at(broker, tmp_path) as (program, picture):
                before = changes(picture, b"")
                for board in (BOARD, NEXT):  # in one language, or the picture would change by itself
                    said = messages.encode(replace(board, languages=("en",)))
                    await hub.publish(topics.of_hub("board"), b"nonsense")
                    await hub.publish(topics.of_hub("board"), said, retain=True)
                    before = changes(picture, before)
                broker.kill()
                changes(picture, before)
                program.send_signal(signal.SIGTERM)
                assert program.wait(60) == 0
        assert "not understood and left" in (tmp_path / "log").read_text()
    finally:
        broker.kill()


def test_the_board_of_another_day_is_told_from_the_first(ear):
    assert not ear.is_another_day
    for day, is_another in (("2026-11-22", False), ("2026-11-22", False), ("2026-11-23", True)):
        say(ear, "board", replace(BOARD, day=day))
        assert ear.is_another_day == is_another
