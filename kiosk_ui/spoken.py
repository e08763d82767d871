"""What the voice says of a screen and of whatever can be pressed on it. Pure.

Every sentence has a language, for the voice that reads it. A letter is said as it is; a mark by its name; what would
be silent alone, such as a vowel sign of Hindi, on the first letter of its script.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk_ui import composing, wording
from kiosk_ui.view import Target, View, attract_language, question
from wire.codes import grouped

# The names of marks in the language files; those of other scripts are called the same.
MARKS = {
    **dict.fromkeys(".。।۔", "mark_full_stop"),
    **dict.fromkeys(",،、，", "mark_comma"),
    **dict.fromkeys("?？؟¿", "mark_question"),
    **dict.fromkeys("!！¡", "mark_exclamation"),
    **dict.fromkeys(":：", "mark_colon"),
    **dict.fromkeys(";؛；", "mark_semicolon"),
    **dict.fromkeys("'’‘", "mark_apostrophe"),
    **dict.fromkeys('"“”„«»「」', "mark_quote"),
    **dict.fromkeys("-–—‑", "mark_hyphen"),
    **dict.fromkeys("([（", "mark_bracket_open"),
    **dict.fromkeys(")]）", "mark_bracket_close"),
    **dict.fromkeys("…", "mark_dots"),
    **dict(zip("/@&#%", ("mark_slash", "mark_at", "mark_and", "mark_hash", "mark_percent"), strict=True)),
    **dict(zip("+=*_ ", ("mark_plus", "mark_equals", "mark_star", "mark_underline", "space"), strict=True)),
}
# The letter that carries a vowel sign when it is said alone: "ka" in the scripts of India, which Unicode lays out
# alike, and its like elsewhere.
_INDIC_KA, _INDIC = 0x15, range(0x0900, 0x0D80)
_CARRIERS = {0x0D80: "ක", 0x0E00: "ก", 0x0E80: "ກ", 0x1000: "က", 0x1780: "ក"}

TOGGLES = {"large": "large", "picture": "picture_mode"}  # target: the view's field that says whether it is on
_CALLED = {"finish": "done", "stay": "yes_here"}  # target: its wording, where that has another name


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for the voice of a language."""

    language: str
    text: str


def screen_words(view: View) -> tuple[Line, ...]:
    """What a person must know who has just come to this screen."""
    said = [say(view, key) for key in _SCREENS.get(view.screen, ()) if _is_so(view, key)]
    if view.screen == "attract":
        notes = _notes(replace(view, language=view.languages[0]))
        asking = attract_language(view)
        # Where the buttons stand on a language, that says the question itself.
        return (
            notes
            if view.focus or view.note == "not_ready"
            else (*notes, Line(asking, question(view, asking)))
        )
    if view.screen == "slip" or (view.screen == "sorry" and view.slip):
        return (*said, *slip_words(view), say(view, "spoken_again"))
    return (*_notes(view), *said)


_SCREENS: dict[str, tuple[str, ...]] = {
    "write": ("spoken_write", "spoken_slide", "spoken_talk", "speak"),
    "speaking": (),  # the microphone would hear it
    "keeping": ("keeping",),
    "ask_stay": ("still_here",),
    "heard": ("heard", "thinking"),
    "taken_back": ("taken_back",),
    "sorry": ("sorry", "sorry_nowhere"),
}


def _is_so(view: View, key: str) -> bool:
    speaks = view.language in view.speech
    match key:
        case "spoken_talk":
            return speaks and not view.picture_mode
        case "speak":
            return speaks and view.picture_mode
        case "thinking":
            return not view.note
        case "sorry":
            return view.slip is not None
        case "sorry_nowhere":
            return view.slip is None
        case "spoken_write" | "spoken_slide":
            return not view.text.text and not (speaks and view.picture_mode)
    return True


def slip_words(view: View) -> tuple[Line, ...]:
    """All that is on the slip and its holder needs, and what becomes of it."""
    slip = view.slip
    if slip is None:
        return ()
    language = view.language
    day = wording.day_words(language, date.fromisoformat(slip.day), slip.days_ahead)
    sign = f"{wording.say(language, 'your_sign')}: {slip.sign.word}." if slip.sign else ""
    help_lines = ", ".join(f"{line.name}: {line.number}" for line in slip.help_lines)
    helped = f"{wording.say(language, 'help_heading')}: {help_lines}." if help_lines else ""
    parts = (
        helped if slip.help_first else "",
        f"{day}, {wording.say(language, 'at', hour=slip.hour)}.",
        f"{slip.place}.",
        f"{slip.address}." if slip.address else "",
        f"{wording.walk_words(language, slip.walk_min)}.",
        slip.directions,
        sign or f"{wording.say(language, 'sit_with_host')}.",
        f"{wording.say(language, 'take_back')}: {code_words(slip.code)}." if slip.code else "",
        "" if slip.help_first else helped,
    )
    return (*(Line(language, part) for part in parts if part), *paper_words(view))


def paper_words(view: View) -> tuple[Line, ...]:
    """What becomes of the slip; where none comes out there is nothing to wait for."""
    key = {"printing": "printing", "printed": "slip_here"}.get(view.printing, "slip_on_screen")
    return (say(view, key),)


def code_words(code: str) -> str:
    """A code letter by letter, a pause between its groups."""
    return "; ".join(", ".join(group) for group in grouped(code).split("-"))


def name_of(target: Target, view: View) -> Line:
    """A target's name, what it is, and its state."""
    what, _, value = target.name.partition(":")
    language = view.language
    if what == "language":
        return Line(value, f"{wording.say(value, 'language')}. {question(view, value)}")
    if what in {"key", "mark", "popup", "candidate"}:
        return Line(language, sign(value, language))
    if what == "field":
        return so_far(view)
    if what == "cursor":
        return Line(language, target.spoken)
    known = wording.load(language)
    name = known.get(_CALLED.get(what, what), target.spoken)
    if what in TOGGLES:
        state = "spoken_on" if getattr(view, TOGGLES[what]) else "spoken_off"
        return Line(language, wording.say(language, state, name=name))
    if what in {"shift", "symbols"}:
        state = "spoken_on" if view.page.partition(".")[0] == what else "spoken_off"
        return Line(language, wording.say(language, state, name=target.spoken or name))
    button = wording.say(language, "spoken_button", name=name)
    if what == "done":
        return Line(language, f"{button}. {so_far(view).text}")
    return Line(language, button)


def row_of(targets: Sequence[Target], view: View) -> Line:
    """A row of keys, by all that it holds."""
    keys = ", ".join(name_of(target, view).text for target in targets)
    return Line(view.language, wording.say(view.language, "spoken_row", keys=keys))


def so_far(view: View) -> Line:
    """What has been written."""
    words = composing.settle(view).text.text.strip()
    if not words:
        return say(view, "spoken_nothing_yet")
    return Line(view.language, wording.say(view.language, "spoken_so_far", words=words))


def sign(text: str, language: str) -> str:
    """A letter or mark, as it is called aloud."""
    if text in MARKS:
        return wording.say(language, MARKS[text])
    first = text[0]
    if unicodedata.category(first).startswith("M"):
        return _carrier(first) + text
    if len(text) == 1 and first.isupper() and first.lower() != first:
        return wording.say(language, "spoken_capital", letter=text)
    if len(text) == 1 and unicodedata.category(first)[0] in "PSZ":
        return unicodedata.name(first, wording.say(language, "mark_unknown")).lower()
    return text


def _notes(view: View) -> tuple[Line, ...]:
    return tuple(say(view, key) for key in (view.note, view.trail) if key)


def say(view: View, key: str) -> Line:
    """A sentence of the language files."""
    return Line(view.language, wording.say(view.language, key))


def _carrier(mark: str) -> str:
    at = ord(mark)
    if at in _INDIC:
        return chr(at // 0x80 * 0x80 + _INDIC_KA)
    return _CARRIERS.get(at // 0x80 * 0x80, "")
