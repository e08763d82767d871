"""The kiosk's own sentences: one plain file for each language in `languages/`, read when it is asked for.

A new language is one more file. A line it leaves out is said in English, so that a half-done translation is of use.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

FALLBACK = "en"


class WordingError(Exception):
    """A language file that cannot be read; its text names file and line."""


def languages(folder: Traversable | None = None) -> tuple[str, ...]:
    """Tags of every language that has a file, in alphabetical order."""
    names = (file.name for file in (folder or _folder()).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load(language: str) -> Mapping[str, str]:
    """Every sentence by its key; lists are numbered from 1, as in `weekdays_1` for Monday.

    `pt-BR` reads `pt` where it has no file of its own. WordingError where a file is broken.
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


def read_sentences(file: Traversable) -> dict[str, str]:
    """The sentences of one file, lists numbered; WordingError where a line is no sentence."""
    try:
        lines = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WordingError(f"{file.name}: {error}") from error
    sentences: dict[str, str] = {}
    for key, value in lines.items():
        if isinstance(value, list):
            sentences |= {f"{key}_{number}": str(item) for number, item in enumerate(value, 1)}
        elif isinstance(value, str):
            sentences[key] = value
        else:
            raise WordingError(f"{file.name}: {key} = {value!r}: a sentence in quotes")
    return sentences


@lru_cache
def _load(language: str) -> Mapping[str, str]:
    known = languages()
    shorter = language.partition("-")[0]
    chosen = next((tag for tag in (language, shorter) if tag in known), FALLBACK)
    both = (read_sentences(_folder() / f"{tag}.toml") for tag in (FALLBACK, chosen))
    return MappingProxyType({key: text for sentences in both for key, text in sentences.items()})


def _folder() -> Traversable:
    return files("kiosk_ui") / "languages"
