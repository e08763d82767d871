"""Signs: a picture and its word that stand for one entry, or one table, in its pool.

The pictures are emoji chosen so that nobody minds being one and no two look alike in black and white; their words
are the Unicode CLDR's (`hub/data/make_signs.py` tells how the list came about, `hub/data/signs.LICENSE` its licence).
"""

import hashlib
import json
import unicodedata
from collections.abc import Collection
from importlib import resources
from itertools import chain, count, permutations

_READ = json.loads(resources.files("hub").joinpath("data/signs.json").read_text(encoding="utf-8"))

LANGUAGES: tuple[str, ...] = tuple(_READ["languages"])
_WORDS: dict[str, dict[str, str]] = {
    picture: dict(zip(LANGUAGES, words, strict=True)) for picture, words in _READ["signs"].items()
}
SIGNS: tuple[str, ...] = tuple(_WORDS)  # each one code point


def word(picture: str, language: str) -> str:
    """What a sign is called in a language (BCP 47): in English where we have no word in that language.

    A picture that this version does not know, from a day begun with another one, gets its Unicode name.
    """
    return " + ".join(_word(single, language) for single in picture)


def free_sign(taken: Collection[str], seed: str) -> str:
    """A sign that is not among `taken`; the same for the same seed and the same others, any of them as likely.

    A pool with more people than there are signs goes on with two pictures beside each other, then with three.
    """
    order = sorted(SIGNS, key=lambda sign: hashlib.sha256(f"{seed} {sign}".encode()).digest())
    choices = chain.from_iterable(permutations(order, pictures) for pictures in count(1))
    return next(sign for sign in map("".join, choices) if sign not in taken)


def _word(single: str, language: str) -> str:
    words = _WORDS.get(single, {})
    fallback = words.get("en") or unicodedata.name(single, single).lower()
    return words.get(language) or words.get(language.partition("-")[0], fallback)
