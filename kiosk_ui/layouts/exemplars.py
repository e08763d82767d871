"""Which letters a language is written with, and which letters are relatives: read from Unicode's CLDR and DUCET.

Debian's packages unicode-cldr-core and unicode-data bring both. Needed where keyboards are converted and tested only.
"""

import html
import unicodedata
from functools import lru_cache
from pathlib import Path

import regex

UNICODE = Path("/usr/share/unicode")
_PARENTS = {"nb": "no"}
_EXEMPLARS = regex.compile(r'<exemplarCharacters(?: type="(\w+)")?[^>]*>([^<]*)<')
_ELEMENT = regex.compile(
    r"\{((?:\\.|[^}])*)\}|((?:\\u[0-9A-Fa-f]{4}|\\.|[^\s\\]))(?:-((?:\\u[0-9A-Fa-f]{4}|\\.|[^\s\\])))?"
)
_WEIGHT = regex.compile(r"^([0-9A-F]{4,6}) +; (?:\[[.*]0000[^\]]*\])*\[[.*]([0-9A-F]{4})")


def exemplars(language: str, kind: str = "") -> list[str]:
    """What CLDR lists, in its order; kind: auxiliary, index, punctuation or the letters one cannot do without."""
    where = UNICODE / "cldr/common/main"
    for tag in (language, _PARENTS.get(language, "root")):
        path = where / f"{tag}.xml"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for found_kind, members in _EXEMPLARS.findall(text):  # a whole XML parser takes thirty times as long
            if found_kind == kind and "↑" not in members:
                return unicode_set(html.unescape(members))
    return []


def unicode_set(pattern: str) -> list[str]:
    """The members of a set in CLDR's notation: letters, ranges, strings in braces, escapes."""
    members: list[str] = []
    for string, first, last in _ELEMENT.findall(pattern.strip()[1:-1]):
        if string:
            members.append(unicodedata.normalize("NFC", _plain(string)))
        else:
            start, end = _plain(first), _plain(last or first)
            members += map(chr, range(ord(start), ord(end) + 1))
    return members


def native_digits(language: str) -> str:
    """The language's own digits; none where it uses those of everywhere."""
    listed = exemplars(language, "numbers")
    return "".join(c for c in listed if c.isdecimal() and not c.isascii())


@lru_cache
def family(character: str) -> str:
    """The same text for letters that a dictionary files together: e, é, ё and е are not, e and é are."""
    weights = _primary_weights()
    return next((weights[c] for c in unicodedata.normalize("NFD", character) if c in weights), character)


@lru_cache
def _primary_weights() -> dict[str, str]:
    weights = {}
    for line in (UNICODE / "allkeys.txt").read_text(encoding="utf-8").splitlines():
        found = _WEIGHT.match(line)
        if found and found[2] != "0000":
            weights[chr(int(found[1], 16))] = found[2]
    return weights


def _plain(text: str) -> str:
    text = regex.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return str(regex.sub(r"\\(.)", r"\1", text))
