"""One language file: its sentences, and what is wrong with it, line by line.

Whoever writes such a file may be no programmer and need not restart until it is right: a line that cannot be used is
told of and left out, so that English stands in for it, and the rest holds.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import NamedTuple

LONGEST = 400  # characters of a sentence: more has no room on a slip
MOST_BYTES = 100_000
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Blank = tuple[str | None, str | None, str | None]  # name, format, conversion


class LanguageFile(NamedTuple):
    """What a file says. faults: a sentence for each line that cannot be used, naming file and key."""

    sentences: Mapping[str, str]  # by key; lists numbered from 1, as in weekdays_1 for Monday
    faults: tuple[str, ...]


def read_language(file: Path, english: Mapping[str, str] | None = None) -> LanguageFile:
    """Read one file, whatever is in it; nothing is raised.

    english: the sentences each line must match in its key and its blanks; None for the English ones themselves.
    """
    name = file.name
    if not TAG.fullmatch(name.removesuffix(".toml")):
        return LanguageFile({}, (f"{name}: is named like no language: en.toml or pt-BR.toml would be",))
    try:
        content = file.read_bytes()
        if len(content) > MOST_BYTES:
            return LanguageFile({}, (f"{name}: larger than {MOST_BYTES} bytes: no language file",))
        lines = tomllib.loads(content.decode("utf-8-sig"))  # some editors begin every file with a mark
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return LanguageFile({}, (f"{name}: cannot be read, so English stands in for it: {error}",))
    sentences: dict[str, str] = {}
    faults = []
    for key, value in lines.items():
        if wrong := _wrong(key, value, english):
            faults.append(f"{name}: {key}: {wrong}")
        else:
            sentences |= _numbered(key, value)
    return LanguageFile(sentences, tuple(faults))


def _wrong(key: str, value: object, english: Mapping[str, str] | None) -> str:
    """Why a line cannot be used; empty where it can."""
    if isinstance(value, list):
        if english is not None and f"{key}_1" in english:
            needed = sum(re.fullmatch(rf"{re.escape(key)}_\d+", known) is not None for known in english)
            if len(value) != needed:
                return f"{needed} are needed, {len(value)} are here"
        if not all(isinstance(item, str) for item in value):
            return "every item of the list must be a sentence in quotes"
    elif not isinstance(value, str):
        return f"must be a sentence in quotes, not {str(value)[:40]}"
    wrong = (_wrong_sentence(name, text, english) for name, text in _numbered(key, value).items())
    return next(filter(None, wrong), "")


def _wrong_sentence(key: str, text: str, english: Mapping[str, str] | None) -> str:
    if not text.strip():
        return "is empty"
    if len(text) > LONGEST:
        return f"longer than {LONGEST} characters"
    if any(unicodedata.category(character) in {"Cc", "Cn"} for character in text):
        return "holds a character that cannot be drawn"
    try:
        blanks = _blanks(text)
    except ValueError:
        return 'a bracket is open: a blank looks like "{hour}"'
    if english is None:
        return ""
    if key not in english:
        return "no such line is known: see docs/languages.md for those there are"
    needed = _blanks(english[key])
    if blanks != needed:
        names = " ".join(sorted(f"{{{name}}}" for name, _, _ in needed))
        return f"its blanks must be {names}" if names else "may have no blanks in brackets"
    return ""


def _blanks(text: str) -> set[Blank]:
    """The blanks of a sentence; ValueError where a bracket is open."""
    parsed = Formatter().parse(text)
    return {(name, form, how) for _, name, form, how in parsed if name is not None}


def _numbered(key: str, value: object) -> dict[str, str]:
    if isinstance(value, list):
        return {f"{key}_{number}": item for number, item in enumerate(value, 1)}
    return {key: str(value)}
