"""What moves on a screen, and when: few steps, far apart, then rest. Pure.

Nothing changes more than three times a second but the question, which comes to light in its next language. A kiosk may
do without any of it (`motion = false`): then every screen stands at once as it looks in the end. now: seconds that only
run forward.
"""

from bisect import bisect_right
from dataclasses import dataclass

from kiosk_ui.view import View

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Course:
    """When each step gives way to the next, in seconds from the first; then all is at rest, or begins anew."""

    ends: tuple[float, ...]
    begins_anew: bool = False


_FADE = Course((0.12, 0.24, 0.36))  # of the question in another language
_SEATS = Course(tuple(0.5 * (seat + 1) for seat in range(8)))  # a seat each half second
_PAPER = Course((0.5, 1.0, 1.5), begins_anew=True)


class Motion:
    """The motion of one kiosk's screen. is_on: False where nothing is to move."""

    def __init__(self, is_on: bool = True) -> None:
        self._is_on = is_on
        self._seen: tuple[object, ...] = ()
        self._course: Course | None = None
        self._began = 0.0
        self._next = NEVER

    def deadline(self) -> float:
        """When the next step is due."""
        return self._next

    def step(self, view: View, now: float) -> int | None:
        """The step that the view's screen is at; None at rest."""
        seen = (view.screen, view.printing, view.slip is None, view.attract_index)
        if seen != self._seen:
            self._course = _course(view, self._seen) if self._is_on else None
            self._seen, self._began = seen, now
        self._next = NEVER
        if self._course is None:
            return None
        ends = self._course.ends
        if self._course.begins_anew:
            self._began += ends[-1] * ((now - self._began) // ends[-1])
        step = bisect_right(ends, now - self._began)
        if step == len(ends):
            self._course = None
            return None
        self._next = self._began + ends[step]
        return step


def _course(view: View, before: tuple[object, ...]) -> Course | None:
    """What begins to move on this view; before: what was seen last."""
    if view.screen in {"asleep", "attract"}:
        turned = before[:1] == (view.screen,) and before[-1:] != (view.attract_index,)
        return _FADE if turned and not view.dimmed else None
    if view.screen == "heard" or (view.screen == "slip" and view.slip is None):
        return _SEATS if before[:1] not in {("heard",), ("slip",)} else None
    return _PAPER if view.screen in {"slip", "sorry"} and view.printing == "printing" and view.slip else None
