"""The rig's judge sees each thing that can be wrong, and its proxy carries MQTT whatever it does to it."""

import asyncio
import random

import pytest

from benchmarks.chaos.judge import judge, unsettled
from benchmarks.chaos.proxy import PUBLISH, Proxy, Trouble, read_packet
from hub.kept import Promised
from hub.store import Store
from kiosk_ui.outbox import Outbox
from tests.hub.town import MONDAY, TOWN, an_id, at, entry, kept
from wire.clock import system_clock
from wire.messages import Promise

TEN = at("2026-11-23 10:00")
ONE = an_id(1)


def paper(entry=ONE, place="Town Library", starts=TEN, copy=False):
    return {
        "begun": an_id(90),
        "kind": "slip",
        "entry": entry,
        "copy": copy,
        "place": place,
        "starts": starts,
    }


@pytest.fixture
def street(tmp_path):
    """A hub that has entries 1 and 2, has promised 1, and had 3 taken back."""
    store = Store(tmp_path)
    store.keep([kept(1), kept(2), kept(3)])
    store.replace_promise(ONE, Promised("library", TEN, slip=an_id(90)))
    store.retract(an_id(3), MONDAY)
    store.close()
    return tmp_path


def found(street, *facts):
    """The parts of the verdict that are not empty."""
    verdict = judge(facts, street, TOWN)
    return {name: getattr(verdict, name) for name in verdict.__slots__ if getattr(verdict, name)}


FINE = {"unpromised": (an_id(2),)}


def test_all_is_well(street):
    taken_back = [{"told": an_id(3)}, {"may_be_taken_back": an_id(3)}]
    assert found(street, {"told": ONE}, *taken_back, paper(), paper(copy=True)) == FINE


def test_told_and_not_there_is_lost(street):
    assert found(street, {"told": an_id(4)}) == FINE | {"lost": (an_id(4),)}


def test_taken_back_by_nobody_is_lost(street):
    assert found(street, {"told": an_id(3)}) == FINE | {"lost": (an_id(3),)}


def test_twice_without_a_mark_is_doubled(street):
    assert found(street, paper(), paper()) == FINE | {"doubled": (ONE,)}


@pytest.mark.parametrize("other", [{"place": "Café Linde"}, {"starts": TEN + 1}])
def test_paper_that_says_something_else_is_broken(street, other):
    assert found(street, paper(**other)) == FINE | {"broken": (ONE,)}
    assert found(street, paper(), paper(copy=True, **other)) == FINE | {"broken": (ONE,)}
    strange = an_id(5)
    assert found(street, paper(strange), paper(strange, copy=True, **other)) == FINE | {"broken": (strange,)}


def test_a_kiosk_s_own_promise_is_waited_for_until_the_hub_has_taken_it_over(street):
    assert unsettled(street) == (an_id(2),), "not promised yet"
    store = Store(street)
    store.replace_promise(an_id(2), Promised("library", TEN, slip=an_id(91)))
    assert unsettled(street) == ()
    store.keep([kept(2, promised=(own := Promise("library", TEN)))])
    assert unsettled(street) == (an_id(2),), "promised by the hub, and then by the kiosk too"
    store.replace_promise(an_id(2), Promised(own.place, own.starts, slip=an_id(2), own=True, hosted=True))
    assert unsettled(street) == ()
    store.close()


def test_a_damaged_file_is_named(street):
    path = street / "library" / "kiosk.db"
    outbox = Outbox(path, system_clock())
    for number in range(60):
        outbox.keep(entry(number, words="bees " * 100))
    outbox.close()
    whole = bytearray(path.read_bytes())
    whole[5 * 4096 : 6 * 4096] = bytes(4096)
    path.write_bytes(whole)
    (said,) = found(street)["damaged"]
    assert said.startswith("kiosk.db: ")


def packet(number):
    body = b"\x00\x01t" + number.to_bytes(2, "big") + b"words"
    return bytes([PUBLISH << 4 | 2, len(body)]) + body


async def carried(trouble, packets):
    """What comes out behind the proxy."""
    came, done = [], asyncio.Event()

    async def broker(reader, writer):
        try:
            while True:
                came.append(await read_packet(reader))
        except asyncio.IncompleteReadError:
            done.set()
            writer.close()

    server = await asyncio.start_server(broker, "127.0.0.1", 0)
    proxy = Proxy(server.sockets[0].getsockname()[1], random.Random(1))
    await proxy.start()
    proxy.trouble = trouble
    _, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"".join(packets))
    await asyncio.sleep(0.4)
    proxy.cut()
    await asyncio.wait_for(done.wait(), 60)
    writer.close()
    proxy.close()
    server.close()
    return came


PACKETS = [packet(number) for number in range(1, 30)]


def test_the_proxy_carries_everything_as_it_is():
    assert asyncio.run(carried(Trouble(), PACKETS)) == PACKETS


def test_the_proxy_says_things_twice():
    came = asyncio.run(carried(Trouble(doubles=1.0), PACKETS))
    again = [bytes([one[0] | 8]) + one[1:] for one in PACKETS]
    assert came == [one for pair in zip(PACKETS, again, strict=True) for one in pair]


def test_the_proxy_turns_the_order_about_and_loses_nothing():
    came = asyncio.run(carried(Trouble(reorders=True), PACKETS))
    assert came != PACKETS
    assert sorted(came) == sorted(PACKETS)


def test_the_proxy_refuses():
    assert asyncio.run(asyncio.wait_for(refused(), 60)) == b""


async def refused():
    proxy = Proxy(1, random.Random(1))
    await proxy.start()
    proxy.trouble.refuses = True
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
        proxy.close()
