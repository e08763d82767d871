"""How good the promises and tables of whole days are: ours beside a random and a greedy way. Medians over days.

    make bench ARGS="matching --sizes 30,100,300,1000"      (or: python benchmarks/matching.py ...)

Makes days with the reference generator, replays each (no way can look ahead), and scores it against bounds in
hindsight. Needs the folder of the reference programs beside the checkout, or its path in SHARED. What the figures
mean is told in docs/matching.md. Ends with one line of JSON.
"""

import argparse
import importlib.util
import json
import os
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from hub import seat, seating
from hub.grouping import party_of, worth
from hub.nearness import affinities, rows_of
from hub.pools import Guest, Pool, Pools, Rules
from hub.rules import Acquaintance, Table, Tongues, person_of

SHARED = Path(os.environ.get("SHARED", Path(__file__).parent.parent.parent / "shared"))
WAYS = ("random", "greedy", "ours")
FIGURES = ("ratio_day", "coverage", "coverage_day", "p10", "topic_share", "ratio_close", "ordinary_share")
AROUND = 10  # people around each, of whom the greedy way makes its triads


class RandomPools(Pools):
    """Promises any permitted pool."""

    def worths(self, *given: Any) -> list[float]:
        """Chance, the same for the same entry."""
        _, guest, pools, _ = given
        chance = random.Random(guest.id)
        return [chance.random() for _ in pools]


class GreedyPools(Pools):
    """Promises the pool in which the two nearest are nearest now, the early one where they are equally near."""

    def worths(self, *given: Any) -> list[float]:
        """Affinity with the two nearest who sit there."""
        one, guest, pools, _ = given
        return [float(np.sort(self.company(pool).to(one, guest.vector))[-2:].sum()) for pool in pools]


def split_randomly(*given: Any) -> list[Table]:
    """Tables as the proof of the promises has them, whoever sits there."""
    return list(given[-1])


def split_greedily(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Any, _: float, known: Sequence[Table]
) -> list[Table]:
    """The best triad of all, again and again, then a chair for everybody else."""
    tongues, acquaintance = Tongues(), Acquaintance(met)
    people = [person_of(guest, tongues, acquaintance) for guest in guests]
    room = seating.Room(pool.hosts, tongues.bits(pool.languages), rules)
    near = affinities(people, rows_of([guest.vector for guest in guests]))
    party = party_of(people, room, near)
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :AROUND]
    triads = np.array(
        [(a, b, c) for a, row in enumerate(nearest) for b in row for c in row if len({a, b, c}) == 3]
    )
    benches: seating.Seating = ()
    left = set(range(len(people)))
    values = worth(party, triads, hosted=False) if len(triads) else np.zeros(0)
    for at in np.argsort(-values, kind="stable"):
        if values[at] > 0 and left >= set(triads[at]):
            bench = seating.bench_of([people[one] for one in triads[at]], room, hosted=False)
            benches, left = (*benches, bench) if bench else benches, left - set(triads[at])
    for one in sorted(left):
        grown = seating.seat(benches, people[one], room)
        if grown is None:
            return list(known)
        benches = grown
    return [seating.table_of(bench) for bench in benches]


PLAYS: dict[str, tuple[type[Pools], Callable[..., list[Table]]]] = {
    "random": (RandomPools, split_randomly),
    "greedy": (GreedyPools, split_greedily),
}


def play(way: str) -> int:
    """Speak the replay protocol as one of the ways."""
    if way != "ours":
        seat.Pools, seat.tables.split = PLAYS[way]  # type: ignore[misc]
    return seat.main([])


def reference() -> ModuleType:
    """The reference generator and scorer. Stops the program where it is not there."""
    path = SHARED / "eval" / "day_eval.py"
    if not path.exists():
        raise SystemExit(f"{path}: not there; set SHARED to the folder that holds eval/")
    spec = importlib.util.spec_from_file_location("day_eval", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(
    day_eval: ModuleType, size: int, seed: int, hard: bool, way: str, roof_seconds: float
) -> dict[str, Any]:
    raw = json.loads(json.dumps(day_eval.generate(size, seed, hard=hard)))
    solution = day_eval.replay(raw, [sys.executable, __file__, "--play", way])
    return dict(day_eval.score(raw, solution, roof_seconds=roof_seconds))


def summary(days: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Medians of the days; of the times the greatest, of the violations the sum."""
    found = {name: statistics.median(day.get(name, 1.0) for day in days) for name in FIGURES}
    found["enter_p99_ms"] = max(day["enter_ms"]["p99"] for day in days)
    found["close_max_ms"] = max(day["close_ms"]["max"] for day in days)
    found["violations"] = sum(sum(day["violations"].values()) for day in days)
    return {name: round(value, 4) for name, value in found.items()}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="30,100,300", help="entries a day (%(default)s)")
    parser.add_argument("--seeds", default="1,2,3", help="one day each (%(default)s)")
    parser.add_argument("--ways", default=",".join(WAYS), help="%(default)s")
    parser.add_argument("--roof-seconds", type=float, default=20, help="for each bound (%(default)s)")
    parser.add_argument("--play", choices=WAYS, help="speak the replay protocol on standard input and output")
    given = parser.parse_args(argv)
    if given.play:
        return play(given.play)
    day_eval, results = reference(), []
    print("| n | day | way |", " | ".join(FIGURES), "| enter p99 ms | close max ms | rules broken |")
    print("|---" * (len(FIGURES) + 6) + "|")
    for size, hard in ((int(size), hard) for size in given.sizes.split(",") for hard in (False, True)):
        for way in given.ways.split(","):
            seeds = map(int, given.seeds.split(","))
            found = summary([measure(day_eval, size, seed, hard, way, given.roof_seconds) for seed in seeds])
            results.append({"n": size, "day": "hard" if hard else "normal", "way": way, **found})
            print("|", " | ".join(map(str, results[-1].values())), "|", flush=True)
    print(json.dumps({"matching": results}))
    return int(any(result["violations"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
