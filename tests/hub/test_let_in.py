"""Letting a kiosk in from the console: the door is the real one, on loopback; the kiosk is the real other side."""

import asyncio
import json

import pytest

from hub.authority import Authority
from hub.kiosks import KiosksError
from hub.let_in import LetIn
from kiosk_ui import join_talk
from kiosk_ui.join_talk import CannotJoin, Way

PATIENCE_S = 30


@pytest.fixture
def data(tmp_path):
    Authority(tmp_path / "authority")
    (tmp_path / "broker").mkdir()
    listening = {"kind": "mosquitto", "host": "127.0.0.1", "port": 8883}
    (tmp_path / "broker" / "listening.json").write_text(json.dumps(listening))
    return tmp_path


def run(test):
    async def bounded():
        async with asyncio.timeout(PATIENCE_S):
            await test

    asyncio.run(bounded())


async def until(door, state):
    while door.now.state != state:
        await asyncio.sleep(0.01)


async def come(door, name="library", code=""):
    host, _, port = door.now.at.partition(":")
    kept = []
    done = await join_talk.join(
        Way(host, int(port), "code", code or door.now.code.replace(" ", "")), name, kept.append
    )
    await until(door, "compare")
    return done


def issued(data):
    return set(Authority(data / "authority").issued())


def test_a_kiosk_that_a_host_has_compared_belongs_here(data):
    async def test():
        door = LetIn(data)
        await door.open("Old Town")
        assert door.now.invitation.startswith("curiocity-join:127.0.0.1:")
        done = await come(door)
        assert tuple(picture for picture, _ in door.now.pictures) == done.pictures
        assert done.joined.hub.port == 8883
        door.answer(same=True)
        await door.settled()
        assert (door.now.state, door.now.kiosk) == ("in", "library")
        await door.close()
        assert issued(data) == {"library"}

    run(test())


def test_other_pictures_let_nobody_in(data):
    async def test():
        door = LetIn(data)
        await door.open("Old Town")
        await come(door)
        door.answer(same=False)
        await door.settled()
        assert door.now.state == "over"
        assert "Nobody was let in" in door.now.why
        assert issued(data) == set()

    run(test())


@pytest.mark.parametrize("way", ["nobody looks", "the door is shut"])
def test_what_nobody_confirms_is_taken_back(data, way):
    async def test():
        door = LetIn(data, compare_s=0.05 if way == "nobody looks" else 60.0)
        await door.open("Old Town")
        await come(door) if way != "nobody looks" else await come_and_wait(door)
        if way == "the door is shut":
            await door.close()
            assert door.now.state == "closed"
        else:
            assert "in time" in door.now.why
        assert issued(data) == set()

    async def come_and_wait(door):
        host, _, port = door.now.at.partition(":")
        way = Way(host, int(port), "code", door.now.code.replace(" ", ""))
        await join_talk.join(way, "library", lambda _: None)
        await until(door, "over")

    run(test())


def test_an_answer_nobody_asked_for_changes_nothing(data):
    async def test():
        door = LetIn(data)
        door.answer(same=True)
        await door.open("Old Town")
        door.answer(same=True)
        await come(door)
        assert door.now.state == "compare"
        await door.close()

    run(test())


def test_a_wrong_code_is_told_to_the_host(data):
    async def test():
        door = LetIn(data)
        await door.open("Old Town")
        wrong = "00000000" if door.now.code != "0000 0000" else "11111111"
        with pytest.raises(CannotJoin):
            await come(door, code=wrong)
        assert "A wrong code from 127.0.0.1" in door.now.told[0]
        await door.close()

    run(test())


def test_it_is_one_door_however_often_it_is_opened(data):
    async def test():
        first, second = LetIn(data), LetIn(data)
        await first.open("Old Town")
        code = first.now.code
        await first.open("Old Town")
        assert first.now.code == code
        await second.open("Old Town")  # another port
        assert second.now.at != first.now.at
        await first.close()
        await second.close()

    run(test())


def test_a_door_that_nobody_comes_to_is_shut_in_time(data):
    async def test():
        door = LetIn(data, seconds=0.05)
        await door.open("Old Town")
        await until(door, "over")
        assert "Nobody came" in door.now.why
        await door.open("Old Town")
        assert door.now.state in ("open", "over"), "and may be opened again"
        await door.close()

    run(test())


def test_a_hub_whose_broker_knows_no_certificates_says_so(tmp_path):
    async def test():
        with pytest.raises(KiosksError, match="not there"):
            await LetIn(tmp_path).open("Old Town")

    run(test())
