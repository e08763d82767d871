"""Keyboards on the screen: which keys a language has, where they stand, which one a finger is on.

Pure but for reading the layouts, once.
"""

import json
import logging
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NoReturn

import regex

PAGES = ("letters", "shift", "symbols")
MOST_KEYS = 11  # in a row: 12 mm each and 1.5 mm between them on the 154 mm of a 7-inch panel
FALLBACK = "en"
INPUTS = ("", "hangul", "kana", "pinyin")
_CIRCLE = "\N{DOTTED CIRCLE}"
_JOINERS = {  # what they do is all that can be shown of them
    "\N{ZERO WIDTH NON-JOINER}": f"{_CIRCLE}\N{ZERO WIDTH NON-JOINER}{_CIRCLE}",
    "\N{ZERO WIDTH JOINER}": f"{_CIRCLE}-{_CIRCLE}",
}

Box = tuple[int, int, int, int]  # left, top, width, height
Rows = tuple[tuple[str, ...], ...]

logger = logging.getLogger(__name__)


_own: list[Path] = []  # a folder of keyboards of whoever runs the kiosk


class LayoutError(Exception):
    """A keyboard file that cannot be used; its text names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One language's keyboard."""

    language: str
    pages: dict[str, Rows]  # rows of key texts, by page; no page of capitals where the script has none
    marks: tuple[str, ...]  # two signs beside the space bar
    relatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what a key shows when it is held
    input: str = ""  # what turns keys into words: hangul, pinyin, kana; empty: a key types what it shows


@dataclass(frozen=True, slots=True)
class Key:
    """One key: where it stands, what it shows, what it types."""

    box: Box
    label: str
    text: str


@lru_cache
def load(language: str) -> Layout:
    """The language's keyboard; `pt-BR` has that of `pt`, a language without one, or with a broken one, the Latin one.

    Whoever stands there can write, then; the log, and `curiocity doctor`, name the file that has to be mended.
    """
    tags = dict.fromkeys((language, language.partition("-")[0], FALLBACK))
    for path in (path for tag in tags for path in _files(tag)):
        try:
            return _read(path)
        except LayoutError as error:
            logger.error("%s", error)
    raise LayoutError(f"{FALLBACK}.json: not one keyboard can be read: install the kiosk again")


def also_read(folder: Path) -> tuple[str, ...]:
    """From now on the keyboards of this folder too, before ours; what is wrong with them, a sentence each.

    The folder is of whoever runs the kiosk, and may be missing.
    """
    _own[:] = [folder]
    load.cache_clear()
    try:
        own = sorted(_tags(folder))
    except OSError as error:
        _own.clear()
        return (f"{folder}: cannot be read: {error.strerror}",)
    return _faults([folder / f"{tag}.json" for tag in own])


def faults() -> tuple[str, ...]:
    """What is wrong with the keyboards that come with the kiosk, a sentence for each file."""
    return _faults([_folder() / f"{tag}.json" for tag in sorted(_tags(_folder()))])


def languages() -> tuple[str, ...]:
    """Tags of every language that has a keyboard, in alphabetical order."""
    return tuple(sorted(set(_tags(_folder())).union(*map(_tags, _own))))


def read_layout(name: str, text: str) -> Layout:
    """A keyboard from its file's text; LayoutError where a page is missing, empty or too wide."""
    try:
        data = json.loads(text)
        layout = Layout(
            str(data["language"]),
            {page: _rows(data["pages"][page]) for page in PAGES if page != "shift" or page in data["pages"]},
            _texts(data["marks"]),
            {key: _texts(found) for key, found in data.get("relatives", {}).items()},
            str(data.get("input", "")),
        )
    except KeyError as error:
        raise LayoutError(f"{name}: {error} is missing: see Keyboards in docs/languages.md") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise LayoutError(f"{name}: {error}: see Keyboards in docs/languages.md") from error
    for page, rows in layout.pages.items():
        widest = max(map(len, rows), default=0)
        if not 1 <= widest <= MOST_KEYS:
            raise LayoutError(f"{name}: {page}: {widest} keys in a row: from 1 to {MOST_KEYS}")
    if not all(
        text for found in (layout.marks, *layout.relatives.values(), *_all_rows(layout)) for text in found
    ):
        raise LayoutError(f"{name}: a key that types nothing: see Keyboards in docs/languages.md")
    if layout.input not in INPUTS:
        raise LayoutError(f"{name}: input {layout.input!r}: one of {', '.join(INPUTS[1:])}, or none")
    return layout


def page_of(layout: Layout, text: str) -> str:
    """The first kind of page that has a key for a text; empty where none has, and for nothing."""
    kinds = (kind for kind, rows in layout.pages.items() if any(text in row for row in rows))
    return next(kinds, "") if text else ""


def pieces(layout: Layout, text: str) -> list[str]:
    """A letter's key and those of the marks on it, as ê and grave for ề; [text] where there are none."""
    apart = unicodedata.normalize("NFD", text)
    for length in range(len(apart) - 1, 0, -1):
        found = [unicodedata.normalize("NFC", apart[:length]), *apart[length:]]
        if all(page_of(layout, piece) for piece in found):
            return found
    return [text]


def relatives(layout: Layout, text: str) -> tuple[str, ...]:
    """What a key shows above itself when it is held: é è ê ë for e, the likeliest first."""
    return layout.relatives.get(text, ())


def turn(page: str, pressed: str) -> str:
    """The page after a key that turns pages: symbols, shift, or page for the next one of the same kind.

    Pages of a kind are numbered where a panel has no room for all its keys: letters, letters.2; counting goes round.
    """
    kind, _, number = page.partition(".")
    if pressed == "page":
        return f"{kind}.{int(number or 1) + 1}"
    if pressed == "shift" and kind in {"letters", "shift"}:
        other = "shift" if kind == "letters" else "letters"
        return f"{other}.{number}" if number else other
    return "letters" if pressed == kind else pressed


def after_typing(page: str) -> str:
    """The page after a letter: a capital is followed by small ones."""
    return turn(page, "shift") if page.partition(".")[0] == "shift" else page


def _rows(data: object) -> Rows:
    return tuple(_texts(row) for row in data) if isinstance(data, list) else _refuse(data)


def _texts(data: object) -> tuple[str, ...]:
    return tuple(map(str, data)) if isinstance(data, list) else _refuse(data)


def _refuse(data: object) -> NoReturn:
    raise TypeError(f"{str(data)[:40]!r} is no list")


def _all_rows(layout: Layout) -> list[tuple[str, ...]]:
    return [row for rows in layout.pages.values() for row in rows]


def _tags(folder: Traversable) -> list[str]:
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return [name.removesuffix(".json") for name in names if name.endswith(".json")]


def _files(tag: str) -> list[Traversable]:
    """The files of that name, that of whoever runs the kiosk before ours."""
    own = [folder / f"{tag}.json" for folder in _own if tag in _tags(folder)]
    return [*own, *([_folder() / f"{tag}.json"] if tag in _tags(_folder()) else [])]


def _read(file: Traversable) -> Layout:
    try:
        return read_layout(file.name, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutError(f"{file.name}: {error}: see Keyboards in docs/languages.md") from error


def _faults(paths: Sequence[Traversable]) -> tuple[str, ...]:
    found = []
    for path in paths:
        try:
            _read(path)
        except LayoutError as error:
            found.append(str(error))
    return tuple(found)


def _folder() -> Traversable:
    return files("kiosk_ui") / "layouts"


def keys(rows: Rows, box: Box, gap: int, columns: int = MOST_KEYS) -> list[Key]:
    """The keys of some rows inside `box`, each row centred, all of one width, `gap` pixels apart.

    columns: how many the panel has room for; where fewer are needed they are wider, but not by much.
    """
    left, top, width, height = box
    widest = max(map(len, rows))
    key_width = (width + gap) / max(widest, columns - 1) - gap
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
    if text in _JOINERS:
        return _JOINERS[text]
    on_circle = f"{_CIRCLE}{text}"
    # Burmese has marks that join nothing; alone, they get their circle from HarfBuzz.
    is_mark = unicodedata.category(text[0]).startswith("M") and regex.fullmatch(r"\X", on_circle)
    return on_circle if is_mark else text


def key_at(placed: Sequence[Key], x: int, y: int) -> Key | None:
    """The key under a finger; None between keys."""
    return next((key for key in placed if _holds(key.box, x, y)), None)


def _holds(box: Box, x: int, y: int) -> bool:
    left, top, width, height = box
    return left <= x < left + width and top <= y < top + height


def _whole(left: float, top: float, width: float, height: float) -> Box:
    """Whole pixels, never wider than the keys are apart."""
    return (math.ceil(left), math.ceil(top), math.floor(width), math.floor(height))
