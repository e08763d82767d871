"""What turns keys into words where a key does not type what it shows: Korean, Chinese, Japanese."""

from collections.abc import Callable
from dataclasses import dataclass

import regex

from kiosk_ui import anthy, hangul, kana, keyboard, pinyin

_KANA_OR_SPACE = regex.compile(r"[\u3041-\u3096ー]+ ?|.", regex.DOTALL)
MOST_LETTERS = 40  # that are no words yet


@dataclass(frozen=True, slots=True)
class Method:
    """One way of writing. `composing` is what was typed and is no words yet."""

    press: Callable[
        [str, str], tuple[str, str] | None
    ]  # (composing, key): words that are done, composing; or None
    shown: Callable[[str], str]  # how it looks among the words
    settle: Callable[[str], str]  # what it becomes when nobody chooses
    candidates: Callable[[str], tuple[str, ...]]  # what it may become, the likeliest first
    choose: Callable[[str, str], tuple[str, str]]  # (composing, candidate): words that are done, composing


def method(language: str) -> Method | None:
    """The language's way of writing; None where a key types what it shows."""
    return METHODS.get(keyboard.load(language).input)


def keystrokes(language: str, words: str) -> list[tuple[str, str]]:
    """What a person does to write some words: ("key", "n") presses a key, ("candidate", "你") chooses."""
    way = keyboard.load(language).input
    if way == "pinyin":
        return [stroke for reading, word in pinyin.spelled(words) for stroke in _chosen(reading, word)]
    if way == "kana":
        return [stroke for run in _KANA_OR_SPACE.findall(words) for stroke in _before_space(run)]
    return [("key", key) for key in (hangul.strokes(words) if way == "hangul" else words)]


def _chosen(reading: str, word: str) -> list[tuple[str, str]]:
    keys = [("key", letter) for letter in reading or word]
    return [*keys, ("candidate", word)] if reading else keys


def _before_space(run: str) -> list[tuple[str, str]]:
    """Kana that a space follows are chosen as they are, for the space would choose something else."""
    keys = [("key", key) for key in run]
    return [*keys[:-1], ("candidate", run[:-1]), keys[-1]] if len(run) > 1 and run.endswith(" ") else keys


def _as_it_is(composing: str) -> str:
    return composing


METHODS = {
    "hangul": Method(
        hangul.press,
        hangul.shown,
        hangul.shown,
        lambda _: (),
        lambda composing, _: (hangul.shown(composing), ""),
    ),
    "kana": Method(
        kana.press,
        _as_it_is,
        _as_it_is,
        lambda composing: kana.candidates(composing, anthy.convert),
        lambda composing, candidate: kana.choose(composing, candidate, anthy.convert),
    ),
    "pinyin": Method(pinyin.press, _as_it_is, pinyin.settle, pinyin.candidates, pinyin.choose),
}
