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
    rows = _stacked(raw, sum(widths))
    edges = np.cumsum([0, *widths])
    for start, stop in pairwise(edges):
        means = {language: mean[start:stop] for language, mean in prior.items()}
        rows[:, start:stop] = _centred_part(rows[:, start:stop], np.asarray(languages), means)
    return unit(rows)


def _stacked(raw: Sequence[Rows], width: int) -> Rows:
    """(n, width): the rows as one array, zeros for those that say nothing."""
    fitting = [row if np.shape(row) == (width,) else np.zeros(width, np.float32) for row in raw]
    rows = np.array(fitting, np.float32).reshape(len(raw), width)
    rows[~np.isfinite(rows).all(axis=1)] = 0
    return rows


def unit(rows: Rows) -> Rows:
    """The rows at length one; those of length zero as they are."""
    lengths = _lengths(rows)
    return np.asarray(rows / np.where(lengths, lengths, 1), np.float32)


def _centred_part(part: Rows, languages: npt.NDArray[np.str_], prior: Means) -> Rows:
    trust = _lengths(part)
    rows = unit(part)
    usual = np.mean(list(prior.values()), axis=0) if prior else np.zeros(part.shape[1], np.float32)
    day = _mean(rows[trust[:, 0] > 0], usual, DAY_WEIGHT)
    for language in np.unique(languages):
        its = (languages == language) & (trust[:, 0] > 0)
        # what a language differs by is known from the prior, what this day differs by from the day
        before = day + prior.get(str(language), usual) - usual
        spoken = rows[its]
        rows[its] = spoken - _mean(spoken, before, LANGUAGE_WEIGHT)
    return unit(rows) * trust


def _lengths(rows: Rows) -> Rows:
    """(n, 1): the length of each row."""
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)), np.float32)[:, None]


def _mean(rows: Rows, before: Rows, weight: float) -> Rows:
    return np.asarray((before * weight + rows.sum(axis=0)) / (weight + len(rows)), np.float32)
