"""The sentences of the pages: one plain file for each language in `languages/`; which one somebody reads."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
LONGEST_HEADER = 400


@dataclass(frozen=True, slots=True)
class Texts:
    """Every sentence of one language. Called with a key and what its blanks are filled with."""

    tag: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """One sentence; KeyError for an unknown key."""
        return self.sentences[key].format(**values)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, as HTML names them."""
        return "rtl" if self.tag in RIGHT_TO_LEFT else "ltr"

    def day(self, day: date) -> str:
        """A day as people say it, without the year."""
        weekday, month = self.sentences[f"weekdays_{day.isoweekday()}"], self.sentences[f"months_{day.month}"]
        return self("on_day", weekday=weekday, day=day.day, month=month)


@cache
def languages() -> tuple[str, ...]:
    """Tags of every language that has a file, in alphabetical order."""
    names = (file.name for file in (files("hub") / "pages/languages").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def names() -> Mapping[str, str]:
    """What each language calls itself, by its tag."""
    return MappingProxyType({tag: texts(tag)("language") for tag in languages()})


@cache
def texts(tag: str) -> Texts:
    """The sentences of a language that has a file."""
    return Texts(tag, MappingProxyType(read(tag)))


def read(tag: str) -> dict[str, str]:
    """The lines of one file; lists are numbered from 1, as in `weekdays_1` for Monday."""
    file = files("hub") / f"pages/languages/{tag}.toml"
    sentences: dict[str, str] = {}
    for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
        numbered = enumerate(value, 1) if isinstance(value, list) else ()
        sentences |= {f"{key}_{number}": str(item) for number, item in numbered} or {key: str(value)}
    return sentences


def choose(asked: str, accepted: str, usual: tuple[str, ...]) -> str:
    """The language of a page: the one chosen in its menu, else the browser's, else the neighbourhood's.

    asked: of the menu, empty for none. accepted: the header Accept-Language. usual: the neighbourhood's own.
    """
    wanted = (asked, *_accepted(accepted), *usual)
    known = languages()
    return next((tag for one in wanted for tag in (one, one.partition("-")[0]) if tag in known), FALLBACK)


def _accepted(header: str) -> list[str]:
    """Tags of an Accept-Language header, the most wanted first."""
    weighed = []
    for part in header[:LONGEST_HEADER].split(","):
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighed.append((-weight, tag.strip().lower()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
