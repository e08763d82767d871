"""Taking out of a vector what it shares with its whole day and its whole language, so that what is left is the topic.

Raw vectors of one encoder all point nearly the same way, and those of one language point together whatever they
say. So the mean of the day is subtracted, and the mean of each language on that day. Both begin from a prior (the
means over the same few questions in many languages), so that the first entries of a day are not centred on
themselves. Pure.

A row holds one part for each encoder, side by side; the length of a part says how far it is trusted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
Means = Mapping[str, Rows]  # by language, (d,) each: every part the mean of unit vectors

DAY_WEIGHT = 20.0  # the prior counts as so many entries in the mean of the day,
LANGUAGE_WEIGHT = 5.0  # and as so many in the mean of a language


@dataclass(frozen=True, slots=True)
class Encoder:
    """One way to encode. encode: texts -> (n, width) rows; trust: how far with a language and these words, 0 to 1.3."""

    name: str
    width: int
    encode: Callable[[list[str]], Rows]
    trust: Callable[[str, str], float] = lambda _language, _words: 1.0


def centred(raw: Sequence[Rows], languages: Sequence[str], prior: Means, widths: Sequence[int]) -> Rows:
    """(n, d) unit rows. raw: n rows of width d = sum(widths); languages: of each, as `language_of` says.

    A row that says nothing (zeros, not a number, another width) stays zero and weighs on no mean.
    """
    rows = np.zeros((len(raw), sum(widths)), np.float32)
    for at, row in enumerate(raw):
        if np.shape(row) == rows.shape[1:] and np.all(np.isfinite(row)):
            rows[at] = row
    edges = np.cumsum([0, *widths])
    for start, stop in pairwise(edges):
        means = {language: mean[start:stop] for language, mean in prior.items()}
        rows[:, start:stop] = _centred_part(rows[:, start:stop], np.asarray(languages), means)
    return unit(rows)


def unit(rows: Rows) -> Rows:
    """The rows at length one; those of length zero as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return np.asarray(rows / lengths, np.float32)


def _centred_part(part: Rows, languages: npt.NDArray[np.str_], prior: Means) -> Rows:
    trust = np.linalg.norm(part, axis=1, keepdims=True)
    rows = unit(part)
    usual = np.mean(list(prior.values()), axis=0) if prior else np.zeros(part.shape[1], np.float32)
    day = _mean(rows[trust[:, 0] > 0], usual, DAY_WEIGHT)
    for language in np.unique(languages):
        its = (languages == language) & (trust[:, 0] > 0)
        # what a language differs by is known from the prior, what this day differs by from the day
        before = day + prior.get(str(language), usual) - usual
        rows[its] -= _mean(rows[its], before, LANGUAGE_WEIGHT)
    return np.asarray(unit(rows) * trust, np.float32)


def _mean(rows: Rows, before: Rows, weight: float) -> Rows:
    return np.asarray((before * weight + rows.sum(axis=0)) / (weight + len(rows)), np.float32)
