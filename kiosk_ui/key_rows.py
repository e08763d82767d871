"""A keyboard's rows laid anew for a panel that has no room for them as they are. Pure.

Rows keep their order, so that a hand that knows the keyboard finds its letters: a row too wide is cut in equal parts;
too many rows are filled up from the first letter to the last; what then is over stands on a second page.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import TypeVar

from kiosk_ui.keyboard import Layout, Rows, load

T = TypeVar("T")


@lru_cache(maxsize=128)
def fitted(language: str, columns: int, rows: int, marks: bool = True) -> Layout:
    """The language's keyboard on so many columns and rows; marks: they have a place beside the space bar."""
    layout = load(language)
    if not marks:
        with_marks = (*_split(layout.marks, columns), *layout.pages["symbols"])
        layout = replace(layout, pages={**layout.pages, "symbols": with_marks}, marks=())
    return fit(layout, columns, rows)


def fit(layout: Layout, columns: int, rows: int) -> Layout:
    """The same keys on pages of at most `rows` rows of `columns` keys: letters, letters.2, ... symbols.

    A layout that fits is returned as it is.
    """
    pages: dict[str, Rows] = {}
    for kind, page in layout.pages.items():
        for number, part in enumerate(_parts(page, columns, rows), 1):
            pages[kind if number == 1 else f"{kind}.{number}"] = part
    return layout if pages == layout.pages else replace(layout, pages=pages)


def shown(layout: Layout, page: str) -> str:
    """The page of a fitted layout that stands on the screen: counting goes round, what it has not is letters."""
    kind, _, number = page.partition(".")
    if kind not in layout.pages:
        return shown(layout, f"letters.{number}" if number else "letters")
    wrapped = (int(number or 1) - 1) % count(layout, kind) + 1
    return kind if wrapped == 1 else f"{kind}.{wrapped}"


def count(layout: Layout, kind: str) -> int:
    """How many pages of letters, capitals or symbols there are."""
    return sum(name.partition(".")[0] == kind for name in layout.pages)


def _parts(page: Rows, columns: int, rows: int) -> list[Rows]:
    cut = [part for row in page for part in _split(row, columns)]
    if len(cut) <= rows:
        return [tuple(cut)]
    keys = [key for row in page for key in row]
    needed = ceil(len(keys) / columns)
    if needed <= rows:
        return [tuple(_split(keys, ceil(len(keys) / rows)))]
    pages = ceil(needed / rows)
    if len(cut) > pages * rows:
        cut = _split(keys, ceil(len(keys) / (pages * rows)))
    return _split(cut, ceil(len(cut) / pages))


def _split(row: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """In as few parts of at most `most` as can be, as equal as can be."""
    parts = ceil(len(row) / most)
    ends = [ceil(number * len(row) / parts) for number in range(parts + 1)] if parts else []
    return [tuple(row[start:end]) for start, end in pairwise(ends)]
