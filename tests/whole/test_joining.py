"""A kiosk joins a running hub, speaks to it by its certificate, is removed: every program a process, on loopback."""

import asyncio
import contextlib
import json
import sys
import time

import pytest

from hub import mosquitto
from hub.broker_process import held_port
from kiosk_ui.whereabouts import Whereabouts
from tests.whole.running import PATIENCE_S
from wire import topics
from wire.broker import Broker, NotSent
from wire.joined import address_of, read_joined

pytestmark = [
    pytest.mark.whole,
    pytest.mark.usefixtures("plain_meaning"),
    pytest.mark.skipif(not mosquitto.find(), reason="mosquitto is not installed"),
]
HOST = "127.0.0.1"
# As yet only others were heard, or nobody; or another's was the only one, and knows no such code.
UNSEEN = ("more than one hub", "no hub on this network", "the code is another one", "nobody answers")


class Neighbourhood:
    """A hub's folder, and programs that end with the test."""

    def __init__(self, folder):
        self.folder, self.hub, self.port = folder, folder / "hub", held_port(self)
        self._children = []

    def move(self):
        """The hub's next port."""
        self.port = held_port(self)

    async def start(self, *words, listens=False):
        log = (self.folder / f"{words[0]}.log").open("ab")
        with log:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "curiocity", *words),
                stdin=asyncio.subprocess.PIPE if listens else asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if listens else log,
                stderr=log,
            )
        self._children.append(child)
        return child

    async def start_hub(self):
        (self.hub / "broker" / "listening.json").unlink(missing_ok=True)
        hub = await self.start(
            "hub", "--data", str(self.hub), "--broker", "mosquitto", "--port", str(self.port)
        )
        async with asyncio.timeout(60):
            while not (self.hub / "broker" / "listening.json").exists():
                assert hub.returncode is None, (self.folder / "hub.log").read_text()
                await asyncio.sleep(0.05)
        return hub

    async def run(self, *words):
        """(status, what it said) of a command that ends by itself."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "curiocity", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._children.append(child)
        out, _ = await child.communicate()
        return child.returncode, out.decode()

    async def invite(self, *more):
        """The join service's process, and what it shows."""
        words = ("--data", str(self.hub), "--port", "0", "--json", *more)
        service = await self.start("kiosks", "add", *words, listens=True)
        return service, await said(service)

    async def join(self, name, shown, *more):
        where = ("--hub", f"{HOST}:{shown['port']}") if "--on" not in more and "--qr" not in more else ()
        words = ("--data", str(self.folder / name), "--id", name, *where, "--yes", "--json", *more)
        return await self.run("join", *words)

    async def join_unseen(self, name, shown):
        """Join by mDNS alone. Other hubs on this machine are heard too: then ours is one of those that are named."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                status, out = await self.join(name, shown, "--on", HOST, "--code", shown["code"], "--again")
                if f"--hub {HOST}:{shown['port']}" in out:
                    return await self.join(name, shown, "--code", shown["code"], "--again")
                if status == 0 or not any(reason in out for reason in UNSEEN):
                    return status, out

    async def stop(self):
        for child in self._children:
            if child.returncode is None:
                child.terminate()
        for child in self._children:
            try:
                await asyncio.wait_for(child.wait(), 60)
            except TimeoutError:
                child.kill()
                await child.wait()

    def broker(self, name, **more):
        _, joined = read_joined(self.folder / name, time.time_ns() // 1_000_000)
        return Broker(address_of(self.folder / name, name, joined.hub), topics.kiosk_hears(name), **more)


async def said(service):
    line = await asyncio.wait_for(service.stdout.readline(), PATIENCE_S)
    return json.loads(line)


async def is_told_to_join_again(kiosk):
    async with asyncio.timeout(PATIENCE_S):
        while "join it again" not in (kiosk.problem or ""):
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def neighbourhood(tmp_path):
    here = Neighbourhood(tmp_path)
    try:
        yield here
    finally:
        await here.stop()


def test_join_speak_and_be_removed(tmp_path):
    async def scenario():
        async with neighbourhood(tmp_path) as here:
            await here.start_hub()
            service, shown = await here.invite()
            status, out = await here.join("library", shown, "--code", shown["code"])
            assert status == 0, out
            on_hub, on_kiosk = await said(service), json.loads(out)
            assert on_hub["joined"] == on_kiosk["joined"] == "library"
            assert on_hub["pictures"] == on_kiosk["pictures"]
            assert on_hub["words"] == on_kiosk["words"]
            service.stdin.write(b"\n")  # Enter: they are the same
            assert await service.wait() == 0
            async with here.broker("library") as kiosk:
                await asyncio.wait_for(kiosk.wait_connected(), PATIENCE_S)
                await kiosk.publish(topics.of_kiosk("library", "state"), b"{}")
                status, out = await here.run("kiosks", "remove", "library", "--data", str(here.hub))
                assert (status, "is removed" in out) == (0, True)
                await asyncio.wait_for(kiosk.wait_lost(), PATIENCE_S)
                await is_told_to_join_again(kiosk)
                with pytest.raises((NotSent, TimeoutError)):
                    await asyncio.wait_for(kiosk.publish(topics.of_kiosk("library", "state"), b"{}"), 1)
            # The id is free again, for the machine that replaces it.
            _, shown = await here.invite("--yes")
            status, out = await here.join("library", shown, "--code", shown["code"], "--again")
            assert status == 0, out
            async with here.broker("library") as kiosk:
                await asyncio.wait_for(kiosk.wait_connected(), PATIENCE_S)

    asyncio.run(scenario())
    look_at_keys(tmp_path)


def test_pictures_names_and_codes_that_are_wrong(tmp_path):
    async def scenario():
        async with neighbourhood(tmp_path) as here:
            await here.start_hub()
            for answer in (b"n\n", b""):
                service, shown = await here.invite()
                status, out = await here.join("library", shown, "--qr", shown["qr"], "--again")
                assert status == 0, out
                service.stdin.write(answer)
                service.stdin.close()
                assert await service.wait() == 2
            assert (tmp_path / "kiosks.log").read_text().count("library is removed again") == 2
            async with here.broker("library") as kiosk:
                await is_told_to_join_again(kiosk)
                assert not kiosk.connected
            # Found by mDNS this time, and the pictures are the same.
            service, shown = await here.invite("--yes")
            status, out = await here.join_unseen("library", shown)
            assert status == 0, out
            assert await service.wait() == 0
            service, shown = await here.invite("--yes")
            (tmp_path / "twin").mkdir()
            (tmp_path / "twin" / "kiosk.toml").write_text('id = "library"\n')
            where = ("--data", str(tmp_path / "twin"), "--hub", f"{HOST}:{shown['port']}")
            status, out = await here.run("join", *where, "--code", shown["code"])
            assert (status, "another kiosk of that hub has this id" in out) == (1, True)
            wrong = f"{(int(shown['code']) + 1) % 10**8:08}"
            for _ in range(5):
                status, out = await here.run("join", *where, "--id", "garden", "--code", wrong)
                assert (status, "the code is another one" in out) == (1, True), out
            assert await service.wait() == 1
            assert "Five wrong codes: nobody was let in." in (tmp_path / "kiosks.log").read_text()
            status, out = await here.run("join", *where, "--id", "garden", "--code", shown["code"])
            assert (status, "nobody answers" in out) == (1, True)
            status, out = await here.run("kiosks", "list", "--data", str(here.hub))
            assert [line.split()[0] for line in out.splitlines()] == ["library"]

    asyncio.run(scenario())


def test_a_hub_that_moved_is_found_again_and_remembered(tmp_path):
    async def scenario():
        async with neighbourhood(tmp_path) as here:
            hub = await here.start_hub()
            _, shown = await here.invite("--yes")
            status, out = await here.join("library", shown, "--code", shown["code"])
            assert status == 0, out
            before = here.port
            hub.terminate()
            await hub.wait()
            here.move()
            assert here.port != before
            await here.start_hub()
            _, joined = read_joined(tmp_path / "library", 0)
            last = address_of(tmp_path / "library", "library", joined.hub)
            whereabouts = Whereabouts(tmp_path / "library", last)
            async with here.broker("library", elsewhere=whereabouts.elsewhere) as kiosk:
                await asyncio.wait_for(kiosk.wait_connected(), PATIENCE_S)
                assert kiosk.address.port == here.port
                whereabouts.remember(kiosk.address)
            assert read_joined(tmp_path / "library", 0)[1].hub.port == here.port

    asyncio.run(scenario())


def look_at_keys(folder):
    """No key leaves its machine, and nobody else can read one."""
    key = (folder / "library" / "joined" / "kiosk.key").read_bytes()
    everywhere = [path for path in (folder / "hub").rglob("*") if path.is_file()]
    assert everywhere
    assert not [path for path in everywhere if key.splitlines()[1] in path.read_bytes()]
    private = list(folder.rglob("*.key"))
    assert len(private) >= 3
    assert not [path for path in private if path.stat().st_mode & 0o077]
