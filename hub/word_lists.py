"""Word lists of a neighbourhood: what is left out of matching and themes, and what asks for the host's company.

They act on display and matching alone. Nothing is refused for a word, nothing is answered to it, nobody is told. The
files in `data/word_lists` are open; a folder `word_lists` beside hub.db adds to them and takes away.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import regex

from hub.masking import covered, plain
from wire.options import ConfigError

SECTIONS = ("not shown", "distress")
BUNDLED = Path(__file__).parent / "data" / "word_lists"
MOST_BYTES, MOST_LINES, LONGEST = 1 << 20, 20_000, 200  # of a file; of all; characters of a line
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
# What is written one way or another: dots of I in Turkish, of yo in Russian; vowels and hamza in Arabic.
_ANYHOW = str.maketrans({"ı": "i", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_LEFT_OUT = regex.compile(r"[\u0307\u0640\u064b-\u065f\u0670]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")

Lines = dict[str, dict[str, None]]  # by section, in the order of the files
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordList:
    """Phrases by their first word, beginnings of words, and runs of scripts in which words do not stand apart."""

    phrases: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()
    runs: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[Span]:
        """Where something of the list stands in a text, as `plain` makes it."""
        said = [(_fold(match[0]), match.span()) for match in _WORD.finditer(text)]
        for at, (word, (start, end)) in enumerate(said):
            if any(word[:length] in self.beginnings for length in range(1, len(word) + 1)):
                yield start, end
            for phrase in self.phrases.get(word, ()):
                if _follows(said[at : at + len(phrase)], phrase):
                    yield start, said[at + len(phrase) - 1][1][1]
        for run in self.runs:
            at = text.find(run)
            while at >= 0:
                yield at, at + len(run)
                at = text.find(run, at + len(run))


@dataclass(frozen=True, slots=True)
class WordLists:
    """A neighbourhood's two lists; either may be empty."""

    not_shown: WordList = field(default_factory=WordList, repr=False)
    distress: WordList = field(default_factory=WordList, repr=False)

    def without_listed(self, words: str) -> str:
        """The words with … for each that is not to be shown."""
        text, places = plain(words)
        return covered(words, places, self.not_shown.find(text))

    def is_distress(self, words: str) -> bool:
        """Whether somebody who says this should have the help lines first, and the host's company."""
        return next(self.distress.find(plain(words)[0]), None) is not None


@cache
def bundled() -> WordLists:
    """The lists that come with the program."""
    return read_word_lists(None)


def read_word_lists(folder: Path | None) -> WordLists:
    """The lists that come with the program, changed by a neighbourhood's own files. Raises ConfigError."""
    found: Lines = {section: {} for section in SECTIONS}
    for path in (*_files(BUNDLED), *(_files(folder) if folder else ())):
        _take(found, path)
    if sum(map(len, found.values())) > MOST_LINES:
        raise ConfigError(f"{folder}: more than {MOST_LINES} lines in all word lists: leave some out")
    return WordLists(*(_list_of(found[section]) for section in SECTIONS))


def _files(folder: Path) -> list[Path]:
    """Lists are named for a language: de.txt."""
    return sorted(path for path in folder.glob("*.txt") if path.stem != "README")


def _take(found: Lines, path: Path) -> None:
    """Add a file's lines, and take away those it strikes."""
    section = ""
    for number, line in enumerate(_lines(path), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[] ").casefold()
        if section not in SECTIONS:
            raise ConfigError(f"{path}, line {number}: write [not shown] or [distress] above the words")
        if line.startswith("["):
            continue
        if len(line) > LONGEST or not _words_of(line.strip("-* ")):
            raise ConfigError(f"{path}, line {number}: a word or phrase, {LONGEST} characters at most")
        if line.startswith("-"):
            found[section].pop(line[1:].strip(), None)
        else:
            found[section][line] = None


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{path}: larger than {MOST_BYTES >> 20} MB: make it shorter")
        yield from map(str.strip, path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _fold(word: str) -> str:
    return str(_LEFT_OUT.sub("", unicodedata.normalize("NFC", word.casefold()))).translate(_ANYHOW)


def _list_of(lines: Iterable[str]) -> WordList:
    phrases: dict[str, set[tuple[str, ...]]] = {}
    beginnings, runs = set(), set()
    for line in lines:
        words = _words_of(line)
        if _UNSPACED.search(line):
            runs.add(plain(line)[0].rstrip("*").strip())
        elif len(words) == 1 and words[0].endswith("*"):
            beginnings.add(words[0][:-1])
        else:
            phrases.setdefault(words[0], set()).add(words)
    return WordList(
        {first: tuple(sorted(some)) for first, some in phrases.items()},
        frozenset(beginnings),
        tuple(sorted(runs)),
    )


def _words_of(line: str) -> tuple[str, ...]:
    """The words of a line as a text has them; the last one with its * for any ending."""
    words = [_fold(match[0]) for match in _WORD.finditer(plain(line)[0])]
    return (*words[:-1], words[-1] + "*") if line.endswith("*") and words else tuple(words)


def _follows(said: Sequence[tuple[str, Span]], phrase: Sequence[str]) -> bool:
    """Whether these words are the phrase."""
    return len(said) == len(phrase) and all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for (word, _), wanted in zip(said, phrase, strict=True)
    )
