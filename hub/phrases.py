"""The words and short phrases of a text that tell what it is about, so that texts can be held side by side. Pure.

Where words stand apart (Latin, Cyrillic, Arabic, Devanagari ...) a phrase is one to three words in a row. Where they
do not (Han, Thai ...) it is a run of characters; that a run is a word, and no piece of one, is likely where in some
text it begins, and in some text it ends, beside a gap.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from hub.sanitise import for_matching

MOST_WORDS = 3
LONGEST_WORD = 40  # code points; what is longer is no word but a key that was held down
LONGEST_RUN = 12  # characters read together where words do not stand apart
SHORTEST_RUN = 3  # code points; of Han characters, each half a word, two

_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_APART = rf"[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d--[\p{{Han}}\p{{Katakana}}\p{{Hiragana}}{_UNSPACED}]]"
# An apostrophe is a letter in Ukrainian.
_INSIDE = r"(?<=\p{Cyrillic})['’ʼ](?=\p{Cyrillic})|(?<=\p{L})-(?=\p{L})"
_PIECES = regex.compile(
    rf"(?V1)(?P<run>\p{{Han}}+|[{_UNSPACED}]+)|\p{{Hiragana}}+|(?P<word>[\p{{Katakana}}ー]+|(?:{_APART}|{_INSIDE})+)"
)
_LETTER, _NUMBER = regex.compile(r"\p{L}"), regex.compile(r"\p{N}")
_CLUSTER = regex.compile(r"\X")
_NEVER_FIRST, _NEVER_LAST = frozenset("ะาำๅๆະາຳໆ"), frozenset("เแโใไເແໂໃໄ")  # Thai and Lao vowels
_PARTICLES = "的了吗呢吧嘛是在这那哪谁我你您他她它们也很"  # Chinese words of one character with no content
# Vowel points and the stretching line of Arabic and Hebrew are written or left out as one likes.
_OPTIONAL = regex.compile(r"[\u0640\u064b-\u065f\u0670\u0591-\u05c7]")
_SAME = str.maketrans("ё’ʼ", "е''")  # Russian leaves out the points, and nobody looks which apostrophe it is
# "The" in Arabic, also after "and", "with", "like", "so".
_ARTICLE = regex.compile(r"^[وبكف]?ال(?=\p{Arabic}{3})")

Key = tuple[str, ...]


class Phrase(NamedTuple):
    """A phrase as somebody spelled it; a run counts as one word. opens, closes: beside a gap, before and after."""

    text: str
    words: int = 1
    is_run: bool = False
    opens: bool = True
    closes: bool = True


def phrases_of(words: str, language: str, stops: Collection[str]) -> dict[Key, Phrase]:
    """Every phrase of a text by what other spellings share with it, each in its first spelling.

    stops: words without content, as `for_matching` gives them; no phrase begins or ends with one. Numbers and
    single letters are never part of a phrase.
    """
    found: dict[Key, Phrase] = {}
    for row in _rows(words):
        for key, phrase in _in_a_row(row, language, stops):
            found.setdefault(key, phrase)
    for match in _PIECES.finditer(words):
        for key, phrase in _in_a_run(match["run"] or "", stops):
            known = found.get(key, phrase)
            found[key] = Phrase(
                known.text, 1, True, known.opens or phrase.opens, known.closes or phrase.closes
            )
    return found


def key_of(word: str, language: str = "") -> str:
    """What spellings of a word share: case and width do not count, nor an article or a plural s where that is safe."""
    if language in {"tr", "az"}:  # the only languages in which I is no i
        word = word.replace("I", "ı").replace("İ", "i")
    key = str(_ARTICLE.sub("", _OPTIONAL.sub("", for_matching(word)))).translate(_SAME)
    is_plural = (
        language in {"en", "es", "fr", "pt"} and len(key) > 3 and key[-1] == "s" and key[-2] not in "siu"
    )
    return key[:-1] if is_plural else key


def _rows(words: str) -> Iterator[list[str]]:
    """Words that follow each other with nothing but blanks between."""
    row: list[str] = []
    end = 0
    for match in _PIECES.finditer(words):
        if not match["word"] or words[end : match.start()].strip():
            yield row
            row = []
        if match["word"]:
            row.append(match["word"])
        end = match.end()
    yield row


def _in_a_row(row: Sequence[str], language: str, stops: Collection[str]) -> Iterator[tuple[Key, Phrase]]:
    keys = [key_of(word, language) for word in row]
    content = [_has_content(word, key, stops) for word, key in zip(row, keys, strict=True)]
    for start, end in _spans(len(row), MOST_WORDS):
        text = " ".join(row[start:end])
        if (
            content[start]
            and content[end - 1]
            and not _NUMBER.search(text)
            and len(text) <= MOST_WORDS * LONGEST_WORD
        ):
            yield tuple(keys[start:end]), Phrase(text, end - start)


def _has_content(word: str, key: str, stops: Collection[str]) -> bool:
    is_word = len(_LETTER.findall(key)) > 1 and len(word) <= LONGEST_WORD
    return is_word and key not in stops and for_matching(word) not in stops


def _in_a_run(run: str, stops: Collection[str]) -> Iterator[tuple[Key, Phrase]]:
    shortest = 2 if regex.match(r"\p{Han}", run) else SHORTEST_RUN
    for part in _gaps(frozenset(stops)).split(run):
        units = _CLUSTER.findall(part)
        for start, end in _spans(len(units), LONGEST_RUN):
            text = "".join(units[start:end])
            if len(text) >= shortest and text[0] not in _NEVER_FIRST and text[-1] not in _NEVER_LAST:
                yield tuple(units[start:end]), Phrase(text, 1, True, start == 0, end == len(units))


def _spans(length: int, longest: int) -> Iterator[tuple[int, int]]:
    for start in range(length):
        for end in range(start + 1, min(start + longest, length) + 1):
            yield start, end


@lru_cache(maxsize=64)
def _gaps(stops: frozenset[str]) -> "regex.Pattern[str]":
    """What stands between the words of a run: the longest words without content first."""
    long = sorted(
        (stop for stop in stops if regex.fullmatch(rf"(?!\p{{M}})[\p{{Han}}{_UNSPACED}].+", stop)),
        key=len,
        reverse=True,
    )
    return regex.compile("|".join([f"[{_PARTICLES}]", *map(regex.escape, long)]))
