"""How good the tables of one pool become with the seconds they are given: ours beside greedy and pairs.

    python -m benchmarks.over_time          ends with one line of JSON

People of a made-up day are laid together in one pool of 60 and of 200, normal and hard. Quality is the sum of
affinities over the tightest known bound of it (`close_bound.py`). The solver's clock is set to processor time, so that
other work on the machine does not count.
"""

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.days import Reference
from benchmarks.ways import gathered, split_by_pairs, split_greedily
from hub import seating, solver
from hub.grouping import Party
from hub.rules import Guest, Pool, Rules, Table

PEOPLE = (60, 200)
SECONDS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 4.0, 8.0)  # each tried anew
BOUND_S = 60.0


class OnePool:
    """People of a made-up day in one pool, a permitted seating to begin with, and the bound."""

    def __init__(self, reference: Reference, people: int, seed: int, *, hard: bool) -> None:
        raw = reference.made_day(people, seed, hard=hard)
        self.day = reference.day_eval.Day(raw)
        place = raw["places"][0]
        hosts, languages = place["rounds"][0]["hosts"], frozenset(place["langs"])
        self.pool = Pool("p0", 600, people, hosts, languages, {})
        self.met = [(one, other) for one, other in raw["history"]]
        everyone = sorted(guests_of(reference, raw), key=lambda guest: guest.id)
        persons, room, _ = gathered(self.pool, everyone, Rules(), self.met)
        start, left = seating.arrange(persons, room)
        self.guests = [guest for guest in everyone if guest.id not in {one.id for one in left}]
        persons, room, self.party = gathered(self.pool, self.guests, Rules(), self.met)
        self.known = [seating.table_of(bench) for bench in start]
        self.bound = self._bound(reference)

    def _bound(self, reference: Reference) -> float:
        at = [self.day.at_of[guest.id] for guest in self.guests]
        w, lang = self.day.w[np.ix_(at, at)].astype(float), self.day.lang[at]
        barred = self.day.barred[np.ix_(at, at)] & ~np.eye(len(at), dtype=bool)
        pair = reference.day_eval.roof(w, BOUND_S)[0]
        triad = reference.close_bound.triad(w, barred, lang, self.pool.hosts, self.day.rules, BOUND_S)
        return float(min(pair, triad))

    def share(self, tables: Sequence[Table]) -> float:
        """Sum of affinities over the bound."""
        found = 0.0
        for table in tables:
            at = [self.day.at_of[one] for one in table.members]
            found += float(self.day.w[np.ix_(at, at)].sum()) / max(1, len(at) - (not table.hosted))
        return found / self.bound


def guests_of(reference: Reference, raw: dict[str, Any]) -> list[Guest]:
    v = raw["vectors"]
    rows = np.frombuffer(reference.day_eval.base64.b64decode(v["b64"]), v["dtype"]).reshape(-1, v["dim"])
    return [
        Guest(
            entry["id"],
            entry["person"],
            "k0",
            480,
            frozenset(entry["langs"]),
            99,
            None,
            row.astype(np.float32),
        )
        for entry, row in zip(raw["entries"], rows, strict=True)
    ]


def ours(party: Party, known: Sequence[Table], seconds: float) -> list[Table]:
    """The hub's tables when its solver is given so many seconds."""
    place = {one.id: at for at, one in enumerate(party.people)}
    start = [(table.hosted, tuple(sorted(place[one] for one in table.members))) for table in known]
    groups = solver.solve(party, start, seconds)
    return [Table(hosted, tuple(party.people[at].id for at in members)) for hosted, members in groups]


def points(one: OnePool) -> dict[str, Any]:
    """(seconds, share) of each way: what the others took, and what ours was given."""
    solver.monotonic = time.process_time
    others = {"greedy": split_greedily, "pairs": split_by_pairs}
    found: dict[str, Any] = {"bound": round(one.bound, 3), "ours": []}
    for name, split in others.items():
        began = time.process_time()
        tables = split(one.pool, one.guests, Rules(), one.met, 9.0, one.known)
        found[name] = [[round(time.process_time() - began, 4), round(one.share(tables), 4)]]
    for limit in SECONDS:
        found["ours"].append([limit, round(one.share(ours(one.party, one.known, limit)), 4)])
    return found


def main() -> int:
    reference, results = Reference(), []
    for people in PEOPLE:
        for kind in ("normal", "hard"):
            found = points(OnePool(reference, people, 1, hard=kind == "hard"))
            results.append({"people": people, "day": kind, **found})
            print(people, kind, found, flush=True)
    print(json.dumps({"over_time": results}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
