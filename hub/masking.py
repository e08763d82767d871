"""Personal data taken out of what matching, themes and offers read; the holder's own slip keeps the holder's words.

What can be found by its form is: addresses of mail, of pages and of houses, handles, telephone numbers, cards, bank
accounts, identity numbers. Names cannot. Nothing is refused for it, and nobody is told.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

import regex

from hub.check_digits import is_card, is_iban, is_identity
from hub.personal_patterns import PATTERNS
from hub.telephones import numbers_in

MASK = "…"
_IGNORED = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
_NUMBERS = regex.compile(r"(?<![\p{Nd}.,٫])(?:\p{Nd}[ .\-\u00a0/]{0,2}){10,18}\p{Nd}(?![\p{Nd}]|[.,٫]\p{Nd})")
_IBANS = regex.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", regex.IGNORECASE)
_LETTERED = regex.compile(
    r"(?<![\p{L}\p{N}])(?:[XYZ]-?[0-9]{7}|[0-9]{8}|[0-9]{17})[ -]?[A-Z](?![\p{L}\p{N}])", regex.IGNORECASE
)


def masked(words: str, regions: Collection[str] = ()) -> str:
    """The words with each piece of personal data put as "…"; the very same words where there is none.

    regions: countries (ISO 3166) whose telephone numbers are looked for besides those written with +.
    """
    text, places = plain(words)
    return covered(words, places, _found(text, regions))


def plain(words: str) -> tuple[str, list[int]]:
    """The words as patterns read them (NFKC, nothing invisible), and for each place in them where it stands."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(words):
        as_read = "" if _IGNORED.match(letter) else unicodedata.normalize("NFKC", letter)
        letters.append(as_read)
        places += [at] * len(as_read)
    return "".join(letters), [*places, len(words)]


def covered(words: str, places: Sequence[int], spans: Iterable[tuple[int, int]]) -> str:
    """The words with "…" for each span, which are of the text that `plain` made of them."""
    out: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if places[start] >= end:
            out += [words[end : places[start]], MASK]
        end = max(end, places[stop])
    return "".join([*out, words[end:]])


def _found(text: str, regions: Collection[str]) -> Iterator[tuple[int, int]]:
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield match.span("it") if "it" in pattern.groupindex else match.span()
    yield from numbers_in(text, regions)
    for match in _NUMBERS.finditer(text):
        yield from _row_of_digits(match)
    for match in _IBANS.finditer(text):
        yield from _account(match)
    for match in _LETTERED.finditer(text):
        if is_identity("".join(filter(str.isalnum, match[0])).upper()):
            yield match.span()


def _row_of_digits(match: "regex.Match[str]") -> Iterator[tuple[int, int]]:
    digits = "".join(str(unicodedata.decimal(one)) for one in match[0] if one.isdecimal())
    if is_card(digits) or is_identity(digits):
        yield match.span()


def _account(match: "regex.Match[str]") -> Iterator[tuple[int, int]]:
    """The longest beginning that is an account: a word may follow it."""
    ends = [at + 1 for at, one in enumerate(match[0]) if one.isalnum()]
    for end in reversed(ends):
        if is_iban("".join(filter(str.isalnum, match[0][:end])).upper()):
            yield match.start(), match.start() + end
            return
