"""Writing where letters become words: what each key does to the view. Nothing that was typed is ever lost.

Where a key types what it shows, all of this comes down to the text field.
"""

from dataclasses import replace

from kiosk_ui import keyboard, text_field
from kiosk_ui.input_methods import MOST_LETTERS, Method, method
from kiosk_ui.text_field import TextField
from kiosk_ui.view import View


def press(view: View, key: str) -> View:
    """A key of the screen."""
    way = method(view.language)
    if way and len(view.composing) >= MOST_LETTERS:
        view = settle(view)
    made = way.press(view.composing, key) if way else None
    if way is None or made is None:
        return write(view, key)
    return _with(_typed(view, made[0]), way, made[1])


def write(view: View, typed: str) -> View:
    """Characters as they are, behind what is composed, which becomes words."""
    return _typed(settle(view), typed)


def space(view: View) -> View:
    """A space; where something may be chosen, the first of it instead."""
    return choose(view, view.candidates[0]) if view.candidates else write(view, " ")


def choose(view: View, candidate: str) -> View:
    """One of the candidates; letters it does not stand for may be chosen for next."""
    way = method(view.language)
    if way is None or candidate not in view.candidates:
        return view
    words, rest = way.choose(view.composing, candidate)
    return _with(_typed(view, words), way, rest)


def settle(view: View) -> View:
    """What is composed becomes words, the likeliest."""
    way = method(view.language)
    if way is None or not view.composing:
        return view
    return _with(_typed(view, way.settle(view.composing)), way, "")


def erase(view: View) -> View:
    """The last letter that was typed goes; where nothing is composed, the grapheme before the cursor."""
    way = method(view.language)
    if way is None or not view.composing:
        return replace(view, text=text_field.backspace(view.text))
    return _with(view, way, view.composing[:-1])


def go_to(view: View, index: int) -> View:
    """With the cursor before the character of this number, or after the grapheme it is in."""
    return replace(view, text=text_field.go_to(view.text, index))


def unsay(view: View) -> View:
    """Without any words."""
    return replace(view, text=TextField(), composing="", candidates=())


def more(view: View) -> View:
    """Further candidates."""
    return replace(view, candidates_page=view.candidates_page + 1)


def offers(language: str) -> bool:
    """Whether what is typed may become one thing or another, so that there is something to choose from."""
    return keyboard.load(language).input in {"kana", "pinyin"}


def shown(view: View) -> tuple[TextField, int]:
    """The words with what is composed among them, and from where to the cursor it is that."""
    way = method(view.language)
    if way is None or not view.composing:
        return view.text, view.text.cursor
    at, looks = view.text.cursor, way.shown(view.composing)
    return TextField(view.text.text[:at] + looks + view.text.text[at:], at + len(looks)), at


def _typed(view: View, words: str) -> View:
    return replace(view, text=text_field.insert(view.text, words)) if words else view


def _with(view: View, way: Method, composing: str) -> View:
    found = way.candidates(composing) if composing else ()
    return replace(view, composing=composing, candidates=found, candidates_page=0)
