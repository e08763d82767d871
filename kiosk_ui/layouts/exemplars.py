"""Which letters a language is written with, and which letters are relatives: read from Unicode's CLDR and DUCET.

Debian's packages unicode-cldr-core and unicode-data bring both. Needed where keyboards are converted and tested only.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import regex

UNICODE = Path("/usr/share/unicode")
_PARENTS = {"nb": "no"}
_ELEMENT = regex.compile(
    r"\{((?:\\.|[^}])*)\}|((?:\\u[0-9A-Fa-f]{4}|\\.|[^\s\\]))(?:-((?:\\u[0-9A-Fa-f]{4}|\\.|[^\s\\])))?"
)
_WEIGHT = regex.compile(r"^([0-9A-F]{4,6}) +; (?:\[[.*]0000[^\]]*\])*\[[.*]([0-9A-F]{4})")


def exemplars(language: str, kind: str = "") -> list[str]:
    """What CLDR lists, in its order; kind: auxiliary, index, punctuation or the letters one cannot do without."""
    where = UNICODE / "cldr/common/main"
    for tag in (language, _PARENTS.get(language, "root")):
        path = where / f"{tag}.xml"
        root = ElementTree.parse(path) if path.exists() else None  # noqa: S314  (a package of the system)
        for found in root.iterfind("characters/exemplarCharacters") if root else ():
            if found.get("type", "") == kind and found.text and "↑" not in found.text:
                return unicode_set(found.text)
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
