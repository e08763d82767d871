"""How well words are understood: translations found, short requests and questions of one topic found, time, memory.

    make bench ARGS=meaning          (or: python -m benchmarks.meaning)

The project's own small files are always measured; public questions too where the shared folder is (SHARED names it,
as for the tests). Ends with one line of JSON. Run alone: time is CPU time, but a busy neighbour core slows it too.
"""

import csv
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.meaning import Meaning, encode

OWN = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[2] / "shared"))
HALVES = {
    "first": 0,
    "second": 1,
}  # how far apart they come out is how far chance goes: settings were compared on both
ENTRIES = 2000

Rows = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Rows]
Row = Mapping[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a tab-separated file with a header line; none where there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def translations(
    rows: Sequence[Row], others: Sequence[str], understand: Encode = encode
) -> dict[str, dict[str, float]]:
    """By half and language: how often the nearest text is the translation, from English and into it.

    others: texts among which it is to be found, besides all other questions in its language.
    """
    asked: dict[str, list[str]] = {}
    for row in rows:
        asked.setdefault(row["lang"], []).append(row["text"])
    found: dict[str, dict[str, float]] = {half: {} for half in HALVES}
    for language in asked.keys() - {"en"}:
        english, its, rest = np.split(
            understand([*asked["en"], *asked[language], *others]), [len(asked["en"]), 2 * len(asked["en"])]
        )
        hits = (_found(english, its, rest) + _found(its, english, rest)) / 2
        for half, first in HALVES.items():
            found[half][language] = float(hits[first::2].mean())
    return found


def _found(asking: Rows, answers: Rows, rest: Rows) -> Rows:
    """1 where the nearest of answers and rest is the one in the same place, else 0."""
    near = (asking @ np.vstack([answers, rest]).T).argmax(axis=1)
    return np.asarray(near == np.arange(len(asking)), np.float32)


def requests(rows: Sequence[Row], understand: Encode = encode) -> dict[str, float]:
    """By half: how often the nearest other text, in whatever language, has the same intent.

    "few": on days of one text for each line of the file, in a language by turns, so that only two others match.
    """
    near = understand([row["text"] for row in rows])
    found = dict.fromkeys([*HALVES, "few"], 0.0)
    hits = _same(near @ near.T, rows)
    intents = sorted({row["topic"] for row in rows})
    for half, first in HALVES.items():
        mine = [row["topic"] in intents[first::2] for row in rows]
        found[half] = float(hits[mine].mean())
    languages, items = (list(dict.fromkeys(row[key] for row in rows)) for key in ("lang", "id"))
    known = {(row["id"], row["lang"]): row for row in rows}
    days = [
        [known[one, languages[(at + turn) % len(languages)]] for at, one in enumerate(items)]
        for turn in range(len(languages))
    ]
    for day in days:
        near = understand([row["text"] for row in day])
        found["few"] += float(_same(near @ near.T, day).mean()) / len(days)
    return found


def _same(cosines: Rows, rows: Sequence[Row]) -> Rows:
    np.fill_diagonal(cosines, -2)
    topics = np.array([row["topic"] for row in rows])
    return np.asarray(topics[cosines.argmax(axis=1)] == topics, np.float32)


def public(understand: Encode = encode) -> dict[str, float]:
    """P@1 of the shared scorer on the public questions; nothing where they are not there."""
    scorer = SHARED / "eval" / "embedding_eval.py"
    if not scorer.exists():
        return {}
    scorer_module = _module(scorer)
    day, questions = (read(SHARED / "data" / f"{name}_questions.tsv") for name in ("day", "topic"))
    on_a_day = scorer_module.topics(understand, day, True)
    alone = {
        one: scorer_module.topics(understand, rows, False) for one, rows in scorer_module.parts(questions)
    }
    mixed = scorer_module.topics(understand, scorer_module.mix(questions), False)
    return {
        "day_p1": on_a_day["p1"],
        "day_r5": on_a_day["r5"],
        **{f"topic_p1_{language}": figures["p1"] for language, figures in alone.items()},
        "topic_p1_mixed": mixed["p1"],
        "questions_translated_p1": _aligned(questions, understand),
    }


def _aligned(rows: Sequence[Row], understand: Encode) -> float:
    """Public questions in eight languages, by id: how often the translation is nearest among 478, mean."""
    languages = dict.fromkeys(row["lang"] for row in rows)
    texts = {one: [row["text"] for row in rows if row["lang"] == one] for one in languages}
    none = np.zeros((0, 1), np.float32)
    hits = []
    for language in languages.keys() - {"en"}:
        both = understand(texts["en"] + texts[language])
        english, its = np.split(both, 2)
        hits += [
            _found(a, b, none.reshape(0, b.shape[1])).mean() for a, b in ((english, its), (its, english))
        ]
    return float(np.mean(hits))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cost(texts: Sequence[str]) -> dict[str, float]:
    """Texts a CPU second, one at a time as they come in a day and many at once; MB after ENTRIES different ones."""
    meaning = Meaning()
    meaning.raw(["warm up"])
    alone, many = list(texts[:100]), list(texts[100:400])
    started = time.process_time()
    for text in alone:
        meaning.raw([text])
    between = time.process_time()
    meaning.raw(many)
    ended = time.process_time()
    for at in range(ENTRIES):
        meaning.raw([f"{texts[at % len(texts)]} {at}"])
    return {
        "texts_per_cpu_second_alone": len(alone) / (between - started),
        "texts_per_cpu_second_together": len(many) / (ended - between),
        "mb_after_2000_entries": _memory("VmRSS"),
        "mb_at_most": _memory("VmHWM"),
    }


def _memory(name: str) -> float:
    """Megabytes of this process: VmRSS now, VmHWM at most so far."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def main() -> int:
    asked, wanted = read(OWN / "translations.tsv"), read(OWN / "short_requests.tsv")
    day = [row["text"] for row in read(SHARED / "data" / "day_questions.tsv")]
    texts = list(dict.fromkeys(row["text"] for row in [*asked, *wanted]))
    figures: dict[str, Any] = {f"cost_{key}": value for key, value in cost(day or texts).items()}
    for half, found in translations(asked, day or [row["text"] for row in wanted]).items():
        least = min(found, key=lambda one: found[one])
        print(f"translations, {half}:", ", ".join(f"{one} {found[one]:.3f}" for one in sorted(found)))
        figures[f"translations_{half}_mean"] = float(np.mean(list(found.values())))
        figures[f"translations_{half}_least"] = found[least]
    figures |= {f"short_requests_{key}": value for key, value in requests(wanted).items()}
    figures |= public()
    figures = {name.replace(" ", "_"): round(value, 3) for name, value in figures.items()}
    for name, value in figures.items():
        print(f"{name:32} {value:8.3f}")
    print(json.dumps({"meaning": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
