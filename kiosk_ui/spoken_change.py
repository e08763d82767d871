"""What the voice says when something has changed: the letter that came, where the buttons stand now. Pure."""

from collections.abc import Sequence

import regex

from kiosk_ui import composing, scanning, spoken, wording
from kiosk_ui.spoken import Line
from kiosk_ui.view import Target, View, attract_language


def difference(before: View, after: View, targets: Sequence[Target]) -> tuple[Line, ...]:
    """All that whoever listens must know of a change. targets: what may be pressed now."""
    lines: list[Line] = []
    if _written(before) != _written(after):
        lines += change_words(before, after)
    elif after.candidates and (before.composing, before.candidates) != (after.composing, after.candidates):
        lines.append(Line(after.language, ", ".join((after.composing, *after.candidates[:1]))))
    came_up = after.screen != before.screen
    if after.screen == "speaking":
        return ()  # the microphone would hear it
    if came_up and before.screen != "speaking":
        lines += spoken.screen_words(after)
    elif after.trail and after.trail != before.trail:
        lines.append(spoken.say(after, after.trail))
    elif after.printing != before.printing:
        lines += spoken.paper_words(after)
    elif after.picture_mode and (not before.picture_mode or _asks(before) != _asks(after)):
        lines += spoken.screen_words(after)
    if came_up or _stands(before) != _stands(after) or _looks(before) != _looks(after):
        lines += here_words(after, targets)
    return tuple(lines)


def here_words(view: View, targets: Sequence[Target]) -> tuple[Line, ...]:
    """What the buttons stand on, and with a language how to go on."""
    known = {target.name: target for target in targets}
    if view.focus == scanning.ALL_ROWS:
        return (spoken.say(view, "spoken_all_rows"),)
    if view.focus.startswith("language:"):  # those of another page are no targets now
        named = spoken.name_of(Target(view.focus, (0, 0, 0, 0), ""), view)
        return (named, Line(named.language, wording.say(named.language, "spoken_choose")))
    if view.focus:
        return (spoken.name_of(known[view.focus], view),) if view.focus in known else ()
    row = [known[name] for name in view.focus_row if name in known]
    return (spoken.row_of(row, view),) if row else ()


def change_words(before: View, after: View) -> tuple[Line, ...]:
    """What a change of the text is called: the letter, the word that a space ended, all that was said."""
    language = after.language
    old, new = (regex.findall(r"\X", _written(view)) for view in (before, after))
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    words = "".join(come).strip()
    if before.screen == "speaking":
        return (Line(language, wording.say(language, "spoken_i_heard", words=words)),) if words else ()
    if come and come[-1] == " ":
        return (Line(language, "".join(new[: start + len(come)]).split()[-1]),) if start else ()
    if len(come) > 1:
        return (Line(language, words),)
    if come:
        return tuple(Line(language, spoken.sign(letter, language)) for letter in come)
    letters = "".join(gone) if len(gone) > 2 else " ".join(spoken.sign(letter, language) for letter in gone)
    return (Line(language, wording.say(language, "spoken_deleted", letter=letters)),) if letters else ()


def _written(view: View) -> str:
    """The words, with letters among them that grow together; those that may become one word or another are apart."""
    return view.text.text if composing.offers(view.language) else composing.shown(view)[0].text


def _asks(view: View) -> str:
    """The language that asks for those who cannot read which one it is; none where a language is chosen by buttons."""
    return attract_language(view) if view.screen == "attract" and not view.focus else ""


def _stands(view: View) -> tuple[str, tuple[str, ...], str]:
    return view.focus, view.focus_row, view.page


def _looks(view: View) -> tuple[bool, bool, str]:
    """What a switch has changed: whoever pressed it wants to hear its state."""
    return view.large, view.picture_mode, view.theme


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many graphemes both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
