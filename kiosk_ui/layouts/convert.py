"""Turns desktop layouts into keyboards for a touch screen, as recipes.toml says for each language; run by hand.

    npm pack simple-keyboard-layouts@3.4.265 && tar xzf simple-keyboard-layouts-3.4.265.tgz
    apt-get install xkb-data libxkbcommon0 unicode-cldr-core unicode-data
    PYTHONPATH=. python kiosk_ui/layouts/convert.py package

A desktop keyboard has thirteen keys a row and hides letters behind dead keys; here a row has eleven at most, every
letter of the alphabet has a key of its own, and a key that is held shows its relatives: é è ê ë.
"""

import json
import sys
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import msgspec
import regex

from kiosk_ui.layouts.exemplars import exemplars, family, native_digits
from kiosk_ui.layouts.sources import named, read_layers

MOST = 11  # keys of 12 mm and gaps of 1.5 mm on the 154 mm of a 7-inch panel
MOST_ROWS = 4
ONE_PAGE = 33  # letters: so many need no second page
MOST_RELATIVES = 12
_THIN, _WIDE = 0.6, 8
DIGITS, SIGNS = "1234567890-", ".,?!'\":;()/&@+%€#*="  # the last give way to a language's own
SIGN_KIN = ('"«»„“”', "'’‘", "-–—", "?¿", "!¡", ".…·", "€$£¥₹")
Rows = list[list[str]]


@dataclass(frozen=True)
class Recipe:
    """How one language's keyboard is made; recipes.toml says what each word means."""

    source: str = ""
    rows: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    own: str = ""
    marks: str = ",?"
    extra: str = ""
    leaves: str = ""
    upper: str = ""
    kin: str = ""
    kin_blocks: bool = False
    cased: bool = True
    keeps: bool = False
    input: str = ""


@dataclass(frozen=True)
class Alphabet:
    """What a language is written with, small letters where it has two sizes."""

    main: tuple[str, ...]
    more: tuple[str, ...]  # met in names and foreign words
    index: tuple[str, ...]  # letters that count as such, not as variants


def alphabet(language: str) -> Alphabet:
    """The language's exemplar characters, those of one grapheme."""

    def small(kind: str) -> tuple[str, ...]:
        members = [
            unicodedata.normalize("NFC", c.lower())
            for c in exemplars(language, kind)
            if len(c.lower()) <= len(c)
        ]
        return tuple(dict.fromkeys(c for c in members if len(_graphemes(c)) == 1 and _is_letter(c)))

    return Alphabet(small(""), small("auxiliary"), small("index"))


def _is_letter(text: str) -> bool:
    return unicodedata.category(text[0])[0] in "LM"


def letters_of(rows: Rows, wanted: set[str], recipe: Recipe) -> Rows:
    """The rows with nothing but the letters and marks that are wanted, each once."""
    seen = set(recipe.leaves)
    letters: Rows = []
    for row in rows:
        letters.append([key for key in dict.fromkeys(row) if key in wanted and key not in seen])
        seen.update(letters[-1])
    return letters


def reflow(rows: Rows, own: list[str], most_rows: int = MOST_ROWS) -> tuple[Rows, list[str]]:
    """At most eleven keys a row: what is over fills the shorter rows from below, or a row of its own on top.

    Returns the rows, and the keys that so many of them have no room for.
    """
    top, *rest = rows
    here = {key for row in rest for key in row[:MOST]}
    over = [key for row in rest for key in row[MOST:]] + top + own
    over = [key for number, key in enumerate(over) if key not in over[:number] and key not in here]
    rest = [row[:MOST] for row in rest]
    while len(over) > sum(MOST - len(row) for row in rest) and len(rest) < most_rows:
        rest, over = [over[:MOST], *rest], over[MOST:]
    filled: Rows = []
    for row in reversed(rest):
        room = MOST - len(row)
        filled = [[*row, *over[:room]], *filled]
        over = over[room:]
    return [row for row in filled if row], over


def pages_of(recipe: Recipe, letters: Alphabet, layers: dict[str, Rows]) -> dict[str, Rows]:
    """The pages of letters and capitals; scripts without capitals have on the second what the first has no room for."""
    written_in = [key for row in layers["default"] for key in row] if recipe.input else letters.main
    cased = recipe.cased and any(letter.lower() != letter.upper() for letter in written_in)
    known = {*letters.main, *letters.more, *recipe.own}
    plain = [[key.lower() if cased else key for key in row] for row in layers["default"]]
    keys = {key for row in plain for key in row}
    if recipe.input:
        known = {key for layer in layers.values() for row in layer for key in row if key and _is_letter(key)}
    elif cased:
        known |= {key for key in keys if key.isascii() and key.isalpha()}
    first = letters_of(plain, known, recipe)
    if recipe.keeps:
        shift = letters_of(layers["shift"], known, recipe)
        return {"letters": reflow(first, [])[0], "shift": reflow(shift, [])[0]}
    if cased:
        return _cased(recipe, first, [] if recipe.input else _hidden(letters, first, recipe))
    return _uncased(recipe, first, known, letters, layers)


def _hidden(letters: Alphabet, first: Rows, recipe: Recipe) -> list[str]:
    """Letters that need a key though the source has none: those of the alphabet, and those without a relative."""
    keys = {key for row in first for key in row} | {*recipe.own, *recipe.leaves}
    families = {family(key) for key in keys}
    marks = {key for key in keys if unicodedata.category(key) == "Mn"}

    def typed(letter: str) -> bool:
        parts = unicodedata.normalize("NFD", letter)
        return letter in keys or (set(parts[1:]) <= marks and parts[0] in keys)

    needed = [c for c in letters.index if c in letters.main]
    needed += [c for c in letters.main if family(c) not in families]
    return [*recipe.own, *(c for c in dict.fromkeys(needed) if not typed(c) and len(c) == 1)]


def _cased(recipe: Recipe, first: Rows, own: list[str]) -> dict[str, Rows]:
    capitals = dict(zip(recipe.upper[::2], recipe.upper[1::2], strict=True))
    letters, over = reflow(first, own)
    if over:
        raise ValueError(f"no room for {over}")
    return {"letters": letters, "shift": [[capital(key, capitals) for key in row] for row in letters]}


def _uncased(
    recipe: Recipe, first: Rows, known: set[str], letters: Alphabet, layers: dict[str, Rows]
) -> dict[str, Rows]:
    rows, over = reflow(first, list(recipe.own))
    here = {key for row in rows for key in row}
    second = letters_of(layers.get("shift", [[]] * 4), known - here, recipe)
    if not recipe.kin_blocks:
        over += _missing(recipe, letters, here | {key for row in second for key in row} | set(over))
    rest = [key for row in second for key in row] + over
    if len(here) + len(rest) <= ONE_PAGE:
        return {"letters": reflow([[], *rows] if len(rows) < MOST_ROWS else rows, rest)[0]}
    second, _ = reflow([[], *second], over, len(rest))
    keys = [key for row in second for key in row]
    if len(keys) < _THIN * MOST * len(second):  # a few signs, each in a row of its own
        wide = -(-len(keys) // -(-len(keys) // _WIDE))
        second = [keys[at : at + wide] for at in range(0, len(keys), wide)]
    return {"letters": rows, "shift": second} if second else {"letters": rows}


def _missing(recipe: Recipe, letters: Alphabet, keys: set[str]) -> list[str]:
    """Letters and marks of the language that would have no key, not even one to hold."""
    have = keys | {*recipe.marks, *recipe.extra, *recipe.leaves}
    have |= {relative for kin in recipe.kin.split() for relative in kin[1:] if kin[0] in have}
    return [c for c in dict.fromkeys("".join(letters.main)) if c not in have]


def capital(key: str, capitals: dict[str, str]) -> str:
    """The key on the page of capitals; a letter whose capital is two letters stays."""
    upper = capitals.get(key, key.upper())
    return upper if len(upper) == 1 else key


def relatives_of(
    recipe: Recipe, letters: Alphabet, pages: dict[str, Rows], signs: list[str]
) -> dict[str, list[str]]:
    """What each key shows when it is held: letters a dictionary files with it, those of the language first."""
    keys = [key for row in pages["letters"] for key in row]
    more = [letter for letter in letters.more if len(letter) == 1]  # not every vowel with every stress
    known = [] if recipe.input else list(dict.fromkeys((*letters.main, *more)))
    heads: dict[str, str] = {}
    for key in sorted(keys, key=lambda key: (len(unicodedata.normalize("NFD", key)), key)):
        if unicodedata.category(key[0])[0] == "L":
            heads.setdefault(family(key), key)
    kin = {key: [c for c in known if c != key and family(c) == name] for name, key in heads.items()}
    if recipe.kin_blocks:
        kin |= _blocks(keys, known)
    for first, *others in map(_graphemes, (*recipe.kin.split(), *SIGN_KIN)):
        kin[first] = list(dict.fromkeys([*kin.get(first, []), *others]))
    both = {key: found[:MOST_RELATIVES] for key, found in kin.items() if found and key in {*keys, *signs}}
    if "shift" in pages and recipe.cased:
        capitals = dict(zip(recipe.upper[::2], recipe.upper[1::2], strict=True))
        upper = {capital(key, capitals): [capital(c, capitals) for c in found] for key, found in both.items()}
        both = {key: list(dict.fromkeys(found)) for key, found in upper.items() if _is_letter(key)} | both
    return {key: [c for c in both[key] if c != key] for key in sorted(both)}


def _blocks(keys: list[str], known: list[str]) -> dict[str, list[str]]:
    """Syllables of one consonant stand in one block of eight; a block without a key belongs to the one before."""
    at = {ord(key) // 8: key for key in keys}
    kin: dict[str, list[str]] = {key: [] for key in keys}
    for syllable in known:
        block = ord(syllable[0]) // 8
        key = at[max(number for number in at if number <= block)] if block >= min(at) else ""
        if key and syllable != key:
            kin[key].append(syllable)
    return kin


def _graphemes(text: str) -> list[str]:
    return list(regex.findall(r"\X", text))


def convert(language: str, recipe: Recipe, layers: dict[str, Rows]) -> dict[str, object]:
    """One keyboard as it is written to its file."""
    letters = alphabet(language)
    if recipe.rows:
        pages = {"letters": list(map(list, recipe.rows)), "shift": list(map(list, recipe.second))}
    else:
        pages = pages_of(recipe, letters, layers)
    taken = {*recipe.marks, *(key for page in pages.values() for row in page for key in row)}
    own = dict.fromkeys(native_digits(language) + recipe.extra + SIGNS)
    signs = [sign for sign in own if sign not in taken][: MOST * (MOST_ROWS - 1)]
    pages["symbols"] = [list(DIGITS)] + [signs[at : at + MOST] for at in range(0, len(signs), MOST)]
    relatives = relatives_of(recipe, letters, pages, [*DIGITS, *signs, *recipe.marks])
    source = named(recipe.source) if recipe.source else "the order of the syllabary"
    made: dict[str, object] = {"language": language, "source": source, "input": recipe.input}
    return made | {"marks": list(recipe.marks), "pages": pages, "relatives": relatives}


def written(keyboard: dict[str, object]) -> str:
    """The file's text: a row of keys stands on one line."""
    text = json.dumps(keyboard, ensure_ascii=False, indent=1)
    short = regex.compile(r'\[\n\s+("(?:[^"\\]|\\.)*"(?:,\n\s+"(?:[^"\\]|\\.)*")*)\n\s+\]')
    shortened: str = short.sub(lambda found: "[" + regex.sub(r",\n\s+", ", ", found[1]) + "]", text)
    return shortened + "\n"


def main() -> None:
    """Write every keyboard beside this file."""
    package, here = Path(sys.argv[1]), Path(__file__).parent
    recipes = tomllib.loads((here / "recipes.toml").read_text(encoding="utf-8"))
    for language, said in recipes.items():
        recipe = msgspec.convert(said, Recipe)
        layers = read_layers(package, recipe.source) if recipe.source else {}
        (here / f"{language}.json").write_text(written(convert(language, recipe, layers)), encoding="utf-8")


if __name__ == "__main__":
    main()
