"""Those who want to be let in and must not be: each does its worst at one join service; True where it got something."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable

import msgspec

from benchmarks.join_scene import HOST, Line, Scene
from hub.join_service import AT_ONCE, TRIES, Joined, JoinOver
from wire.join_frames import JoinError, Membership, framed
from wire.joining import HubSide, KioskSide
from wire.pairing import CROCKFORD

BAD_POINTS = [
    bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"\x01" + bytes(30) + b"\x80",
    (2**255 - 18).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]  # fmt: skip


class SamePictures(Exception):
    """Who knows the code was let in by a coincidence of the pictures: once in 4,096 times, by design."""


async def guesses_codes(scene: Scene) -> bool:
    return any([await scene.gets_in(scene.thief(scene.guess())) for _ in range(TRIES + 1)])


async def guesses_secrets(scene: Scene) -> bool:
    words = ["".join(scene.chance.choices(CROCKFORD, k=26)) for _ in range(TRIES + 1)]
    return any([await scene.gets_in(scene.thief(word, "qr")) for word in words])


async def guesses_all_at_once(scene: Scene) -> bool:
    return any(await asyncio.gather(*(scene.gets_in(scene.thief(scene.guess())) for _ in range(3 * AT_ONCE))))


async def replays(scene: Scene) -> bool:
    """An honest kiosk's words, recorded at a service that had the same code, said again to this one."""
    side, hub = scene.honest(), HubSide({"code": scene.service.code}, os.urandom)
    hello = side.hello()
    proof = side.feed(hub.feed(hello))
    for _ in range(TRIES):
        with contextlib.suppress(OSError):
            async with scene.line() as line:
                await line.ask(hello)
                if b'"grant"' in await line.ask(proof):
                    return True
    return False


async def reflects(scene: Scene) -> bool:
    """The hub's own words sent back to it."""
    for _ in range(TRIES):
        with contextlib.suppress(OSError):
            async with scene.line() as line:
                answer = msgspec.json.decode((await line.ask(scene.thief("00000000").hello()))[4:])
                back = {"type": "proof", "v": 1, "proof": "A" * 43 + "=", "sealed": answer["share"]}
                if b'"grant"' in await line.ask(framed(msgspec.json.encode(back))):
                    return True
    return False


async def hangs_up(scene: Scene) -> bool:
    """Takes the hub's answer again and again, and tries what it has learned in the end."""
    for _ in range(2 * TRIES):
        with contextlib.suppress(OSError):
            async with scene.line() as line:
                await line.ask(scene.thief(scene.guess()).hello())
    return await scene.gets_in(scene.thief(scene.guess()))


async def sends_bad_points(scene: Scene) -> bool:
    for point in scene.chance.sample(BAD_POINTS, 3):
        hello = msgspec.json.decode(scene.thief("00000000").hello()[4:])
        with contextlib.suppress(OSError, JoinError):
            async with scene.line() as line:
                wrong = {**hello, "share": scene.chance.choice((b"A", b"B", b"S")) + point}
                answer = await line.ask(framed(msgspec.json.encode(wrong)))
                if b'"answer"' in answer:  # a half whose result anybody can know was taken
                    print(f"{wrong['share'].hex()} was answered {answer!r}", file=sys.stderr)
                    return True
    return await scene.gets_in(scene.thief(scene.guess()))


async def sends_noise(scene: Scene) -> bool:
    for _ in range(8):
        noise = scene.chance.randbytes(scene.chance.randrange(4, 300))
        with contextlib.suppress(OSError, JoinError):
            async with scene.line() as line:
                if b'"grant"' in await line.ask(
                    scene.chance.choice((noise, framed(noise), framed(b"[" * 9000)))
                ):
                    return True
    return await scene.gets_in(scene.thief(scene.guess()))


async def stands_between(scene: Scene) -> bool:
    """Swaps the halves and the request for its own, with a guess for each side."""
    hub, kiosk, thief = (
        HubSide({"code": scene.guess()}, os.urandom),
        scene.honest(),
        scene.thief(scene.guess()),
    )
    got_in = False

    async def meet(line: Line) -> None:
        nonlocal got_in
        line.writer.write(hub.feed(await line.frame()))
        proof = await line.frame()
        got_in = await scene.gets_in(thief)
        hub.feed(proof)

    async with scene.between(meet) as port:
        believed = await scene.gets_in(kiosk, port)
    return believed or got_in or hub.request is not None


async def changes_a_byte(scene: Scene) -> bool:
    """Passes everything on, but for one changed value in one frame."""
    at, byte, number = scene.chance.randrange(5), scene.chance.random(), 0
    was_changed = False

    def change(frame: bytes) -> bytes:
        nonlocal number, was_changed
        number += 1
        if number != at + 1:
            return frame
        was_changed = True
        fields = msgspec.json.decode(frame[4:])
        key = sorted(set(fields) - {"type", "v"})[int(byte * len(set(fields) - {"type", "v"}))]
        first = "garden" if key == "kiosk" else "qr" if key == "by" else ""
        fields[key] = first or ("B" if fields[key][40:41] == "A" else "A").join(
            (fields[key][:40], fields[key][41:])
        )
        return framed(msgspec.json.encode(fields))

    async def meet(line: Line) -> None:
        async with scene.line() as hub:
            while True:
                line.writer.write(change(await hub.ask(change(await line.frame()))))

    kiosk = scene.honest()
    async with scene.between(meet) as port:
        await scene.gets_in(kiosk, port)
    try:
        await asyncio.wait_for(scene.service.joined(), 0.2)
    except (JoinOver, TimeoutError):
        return False
    return was_changed


async def is_a_false_hub(scene: Scene) -> bool:
    """Answers in the hub's place; the kiosk is told five times that its code was right."""
    for _ in range(TRIES):
        hub, kiosk = HubSide({"code": scene.guess()}, os.urandom), scene.honest()

        async def meet(line: Line, hub: HubSide = hub) -> None:
            line.writer.write(hub.feed(await line.frame()))
            with contextlib.suppress(JoinError):
                hub.feed(await line.frame())
            line.writer.write(hub.grant(Membership("", "", "Old town", HOST, 1, 0)))
            await line.frame()

        async with scene.between(meet) as port:
            if await scene.gets_in(kiosk, port):
                return True
    return False


async def has_read_the_code(scene: Scene) -> bool:
    """Knows the code and stands between both; the host compares the pictures."""
    hub, kiosk, thief = (
        HubSide({"code": scene.service.code}, os.urandom),
        scene.honest(),
        scene.thief(scene.service.code),
    )

    async def meet(line: Line) -> None:
        line.writer.write(hub.feed(await line.frame()))
        hub.feed(await line.frame())
        await scene.gets_in(thief)
        if thief.membership:
            line.writer.write(hub.grant(thief.membership))
            hub.feed(await line.frame())

    async with scene.between(meet) as port:
        await scene.gets_in(kiosk, port)
    return await compared(scene, kiosk)


async def tries_until_the_pictures_fit(scene: Scene) -> bool:
    """Knows the code, deals with the kiosk first, and leaves the hub again whenever the pictures are others."""
    hub, kiosk = HubSide({"code": scene.service.code}, os.urandom), scene.honest()

    async def meet(line: Line) -> None:
        line.writer.write(hub.feed(await line.frame()))
        hub.feed(await line.frame())
        line.writer.write(hub.grant(Membership("", "", "Old town", HOST, 1, 0)))
        hub.feed(await line.frame())

    async with scene.between(meet) as port:
        await scene.gets_in(kiosk, port)
    looks = 0
    for _ in range(TRIES):
        thief = scene.thief(scene.service.code)
        with contextlib.suppress(JoinError, OSError):
            async with scene.line() as line:
                thief.feed(await line.ask(thief.feed(await line.ask(thief.hello()))))
                looks += 1
                thief.kept()  # what its pictures would be
                if thief.pictures == kiosk.pictures:
                    raise SamePictures
    return looks > 1  # it need only go on


async def comes_first(scene: Scene) -> bool:
    """Knows the code and is quicker; the host sees pictures that no kiosk shows."""
    kiosk = scene.honest()
    await scene.gets_in(scene.thief(scene.service.code))
    await scene.gets_in(kiosk)
    return await compared(scene, kiosk)


async def compared(scene: Scene, kiosk: KioskSide) -> bool:
    joined: Joined = await asyncio.wait_for(scene.service.joined(), 5)
    scene.service.take_back(joined)
    if joined.pictures == kiosk.pictures:
        raise SamePictures
    return False


ATTACKERS: tuple[Callable[[Scene], Awaitable[bool]], ...] = (
    guesses_codes, guesses_secrets, guesses_all_at_once, replays, reflects, hangs_up, sends_bad_points, sends_noise,
    stands_between, changes_a_byte, is_a_false_hub, has_read_the_code,
    tries_until_the_pictures_fit, comes_first,
)  # fmt: skip


async def guesses_among_four(scene: Scene) -> bool:
    """A control: the same guesses where there are only four codes; one of five must be right."""
    codes = [scene.service.code, *(scene.guess() for _ in range(3))]
    return any([await scene.gets_in(scene.thief(code)) for code in scene.chance.sample(codes, 4)])


async def comes_first_and_nobody_compares(scene: Scene) -> bool:
    """A control: the code was read by somebody, and the host did not look at the pictures."""
    return await scene.gets_in(scene.thief(scene.service.code))


CONTROLS = (guesses_among_four, comes_first_and_nobody_compares)
