"""A slip or a table sheet as plain letters, for printers that print no pictures: ASCII and line ends alone. Pure.

Whatever somebody wrote, no byte of it is more than a letter of the printer's own; words in another script are told
to be missing. A slip in a language that ASCII cannot write has the kiosk's own sentences in English.
"""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from kiosk_ui import wording
from wire.codes import grouped
from wire.messages import Sign, Slip, TableSheet

INIT, CUT = b"\x1b@", b"\x1dVB\x00"
_LETTER = 12  # dots across
_LINE_MM = 25.4 / 6  # what a printer feeds for a line unless told otherwise
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "Ø": "O", "Ł": "L",
     "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": "...",
     "–": "-", "—": "-", "\u00a0": " ", "¿": "", "¡": ""}
)  # fmt: skip
_MOST_UNKNOWN = 0.2  # of a text's letters; above, it says nothing in ASCII
_TAIL_LINES = 5  # to the blade


def encode(content: Slip | TableSheet, dots: int, cuts: bool = True, copy: bool = False) -> Iterator[bytes]:
    """The commands that print it on a roll `dots` wide, in one band; copy: marked as printed before."""
    texts = _texts(content, copy) if isinstance(content, Slip) else _sheet_texts(content, copy)
    lines = [line for text in texts for line in _wrapped(text, dots // _LETTER)]
    body = "\n".join(lines) + "\n" * _TAIL_LINES
    yield INIT + body.encode("ascii") + (CUT if cuts else b"")


def length_mm(bands: Sequence[bytes]) -> float:
    """Millimetres of paper that they take."""
    return sum(band.count(b"\n") for band in bands) * _LINE_MM


def plain(text: str) -> str:
    """A text in printable ASCII; "" where too little of it can be written so."""
    spread = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = [letter for letter in spread if not unicodedata.combining(letter)]
    shown = "".join(letter if " " <= letter <= "~" else " " if letter.isspace() else "?" for letter in kept)
    lost = sum(not " " <= letter <= "~" and not letter.isspace() for letter in kept)
    return "" if lost > _MOST_UNKNOWN * len(kept) else " ".join(shown.split())


def _texts(slip: Slip, copy: bool) -> Iterator[str]:
    language = _language(slip.language)

    def say(key: str, **values: object) -> str:
        return wording.say(language, key, **values)

    if slip.test:
        yield say("test_slip").upper()
    if copy:
        yield f"** {say('copy')} **"
    yield wording.day_words(language, date.fromisoformat(slip.day))
    yield say("at", hour=slip.hour).upper()
    yield slip.place
    yield slip.address
    yield slip.directions
    yield wording.walk_words(language, slip.walk_min)
    yield from ("-", _where_to_sit(slip, say("sit_with_host"), say("look_at_sheet", hour=slip.hour)))
    yield slip.words
    if slip.words.strip() and not plain(slip.words):
        yield say("words_cut")
    yield from (
        "-",
        *(f"* {say(key)}" for key in ("public_place", "go_if_you_like", "leave_when_you_like", "under_18")),
    )
    yield from (f"{line.name}: {line.number}" for line in slip.help_lines)
    if slip.code:
        yield from ("-", say("take_back"), grouped(slip.code))


def _sheet_texts(sheet: TableSheet, copy: bool) -> Iterator[str]:
    language = _language(sheet.language)
    if copy:
        yield f"** {wording.say(language, 'copy')} **"
    if sheet.again:
        yield wording.say(language, "sheet_again")
    yield wording.say(language, "table_sheet").upper()
    yield f"{sheet.hour}  {wording.day_words(language, date.fromisoformat(sheet.day))}"
    yield sheet.place
    for table in sheet.tables:
        host = f" ({wording.say(language, 'host_table')})" if table.hosted else ""
        yield from ("-", f"{_name(table.sign)}{host}", table.theme)
        yield from sorted(f"* {_name(member)}" for member in table.members)


def _language(language: str) -> str:
    """The language itself, or English where ASCII cannot write it."""
    return language if plain(wording.say(language, "take_back")) else wording.FALLBACK


def _name(sign: Sign) -> str:
    """A sign by its word; by its code point where ASCII cannot write the word."""
    return plain(sign.word).upper() or f"U+{ord(sign.picture[0]):X}"


def _where_to_sit(slip: Slip, ask: str, look: str) -> str:
    if slip.sign is None:
        return ask
    return f"{_name(slip.sign)}: {ask if slip.hosted else look}"


def _wrapped(text: str, columns: int) -> list[str]:
    if text == "-":
        return ["-" * columns]
    shown = plain(text)
    return textwrap.wrap(shown, columns) if shown else []
