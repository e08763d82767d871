"""The join service over TCP on loopback: one kiosk is let in, and strangers are bounded in number, tries and time."""

import asyncio
import contextlib
import os

import pytest

from hub import join_service
from hub.authority import Authority
from hub.join_service import AT_ONCE, TRIES, Joined, JoinOver, JoinService
from tests.hub.stories import until
from wire import join_frames
from wire.certificates import check, common_name, make_request, new_key, read_certificate
from wire.join_frames import JoinError, Refused, WrongCode
from wire.joining import KioskSide

HOST = "127.0.0.1"
BROKER = ("192.168.7.7", 8883)


def run(test):
    async def bounded():
        async with asyncio.timeout(30):
            return await test

    return asyncio.run(bounded())


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "authority")


@contextlib.asynccontextmanager
async def opened(authority, broker=BROKER, seconds=30.0):
    told = []
    async with JoinService(authority, "Old town", broker, (HOST, 0), told.append, seconds) as service:
        service.told = told
        yield service


class Guest:
    """A kiosk at the door, which goes step by step."""

    def __init__(self, name="library", secret="", by="code"):
        self.name, self.by, self.secret, self.key = name, by, secret, new_key()

    async def knock(self, service):
        secret = self.secret or (service.code if self.by == "code" else service.secret)
        self.side = KioskSide(self.name, self.by, secret, make_request(self.key, self.name), os.urandom)
        self.reader, self.writer = await asyncio.open_connection(HOST, service.port)
        return self

    async def hello(self):
        self.writer.write(self.side.hello())
        self.proof = self.side.feed(await self.hear())
        return self

    async def prove(self):
        self.writer.write(self.proof)
        while not self.side.membership:
            self.side.feed(await self.hear())
        return self.side.membership

    async def keep(self):
        self.writer.write(self.side.kept())
        await self.gone()

    async def hear(self):
        data = await self.reader.read(4096)
        if not data:
            raise ConnectionResetError
        return data

    async def gone(self):
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(4096):
                pass
        self.leave()

    def leave(self):
        self.writer.transport.abort()

    async def come_in(self, service):
        await self.knock(service)
        try:
            await self.hello()
            await self.prove()
            await self.keep()
        finally:
            self.leave()
        return self.side


async def wrong(service, times=1):
    for _ in range(times):
        with pytest.raises(WrongCode):
            await Guest(secret="wrong").come_in(service)


@pytest.mark.parametrize("by", ["code", "qr"])
def test_who_knows_the_code_gets_a_certificate_and_both_show_the_same(authority, by):
    async def test():
        async with opened(authority) as service:
            guest = Guest(by=by)
            side = await guest.come_in(service)
            assert await service.joined() == Joined("library", side.pictures)
            given = side.membership
            assert check(given.certificate.encode(), given.ca.encode(), guest.key, given.now) == "library"
            assert (given.hub, given.host, given.port) == ("Old town", *BROKER)
            assert list(authority.issued()) == ["library"]

    run(test())


def test_a_hub_that_listens_everywhere_names_the_address_it_was_reached_at(authority):
    async def test():
        async with opened(authority, broker=("0.0.0.0", 8883)) as service:
            side = await Guest().come_in(service)
            assert side.membership.host == HOST

    run(test())


def test_one_kiosk_and_no_second(authority):
    async def test():
        async with opened(authority) as service:
            late = await Guest("late").knock(service)
            await Guest().come_in(service)
            with pytest.raises(Refused, match="over"):
                await late.hello()
            late.leave()
            with pytest.raises(OSError):  # it listens no more
                await asyncio.open_connection(HOST, service.port)
            assert list(authority.issued()) == ["library"]

    run(test())


def test_two_at_once_are_one_kiosk_and_one_that_is_turned_away(authority):
    async def test():
        async with opened(authority) as service:
            first, second = [await (await Guest(name).knock(service)).hello() for name in ("one", "two")]
            await first.prove()
            with pytest.raises(Refused, match="busy"):
                await second.prove()
            await first.keep()
            second.leave()
            assert (await service.joined()).kiosk == "one"
            assert list(authority.issued()) == ["one"]

    run(test())


def test_five_wrong_codes_end_it(authority):
    async def test():
        async with opened(authority) as service:
            await wrong(service, TRIES)
            with pytest.raises(JoinOver, match="Five wrong codes: nobody was let in"):
                await service.joined()
            assert len(service.told) == TRIES
            assert service.told[0] == f"A wrong code from {HOST}: tries left: 4."
            assert authority.issued() == {}

    run(test())


def test_four_wrong_codes_and_the_right_one(authority):
    async def test():
        async with opened(authority) as service:
            await wrong(service, TRIES - 1)
            await Guest().come_in(service)
            assert (await service.joined()).kiosk == "library"

    run(test())


@pytest.mark.parametrize("way", ["hang up", "nonsense", "fall silent"])
def test_whoever_has_seen_the_answer_and_proves_nothing_has_tried(authority, way, monkeypatch):
    monkeypatch.setattr(join_service, "EXCHANGE_S", 0.3)

    async def test():
        async with opened(authority) as service:
            for _ in range(TRIES):
                guest = await (await Guest().knock(service)).hello()
                if way == "hang up":
                    guest.leave()
                    continue
                if way == "nonsense":
                    guest.writer.write(join_frames.framed(b"{}"))
                await guest.gone()
            with pytest.raises(JoinOver, match="Five wrong codes"):
                await service.joined()

    run(test())


def test_no_more_tries_are_answered_at_once_than_there_are(authority):
    """Three have had their answer and are gone, four more ask together: two of them are answered."""

    async def test():
        async with opened(authority) as service:
            for _ in range(TRIES - 2):
                (await (await Guest().knock(service)).hello()).leave()
            answered = []
            guests = [await Guest().knock(service) for _ in range(AT_ONCE)]
            for guest in guests:
                with contextlib.suppress(Refused):
                    answered.append(await guest.hello())
            assert len(answered) == 2
            for guest in guests:
                guest.leave()
            with pytest.raises(JoinOver, match="Five wrong codes"):
                await service.joined()

    run(test())


def test_knocking_and_going_is_no_try(authority):
    async def test():
        async with opened(authority) as service:
            for said in (b"", b"\0\0", b"GET / HTTP/1.1\r\n\r\n", join_frames.framed(b"{}"), b"\0\0\0\x09{"):
                for _ in range(TRIES):
                    reader, writer = await asyncio.open_connection(HOST, service.port)
                    writer.write(said)
                    writer.write_eof()
                    await reader.read()
                    writer.close()
            await Guest().come_in(service)
            assert (await service.joined()).kiosk == "library"
            assert service.told == []

    run(test())


def test_a_fifth_at_once_is_told_that_it_is_busy(authority):
    async def test():
        async with opened(authority) as service:
            idle = [await Guest().knock(service) for _ in range(AT_ONCE)]
            await until(lambda: service._talking == AT_ONCE)
            with pytest.raises(Refused, match="busy"):
                await Guest().come_in(service)
            for guest in idle:
                guest.leave()
            await until(lambda: not service._guests)
            await Guest().come_in(service)

    run(test())


def test_a_crowd_is_not_even_answered(authority, monkeypatch):
    monkeypatch.setattr(join_service, "EXCHANGE_S", 0.5)

    async def test():
        async with opened(authority) as service:
            crowd = [await Guest().knock(service) for _ in range(join_service.CROWD + 20)]
            await asyncio.sleep(0.3)
            assert len(service._guests) <= join_service.CROWD
            for guest in crowd:
                guest.leave()
            await until(lambda: not service._guests)
            await Guest().come_in(service)

    run(test())


def test_who_speaks_a_byte_at_a_time_is_not_waited_for(authority, monkeypatch):
    monkeypatch.setattr(join_service, "EXCHANGE_S", 0.4)

    async def test():
        async with opened(authority) as service:
            guest = await Guest().knock(service)
            began = asyncio.get_running_loop().time()
            with contextlib.suppress(ConnectionError):
                for byte in guest.side.hello():
                    guest.writer.write(bytes((byte,)))
                    await guest.writer.drain()
                    await asyncio.sleep(0.02)
            assert asyncio.get_running_loop().time() - began < 60
            async with asyncio.timeout(60):
                with pytest.raises(ConnectionError):  # hung up on, without an answer
                    await guest.hear()
            guest.leave()
            monkeypatch.setattr(join_service, "EXCHANGE_S", 60.0)
            await Guest().come_in(service)

    run(test())


@pytest.mark.parametrize(("name", "why"), [("hub", "reserved"), ("screen", "reserved"), ("garden", "taken")])
def test_names_that_are_not_to_be_had_cost_no_try(authority, name, why):
    authority.issue(make_request(new_key(), "garden"), "garden")
    before = authority.certificate_of("garden")

    async def test():
        async with opened(authority) as service:
            for _ in range(TRIES + 1):
                with pytest.raises(Refused, match=why):
                    await Guest(name).come_in(service)
            await Guest().come_in(service)
            assert list(authority.issued()) == ["garden", "library"]

    run(test())
    assert authority.certificate_of("garden") == before


def test_a_request_of_no_use_is_refused(authority):
    async def test():
        async with opened(authority) as service:
            guest = await Guest().knock(service)
            guest.side = KioskSide("library", "code", service.code, b"no request", os.urandom)
            with pytest.raises(Refused, match="request"):
                await (await guest.hello()).prove()
            guest.leave()
            assert authority.issued() == {}

    run(test())


def test_the_name_in_the_request_counts_for_nothing(authority):
    async def test():
        async with opened(authority) as service:
            guest = await Guest().knock(service)
            request = make_request(guest.key, "hub")
            guest.side = KioskSide("library", "code", service.code, request, os.urandom)
            given = await (await guest.hello()).prove()
            assert common_name(read_certificate(given.certificate.encode())) == "library"
            await guest.keep()

    run(test())


@pytest.mark.parametrize("ends_with", ["hang up", "nonsense"])
def test_a_kiosk_that_does_not_keep_its_certificate_loses_it_and_ends_the_service(authority, ends_with):
    """Or who has read the code could take one grant after another until its pictures are the kiosk's."""

    async def test():
        async with opened(authority) as service:
            guest = await (await Guest().knock(service)).hello()
            await guest.prove()
            assert list(authority.issued()) == ["library"]
            if ends_with == "nonsense":
                guest.writer.write(join_frames.framed(b'{"v":1,"type":"kept","sealed":"AAAA"}'))
                await guest.gone()
            guest.leave()
            with pytest.raises(
                JoinOver, match="The kiosk library left before it had all of it: its certificate is"
            ):
                await service.joined()
            assert authority.issued() == {}
            with pytest.raises((Refused, OSError)):
                await Guest().come_in(service)

    run(test())


def test_pictures_that_differ_take_it_back(authority):
    async def test():
        async with opened(authority) as service:
            await Guest().come_in(service)
            joined = await service.joined()
            service.take_back(joined)
            assert authority.issued() == {}

    run(test())


def test_nobody_in_time_is_a_sentence(authority):
    async def test():
        async with opened(authority, seconds=0.2) as service:
            with pytest.raises(JoinOver, match="Nobody came in 0 seconds: begin again"):
                await service.joined()
            with pytest.raises(OSError):
                await asyncio.open_connection(HOST, service.port)

    run(test())


def test_who_came_in_time_may_finish(authority):
    async def test():
        async with opened(authority, seconds=0.3) as service:
            guest = await (await Guest().knock(service)).hello()
            await asyncio.sleep(0.5)
            await guest.prove()
            await guest.keep()
            assert (await service.joined()).kiosk == "library"

    run(test())


def test_an_authority_that_cannot_write_is_the_end_and_says_why(authority):
    async def test():
        async with opened(authority) as service:
            kiosks = authority.folder / "kiosks"
            kiosks.rename(authority.folder / "gone")
            kiosks.write_text("no folder")
            with pytest.raises((JoinError, ConnectionError)):
                await Guest().come_in(service)
            with pytest.raises(JoinOver, match=r"library\.crt"):
                await service.joined()

    run(test())


def test_every_service_has_another_code(authority):
    async def test():
        codes = set()
        for _ in range(3):
            async with opened(authority) as service:
                codes |= {service.code, service.secret}
        assert len(codes) == 6

    run(test())


def test_leaving_hangs_up_on_whoever_is_there(authority):
    async def test():
        async with opened(authority) as service:
            guest = await (await Guest().knock(service)).hello()
            await guest.prove()
        await guest.gone()
        assert authority.issued() == {}

    run(test())
