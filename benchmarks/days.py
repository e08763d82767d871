"""Made-up days led through one of the ways and judged by the reference programs, which stand beside the checkout."""

import csv
import importlib
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.best_tables import best_tables
from benchmarks.chairs import Seats
from benchmarks.left_out import proofs
from benchmarks.ways import OPTIMUM_S
from hub.grouping import WHOLE
from hub.rules import Rules

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
REPLAY_S = 300.0  # for one answer of a way: the optimum of a pool of 30 takes a while
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}

# Of several days: the median, but of these the worst, or the sum.
GREATEST = ("enter_p99_ms", "close_max_ms")
LEAST = ("exact_least",)
SUMS = ("violations", "left_out", "had_a_seat", "not_proved")
MEDIANS = (
    "ratio_day", "coverage", "coverage_day", "p10", "topic_share", "ratio_close", "ordinary_share",
    "close_share", "exact_share",
)  # fmt: skip


class Reference:
    """The reference generator, scorer and bounds. Stops the program where they are not there."""

    def __init__(self) -> None:
        folder = SHARED / "eval"
        if not (folder / "day_eval.py").exists():
            raise SystemExit(
                f"{folder / 'day_eval.py'}: not there; set SHARED to the folder that holds eval/"
            )
        sys.path.insert(0, str(folder))
        self.day_eval: ModuleType = importlib.import_module("day_eval")
        self.close_bound: ModuleType = importlib.import_module("close_bound")
        for module, name in ((self.day_eval, "roof"), (self.close_bound, "triad")):
            setattr(module, name, remembered(getattr(module, name)))
        self.close_bound.exact = from_the_best(self.close_bound.exact)
        self.day_eval.Solver = closed(self.day_eval.Solver)

    def made_day(self, size: int, seed: int, *, hard: bool) -> dict[str, Any]:
        """A day of made-up entries, as it would be read from a file."""
        return dict(json.loads(json.dumps(self.day_eval.generate(size, seed, hard=hard))))

    def real_day(self, seed: int, *, hard: bool) -> dict[str, Any]:
        """A day of 318 real questions in twelve languages, in an order of chance."""
        path = SHARED / "data" / "day_questions.tsv"
        with path.open(encoding="utf-8") as file:
            texts = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return dict(json.loads(json.dumps(self.day_eval.generate(len(texts), seed, hard=hard, texts=texts))))


def closed(solver: Any) -> Any:
    """The reference's way to talk to a child, which closes what it read from: it leaves that to chance."""

    class Closed(solver):  # type: ignore[misc]
        def end(self) -> None:
            super().end()
            while self.lines.get(timeout=REPLAY_S)[0] is not None:
                pass
            self.child.wait()
            self.child.stdout.close()

    return Closed


def remembered(bound: Callable[..., Any]) -> Callable[..., Any]:
    """A bound that is worked out once for the same affinities: every way is judged by the same day."""
    known: dict[bytes, Any] = {}

    def found(affinities: Any, *more: Any) -> Any:
        key = sha256(affinities.tobytes())
        for one in more:
            key.update(one.tobytes() if isinstance(one, np.ndarray) else repr(one).encode())
        if key.digest() not in known:
            known[key.digest()] = bound(affinities, *more)
        return known[key.digest()]

    return found


def from_the_best(exact: Callable[..., Any]) -> Callable[..., Any]:
    """The reference's proof of a pool's optimum, given the optimum: from poor tables it takes minutes."""
    known_best = remembered(best_sum)

    def found(
        w: Any, barred: Any, lang: Any, host: int, hosts: int, rules: Any, known: float, s: float
    ) -> Any:
        best = known_best(w, barred, lang, host, hosts, rules)
        return exact(w, barred, lang, host, hosts, rules, max(known, best - 1e-6), s)

    return remembered(found)


def best_sum(w: Any, barred: Any, lang: Any, host: int, hosts: int, rules: dict[str, Any]) -> float:
    """The sum of affinities of the best tables by CP-SAT; 0 where they were not proved."""
    names = {name: rules[name] for name in Rules.__slots__ if name in rules}
    seats = Seats(lang, host, barred, hosts, Rules(**names))
    groups = best_tables(np.rint(w * WHOLE).astype(np.int64), seats, OPTIMUM_S) or []
    return sum(
        float(w[np.ix_(members, members)].sum()) / max(1, len(members) - (not hosted))
        for hosted, members in groups
    )


def judged(reference: Reference, raw: dict[str, Any], way: str, close_to: int) -> dict[str, Any]:
    """The figures of one day led through one way.

    close_to: the most entries of a day whose tables are held against the bounds of their own pools, which takes a
    minute from about 1,000 entries. Times are milliseconds of processor time, one core.
    """
    solution, cpu = replayed(reference, raw, way)
    vectors = None
    if "vectors" not in raw:
        from hub.meaning import encode

        vectors = encode([entry["text"] for entry in raw["entries"]])
    scored = reference.day_eval.score(raw, solution, vectors)
    found = {name: scored.get(name, 1.0) for name in MEDIANS if name not in {"close_share", "exact_share"}}
    found |= {"violations": sum(scored["violations"].values()), "roofs_exact": scored["roofs_exact"]}
    found |= {
        "enter_p99_ms": float(np.quantile(cpu["enter"], 0.99)),
        "close_max_ms": max(cpu["close"], default=0.0),
    }
    if len(raw["entries"]) <= close_to:
        close = reference.close_bound.close_share(raw, solution, vectors)
        found |= {name: close[name] for name in ("close_share", "exact_share", "exact_least")}
    return found | proofs(reference.day_eval.Day(raw, vectors), solution)


def replayed(reference: Reference, raw: dict[str, Any], way: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(promises and tables, processor time of each answer by kind) of a way that cannot look ahead."""
    os.environ.update(ONE_CORE)
    with tempfile.TemporaryDirectory() as folder:
        cpu = Path(folder) / "cpu.json"
        command = [sys.executable, "-m", "benchmarks.ways", way, "--cpu", str(cpu)]
        solution = reference.day_eval.replay(raw, command, REPLAY_S)
        return solution, json.loads(cpu.read_text(encoding="utf-8"))


def summary(days: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One row for several days: medians, the worst of some, the sum of others; None where no day has the figure."""
    row: dict[str, Any] = {}
    ways: list[tuple[Sequence[str], Callable[[list[Any]], Any]]] = [
        (MEDIANS, statistics.median),
        (LEAST, min),
        (GREATEST, max),
        (SUMS, sum),
    ]
    for names, put_together in ways:
        for name in names:
            values = [day[name] for day in days if day.get(name) is not None]
            row[name] = round(put_together(values), 4) if values else None
    row["roofs_exact"] = all(day["roofs_exact"] for day in days)
    return row
