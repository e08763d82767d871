"""The way through a visit for whoever does not see or does not reach the screen: four buttons, a voice, a finger.

One more pair of hands at the kiosk: it sees the view and presses targets as a finger does, and what changes it says
aloud. Any of the four buttons, or picture mode, starts it, on any screen; it ends with the visit. `now` is seconds
that only run forward.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk_ui import scanning, spoken, spoken_change, wording
from kiosk_ui.buttons import Button, Buttons, Press, hold, press, release
from kiosk_ui.scanning import Place
from kiosk_ui.spoken import Line
from kiosk_ui.view import Target, View

LOUDER = 20  # a step of the volume
LOUDEST = 200
UNASKED = {"keeping", "heard", "slip", "sorry"}  # screens that go on by themselves


class Voice(Protocol):
    """What reads aloud."""

    def say(self, lines: Sequence[Line], volume: int) -> None:
        """At once, whatever was being said before. volume: 0 to 200."""

    def add(self, lines: Sequence[Line], volume: int) -> None:
        """After what is being said."""

    def is_speaking(self) -> bool:
        """Whether something is still being said."""
        ...


class Silence:
    """The voice of a kiosk without one."""

    def say(self, lines: Sequence[Line], volume: int) -> None:
        """Nothing."""

    def add(self, lines: Sequence[Line], volume: int) -> None:
        """Nothing either."""

    def is_speaking(self) -> bool:
        """Never."""
        return False


class Kiosk(Protocol):
    """What the guide asks of a kiosk."""

    view: View

    def touch(self, target: str | None, now: float) -> None: ...  # noqa: D102
    def stir(self, now: float) -> None: ...  # noqa: D102
    def hold(self, target: str, turn: int, now: float) -> bool: ...  # noqa: D102
    def done(self, now: float) -> None: ...  # noqa: D102
    def hold_to_speak(self, now: float) -> None: ...  # noqa: D102
    def let_go(self, now: float) -> None: ...  # noqa: D102
    def point_at(self, focus: str, row: tuple[str, ...], now: float) -> None: ...  # noqa: D102


class Guide:
    """targets: what may be pressed in a view. volume: 0 to 200, where a visit begins."""

    def __init__(
        self, kiosk: Kiosk, voice: Voice, targets: Callable[[View], Sequence[Target]], volume: int = 100
    ) -> None:
        self._kiosk, self._voice, self._targets = kiosk, voice, targets
        self._volume = self._usual_volume = volume
        self._buttons = Buttons()
        self._seen = kiosk.view
        self._under, self._acted = "", False
        self._has_buttons = False  # somebody uses them, on this visit
        self.is_on = False

    def deadline(self) -> float:
        """When `tick` has something to do."""
        return self._buttons.next_at

    def tick(self, now: float) -> None:
        """Time has passed: a button may be held by now, and nobody is asked to hurry while the voice speaks."""
        self._buttons, held = hold(self._buttons, now)
        if held:
            self._held(held, now)
        if self.is_on and self._voice.is_speaking():
            self._kiosk.point_at(self._kiosk.view.focus, self._kiosk.view.focus_row, now)

    def button(self, button: Button, down: bool, now: float) -> None:
        """One of the four went down or came up."""
        self._acted = self._has_buttons = True
        if down:
            self._buttons = press(self._buttons, button, now)
            return
        self._buttons, came = release(self._buttons, button)
        if came is Press.SHORT:
            self._short(button, now)
        elif came is Press.LET_GO and button is Button.ROUND:
            self.let_go(now)

    def drop_buttons(self, now: float) -> None:
        """The panel is away: whatever button was down has come up unseen, and was not pressed.

        What was spoken so far is heard all the same; it is shown before it is sent.
        """
        dropped, self._buttons = self._buttons, Buttons()
        if dropped.down is Button.ROUND and dropped.held:
            self.let_go(now)

    def hold_to_speak(self, now: float) -> None:
        """Somebody wants to be listened to; the voice is silent, for the microphone would hear it."""
        self._voice.say((), self._volume)
        self._kiosk.hold_to_speak(now)

    def let_go(self, now: float) -> None:
        """They have spoken."""
        self._kiosk.let_go(now)

    def touch(self, target: str | None, now: float) -> None:
        """A finger has pressed a target; what is the voice's own is done here."""
        self._acted = True
        self._leave(now)
        if target in {"louder", "quieter"}:
            self._change_volume(1 if target == "louder" else -1)
        elif target == "hear":
            self._hear(now)
        self._kiosk.touch(target, now)

    def typed(self, now: float) -> None:
        """A plugged-in keyboard is used: the buttons stand nowhere, and enter is done."""
        self._leave(now)

    @property
    def explores(self) -> bool:
        """Whether somebody feels their way by ear: a finger acts where it is lifted, wherever it came down."""
        return self.is_on

    def stir(self, now: float) -> None:
        """A finger is there."""
        self._kiosk.stir(now)

    def hold(self, target: str, turn: int, now: float) -> bool:
        """A finger rests on a target; whether that has done something."""
        return self._kiosk.hold(target, turn, now)

    def slid_over(self, target: Target | None) -> None:
        """A finger rests on a target, not let go yet: whoever listens learns what it would press."""
        name = target.name if target else ""
        if self.is_on and target and name != self._under:
            self._say(spoken.name_of(target, self._kiosk.view))
        self._under = name

    def announce(self, key: str) -> None:
        """A warning, for everybody to hear; those who listen hear it anyway."""
        if not self.is_on:
            self._say(spoken.say(self._kiosk.view, key))

    def follow(self, now: float) -> None:
        """Say what has changed since the last time; called after whatever may have changed the view."""
        view = self._kiosk.view
        if view is self._seen:
            return
        before, self._seen = self._seen, view
        if view.screen == "asleep":
            self._end(before)
            return
        self.is_on = self.is_on or view.picture_mode
        if self.is_on:
            came_up = view.screen != before.screen or before.note == "not_ready" != view.note
            moved = came_up or not (self._stands(view) or _is_nowhere(view))
            if self._has_buttons and moved:
                self._stand(scanning.home(view, self._targets(view)), now)
            lines = spoken_change.difference(before, self._kiosk.view, self._targets(self._kiosk.view))
            if before.screen in UNASKED and not self._acted:  # what is being said is heard to its end
                self._voice.add(lines, self._volume)
            else:
                self._say(*lines)
        self._seen, self._acted = self._kiosk.view, False

    def _short(self, button: Button, now: float) -> None:
        view = self._kiosk.view
        if view.screen == "asleep":
            self.is_on = True
            self._kiosk.touch("wake", now)
        elif not self.is_on or button is Button.ROUND:
            self._begin(now)
        elif button is Button.ENTER:
            self._enter(now)
        else:
            step = 1 if button is Button.RIGHT else -1
            self._stand(scanning.move(view, self._targets(view), step), now)

    def _begin(self, now: float) -> None:
        """Say where one is and what has been written so far, all of it."""
        if not self.is_on or _is_nowhere(self._kiosk.view):
            self._stand(scanning.home(self._kiosk.view, self._targets(self._kiosk.view)), now)
        self.is_on = True
        view = self._seen = self._kiosk.view
        written = (
            [spoken.so_far(view)] if view.screen == "write" and (view.text.text or view.composing) else []
        )
        self._say(*spoken.screen_words(view), *written, *spoken_change.here_words(view, self._targets(view)))

    def _enter(self, now: float) -> None:
        view = self._kiosk.view
        what = scanning.enter(view)
        if isinstance(what, Place):
            self._stand(what, now)
            return
        if not what and view.screen == "write":
            self._done(now)
            return
        if view.focus_row or view.screen != "write":
            self._stand(scanning.home(view, self._targets(view)), now)
        self._press(what, now)

    def _press(self, target: str, now: float) -> None:
        if target == "done":
            self._done(now)
        elif target in {"louder", "quieter"}:
            self._change_volume(1 if target == "louder" else -1)
        elif target == "hear":
            self._hear(now)
        elif target:
            self._kiosk.touch(target, now)

    def _held(self, button: Button, now: float) -> None:
        if button is Button.ROUND:
            self.is_on = True
            self.hold_to_speak(now)
        elif button is Button.ENTER:
            if self._kiosk.view.screen == "write":
                self._done(now)
        else:
            self._change_volume(1 if button is Button.RIGHT else -1)

    def _done(self, now: float) -> None:
        if not self._kiosk.view.text.text.strip():
            self._say(spoken.so_far(self._kiosk.view))
        self._kiosk.done(now)

    def _hear(self, now: float) -> None:
        view = self._kiosk.view
        if (
            view.screen == "attract"
        ):  # each language says the question itself, so somebody has to stand on one
            self._begin(now)
            return
        self._say(*([spoken.so_far(view)] if view.screen == "write" else spoken.screen_words(view)))

    def _change_volume(self, step: int) -> None:
        before, self._volume = self._volume, min(max(self._volume + step * LOUDER, LOUDER), LOUDEST)
        if self._volume == before:
            return  # or a button that is stuck would keep a visit alive that has ended
        key = "louder" if step > 0 else "quieter"
        language = self._kiosk.view.language
        self._say(Line(language, wording.say(language, key)))

    def _stands(self, view: View) -> bool:
        return scanning.stands(view, self._targets(view))

    def _stand(self, place: Place, now: float) -> None:
        self._kiosk.point_at(place.focus, place.row, now)

    def _leave(self, now: float) -> None:
        if not _is_nowhere(self._kiosk.view):
            self._stand(scanning.NOWHERE, now)

    def _end(self, before: View) -> None:
        if before.screen != "asleep":
            self.is_on, self._has_buttons, self._under = False, False, ""
            self._volume = self._usual_volume
            self._voice.say((), self._volume)

    def _say(self, *lines: Line) -> None:
        if lines:
            self._voice.say(lines, self._volume)


def _is_nowhere(view: View) -> bool:
    return not view.focus and not view.focus_row
