"""Japanese words for what is typed in kana: as a dictionary converts it, in katakana, or as it stands. Pure.

The dictionary is handed in: kana in, for each part of the sentence what it may be, and how many kana it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass

MOST = 40  # candidates


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence: how many kana it takes, and what they may be, the likeliest first."""

    length: int
    words: tuple[str, ...]


Convert = Callable[[str], list[Part]]


def press(composing: str, key: str) -> tuple[str, str] | None:
    """The kana with one more; None where the key is none."""
    return ("", composing + key) if len(key) == 1 and ("\u3041" <= key <= "\u3096" or key == "ー") else None


def candidates(composing: str, convert: Convert) -> tuple[str, ...]:
    """What the kana may become; they themselves come last."""
    return tuple(_offers(composing, convert))


def choose(composing: str, candidate: str, convert: Convert) -> tuple[str, str]:
    """(the words chosen, the kana that are still to become some)."""
    return candidate, composing[_offers(composing, convert).get(candidate, len(composing)) :]


def katakana(kana: str) -> str:
    """The same sounds in the script of foreign words."""
    return "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in kana)


def _offers(composing: str, convert: Convert) -> dict[str, int]:
    """Candidates in their order, with how many of the kana each stands for."""
    if not composing:
        return {}
    parts = convert(composing)
    offers = {"".join(part.words[0] for part in parts): len(composing)} if parts else {}
    for word in parts[0].words if parts else ():
        offers.setdefault(word, parts[0].length)
    offers = dict(list(offers.items())[:MOST])
    for text in (katakana(composing), composing):
        offers.pop(text, None)
        offers[text] = len(composing)
    return offers
