"""Turns desktop layouts of the npm package simple-keyboard-layouts into keyboards for a touch screen; run by hand.

    npm pack simple-keyboard-layouts@3.4.265 && tar xzf simple-keyboard-layouts-3.4.265.tgz
    python kiosk_ui/layouts/convert.py package

A desktop keyboard has thirteen keys a row and hides letters behind dead keys; here a row has eleven at most and every
letter of the language has a key of its own. Needs `node`, which reads the package's modules.
"""

import json
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

VERSION = "3.4.265"
MOST = 11  # keys of 12 mm and gaps of 1.5 mm on the 154 mm of a 7-inch panel
DIGITS, SIGNS = "1234567890-", ".,?!'\":;()/&@+%€#*="  # the last give way to a language's own


@dataclass(frozen=True)
class Recipe:
    """How one language's keyboard is made."""

    source: str  # layout of the package
    own: str = ""  # letters the source hides or lacks
    marks: str = "'?"  # beside the space bar
    extra: str = ""  # signs of the language's own, on the page of symbols
    leaves: str = ""  # letters of the source that nobody needs
    upper: str = ""  # pairs where Unicode's capital is not this language's
    note: str = ""


TONES = "\u0300\u0301\u0309\u0303\u0323"
RECIPES = {
    "ar": Recipe("arabic", marks="،؟", extra="؛٠١٢٣٤٥٦٧٨٩", leaves="ـ"),
    "de": Recipe("german", marks=",?", extra="„“§", upper="ßẞ"),
    "el": Recipe("greek", own="άέήίόύώϊ", marks=",;", extra="ϋΐΰ·«»", leaves="΄΅", upper="ς·"),
    "en": Recipe("english"),
    "es": Recipe("spanish", own="áéíóúü", marks="¿?", extra="¡«»ºª"),
    "fr": Recipe("french", own="éèêëàâçùûîôïüœæ", marks="'?", extra="«»", leaves="ùµ"),
    "hi": Recipe("hindi", marks="।?", extra="०१२३४५६७८९\u090d", leaves="\u0931\u095f\u090d"),
    "pt": Recipe("brazilian", own="áâãàéêíóôõúü", marks=",?", extra="«»ºª"),
    "ro": Recipe("english", own="ăâîșț", marks=",?", extra="„”«»", note="letters added to the English one"),
    "ru": Recipe("russian", marks=",?", extra="«»№—"),
    "th": Recipe("thai", marks="ๆ?", extra="๐๑๒๓๔๕๖๗๘๙ฯ", leaves="ๆฃฅๅฺ"),
    "tr": Recipe("turkish", marks="'?", extra="âîû₺", upper="iİıI"),
    "uk": Recipe("ukrainian", marks="'?", extra="«»№₴"),
    "vi": Recipe("english", own="ăâđêôơư" + TONES, marks=",?", extra="₫", note="letters and tones added"),
    "zh": Recipe(
        "english", marks="，？", extra="。、：！“”《》（）", note="pinyin in Latin letters, no candidates"
    ),
}


def read_layers(package: Path, source: str) -> dict[str, list[list[str]]]:
    """The layers of one layout as rows of key texts, its function keys left out."""
    module = (package / "build" / "layouts" / f"{source}.js").resolve()
    program = f"import layout from {json.dumps(module.as_uri())}; console.log(JSON.stringify(layout.layout))"
    command = ["node", "--input-type=module", "--eval", program]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {
        layer: [[key for key in row.split() if not key.startswith("{")] for row in rows[:4]]
        for layer, rows in json.loads(answer).items()
    }


def letters_of(rows: list[list[str]], recipe: Recipe, marks_too: bool) -> list[list[str]]:
    """The rows with nothing but single letters, and marks where the script writes vowels with them."""
    kinds = "LM" if marks_too else "L"
    return [
        [
            key
            for key in row
            if len(key) == 1 and unicodedata.category(key)[0] in kinds and key not in recipe.leaves
        ]
        for row in rows
    ]


def reflow(rows: list[list[str]], own: str) -> list[list[str]]:
    """At most eleven keys a row: what is over fills the shorter rows from below, or a row of its own on top."""
    top, *rest = rows
    over = [key for row in rest for key in row[MOST:]] + top + list(own)
    over = [key for number, key in enumerate(over) if key not in over[:number]]
    rest = [row[:MOST] for row in rest]
    if len(over) > sum(MOST - len(row) for row in rest):
        rest, over = [over[:MOST], *rest], over[MOST:]
    filled: list[list[str]] = []
    for row in reversed(rest):
        room = MOST - len(row)
        filled = [[*row, *over[:room]], *filled]
        over = over[room:]
    return [row for row in filled if row]


def convert(language: str, recipe: Recipe, layers: dict[str, list[list[str]]]) -> dict[str, object]:
    """One keyboard as it is written to its file."""
    plain = [key for row in layers["default"] for key in row if len(key) == 1]
    cased = any(key.lower() != key.upper() for key in plain if key.isalpha())
    letters = reflow(letters_of(layers["default"], recipe, not cased), recipe.own)
    if cased:
        capital = dict(zip(recipe.upper[::2], recipe.upper[1::2], strict=True))
        shift = [[capital.get(key, key.upper()) for key in row] for row in letters]
    else:
        known = {key for row in letters for key in row}
        second = letters_of(layers["shift"], recipe, True)
        shift = reflow([[key for key in row if key not in known] for row in second], "")
    signs = [sign for sign in recipe.extra + SIGNS if sign not in recipe.marks][: MOST * (len(letters) - 1)]
    symbols = [list(DIGITS)] + [signs[at : at + MOST] for at in range(0, len(signs), MOST)]
    note = f"{recipe.source} of simple-keyboard-layouts {VERSION}" + (
        f"; {recipe.note}" if recipe.note else ""
    )
    pages = {"letters": letters, "shift": shift, "symbols": symbols}
    return {"language": language, "source": note, "marks": list(recipe.marks), "pages": pages}


def main() -> None:
    """Write every keyboard beside this file."""
    package, here = Path(sys.argv[1]), Path(__file__).parent
    for language, recipe in RECIPES.items():
        keyboard = convert(language, recipe, read_layers(package, recipe.source))
        text = json.dumps(keyboard, ensure_ascii=False, indent=1)
        (here / f"{language}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
