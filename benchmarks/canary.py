"""Do any words outlive a visit? People write at a kiosk; when they have gone, every place is searched for their words.

    make canary ARGS="--languages en,ar,ko,zh"        (or: python -m benchmarks.canary)

A real kiosk with a hub, on a display that nobody sees, is pressed from outside, as a finger does it. Words that nobody
else says are typed in several scripts, composed (Hangul) and chosen (pinyin); some are handed in and a slip is printed,
some stand on a slip that only the screen shows, one is long, one is erased, one is left half-way and times out. Then,
asleep and with the hub's ack: all memory of the kiosk's process, which holds every surface and object, all that its
folder, log, temporary folder and shared memory hold, what the broker keeps, and the X server's memory; searched for
letters in every encoding and for the pixels that letters were on the screen.

Ends with one line of JSON; 0 only where nothing was found and every control, while the visitor stood there, was.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import canaries
from benchmarks.canaries import Found, Pieces
from benchmarks.forget import children_of, until
from hub.day_file import DayFile
from hub.day_keys import days_with_key, seal_of
from hub.street import Street
from kiosk_ui import keyboard
from kiosk_ui.meter_kiosk import x_server
from kiosk_ui.x_touch import Box, XTouch, x_touch
from wire import topics
from wire.broker import Broker

SIZE = (800, 480)
PATIENCE_S = 120.0
LETTERS, LONG = 14, 400
SYLLABLES = (
    "ma",
    "shu",
    "niao",
    "hua",
    "yu",
    "shan",
    "he",
    "long",
    "feng",
    "xue",
    "tian",
    "ming",
    "bai",
    "lu",
)
SHARED_MEMORY = Path("/dev/shm")
PIXELS = 48  # of a row that stands for a picture of words
ROWS = 6  # of each word
KEYBOARD_BEGINS = 120  # pixels from the top; above it stands what is written
STEP_S = 0.05
LOOKS = 40  # so many fill the buffers of those before
SETTLES_S = 6.0  # a kiosk asleep forgets once more after some seconds


class Visitor:
    """A finger at a kiosk that says where its keys are, and what it wrote."""

    def __init__(self, street: Street, name: str, finger: XTouch) -> None:
        self._street, self.name, self.finger = street, name, finger
        self.pixels: set[bytes] = set()  # rows of them that were words

    async def start(self) -> None:
        """Start the kiosk and find its window."""
        self._lines = await self._street.start_kiosk(self.name)
        self.process = self._street.processes()[-1]
        await asyncio.wait_for(self._lines.ready.wait(), PATIENCE_S)
        await until(lambda: self.finger.find_window(self.process))

    async def targets(self) -> Mapping[str, Box]:
        """Where one may press now."""
        return {name: tuple(box) for name, box in (await self._lines.look())["targets"].items()}  # type: ignore[union-attr, attr-defined]

    async def screen(self) -> str:
        """Which screen it is."""
        return str((await self._lines.look())["screen"])

    async def press(self, name: str, *then: str) -> None:
        """Press a target, and again after a while, until one of these screens stands there."""
        ends = time.monotonic() + PATIENCE_S
        while not then or await self.screen() not in then:
            if time.monotonic() > ends:
                raise TimeoutError(f"{self.name}: {name} was pressed in vain: {await self.screen()}")
            if box := (await self.targets()).get(name):
                left, top, width, height = box
                self.finger.move(left + width // 2, top + height // 2)
                self.finger.press()
                await asyncio.sleep(STEP_S)
                self.finger.lift()
            if not then and box:
                await asyncio.sleep(STEP_S)
                return
            await asyncio.sleep(0.6 if then else STEP_S)

    async def walk_up(self, language: str) -> None:
        """Wake it and choose a language."""
        await self.press("wake", "attract")
        ends = time.monotonic() + PATIENCE_S
        while f"language:{language}" not in await self.targets():
            if time.monotonic() > ends:
                raise TimeoutError(f"{language} is not offered")
            await self.press("more")
            await asyncio.sleep(0.3)
        await self.press(f"language:{language}", "write")

    async def write(self, language: str, chance: random.Random, letters: int = LETTERS) -> str:
        """Press keys by chance, or syllables and what they may become; what the keys say."""
        before = self._picture()
        if language == "zh":
            return await self._choose(chance)
        rows = keyboard.load(language).pages["letters"]
        keys = [key for row in rows for key in row if len(key) == 1 and key.isalpha()]
        word = "".join(chance.choices(keys, k=letters))
        for key in word:
            await self.press(f"key:{key}")
        await asyncio.sleep(0.3)
        self._remember_pixels(before)
        return word

    async def _choose(self, chance: random.Random) -> str:
        said = ""
        for syllable in chance.sample(SYLLABLES, 7):
            for key in syllable:
                await self.press(f"key:{key}")
            await asyncio.sleep(0.2)
            offered = [name for name in await self.targets() if name.startswith("candidate:")]
            if offered:
                chosen = chance.choice(offered[:4])
                await self.press(chosen)
                said += chosen.removeprefix("candidate:")
        return said

    async def leave(self) -> None:
        """Hand the words in, take the slip, go."""
        await self.press("done", "heard", "slip", "sorry", "taken_back")
        await self.press("finish", "asleep")

    def _picture(self) -> bytes:
        return self.finger.picture((0, 0, *SIZE)) or b""

    def forget_picture(self) -> None:
        """Not to find what was only looked at, look at something else: the server keeps its last answers, in parts."""
        for _ in range(LOOKS):
            self._picture()

    def _remember_pixels(self, before: bytes) -> None:
        """Parts of rows that changed while it was written, those with the most colours: letters."""
        after, row, seen = self._picture(), SIZE[0] * 4, {}
        for at in range(0, len(after), PIXELS * 4):
            piece = after[at : at + PIXELS * 4]
            if piece != before[at : at + PIXELS * 4] and at // row < KEYBOARD_BEGINS:
                seen[piece] = len({piece[byte : byte + 4] for byte in range(0, len(piece), 4)})
        self.pixels |= set(sorted(seen, key=lambda piece: -seen[piece])[:ROWS])


class Rig:
    """A street with two kiosks, one with a printer and one without."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir(parents=True)
        os.environ["TMPDIR"] = str(self.temporary)
        self.street = Street(folder / "out", ["garden", "bakery"])
        self.street.prepare()
        self.data = self.street.data
        self.said: list[str] = []

    def settle(self, name: str, languages: Sequence[str], printer: bool) -> None:
        """A kiosk's settings."""
        path = self.data / name / "kiosk.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        if not printer:
            lines = [line for line in lines if not line.startswith("printer")]
        path.write_text(
            "\n".join([f"languages = {json.dumps(list(languages))}", *lines, ""]), encoding="utf-8"
        )

    def kept_words(self) -> list[str]:
        """What the hub was told, opened with the keys that it still has."""
        words = []
        for day in days_with_key(self.data / "keys"):
            file = DayFile(self.data / "days" / f"{day}.db", day, seal_of(self.data / "keys", day))
            with contextlib.closing(file):
                words += [kept.entry.words for kept in file.entries()]
        return words

    def pieces(self) -> Pieces:
        """All letters that are looked for."""
        return canaries.pieces({*self.said, *self.kept_words()})

    def is_told(self, name: str) -> bool:
        """Whether a kiosk holds nothing for the hub, or for the paper."""
        with contextlib.closing(sqlite3.connect(self.data / name / "kiosk.db")) as db:
            waiting = db.execute("SELECT 1 FROM message").fetchone()
            return not waiting and not db.execute("SELECT 1 FROM job WHERE state != 'done'").fetchone()

    async def search(self, visitor: Visitor, server: int) -> Found:
        """Every place of one kiosk."""
        known = self.pieces()
        processes = [visitor.process, *children_of(visitor.process), server]
        found = canaries.in_memory(processes, known, visitor.pixels)
        found += canaries.in_files([self.data / visitor.name, self.temporary, SHARED_MEMORY], known)
        log = self.data / f"{visitor.name}.log"
        found.look(str(log), log.read_bytes(), known)
        return found

    async def search_broker(self) -> Found:
        """What the broker keeps for whoever comes."""
        found, known = Found(), self.pieces()
        async with Broker(self.street.address("library"), topics.kiosk_hears("library")) as broker:
            await asyncio.wait_for(broker.wait_connected(), PATIENCE_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3):
                    async for kept in broker.messages():
                        kept.done()
                        found.look(f"kept by the broker: {kept.topic}", kept.payload, known)
        return found


async def live(
    rig: Rig, visitor: Visitor, languages: Sequence[str], chance: random.Random
) -> dict[str, bool]:
    """Visits of every kind; what the controls found meanwhile."""
    caught = {}
    for language in languages:
        await visitor.walk_up(language)
        rig.said.append(await visitor.write(language, chance))
        if language == "en":
            here = canaries.in_memory([visitor.process], canaries.pieces(rig.said[-1:]), visitor.pixels)
            seen = [one for one in here.where if one.endswith("pixels")]
            caught[f"letters in memory of {visitor.name} while somebody writes"] = len(here.where) > len(seen)
            caught[f"pixels in memory of {visitor.name} while somebody writes"] = bool(seen)
        await visitor.leave()
    await visitor.walk_up("en")  # somebody erases what they wrote, and goes back
    rig.said.append(await visitor.write("en", chance))
    for _ in range(LETTERS):
        await visitor.press("delete")
    rig.said.append(await visitor.write("en", chance))
    await visitor.press("back", "attract", "asleep")
    return caught


async def run(folder: Path, languages: Sequence[str], server: int, quick: bool) -> dict[str, object]:
    """Visits, and what was found when they were over. quick: no long words, and nobody walks off half-way."""
    rig, chance, total, caught = Rig(folder), random.SystemRandom(), Found(), {}
    for name, printer in (("garden", True), ("bakery", False)):
        rig.settle(name, languages, printer)
    rig.street.set_clock(datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0))
    try:
        await rig.street.start_hub()
        await rig.street.wait_for_broker()
        for name in ("garden", "bakery"):
            with x_touch() as finger:
                visitor = Visitor(rig.street, name, finger)
                await visitor.start()
                caught |= await live(rig, visitor, languages, chance)
                if not quick:
                    await visitor.walk_up("en")
                    rig.said.append(await visitor.write("en", chance, LONG))
                    await visitor.leave()
                    await visitor.walk_up("en")
                    rig.said.append(await visitor.write("en", chance))  # and goes, without a word
                ends = time.monotonic() + PATIENCE_S
                while await visitor.screen() != "asleep" or not rig.is_told(name):
                    if time.monotonic() > ends:
                        raise TimeoutError("the kiosk does not go to sleep")
                    await asyncio.sleep(0.5)
                await asyncio.sleep(SETTLES_S)
                visitor.forget_picture()
                total += await rig.search(visitor, server)
                os.kill(visitor.process, signal.SIGTERM)
                await until(lambda: visitor.process not in rig.street.processes())  # noqa: B023, awaited here
        total += await rig.search_broker()
    finally:
        await rig.street.stop()
    for place in total.where:
        print(place, file=sys.stderr)
    return {
        "languages": len(languages),
        "words": len(rig.said),
        "places_searched": total.places,
        "megabytes_searched": round(total.size / 1e6),
        "copies": total.copies,
        "controls": len(caught),
        "controls_caught": sum(caught.values()),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--languages", default="en,ar,ko,zh,hi,ru")
    parser.add_argument("--quick", action="store_true", help="without what takes minutes")
    given = parser.parse_args(argv)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, x_server(SIZE, os.environ, own=True) as environment:
        os.environ |= {
            "DISPLAY": environment["DISPLAY"],
            "SDL_VIDEODRIVER": "x11",
        }  # a window, whoever started us
        server = next(child for child in children_of(os.getpid()) if "Xvfb" in _name(child))
        figures = asyncio.run(run(Path(folder) / "street", given.languages.split(","), server, given.quick))
    print(json.dumps(figures | {"seconds": round(time.monotonic() - began, 1)}))
    return 0 if figures["copies"] == 0 and figures["controls"] == figures["controls_caught"] else 1


def _name(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
