"""Do any words outlive the night? A street as processes lives two days; then every place is searched for them.

    make forget ARGS="--broker mosquitto"    (or: python -m benchmarks.forget [--broker KIND] [--nights N])

Words that nobody else says, in six scripts, are typed at a real kiosk and sent by others; one is taken back, some
messages cannot be read, one is sent so that the broker keeps it, a round is closed and its sheet printed, the board
shows what it shows, a backup is made, and another program keeps the day's file open. The clock is set back for a
while. Then comes 04:00: in the first night the hub forgets while it runs, in the second it is killed while it does.
Searched is all that hub, broker, kiosks and screen have on disks, in temporary folders, in shared memory, in the
memory of their processes, and what the broker keeps. Left out is what the virtual printers write: that is the paper,
which belongs to whoever holds it, and with it the pictures of the screens that only a demo keeps.

Ends with one line of JSON; 0 only where nothing was found and every control, which leaves copies on purpose, was.
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import uuid_utils

from benchmarks import canaries
from benchmarks.canaries import Found, Pieces
from hub.backup import write_backup
from hub.day_file import DayFile
from hub.day_keys import days_with_key, seal_of
from hub.street import KioskLines, Street
from wire import messages, topics
from wire.broker import Broker
from wire.messages import Entry, Retract, Slip

PATIENCE_S = 180.0
SHOWN_S = 3.0  # after the close of a round, until screens show it
KIOSKS = ("library", "garden")
OTHER = "bakery"  # a kiosk of somebody else's making
SHARED_MEMORY = Path("/dev/shm")


class Rig:
    """One street, the words said in it, and what was found of them."""

    def __init__(self, folder: Path, broker: str, scripts: Collection[str], kiosks: Sequence[str]) -> None:
        self.scripts, self.names = scripts, kiosks
        self.folder, self.temporary = folder, folder / "tmp"
        self.temporary.mkdir(parents=True)
        os.environ["TMPDIR"] = str(self.temporary)  # of every program that is started here
        self.street = Street(folder / "out", kiosks, broker)
        self.data, self.backup = self.street.data, folder / "backup.tar"
        self.midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.kiosks: list[KioskLines] = []
        self.said: list[str] = []  # every word so far
        self.on_board: set[str] = set()  # of them, those that three shared, and everybody could read
        self.night = 0

    async def start(self) -> None:
        """Broker, hub, two kiosks with windows, a public screen."""
        self.street.prepare()
        self.set_hour(8)
        self.hub = await self.street.start_hub()
        await self.street.wait_for_broker()
        self.kiosks = [await self.street.start_kiosk(name) for name in self.names]
        await self.street.start_screen()
        await asyncio.gather(*(asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S) for kiosk in self.kiosks))

    def set_hour(self, hour: float) -> None:
        """Move the clock of this day."""
        self.street.set_clock(self.midnight + timedelta(days=self.night, hours=hour))

    @property
    def today(self) -> str:
        """As files are named after it."""
        return (self.midnight + timedelta(days=self.night)).date().isoformat()

    def pieces(self) -> Pieces:
        """All that is looked for."""
        return canaries.pieces(self.said)

    def processes(self) -> list[int]:
        """Hub, kiosks, screen, and whatever they started."""
        return [each for one in self.street.processes() for each in (one, *children_of(one))]

    # ------------------------------------------------------------------ a day

    async def live(self) -> None:
        """A day: everything that is done with words is done with these."""
        words = {language: word for language, word in canaries.words().items() if language in self.scripts}
        self.said += words.values()
        self.set_hour(8)
        for kiosk in self.kiosks:  # the same word at three kiosks, the guest's among them: a theme
            await asyncio.wait_for(kiosk.visit(f"where is {words['en']}?", "en"), PATIENCE_S)
        if "el" in words:
            await asyncio.wait_for(self.kiosks[-1].visit(f"{words['el']} ? {words['el']}", "el"), PATIENCE_S)
        async with Guest(self.street) as guest:
            for quarter, more in enumerate(("why", "how", "when"), 1):  # three who share a word, well apart
                self.set_hour(8 + quarter / 4)
                for language, word in words.items():
                    await guest.say(f"{more} is {word}?", language)
            back = await guest.say(f"{words['en']} taken back", "en")
            await guest.take_back(back.code)
            await guest.bad_manners(words["en"])
            self.set_hour(9.75)  # the first round closes
            await until(lambda: self.log().count(" closed") > self.night)
            await asyncio.sleep(SHOWN_S)
            self.on_board |= canaries.words_in(b"".join(guest.boards), self.pieces())
        self.backup.write_bytes(await asyncio.to_thread(write_backup, self.data))
        await until(self._all_told)

    def _all_told(self) -> bool:
        """Whether no kiosk holds anything for the hub, or for the paper."""
        for name in self.names:
            with contextlib.closing(sqlite3.connect(self.data / name / "kiosk.db")) as db:
                if db.execute("SELECT 1 FROM message").fetchone():
                    return False
                if db.execute("SELECT 1 FROM job WHERE state != 'done'").fetchone():
                    return False
        return True

    def log(self) -> str:
        """What the hub has logged."""
        return (self.data / "hub.log").read_text(encoding="utf-8")

    # ------------------------------------------------------------------ a night

    async def sleep(self, killed: bool) -> None:
        """The clock goes back and forth, then it is four; with another program in the middle of reading the file."""
        day_file = self.data / "days" / f"{self.today}.db"
        with contextlib.closing(sqlite3.connect(day_file)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM entries").fetchall()
            self.set_hour(-3 * 24)
            await asyncio.sleep(6)  # the hub looks at its clock every five seconds
            if not day_file.exists():
                raise AssertionError("a clock that was set back made the hub forget too early")
            for kiosk in self.kiosks:
                kiosk.ready.clear()
            sessions = self.session()
            self.set_hour(28)
            if killed:
                await self._kill_in_between()
            await until(lambda: not list(self.data.rglob(f"{self.today}*")))
            reader.execute("SELECT * FROM promises").fetchall()
        await until(lambda: self.session() > sessions)
        await self.street.wait_for_broker()
        for kiosk in self.kiosks:  # they begin anew when nobody stands there
            await asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S)
        async with Guest(self.street):
            self.night += 1

    def session(self) -> int:
        """How often this hub has begun."""
        with contextlib.closing(sqlite3.connect(self.data / "hub.db")) as db:
            return int(db.execute("SELECT value FROM numbers WHERE name = 'session'").fetchone()[0])

    async def _kill_in_between(self) -> None:
        """Kill the hub when the key is gone and the file is not, if it is not quicker; then start it again."""
        key, ends = self.data / "keys" / f"{self.today}.key", time.monotonic() + PATIENCE_S
        while key.exists() and time.monotonic() < ends:
            pass
        with contextlib.suppress(ProcessLookupError):
            self.hub.send_signal(signal.SIGKILL)
        await self.hub.wait()
        self.hub = await self.street.start_hub()

    # ------------------------------------------------------------------ the search

    def search_disk(self) -> Found:
        """Every file of every program: data, logs, what is temporary, shared memory, the backup."""
        found = canaries.in_files([self.data, self.temporary, SHARED_MEMORY], self.pieces())
        found.look(str(self.backup), self.backup.read_bytes(), self.pieces())
        return found

    def may_look_into_memory(self) -> bool:
        """Whether this user is allowed to; our programs let nobody but root."""
        return all(os.access(f"/proc/{process}/mem", os.R_OK) for process in self.processes())

    def search_memory(self) -> Found:
        """All that the processes have in memory. Raises PermissionError where this user may not look."""
        return canaries.in_memory(self.processes(), self.pieces())

    async def search_broker(self) -> Found:
        """What the broker keeps for whoever comes, as the hub may see it, which stands still meanwhile."""
        found = Found()
        self.hub.send_signal(signal.SIGSTOP)
        try:
            async with Broker(self.street.address("hub"), ["curiocity/#"]) as broker:
                await asyncio.wait_for(broker.wait_connected(), PATIENCE_S)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(3):
                        async for kept in broker.messages():
                            kept.done()
                            found.look(f"kept by the broker: {kept.topic}", kept.payload, self.pieces())
        finally:
            self.hub.send_signal(signal.SIGCONT)
        return found

    def opened_by_keys(self) -> Found:
        """What the keys that lie on the disk open."""
        found = Found()
        for day in days_with_key(self.data / "keys"):
            copy = self.folder / "opened"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.data / "days", copy)
            with contextlib.closing(
                DayFile(copy / f"{day}.db", day, seal_of(self.data / "keys", day))
            ) as file:
                plain = [messages.encode(kept.entry) for kept in file.entries()]
                plain += [messages.encode(kept) for kept in file.set_aside()]
            found.look(f"{day} with its key", b"\n".join(plain), self.pieces())
            shutil.rmtree(copy)
        return found


class Guest:
    """A kiosk on the bare client, which says things and prints nothing."""

    def __init__(self, street: Street) -> None:
        self._broker = Broker(street.address(OTHER), topics.kiosk_hears(OTHER))
        self._slips: dict[str, asyncio.Future[Slip]] = {}
        self._acked: set[str] = set()
        self.boards: list[bytes] = []

    async def __aenter__(self) -> Self:
        await self._broker.__aenter__()
        await asyncio.wait_for(self._broker.wait_connected(), PATIENCE_S)
        self._there = asyncio.Event()
        self._hearing = asyncio.create_task(self._hear())
        await asyncio.wait_for(self._there.wait(), PATIENCE_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hearing.cancel()
        await asyncio.wait([self._hearing])
        await self._broker.__aexit__(None, None, None)

    async def say(self, words: str, language: str) -> Slip:
        """Say something; the slip."""
        entry = Entry(
            id=str(uuid_utils.uuid7()), kiosk=OTHER, words=words, languages=(language, "en"), at=0, age_ms=0
        )
        slip = self._slips[entry.id] = asyncio.get_running_loop().create_future()
        await self._broker.publish(topics.of_kiosk(OTHER, "entry"), messages.encode(entry))
        told = await asyncio.wait_for(slip, PATIENCE_S)
        shown = messages.SlipAck(id=told.id, kiosk=OTHER, outcome="shown")
        await self._broker.publish(topics.of_kiosk(OTHER, "slip_ack"), messages.encode(shown))
        return told

    async def take_back(self, code: str) -> None:
        """Take words back by their code."""
        retract = Retract(id=str(uuid_utils.uuid7()), kiosk=OTHER, code=code)
        await self._broker.publish(topics.of_kiosk(OTHER, "retract"), messages.encode(retract))
        await until(lambda: retract.id in self._acked)

    async def bad_manners(self, word: str) -> None:
        """What cannot be read, what a newer program wrote, and an entry that the broker is asked to keep."""
        topic = topics.of_kiosk(OTHER, "entry")
        await self._broker.publish(topic, f'{{"v": 1, "words": "{word}'.encode())
        await self._broker.publish(topic, f'{{"v": 99, "words": "{word}"}}'.encode())
        entry = Entry(
            id=str(uuid_utils.uuid7()), kiosk=OTHER, words=f"kept {word}", languages=("en",), at=0, age_ms=0
        )
        self._slips[entry.id] = asyncio.get_running_loop().create_future()
        await self._broker.publish(topic, messages.encode(entry), retain=True)
        await until(lambda: entry.id in self._acked)

    async def _hear(self) -> None:
        async for received in self._broker.messages():
            received.done()
            name = received.topic.rpartition("/")[2]
            if name == "ack":
                self._acked.update(messages.decode(received.payload, messages.Ack).ids)
            elif name == "slip":
                told = messages.decode(received.payload, Slip, 1 << 20)
                if (waiting := self._slips.get(told.entry)) and not waiting.done():
                    waiting.set_result(told)
            elif received.topic == topics.of_hub("board"):
                self.boards.append(received.payload)
            elif received.topic == topics.of_hub("state") and b'"ready"' in received.payload:
                self._there.set()


def children_of(process: int) -> list[int]:
    """Everything a process has started, and what that has."""
    path = Path(f"/proc/{process}/task/{process}/children")
    try:
        found = [int(child) for child in path.read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [each for child in found for each in (child, *children_of(child))]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110, no event tells it
            await asyncio.sleep(0.1)


def plain_deletion(folder: Path, known: Collection[str]) -> Found:
    """A control: rows deleted as most programs do it."""
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(folder / "plain.db")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA secure_delete=OFF")
        with db:
            db.execute("CREATE TABLE entries (words TEXT)")
            db.executemany("INSERT INTO entries VALUES (?)", [(word,) for word in known] * 50)
        with db:
            db.execute("DELETE FROM entries")
        return canaries.in_files([folder], canaries.pieces(known))


async def run(
    folder: Path,
    broker: str,
    nights: Sequence[bool],
    scripts: Collection[str] = tuple(canaries.SCRIPTS),
    kiosks: Sequence[str] = KIOSKS,
) -> dict[str, object]:
    """Days and nights, and what was found. nights: of each, whether the hub is killed while it forgets."""
    rig, total, plain_by_day = Rig(folder, broker, scripts, kiosks), Found(), Found()
    caught: dict[str, bool] = {}
    may_look = False
    began = time.monotonic()

    def note(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {what}", file=sys.stderr)

    try:
        await rig.start()
        note("the street lives")
        for killed in nights:
            await rig.live()
            note("a day is lived")
            plain_by_day += await asyncio.to_thread(rig.search_disk)
            may_look = rig.may_look_into_memory()
            if may_look:
                alive = await asyncio.to_thread(rig.search_memory)
                caught["memory of a day that lives"] = alive.copies > 0
            caught["a key that was not destroyed"] = rig.opened_by_keys().copies > 0
            note("it was searched, with its key")
            await rig.sleep(killed)
            note("it is forgotten")
            total += await asyncio.to_thread(rig.search_disk)
            total += rig.opened_by_keys()
            total += await rig.search_broker()
            if may_look:
                total += await asyncio.to_thread(rig.search_memory)
            note("everything was searched")
    finally:
        await rig.street.stop()
    total += await asyncio.to_thread(rig.search_disk)  # once more when everything has ended
    caught["plain DELETE"] = plain_deletion(folder / "plain", rig.said).copies > 0
    for place in (*plain_by_day.where, *total.where):
        print(place, file=sys.stderr)
    return {
        "broker": broker,
        "nights": len(nights),
        "words_on_board": bool(rig.on_board),
        "memory_searched": may_look,
        "places_searched": total.places + plain_by_day.places,
        "megabytes_searched": round((total.size + plain_by_day.size) / 1e6),
        "copies": total.copies,
        "plain_copies_by_day": plain_by_day.copies,
        "controls": len(caught),
        "controls_caught": sum(caught.values()),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--broker",
        default="mosquitto" if shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin") else "amqtt",
    )
    parser.add_argument("--nights", type=int, default=2)
    given = parser.parse_args(argv)
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(
            run(Path(folder) / "street", given.broker, [night % 2 == 1 for night in range(given.nights)])
        )
    print(json.dumps(figures | {"seconds": round(time.monotonic() - began, 1)}))
    clean = figures["copies"] == figures["plain_copies_by_day"] == 0
    return 0 if clean and figures["controls"] == figures["controls_caught"] else 1


if __name__ == "__main__":
    sys.exit(main())
