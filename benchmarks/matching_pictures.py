"""Draws the pictures of docs/matching.md from the lines of JSON that the benchmarks end with.

python -m benchmarks.matching_pictures FILE ...     each file one run's output; later rows take the place of earlier
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
# Okabe and Ito's colours, told apart by nearly everybody; each way has its own mark as well.
COLOURS = {
    "ours": "#0072B2", "optimum": "#000000", "greedy": "#D55E00", "pairs": "#009E73", "random": "#8A8A8A",
}  # fmt: skip
MARKS = {"ours": "o", "optimum": "D", "greedy": "s", "pairs": "^", "random": "x"}
TITLES = {"normal": "An ordinary day", "hard": "A hard day"}
INK, LINE = "#303030", "#DDDDDD"
STYLE: dict[str, Any] = {
    "font.size": 11, "axes.edgecolor": LINE, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.grid": True, "grid.color": LINE, "grid.linewidth": 0.7, "axes.spines.top": False,
    "axes.spines.right": False, "figure.facecolor": "white", "savefig.dpi": 110, "svg.hashsalt": "curiocity",
}  # fmt: skip


def read(paths: Sequence[Path]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(rows of the days, pools over time) of the last lines of some outputs."""
    days: dict[tuple[str, str, str], dict[str, Any]] = {}
    pools: list[dict[str, Any]] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('{"matching"'):
                days |= {(row["n"], row["day"], row["way"]): row for row in json.loads(line)["matching"]}
            elif line.startswith('{"over_time"'):
                pools = json.loads(line)["over_time"]
    return list(days.values()), pools


def over_n(rows: Sequence[dict[str, Any]]) -> None:
    """ratio_day of each way over the entries of a day."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    for at, kind in enumerate(("normal", "hard")):
        ends = []
        for way, colour in COLOURS.items():
            found = sorted(
                (int(row["n"]), row["ratio_day"])
                for row in rows
                if row["way"] == way and row["day"] == kind and row["n"].isdigit()
            )
            if found and way != "optimum":  # at the sizes where it is known it cannot be told from ours
                axes[at].plot(*zip(*found, strict=True), color=colour, marker=MARKS[way], markersize=6)
                ends.append((found[-1][0], found[-1][1], way))
        _name_lines(axes[at], ends, least=0.045)
        axes[at].set_xscale("log")
        axes[at].set_xticks([30, 100, 300, 1000, 3000], ["30", "100", "300", "1,000", "3,000"])
        axes[at].minorticks_off()
        axes[at].set_xlim(25, 7500)
        axes[at].set_ylim(0, 0.9)
        axes[at].set_title(TITLES[kind], loc="left", fontsize=12)
        axes[at].set_xlabel("entries a day")
    axes[0].set_ylabel("ratio_day: company found, of a bound\nthat knows the day beforehand")
    figure.savefig(PICTURES / "matching-over-n.png", metadata={"Software": None})
    plt.close(figure)


def over_time(pools: Sequence[dict[str, Any]]) -> None:
    """Share of the bound over the seconds given, one picture for each pool."""
    sizes = sorted({pool["people"] for pool in pools})
    figure, axes = plt.subplots(1, len(sizes), figsize=(10, 4.4), sharey=True, layout="constrained")
    for at, people in enumerate(sizes):
        ends = []
        for pool in (pool for pool in pools if pool["people"] == people):
            style = "-" if pool["day"] == "normal" else "--"
            axes[at].plot(
                *zip(*pool["ours"], strict=True), style, color=COLOURS["ours"], marker="o", markersize=5
            )
            ends.append((*pool["ours"][-1], "ours" if pool["day"] == "normal" else "ours, hard day"))
            for way in ("greedy", "pairs"):
                hollow = "none" if pool["day"] == "hard" else COLOURS[way]
                axes[at].plot(
                    *zip(*pool[way], strict=True), MARKS[way], color=COLOURS[way], mfc=hollow, markersize=8
                )
                if pool["day"] == "normal":
                    axes[at].annotate(
                        way,
                        pool[way][0],
                        (-14, 6),
                        textcoords="offset points",
                        color=COLOURS[way],
                        ha="right",
                    )
        _name_lines(axes[at], ends, least=0.04)
        axes[at].set_xscale("log")
        axes[at].set_xticks([0.01, 0.1, 1, 8], ["0.01", "0.1", "1", "8"])
        axes[at].minorticks_off()
        axes[at].set_xlim(0.0015, 120)
        axes[at].set_ylim(0, 1)
        axes[at].set_title(f"One pool of {people} people", loc="left", fontsize=12)
        axes[at].set_xlabel("seconds of one core (hollow marks, broken line: hard day)")
    axes[0].set_ylabel("affinities of the tables,\nof the tightest known bound")
    figure.savefig(PICTURES / "matching-over-time.png", metadata={"Software": None})
    plt.close(figure)


def _name_lines(axis: Any, ends: Sequence[tuple[float, float, str]], least: float) -> None:
    """Each line's name at its end, moved up where two would lie over each other; least: between two."""
    below: dict[float, float] = {}
    for x, y, name in sorted(ends, key=lambda end: end[1]):
        below[x] = max(y, below.get(x, -1.0) + least)
        colour = COLOURS[name.split(",")[0]]
        axis.annotate(name, (x, below[x]), (8, -4), textcoords="offset points", color=colour)


def main(argv: Sequence[str]) -> int:
    if not argv:
        raise SystemExit(__doc__)
    mpl.use("agg")
    mpl.rcParams.update(STYLE)
    days, pools = read([Path(one) for one in argv])
    if days:
        over_n(days)
    if pools:
        over_time(pools)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
