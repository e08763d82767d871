"""What a person is writing: a value that every key turns into a new one.

The cursor moves by graphemes, by what people see as one letter, and so does the backspace key.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace

import regex

from kiosk_ui.line_breaks import pieces
from wire.messages import MAX_WORDS

# Controls and line ends have no key, overrides of direction would turn the words of others around.
_UNTYPED = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]"
)
# Between words that were pasted; here a line has no end.
_BLANK = regex.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
# As many marks on one letter as any language writes and more; what goes on is a pile that only draws over others.
# Source: Unicode Standard Annex 15, Stream-Safe Text Format.
_PILE = regex.compile(r"(\p{M}{30})\p{M}+")


@dataclass(frozen=True, slots=True)
class TextField:
    """Words in Unicode's composed form and a cursor between two of their graphemes."""

    text: str = ""
    cursor: int = 0  # code points before it


def insert(field: TextField, typed: str) -> TextField:
    """With `typed` at the cursor, as much of it as 2,000 code points have room for; a mark joins what stands before."""
    before, after = field.text[: field.cursor], field.text[field.cursor :]
    graphemes = regex.findall(r"\X", _UNTYPED.sub("", _BLANK.sub(" ", typed)))[:MAX_WORDS]
    numbers = range(1, len(graphemes) + 1)
    room = bisect_right(numbers, MAX_WORDS, key=lambda n: len(_composed(before, graphemes[:n]) + after))
    head = _composed(before, graphemes[:room]) if room else before
    text = unicodedata.normalize("NFC", head + after)
    return TextField(text, _boundary(text, len(head)))


def backspace(field: TextField) -> TextField:
    """Without the grapheme before the cursor."""
    start = left(field).cursor
    head = field.text[:start]
    text = unicodedata.normalize("NFC", head + field.text[field.cursor :])
    return TextField(text, _boundary(text, start))


def erase_word(field: TextField) -> TextField:
    """Without the word before the cursor and what is blank behind it, as far as a line might end before it."""
    head = "".join(pieces(field.text[: field.cursor])[:-1])
    text = unicodedata.normalize("NFC", head + field.text[field.cursor :])
    return TextField(text, _boundary(text, len(head)))


def left(field: TextField) -> TextField:
    """With the cursor one grapheme back, towards the start of the text."""
    return replace(field, cursor=max((at for at in boundaries(field.text) if at < field.cursor), default=0))


def right(field: TextField) -> TextField:
    """With the cursor one grapheme on, towards the end of the text."""
    ahead = (at for at in boundaries(field.text) if at > field.cursor)
    return replace(field, cursor=next(ahead, len(field.text)))


def go_to(field: TextField, index: int) -> TextField:
    """With the cursor before the character of this number, or after the grapheme it is in."""
    return replace(field, cursor=_boundary(field.text, min(max(index, 0), len(field.text))))


def boundaries(text: str) -> list[int]:
    """Every place where a cursor may stand, both ends included."""
    return [0, *(found.end() for found in regex.finditer(r"\X", text))]


def _composed(before: str, kept: list[str]) -> str:
    return unicodedata.normalize("NFC", _PILE.sub(r"\1", before + "".join(kept)))


def _boundary(text: str, at: int) -> int:
    if at == len(text):
        return at
    return next((boundary for boundary in boundaries(text) if boundary >= at), len(text))
