"""Power cuts at every point of a kiosk's and a hub's work, and what the next start finds of what people were told.

    python -m benchmarks.powercut [--seed N] [--people N] [--long]

The real outbox, configuration, store and day files do real work under strace; after each change to the disk the power
is cut in every way that `benchmarks.power.disk` knows, and the real classes open what is left. Then the same with
mistakes made on purpose, each of which must be found. Ends with one line of JSON.
"""

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Self

from benchmarks.power import at_hub, at_kiosk, trace
from benchmarks.power.claims import Claims, Seen
from benchmarks.power.disk import Disk, Said, State, Step, laid_out, survivors

PLACES = {"kiosk": at_kiosk, "hub": at_hub}
PROCESSES = 2
MOST_SHOWN = 5
CANNOT = 2  # no strace, or it may not look at other programs here


@dataclass(frozen=True, slots=True)
class Cuts:
    """What to cut: whose work, how much of it, how thoroughly; `first` to `last`: which of its steps."""

    who: str
    steps: tuple[Step, ...]
    people: int
    subsets: int
    older: int
    seed: int
    first: int = 0
    last: int = sys.maxsize
    stops_early: bool = False


@dataclass
class Found:
    """What came of cuts. lost: something told is not so; broken: a start failed, or bytes told gone are back."""

    cuts: int = 0
    states: set[bytes] = field(default_factory=set)
    lost: int = 0
    broken: int = 0
    shown: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Found") -> Self:
        self.cuts, self.states = self.cuts + other.cuts, self.states | other.states
        self.lost, self.broken = self.lost + other.lost, self.broken + other.broken
        self.shown = [*self.shown, *other.shown][:MOST_SHOWN]
        return self


def worked(who: str, people: int, seed: int, wrong: str = "") -> tuple[Step, ...]:
    """The steps of a kiosk's or a hub's work. Raises NoTracing or TraceError."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        root = Path(folder) / "disk"
        root.mkdir()
        command = [sys.executable, "-m", "benchmarks.power.work", who, str(root)]
        command += ["--people", str(people), "--seed", str(seed), "--wrong", wrong]
        return tuple(trace.run(command, root, Path(folder) / "trace"))


def cut(cuts: Cuts) -> Found:
    """Cut the power after each step, in every way, and judge what is left; runs in a process of its own."""
    logging.disable(logging.CRITICAL)
    disk, claims, found = Disk(), Claims(), Found()
    known: dict[bytes, Seen | str] = {}
    for number, step in enumerate(cuts.steps[: cuts.last]):
        disk.do(step)
        if isinstance(step, Said):
            claims.hear(step.line)
        if number < cuts.first:
            continue
        found.cuts += 1
        chance = Random(f"{cuts.seed} {number}")
        for left in survivors(disk.waiting, chance, cuts.subsets, cuts.older):
            _judge(cuts, disk.after_cut(left), claims, known, found, number)
        if cuts.stops_early and (found.lost or found.broken):
            break
    found.states = set(known)
    return found


def _judge(
    cuts: Cuts, state: State, claims: Claims, known: dict[bytes, Seen | str], found: Found, number: int
) -> None:
    digest = digest_of(state)
    if digest not in known:
        known[digest] = seen_after(cuts.who, state, cuts.people)
    seen = known[digest]
    problem = (
        seen if isinstance(seen, str) else "" if not claims.is_back(state) else "a key told gone is back"
    )
    if problem:
        found.broken += 1
    elif wrong := claims.broken_by(seen):  # type: ignore[arg-type]
        found.lost += 1
        problem = "; ".join(wrong)
    if problem and len(found.shown) < MOST_SHOWN:
        found.shown.append(f"{cuts.who}, seed {cuts.seed}, after step {number}: {problem[:600]}")


def digest_of(state: State) -> bytes:
    """The same for the same files."""
    digest = hashlib.blake2b(digest_size=16)
    for path, content in state.items():
        digest.update(f"{path}\0{-1 if content is None else len(content)}\0".encode())
        digest.update(content or b"")
    return digest.digest()


def seen_after(who: str, state: State, people: int) -> Seen | str:
    """What the next start finds; a sentence where there is no start."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        write_out(state, Path(folder))
        try:
            return PLACES[who].look(Path(folder), people)
        except Exception as error:  # noqa: BLE001
            return f"{type(error).__name__}: {str(error).replace(folder, '')}"


def write_out(state: State, folder: Path) -> None:
    """Put the files of a state into an empty folder."""
    for path, content in state.items():
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)
            if path.endswith(".db"):  # memory with a name: after a power cut anything at all
                (folder / f"{path}-shm").write_bytes(os.urandom(32 * 1024))


def cut_again(whole: Cuts, times: int) -> list[Cuts]:
    """Cuts during the start that follows a cut: what mends may be cut short too. `times` starts, all over the work."""
    again = []
    for number in range(len(whole.steps) // (times + 1), len(whole.steps), len(whole.steps) // times):
        disk, chance = Disk(), Random(f"{whole.seed} again {number}")
        for step in whole.steps[: number + 1]:
            disk.do(step)
        state = disk.after_cut(chance.choice(list(survivors(disk.waiting, chance, 4, 4))))
        seen = seen_after(whole.who, state, whole.people)
        if isinstance(seen, str):
            continue  # the first cut has found that already
        said = [step for step in whole.steps[: number + 1] if isinstance(step, Said)]
        next_session = Said(json.dumps({"do": {"session": (seen.get("session") or 0) + 1}}))
        before = [*laid_out(state), *said, *([next_session] if whole.who == "kiosk" else [])]
        steps = (*before, *started(whole.who, state))
        again.append(replace(whole, steps=steps, first=len(before)))
    return again


def started(who: str, state: State) -> list[Step]:
    """The steps of a start on what a cut left. Raises TraceError."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        root = Path(folder) / "disk"
        root.mkdir()
        write_out(state, root)
        command = [sys.executable, "-m", "benchmarks.power.work", who, str(root), "--start"]
        command += ["--people", "0", "--seed", "0"]
        return trace.run(command, root, Path(folder) / "trace", state)


def memory() -> Path | None:
    """A folder that is no disk, where there is one: whether it is safe there is what the model says, not the disk."""
    shm = Path("/dev/shm")
    return shm if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > 1 << 28 else None


def controls(people: int, seed: int) -> dict[str, bool]:
    """Each mistake made on purpose, and whether the rig finds it."""
    every = [(who, wrong) for who, place in PLACES.items() for wrong in place.WRONG]
    tasks = [
        Cuts(who, worked(who, people, seed, wrong), people, 2, 1, seed, stops_early=True)
        for who, wrong in every
    ]
    with ProcessPoolExecutor(PROCESSES) as processes:
        found = list(processes.map(cut, tasks))
    return {wrong: bool(one.lost or one.broken) for (_, wrong), one in zip(every, found, strict=True)}


def enumerated(people: int, seeds: Sequence[int], subsets: int, older: int, times: int) -> Found:
    """Every cut of the work of these seeds, a part of each in each process."""
    tasks = []
    for seed in seeds:
        for who in PLACES:
            every = Cuts(who, worked(who, people, seed), people, subsets, older, seed)
            part = -(-len(every.steps) // (4 * PROCESSES))
            firsts = range(0, len(every.steps), part)
            tasks += [replace(every, first=first, last=first + part) for first in firsts]
            tasks += cut_again(every, times)
    whole = Found()
    with ProcessPoolExecutor(PROCESSES) as processes:
        for found in processes.map(cut, tasks):
            whole += found
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Cut and print what was found; 0: nothing is lost and every mistake was found; CANNOT: nothing was tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, help="how many people speak (4; --long: 12)")
    parser.add_argument("--long", action="store_true", help="more people, six seeds, more mixtures")
    given = parser.parse_args(argv)
    began, people = time.monotonic(), given.people or (12 if given.long else 4)
    seeds, subsets, older, times = range(given.seed, given.seed + 6), 12, 1000, 40
    if not given.long:
        seeds, subsets, older, times = range(given.seed, given.seed + 1), 1, 1, 4
    try:
        found, caught = enumerated(people, seeds, subsets, older, times), controls(4, given.seed)
    except trace.NoTracing as error:
        print(f"power cuts cannot be tried here: {error}", file=sys.stderr)
        return CANNOT
    for line in found.shown:
        print(line, file=sys.stderr)
    for wrong, is_caught in caught.items():
        print(f"{'caught' if is_caught else 'MISSED'}: {wrong}", file=sys.stderr)
    result = {
        "cuts": found.cuts,
        "states": len(found.states),
        "lost": found.lost,
        "broken": found.broken,
        "controls": len(caught),
        "controls_caught": sum(caught.values()),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result))
    return 0 if not found.lost and not found.broken and all(caught.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
