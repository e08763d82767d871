"""What an encoder makes of the same few questions in many languages: where a day's means begin.

`data/prior_questions.tsv` holds the questions (written for this, CC0), `data/prior.npz` their means by language for
the encoders known. `data/make_prior.py` writes the means anew after a change of either.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hub.centring import Encoder, Means, Rows, unit

QUESTIONS = Path(__file__).parent / "data" / "prior_questions.tsv"
MEANS = QUESTIONS.with_name("prior.npz")


def questions() -> dict[str, list[str]]:
    """The questions by language; the same ones, in the same order, in each."""
    asked: dict[str, list[str]] = {}
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        language, text = line.split("\t")
        asked.setdefault(language, []).append(text)
    return asked


def prior_means(encoders: Sequence[Encoder]) -> Means:
    """By language, (d,): the means of all encoders side by side; measured now where they are not in the file."""
    written = _written()
    parts = [written.get(one.name, np.zeros(0)) for one in encoders]
    known = [
        part if part.shape == (len(questions()), one.width) else measured(one)
        for part, one in zip(parts, encoders, strict=True)
    ]
    return dict(zip(questions(), np.hstack(known).astype(np.float32), strict=True))


def measured(encoder: Encoder) -> Rows:
    """(languages, width) means of unit rows, languages in the order of the questions."""
    return np.array([unit(encoder.encode(texts)).mean(axis=0) for texts in questions().values()], np.float32)


def write(encoders: Sequence[Encoder]) -> None:
    """Write the means of these encoders into the package's data."""
    means = {one.name: measured(one).astype(np.float16) for one in encoders}
    np.savez_compressed(MEANS, allow_pickle=False, **means)


def _written() -> Mapping[str, Rows]:
    try:
        with np.load(MEANS) as file:
            return dict(file)
    except (OSError, ValueError, zipfile.BadZipFile):  # only slower: the means are measured
        return {}
