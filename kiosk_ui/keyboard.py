"""Keyboards on the screen: which keys a language has, where they stand, which one a finger is on.

Pure but for reading the layouts, once.
"""

import json
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

PAGES = ("letters", "shift", "symbols")
MOST_KEYS = 11  # in a row: 12 mm each and 1.5 mm between them on the 154 mm of a 7-inch panel
FALLBACK = "en"

Box = tuple[int, int, int, int]  # left, top, width, height


class LayoutError(Exception):
    """A keyboard file that cannot be used; its text names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One language's keyboard."""

    language: str
    pages: dict[str, tuple[tuple[str, ...], ...]]  # rows of key texts, by page
    marks: tuple[str, ...]  # two signs beside the space bar


@dataclass(frozen=True, slots=True)
class Key:
    """One key: where it stands, what it shows, what it types."""

    box: Box
    label: str
    text: str


@lru_cache
def load(language: str) -> Layout:
    """The language's keyboard; `pt-BR` has that of `pt`, a language without one the Latin one.

    Raises LayoutError where the file is broken.
    """
    folder = files("kiosk_ui") / "layouts"
    tags = (language, language.partition("-")[0], FALLBACK)
    file = next(path for tag in tags if (path := folder / f"{tag}.json").is_file())
    return read_layout(file.name, file.read_text(encoding="utf-8"))


def read_layout(name: str, text: str) -> Layout:
    """A keyboard from its file's text; LayoutError where a page is missing, empty or too wide."""
    try:
        data = json.loads(text)
        pages = {page: tuple(tuple(map(str, row)) for row in data["pages"][page]) for page in PAGES}
        layout = Layout(str(data["language"]), pages, tuple(map(str, data["marks"])))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LayoutError(f"{name}: {error!r}: convert it again with layouts/convert.py") from error
    for page, rows in layout.pages.items():
        widest = max(map(len, rows), default=0)
        if not 1 <= widest <= MOST_KEYS:
            raise LayoutError(f"{name}: {page}: {widest} keys in a row: from 1 to {MOST_KEYS}")
        if not all(text for row in rows for text in row):
            raise LayoutError(
                f"{name}: {page}: a key that types nothing: convert it again with layouts/convert.py"
            )
    return layout


def keys(layout: Layout, page: str, box: Box, gap: int) -> list[Key]:
    """The keys of a page inside `box`, rows centred, all of one width, `gap` pixels apart."""
    rows = layout.pages[page]
    left, top, width, height = box
    widest = max(map(len, rows))
    key_width = (width + gap) / max(widest, MOST_KEYS - 1) - gap
    key_height = (height + gap) / len(rows) - gap
    placed = []
    for number, row in enumerate(rows):
        y = top + number * (key_height + gap)
        row_width = len(row) * (key_width + gap) - gap
        start = left + (width - row_width) / 2
        for column, text in enumerate(row):
            key_box = _whole(start + column * (key_width + gap), y, key_width, key_height)
            placed.append(Key(key_box, label(text), text))
    return placed


def label(text: str) -> str:
    """What a key shows: a mark stands on a dotted circle, for alone it would be hard to see."""
    return f"\N{DOTTED CIRCLE}{text}" if unicodedata.category(text[0]).startswith("M") else text


def rows_of(layout: Layout) -> int:
    """Rows of the tallest page, so that the keyboard keeps its height when the page changes."""
    return max(map(len, layout.pages.values()))


def key_at(placed: Sequence[Key], x: int, y: int) -> Key | None:
    """The key under a finger; None between keys."""
    return next((key for key in placed if _holds(key.box, x, y)), None)


def _holds(box: Box, x: int, y: int) -> bool:
    left, top, width, height = box
    return left <= x < left + width and top <= y < top + height


def _whole(left: float, top: float, width: float, height: float) -> Box:
    """Whole pixels, never wider than the keys are apart."""
    return (math.ceil(left), math.ceil(top), math.floor(width), math.floor(height))
