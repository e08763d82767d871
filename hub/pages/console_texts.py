"""The console's sentences: `languages/console/`, one file for each language; without one a host reads English.

Hosts are fewer than visitors, so that not every language of the pages has its file here.
"""

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hub.pages import page_texts
from hub.pages.page_texts import FALLBACK, Texts


@cache
def languages() -> tuple[str, ...]:
    """Tags of the languages the console speaks, in alphabetical order."""
    names = (file.name for file in (files("hub") / "pages/languages/console").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def texts(tag: str) -> Texts:
    """The sentences of the pages and of the console in a language; in English where the console has none in it."""
    tag = tag if tag in languages() else FALLBACK
    return Texts(tag, MappingProxyType({**page_texts.texts(tag).sentences, **read(FALLBACK), **read(tag)}))


def read(tag: str) -> dict[str, str]:
    """The lines of one file."""
    file = files("hub") / f"pages/languages/console/{tag}.toml"
    return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}
