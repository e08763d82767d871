"""Ways to promise and to seat, side by side with ours, each speaking the replay protocol of `curiocity seat`.

    python -m benchmarks.ways WAY [--cpu FILE]

random   any permitted pool; tables as the proof of the promises has them
greedy   the pool whose two nearest are nearest now; the best triad, again and again, then a chair for the rest
pairs    promises as greedy; the best pairs of all, these paired once more to tables of four, then a chair for the rest
optimum  promises as ours; the proven best tables of pools of up to `OPTIMUM_TO` people, ours in larger ones
ours     what the hub does

All of them promise only where a permitted seating is at hand, so that none breaks a rule. With --cpu the milliseconds
of processor time of each answer, this process and its solver together, are written to a file as JSON at the end.
"""

import argparse
import importlib
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from hub import seat, seating
from hub.grouping import Party, party_of, worth
from hub.nearness import affinities, rows_of
from hub.pools import Guest, Pool, Pools, Rules
from hub.rules import Acquaintance, Person, Table, Tongues, person_of

Split = Callable[..., list[Table]]

OPTIMUM_TO = 30  # people, up to which the best tables are proved within a minute
OPTIMUM_S = 60.0
AROUND = 10  # people around each, of whom the greedy way makes its triads

ours = seat.tables.split


class RandomPools(Pools):
    """Promises any permitted pool."""

    def worths(self, *given: Any) -> list[float]:
        """Chance, the same for the same entry."""
        _, guest, pools, *_ = given
        chance = random.Random(guest.id)
        return [chance.random() for _ in pools]


class GreedyPools(Pools):
    """Promises the pool in which the two nearest are nearest now, the early one where they are equally near."""

    def worths(self, *given: Any) -> list[float]:
        """Affinity with the two nearest who sit there."""
        one, guest, pools, *_ = given
        return [float(np.sort(self.company(pool).to(one, guest.vector))[-2:].sum()) for pool in pools]


def gathered(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Any
) -> tuple[list[Person], seating.Room, Party]:
    """The people of a pool as the rules see them, the room, and how near they are to each other."""
    tongues, acquaintance = Tongues(), Acquaintance(met)
    people = [person_of(guest, tongues, acquaintance) for guest in guests]
    room = seating.Room(pool.hosts, tongues.bits(pool.languages), rules)
    return people, room, party_of(people, room, affinities(people, rows_of([one.vector for one in guests])))


def with_the_rest(
    groups: Sequence[Sequence[int]],
    people: Sequence[Person],
    room: seating.Room,
    party: Party,
    known: Sequence[Table],
) -> list[Table]:
    """Ordinary tables of some, and a chair for everybody else at the nearest table that may take them.

    Where none may, others make room for them; the known tables where that fails.
    """
    place = {person.id: at for at, person in enumerate(people)}
    benches = (seating.bench_of([people[one] for one in group], room, hosted=False) for group in groups)
    found = [bench for bench in benches if bench]
    sitting = {one.id for bench in found for one in bench.people}
    for at, person in enumerate(people):
        if person.id in sitting:
            continue
        joined = [(number, seating.join(bench, person, room)) for number, bench in enumerate(found)]
        near = [
            (float(party.near[at, [place[one.id] for one in found[number].people]].mean()), -number, bench)
            for number, bench in joined
            if bench
        ]
        if near:
            _, number, bench = max(near, key=lambda one: one[:2])
            found[-number] = bench
            continue
        seated = seating.seat(tuple(found), person, room)
        if seated is None:
            return list(known)
        found = list(seated)
    return [seating.table_of(bench) for bench in found]


def split_randomly(*given: Any) -> list[Table]:
    """Tables as the proof of the promises has them, whoever sits there."""
    return list(given[5])


def split_greedily(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Any, _: float, known: Sequence[Table], *_more: Any
) -> list[Table]:
    """The best triad of all, again and again, then a chair for everybody else."""
    people, room, party = gathered(pool, guests, rules, met)
    return with_the_rest(best_triads(party), people, room, party, known)


def best_triads(party: Party) -> list[list[int]]:
    """Triads that do not touch each other, the best first; those left by the first ones are looked at again."""
    left, chosen = set(range(len(party.near))), []
    while True:
        people = np.array(sorted(left), np.int64)
        near = party.near[np.ix_(people, people)]
        nearest = people[np.argsort(-near, axis=1, kind="stable")[:, :AROUND]] if len(people) else []
        two = combinations(range(min(AROUND, len(people))), 2)
        some = np.array(
            [(a, row[b], row[c]) for b, c in two for a, row in zip(people, nearest, strict=True)]
        ).reshape(-1, 3)
        some = some[(some[:, 0] != some[:, 1]) & (some[:, 0] != some[:, 2])].astype(np.int64)
        values = worth(party, some, hosted=False)
        before = len(chosen)
        for at in np.argsort(-values, kind="stable"):
            if values[at] > 0 and left >= set(some[at].tolist()):
                chosen.append(some[at].tolist())
                left -= set(some[at].tolist())
        if len(chosen) == before:
            return chosen


def split_by_pairs(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Any, _: float, known: Sequence[Table], *_more: Any
) -> list[Table]:
    """The best pairs, grown to tables by pairing them once more, then a chair for everybody else."""
    from benchmarks.pairing import paired

    people, room, party = gathered(pool, guests, rules, met)
    return with_the_rest(paired(party), people, room, party, known)


def split_best(
    pool: Pool, guests: Sequence[Guest], rules: Rules, met: Any, deadline_s: float, *more: Any
) -> list[Table]:
    """The proven best tables of a small pool."""
    from benchmarks.best_tables import best_of_party

    if 0 < len(guests) <= OPTIMUM_TO:
        people, _, party = gathered(pool, guests, rules, met)
        found = best_of_party(party, OPTIMUM_S)
        if found:
            tables = ((hosted, sorted(people[one].id for one in members)) for hosted, members in found)
            return [Table(hosted, tuple(members)) for hosted, members in tables]
    return ours(pool, guests, rules, met, deadline_s, *more)


WAYS: dict[str, tuple[type[Pools], Split]] = {
    "random": (RandomPools, split_randomly),
    "greedy": (GreedyPools, split_greedily),
    "pairs": (GreedyPools, split_by_pairs),
    "optimum": (Pools, split_best),
    "ours": (Pools, ours),
}


WITHOUT_SOLVER = {"random", "greedy", "pairs"}
HEAVY = {"pairs": "benchmarks.pairing", "optimum": "benchmarks.best_tables"}  # loaded before the first answer


class TimedReplay(seat.Replay):
    """A day being replayed; keeps what each answer cost in `cpu`, by kind."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cpu: dict[str, list[float]] = {"day": [], "enter": [], "close": []}
        timed.append(self)

    def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line, its cost noted."""
        before = cpu_s()
        reply = super().answer(line)
        kind = next((kind for kind in self.cpu if line.startswith(f'{{"{kind}"')), None)
        if kind:
            self.cpu[kind].append(round((cpu_s() - before) * 1000, 3))
        return reply


timed: list[TimedReplay] = []


def cpu_s() -> float:
    """Seconds of processor time of this process and of its living children (Linux: a clock for each process id)."""
    children = (child.pid for child in multiprocessing.active_children())
    return time.process_time() + sum(time.clock_gettime((~pid << 3) | 2) for pid in children if pid)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--cpu", type=Path, help="where to write the processor time of each answer")
    given = parser.parse_args(argv)
    seat.Pools, seat.tables.split = WAYS[given.way]  # type: ignore[misc]
    seat.Replay = TimedReplay  # type: ignore[misc]
    if given.way in HEAVY:
        importlib.import_module(HEAVY[given.way])
    if given.way in WITHOUT_SOLVER:
        seat.tables.warm = lambda _: True
    status = seat.main([])
    if given.cpu:
        given.cpu.write_text(json.dumps(timed[0].cpu), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
