"""A kiosk that had no hub for 30 days, and finds it again: how long until the hub has it all, and who feels it.

    make bench ARGS=drain            (or: python -m benchmarks.drain [--entries N] [--broker mosquitto])

The hub with its store, the broker and the kiosk are processes; the kiosk's outbox is filled as 30 days leave it: most
entries carry what their kiosk promised by itself, most of these promises are past, a share has none. Meanwhile people
go on speaking at the same kiosk: `heard_ms` is how long they wait until their words are kept. Ends with a line of JSON.
"""

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import uuid_utils

from benchmarks.chaos.brokers import BrokerProcess
from hub.street import Street
from kiosk_ui.outbox import Outbox
from wire.clock import Clock, system_clock
from wire.messages import Entry, Promise, Retract, SlipAck

DAY = 24 * 3600 * 1000
DAYS = 30
UNPROMISED = 0.03
OTHERS = 0.02  # retractions and slip acks
VISITS_A_SECOND = 4
LONGEST_S = 900
WORDS = [
    "why",
    "do",
    "bees",
    "find",
    "their",
    "way",
    "home",
    "and",
    "who",
    "bakes",
    "bread",
    "at",
    "night",
    "when",
    "rivers",
    "run",
    "under",
    "the",
    "old",
    "town",
]


def fill(path: Path, many: int, chance: random.Random) -> None:
    """An outbox as so many days leave it; made in memory, for every commit of a disk would be waited for."""
    own = system_clock()
    now, quick = own.now(), Path(tempfile.mkdtemp(dir="/dev/shm")) / "kiosk.db"
    said = [0]
    outbox = Outbox(quick, Clock(lambda: said[0], lambda: 0, "an earlier boot"))
    for number in range(many):
        said[0] = now - DAYS * DAY + number * DAYS * DAY // many
        outbox.keep(message(said[0], chance))
    outbox.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(quick, path)
    quick.parent.rmdir()


def message(said: int, chance: random.Random) -> Entry | Retract | SlipAck:
    """What a kiosk kept at an instant."""
    id_, kind = str(uuid_utils.uuid7(nanoseconds=said * 1_000_000)), chance.random()
    if kind < OTHERS / 2:
        return Retract(id=id_, kiosk="library", entry=str(uuid_utils.uuid7()))
    if kind < OTHERS:
        return SlipAck(id=id_, kiosk="library", outcome="printed")
    starts = said + chance.randint(1, 24) * 3600 * 1000
    own = None if kind < OTHERS + UNPROMISED else Promise(chance.choice(["library", "garden"]), starts)
    words = " ".join(chance.choices(WORDS, k=chance.randint(4, 20)))
    return Entry(id_, "library", words, ("en",), at=said, age_ms=0, promised=own)


def start(module: str, log: Path, *options: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as errors:
        return subprocess.Popen([sys.executable, "-m", module, *options], stdout=errors, stderr=errors)


def waiting(path: Path) -> int:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as db:
        return int(db.execute("SELECT COUNT(*) FROM message").fetchone()[0])


def most_memory(process: subprocess.Popen[bytes]) -> float:
    """The most a process has held at a time, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def drain(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    street = Street(folder, ["library"])
    street.prepare()
    fill(street.data / "library" / "kiosk.db", options.entries, random.Random(options.seed))
    broker = BrokerProcess(options.broker, folder, ["hub", "library"])
    broker.start()
    programs = [broker.process]
    settings = street.data / "hub.toml"
    text = settings.read_text(encoding="utf-8")
    (folder / "password").write_text(broker.passwords["hub"], encoding="ascii")
    user = f'username = "hub"\npassword_file = "{folder / "password"}"\n' if broker.passwords["hub"] else ""
    settings.write_text(
        f'{text}\n[broker]\nhost = "127.0.0.1"\nport = {broker.port}\n{user}', encoding="utf-8"
    )
    record, outbox = folder / "record", street.data / "library" / "kiosk.db"
    try:
        encoders = ["--encoders"] if options.encoders else []
        hub = start("benchmarks.chaos.hub", folder / "hub.log", "--data", str(street.data), *encoders)
        programs.append(hub)
        while "connected to" not in (folder / "hub.log").read_text(encoding="utf-8"):
            time.sleep(0.1)
        time.sleep(8 if options.encoders else 1)
        began = time.monotonic()
        kiosk = start(
            "benchmarks.chaos.kiosk",
            folder / "kiosk.log",
            *("--id", "library", "--data", str(outbox.parent), "--record", str(record)),
            *("--port", str(broker.port), f"--password={broker.passwords['library']}"),
            *("--rate", str(VISITS_A_SECOND), "--quiet", str(folder / "quiet")),
        )
        programs.append(kiosk)
        drained = follow(outbox, began, options.entries)
        return {
            "broker": options.broker,
            "entries": options.entries,
            "drained_s": round(drained, 1),
            "per_second": round(options.entries / drained),
            "kiosk_mb": round(most_memory(kiosk)),
            "hub_mb": round(most_memory(hub)),
            **heard(record),
        }
    finally:
        for program in reversed(programs):
            if program and program.poll() is None:
                program.terminate()
                program.wait(20)


def follow(outbox: Path, began: float, entries: int) -> float:
    """Seconds until no more than what visitors say just now is left in the outbox."""
    shown = began
    while (left := waiting(outbox)) > 2 * VISITS_A_SECOND:
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            print(f"{shown - began:6.0f} s  {entries - left:7} of {entries}", file=sys.stderr, flush=True)
        if time.monotonic() - began > LONGEST_S:
            raise SystemExit(f"not drained after {LONGEST_S} s: {left} left")
        time.sleep(0.2)
    return time.monotonic() - began


def heard(record: Path) -> dict[str, float]:
    """Milliseconds from a visitor's word until it is kept."""
    lines = map(json.loads, record.read_text(encoding="utf-8").splitlines())
    took: Sequence[float] = sorted(line["ms"] for line in lines if "told" in line)
    places = {"heard_ms_p50": 0.5, "heard_ms_p99": 0.99}
    return {"visits": len(took)} | {
        name: took[min(len(took) - 1, int(at * len(took)))] for name, at in places.items() if took
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.drain", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--broker", choices=["mosquitto", "amqtt", "nats"], default="mosquitto")
    parser.add_argument(
        "--encoders", action="store_true", help="the hub understands words as a real one does"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(drain(options, Path(folder))))


if __name__ == "__main__":
    main()
