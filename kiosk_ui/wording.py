"""The kiosk's own sentences: one plain file for each language in `languages/`, read when it is asked for.

A new language is one more file, ours or in a folder of whoever runs the kiosk, whose lines come before ours. A line
that a file leaves out or gets wrong is said in English, so that a half-done translation is of use.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from kiosk_ui.language_files import LanguageFile, read_language

FALLBACK = "en"
OURS = Path(str(files("kiosk_ui") / "languages"))

_folders: list[Path] = [OURS]  # lines of the later ones come before those of the earlier


def also_read(folder: Path) -> tuple[str, ...]:
    """From now on this folder's languages too; what is wrong with them, a sentence each. It may be missing."""
    _folders[1:] = [folder]
    for cached in (_files, _read, _load):
        cached.cache_clear()
    try:
        own = sorted(_tags(folder))
    except OSError as error:
        _folders[1:] = []
        return (f"{folder}: cannot be read: {error.strerror}",)
    return tuple(fault for tag in own for fault in _read(folder, tag).faults)


def languages() -> tuple[str, ...]:
    """Tags of every language that has a file, in alphabetical order."""
    return tuple(sorted(filter(_has_words, _files())))


def offered(asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the languages that there are words for, each once, in their order; English where none is left."""
    return tuple(dict.fromkeys(tag for tag in asked if _has_words(tag) or _has_words(_shorter(tag)))) or (
        FALLBACK,
    )


def load(language: str) -> Mapping[str, str]:
    """Every sentence by its key; lists are numbered from 1, as in `weekdays_1` for Monday.

    What `pt-BR` does not say is said as in `pt`, and what that does not say in English.
    """
    return _load(language)


def say(language: str, key: str, **values: object) -> str:
    """One sentence with its blanks filled in, e.g. `say("en", "walk", minutes=5)`; KeyError for an unknown key."""
    return load(language)[key].format(**values)


def day_words(language: str, day: date, days_ahead: int | None = None) -> str:
    """A day as people say it: today, tomorrow, or weekday and date; days_ahead None: always the date."""
    if days_ahead in (0, 1):
        return say(language, ("today", "tomorrow")[days_ahead])
    sentences = load(language)
    weekday, month = sentences[f"weekdays_{day.isoweekday()}"], sentences[f"months_{day.month}"]
    return say(language, "on_day", weekday=weekday, day=day.day, month=month)


def walk_words(language: str, minutes: int) -> str:
    """How far a place is on foot."""
    return say(language, "walk", minutes=minutes) if minutes else say(language, "here")


@cache
def _files() -> Mapping[str, tuple[Path, ...]]:
    """The folders that have a file of a language, by its tag."""
    found: dict[str, tuple[Path, ...]] = {}
    for folder in _folders:
        for tag in _tags(folder):
            found[tag] = (*found.get(tag, ()), folder)
    return found


def _tags(folder: Path) -> list[str]:
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return [name.removesuffix(".toml") for name in names if name.endswith(".toml")]


def _has_words(tag: str) -> bool:
    return any(_read(folder, tag).sentences for folder in _files().get(tag, ()))


@cache
def _read(folder: Path, tag: str) -> LanguageFile:
    english = None if (folder, tag) == (OURS, FALLBACK) else _read(OURS, FALLBACK).sentences
    return read_language(folder / f"{tag}.toml", english)


@lru_cache(maxsize=64)
def _load(language: str) -> Mapping[str, str]:
    chosen = dict.fromkeys((FALLBACK, _shorter(language), language))
    read = (_read(folder, tag) for tag in chosen for folder in _files().get(tag, ()))
    return MappingProxyType({key: text for file in read for key, text in file.sentences.items()})


def _shorter(tag: str) -> str:
    return tag.partition("-")[0]
