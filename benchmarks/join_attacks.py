"""Attackers at the door: whoever wants in without the code, or between those who have it, over TCP on loopback.

    python -m benchmarks.join_attacks --tries 1000 [--seed N] [--honest 5]

Each attacker of `join_attackers` meets a join service of its own and does its worst until that ends. One has succeeded
who holds a certificate at the end, who made a kiosk believe in another hub, or whose change of a byte went unnoticed;
two controls must succeed. Who has read the code and stands between is found out by the pictures, but for one time in
4,096 when they are the same by chance: that is `same_pictures`. Then honest kiosks join by the command line and are
timed. Ends with one line of JSON.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from benchmarks.join_attackers import ATTACKERS, CONTROLS, SamePictures
from benchmarks.join_scene import HONEST, HOST, Scene
from hub.authority import Authority
from hub.join_service import JoinService
from wire.certificates import read_certificate, read_key

PATIENCE_S = 60.0


async def attack(attacker: Callable[[Scene], Awaitable[bool]], folder: Path, chance: random.Random) -> bool:
    """Whether one attacker, at a service of its own, got what it wanted."""
    authority = Authority(folder)
    try:
        async with JoinService(authority, "Old town", (HOST, 8883), (HOST, 0), lambda _: None) as service:
            async with asyncio.timeout(PATIENCE_S):
                got = await attacker(Scene(service, chance))
        for name in authority.issued():
            key = read_certificate(authority.certificate_of(name)).public_key()
            got |= name != "honest" or key != read_key(HONEST).public_key()
        return got
    finally:
        for name in authority.issued():
            authority.revoke(name)


async def attack_all(tries: int, seed: int, folder: Path) -> tuple[Counter[str], int]:
    """So many attackers of all kinds in turn: successes by kind, and how often who knew the code was only lucky."""
    chance, successes, same_pictures = random.Random(seed), Counter[str](), 0
    for number in range(tries):
        attacker = ATTACKERS[number % len(ATTACKERS)]
        got = False
        try:
            got = await attack(attacker, folder, chance)
        except SamePictures:
            same_pictures += 1
        successes[attacker.__name__] += got
        if got:
            print(f"attacker {number}, {attacker.__name__}, has succeeded", file=sys.stderr)
    return successes, same_pictures


async def controls_caught(seed: int, folder: Path) -> int:
    """How many of those who must succeed did: who is never let in proves nothing about who tries."""
    chance = random.Random(seed)
    return sum([await attack(control, folder, chance) for control in CONTROLS])


async def honest_join(folder: Path, more: Iterable[str], where: bool) -> float:
    """Seconds of `curiocity join`, from its start to its end, with a join service by the command line."""
    (folder / "hub" / "broker").mkdir(parents=True)
    note = {"kind": "mosquitto", "host": HOST, "port": 8883}
    (folder / "hub" / "broker" / "listening.json").write_text(json.dumps(note))
    start = (sys.executable, "-m", "curiocity")
    add = ("kiosks", "add", "--data", str(folder / "hub"), "--port", "0", "--yes", "--json")
    hub = await asyncio.create_subprocess_exec(*start, *add, stdout=asyncio.subprocess.PIPE)
    assert hub.stdout
    status = 1
    try:
        shown = json.loads(await hub.stdout.readline())
        known = ("--hub", f"{HOST}:{shown['port']}") if where else ()
        began = time.perf_counter()
        join = ("join", "--data", str(folder / "kiosk"), "--id", "library", "--code", shown["code"], "--json")
        kiosk = await asyncio.create_subprocess_exec(
            *start, *join, *known, *more, stdout=asyncio.subprocess.DEVNULL
        )
        status, took = await kiosk.wait(), time.perf_counter() - began
    finally:
        if hub.returncode is None and status:
            hub.terminate()
    if status or await hub.wait():
        raise SystemExit("an honest kiosk did not get in")
    return took


async def main(tries: int, seed: int, honest: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path, began = Path(folder), time.perf_counter()
        successes, same_pictures = await attack_all(tries, seed, path / "authority")
        attacked = time.perf_counter() - began
        caught = await controls_caught(seed, path / "authority")
        typed = [await honest_join(path / f"typed-{number}", (), True) for number in range(honest)]
        found = [
            await honest_join(path / f"found-{number}", ("--on", HOST), False) for number in range(honest)
        ]
    return {
        "attackers": tries,
        "successes": successes.total(),
        "same_pictures": same_pictures,
        "by": {kind: times for kind, times in successes.items() if times},
        "kinds": len(ATTACKERS),
        "controls": len(CONTROLS),
        "controls_caught": caught,
        "honest": len(typed) + len(found),
        "honest_s": round(max(typed, default=0.0), 2),
        "honest_mdns_s": round(max(found, default=0.0), 2),
        "seconds": round(attacked, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks.join_attacks", description=__doc__)
    parser.add_argument("--tries", type=int, default=1000, help="attackers (1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--honest", type=int, default=5, help="honest joins, of each of two ways (5)")
    options = parser.parse_args()
    print(json.dumps(asyncio.run(main(options.tries, options.seed, options.honest))))
