"""Everything that can happen to a street, in a minute or two, and whether anything was lost that was told "heard".

    make chaos ARGS="--kills 200 --seed 1 --broker mosquitto"     (or: python -m benchmarks.chaos ...)

Broker, hub and kiosks are processes and are killed (SIGKILL) again and again; meanwhile programs are stopped and go on,
lines are cut and slow and say things twice and in another order, clocks jump, disks are full or read-only. The seed
decides what happens when; how far a program had come by then is the machine's. Ends with one line of JSON.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.chaos.brokers import BrokerProcess
from benchmarks.chaos.judge import judge, unsettled
from benchmarks.chaos.programs import Program, prepare
from benchmarks.chaos.proxy import Proxy, Trouble
from hub.config import read_config
from hub.street import Street
from wire.clock import shift_clock, system_clock

KIOSKS = ("library", "garden", "bakery")
VICTIMS = ("broker", "hub", *KIOSKS, *KIOSKS)  # who is killed next is drawn from these
KILL_EVERY_S = 0.3
TROUBLE_EVERY_S = 0.7
LONGEST_TROUBLE_S = 2.0
DOWN_S = 0.4  # how long a killed program stays away, at most
PATIENCE_S = 240.0  # a kiosk that was pushed off again and again waits two minutes before it comes back
MORNING = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
# Programs that are made wrong on purpose, and who has to be killed for it to be seen.
CONTROLS = {"ack-first": ("hub",), "tell-first": KIOSKS, "no-note": KIOSKS}

logger = logging.getLogger(__name__)


class Rig:
    """A street in a folder, and what is done to it."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options, self._folder = options, folder
        self._chance = random.Random(options.seed)
        self._street = Street(folder, KIOSKS)
        self._quiet = folder / "quiet"
        self.config = self._street.prepare()
        self.data = self._street.data
        self.kills: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self._busy: set[str] = set()  # whom somebody does something to that must end first

    async def start(self) -> None:
        """Broker, lines, hub, kiosks."""
        self._broker = BrokerProcess(self._options.broker, self._folder, ["hub", *KIOSKS])
        self._broker.start()
        self._lines = {name: Proxy(self._broker.port, self._chance) for name in ("hub", *KIOSKS)}
        for line in self._lines.values():
            await line.start()
        self._write_broker()
        self._clocks = {name: self._folder / f"{name}.clock" for name in ("hub", *KIOSKS)}
        for name in self._clocks:
            self._set_clock(name, MORNING)
        self._programs = {"hub": self._hub(), **{name: self._kiosk(name) for name in KIOSKS}}
        for program in self._programs.values():
            program.start()
        await self._until(lambda: all(self._has_config(name) for name in KIOSKS), "the kiosks know no rounds")

    def _write_broker(self) -> None:
        settings = self.data / "hub.toml"
        lines = ["", "[broker]", 'host = "127.0.0.1"', f"port = {self._lines['hub'].port}"]
        if password := self._broker.passwords["hub"]:
            (self._folder / "password").write_text(password, encoding="ascii")
            lines += ['username = "hub"', f'password_file = "{self._folder / "password"}"']
        text = settings.read_text(encoding="utf-8")
        settings.write_text("\n".join([f"match_seconds = 0.1\n{text}", *lines, ""]), encoding="utf-8")
        read_config(settings)

    def _hub(self) -> Program:
        options = ["--data", str(self.data), "--clock", str(self._clocks["hub"])]
        wrong = ["--ack-first"] if self._options.control == "ack-first" else []
        return Program("hub", "benchmarks.chaos.hub", [*options, *wrong], self._folder / "hub.log")

    def _kiosk(self, name: str) -> Program:
        options = [
            *("--id", name, "--data", str(self.data / name), "--port", str(self._lines[name].port)),
            *(
                "--clock",
                str(self._clocks[name]),
                "--quiet",
                str(self._quiet),
                "--seed",
                str(self._options.seed),
            ),
            *("--rate", str(self._options.rate)),
        ]
        # One word, for a password may begin with a hyphen.
        options += [f"--password={self._broker.passwords[name]}"] if self._broker.passwords[name] else []
        wrong = [f"--{self._options.control}"] if self._options.control in {"tell-first", "no-note"} else []
        return Program(name, "benchmarks.chaos.kiosk", [*options, *wrong], self._folder / f"{name}.log")

    def _has_config(self, name: str) -> bool:
        return (self.data / name / "config.json").exists()

    async def torment(self) -> None:
        """Until so many were killed."""
        troubling = asyncio.create_task(self._trouble())
        try:
            while self.kills.total() < self._options.kills:
                await asyncio.sleep(self._chance.uniform(0.5, 1.5) * KILL_EVERY_S)
                if troubling.done():
                    troubling.result()
                victim = self._chance.choice(CONTROLS.get(self._options.control, VICTIMS))
                if victim not in self._busy:
                    self._spawn(victim, self._kill(victim, self._chance.uniform(0, DOWN_S)))
        finally:
            troubling.cancel()
            await asyncio.wait([troubling])
            await self._until(lambda: not self._busy, "something that was done to them does not end")

    def _spawn(self, whom: str, what: Awaitable[None]) -> None:
        self._busy.add(whom)

        async def do() -> None:
            try:
                await what
            finally:
                self._busy.discard(whom)

        self._doing = [task for task in getattr(self, "_doing", []) if not task.done()]
        self._doing.append(asyncio.create_task(do()))

    async def _kill(self, whom: str, down: float) -> None:
        if whom == "broker":
            assert self._broker.process
            self._broker.process.kill()
            self._broker.process.wait()
            self.kills[whom] += 1
            await asyncio.sleep(down)
            self._broker.start(wait=False)
            return
        if self._programs[whom].kill():
            self.kills[whom] += 1
        await asyncio.sleep(down)
        self._programs[whom].start()

    async def _trouble(self) -> None:
        """One trouble after another, several at a time."""
        ways: list[Callable[[], None]] = [
            self._stop_one, self._cut_one, self._refuse_one, self._slow_one, self._double_one, self._turn_one,
            self._jump_one, self._fill_one, self._protect_one,
        ]  # fmt: skip
        while True:
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * TROUBLE_EVERY_S)
            way = self._chance.choice(ways)
            self.troubles[way.__name__.removeprefix("_").removesuffix("_one")] += 1
            way()

    def _seconds(self) -> float:
        return self._chance.uniform(0.1, LONGEST_TROUBLE_S)

    def _anybody(self) -> str:
        return self._chance.choice(list(self._programs))

    def _stop_one(self) -> None:
        whom, seconds = self._chance.choice(["broker", *self._programs]), self._seconds()
        if whom in self._busy:
            return

        async def stop() -> None:
            self._send(whom, signal.SIGSTOP)
            await asyncio.sleep(seconds)
            self._send(whom, signal.SIGCONT)

        if self._chance.random() < 0.3:  # a stopped program is killed now and then, too
            self._send(whom, signal.SIGSTOP)
            self._spawn(whom, self._kill(whom, seconds))
        else:
            self._spawn(whom, stop())

    def _send(self, whom: str, number: int) -> None:
        if whom == "broker":
            assert self._broker.process
            self._broker.process.send_signal(number)
        else:
            self._programs[whom].send(number)

    def _cut_one(self) -> None:
        self._lines[self._anybody()].cut()

    def _refuse_one(self) -> None:
        name, seconds = self._anybody(), self._seconds()
        self._with_trouble(name, seconds, refuses=True)
        self._lines[name].cut()

    def _slow_one(self) -> None:
        self._with_trouble(self._anybody(), self._seconds(), delay=self._chance.uniform(0.01, 0.3))

    def _double_one(self) -> None:
        self._with_trouble(self._anybody(), self._seconds(), doubles=0.5)

    def _turn_one(self) -> None:
        self._with_trouble(self._anybody(), self._seconds(), reorders=True)

    def _with_trouble(self, name: str, seconds: float, **changes: object) -> None:
        line = self._lines[name]
        for key, value in changes.items():
            setattr(line.trouble, key, value)
            asyncio.get_running_loop().call_later(
                seconds, setattr, line.trouble, key, getattr(Trouble(), key)
            )

    def _jump_one(self) -> None:
        """Within the day and over midnight, never so far that words are forgotten."""
        self._set_clock(self._anybody(), MORNING + timedelta(minutes=self._chance.uniform(-30, 18 * 60)))

    def _set_clock(self, name: str, moment: datetime) -> None:
        shift_clock(self._clocks[name], int(moment.timestamp() * 1000) - system_clock().now())

    def _fill_one(self) -> None:
        name, seconds = self._anybody(), self._seconds()
        self._programs[name].limit_files(self._chance.choice([0, 4096, 50_000]))
        asyncio.get_running_loop().call_later(seconds, self._programs[name].limit_files, -1)

    def _protect_one(self) -> None:
        """The folder is read-only for whoever starts there: it says so and is started again until it is not."""
        name, seconds = self._anybody(), self._seconds()
        if name in self._busy:
            return

        async def protect() -> None:
            folder = self.data if name == "hub" else self.data / name
            paths = [path for path in folder.glob("*.db*") if path.is_file()]
            if self._programs[name].kill():
                self.kills[name] += 1
            for path in paths:
                path.chmod(0o400)
            folder.chmod(0o500)
            self._programs[name].start()
            await asyncio.sleep(seconds)
            folder.chmod(0o700)
            for path in paths:
                if path.exists():
                    path.chmod(0o600)

        self._spawn(name, protect())

    async def calm(self) -> float:
        """Nothing is done to anybody; a few are served, then nobody comes; seconds until every outbox is empty.

        What an outbox holds may grow once more after that: a kiosk waits some seconds for the hub before it promises by
        itself. So all of it is waited for together: nobody waits at a kiosk, nothing in an outbox, and at the hub no
        entry without the promise that stands, the kiosk's own where it printed one.
        """
        for line in self._lines.values():
            line.trouble = Trouble()
        for name, program in self._programs.items():
            program.limit_files(-1)
            self._set_clock(name, MORNING + timedelta(hours=4))
        await self._until(lambda: self._slips() > self._options.kills / 4, "hardly anybody got a slip")
        self._quiet.touch()
        began = time.monotonic()
        await self._until(lambda: all(self._is_empty(name) for name in KIOSKS), "outboxes are not empty")
        drained = time.monotonic() - began
        await self._until(self._is_over, "entries wait for the promise that stands")
        await asyncio.sleep(self._options.settle)
        return drained

    def _is_over(self) -> bool:
        """Whether everybody was served and the hub knows of it; in the order in which one thing leads to the next."""
        return (
            all(self._programs[name].is_served() for name in KIOSKS)
            and all(self._is_empty(name) for name in KIOSKS)
            and not unsettled(self.data)
        )

    def _slips(self) -> int:
        return sum(fact.get("kind") == "slip" for fact in self.facts())

    def _is_empty(self, name: str) -> bool:
        with contextlib.closing(sqlite3.connect(self.data / name / "kiosk.db")) as db:
            return db.execute("SELECT 1 FROM message LIMIT 1").fetchone() is None

    async def _until(self, true: Callable[[], bool], problem: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > until:
                raise SystemExit(f"chaos: {problem} after {PATIENCE_S:.0f} s: see the logs in {self._folder}")
            await asyncio.sleep(0.1)

    async def end(self) -> None:
        """Everything ends, kiosks first."""
        for program in reversed(self._programs.values()):
            await program.end()
        if self._broker.process:
            self._broker.process.kill()
            self._broker.process.wait()
        for line in self._lines.values():
            line.close()

    def facts(self) -> list[dict[str, object]]:
        """What every kiosk recorded."""
        return [fact for program in self._programs.values() for fact in program.facts]

    def crashes(self) -> list[str]:
        """Programs that ended by themselves, and not with a sentence."""
        return [crash for program in self._programs.values() for crash in program.crashes]


async def run(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    rig, began = Rig(options, folder), time.monotonic()
    await rig.start()
    try:
        await rig.torment()
        drained = await rig.calm()
    finally:
        await rig.end()
    facts = rig.facts()
    (folder / "facts").write_text("\n".join(map(json.dumps, facts)), encoding="utf-8")
    found = await asyncio.to_thread(judge, facts, rig.data, rig.config)
    for name in ("lost", "doubled", "broken", "unpromised", "damaged"):
        for one in getattr(found, name):
            print(f"{name}: {one}", file=sys.stderr)
    for crash in rig.crashes():
        print(f"crashed: {crash}", file=sys.stderr)
    slips = [fact for fact in facts if fact.get("kind") == "slip"]
    return {
        "kills": rig.kills.total(),
        "told": sum("told" in fact for fact in facts),
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "broken": len(found.broken),
        "drained_s": round(drained, 1),
        "unpromised": len(found.unpromised),
        "damaged": len(found.damaged),
        "crashed": len(rig.crashes()),
        "slips": len(slips),
        "copies": sum(bool(fact["copy"]) for fact in slips),
        "taken_back": sum("taken_back" in fact for fact in facts),
        "refused_by_disk": sum("not_kept" in fact for fact in facts),
        "killed": dict(rig.kills),
        "troubles": dict(rig.troubles),
        "broker": options.broker,
        "seed": options.seed,
        "control": options.control or "none",
        "took_s": round(time.monotonic() - began, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.chaos", description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broker", choices=["mosquitto", "amqtt", "nats"], default="mosquitto")
    parser.add_argument("--rate", type=float, default=10.0, help="visitors a second at each kiosk")
    parser.add_argument("--settle", type=float, default=2.0, help="seconds for second slips to come")
    parser.add_argument("--control", choices=CONTROLS, default="", help="a program made wrong, to be caught")
    parser.add_argument("--keep", type=Path, help="folder for stores and logs, which stay")
    options = parser.parse_args()
    prepare()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print(json.dumps(asyncio.run(run(options, folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
