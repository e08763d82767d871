"""How good the promises and tables of whole days are: ours beside four other ways. Medians over days.

    make bench ARGS=matching            some minutes: 30 to 300 entries, made up and real, one day of each kind
    make bench ARGS="matching --all"    also 1,000 and 3,000 entries, three days of each kind: more than an hour

Makes days with the reference generator, replays each (no way can look ahead), and scores it against bounds in
hindsight; every entry left out is proved to have had no chair. Needs the folder of the reference programs beside the
checkout, or its path in SHARED. The ways are told in benchmarks/ways.py, the figures in docs/matching.md. Ends with
one line of JSON, and leaves with 1 where a rule was broken or somebody was left out who had a chair.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.days import Reference, judged, summary
from benchmarks.ways import WAYS

SIZES, ALL_SIZES = "30,100,300", "30,100,300,1000,3000"
OPTIMUM_MOST = 100  # entries of a day; in larger ones most pools have more than 30 people
REAL = "real"  # stands for a size: the real questions
SHOWN = (
    "ratio_day", "coverage", "coverage_day", "p10", "topic_share", "close_share", "exact_share", "exact_least",
    "enter_p99_ms", "close_max_ms", "violations", "left_out", "had_a_seat", "not_proved",
)  # fmt: skip


def rows(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One row for each size, kind of day and way, each as soon as it is measured."""
    reference = Reference()
    for size in given.sizes.split(","):
        for kind in given.days.split(","):
            seeds = [int(seed) for seed in given.seeds.split(",")]
            days = [made(reference, size, seed, hard=kind == "hard") for seed in seeds]
            for way in given.ways.split(","):
                if way == "optimum" and len(days[0]["entries"]) > OPTIMUM_MOST:
                    continue
                found = [judged(reference, day, way, given.close_to) for day in days]
                cases = [
                    {"seed": seed, **case}
                    for seed, one in zip(seeds, found, strict=True)
                    for case in one["cases"]
                ]
                yield {"n": size, "day": kind, "way": way, **summary(found), "cases": cases}


def made(reference: Reference, size: str, seed: int, *, hard: bool) -> dict[str, Any]:
    return (
        reference.real_day(seed, hard=hard)
        if size == REAL
        else reference.made_day(int(size), seed, hard=hard)
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", help=f"entries a day, '{REAL}' for real questions ({SIZES},{REAL})")
    parser.add_argument("--days", default="normal,hard", help="%(default)s")
    parser.add_argument("--seeds", help="one day each (1)")
    parser.add_argument("--ways", default=",".join(WAYS), help="%(default)s")
    parser.add_argument("--close-to", type=int, default=1000, help="entries, see days.judged (%(default)s)")
    parser.add_argument("--all", action="store_true", help=f"sizes {ALL_SIZES},{REAL}, seeds 1,2,3")
    given = parser.parse_args(argv)
    given.sizes = given.sizes or f"{ALL_SIZES if given.all else SIZES},{REAL}"
    given.seeds = given.seeds or ("1,2,3" if given.all else "1")
    results = []
    print("| n | day | way |", " | ".join(SHOWN), "|")
    print("|---" * (len(SHOWN) + 3) + "|")
    for row in rows(given):
        results.append(row)
        shown = ["" if row[name] is None else f"{row[name]:.4g}" for name in SHOWN]
        print("|", " | ".join([row["n"], row["day"], row["way"], *shown]), "|", flush=True)
        for case in row["cases"]:
            print("  had a seat or is not proved:", json.dumps(case))
    print(json.dumps({"matching": results}))
    return int(any(row["violations"] or row["had_a_seat"] for row in results))


if __name__ == "__main__":
    sys.exit(main())
