"""What fingers do to the kiosk: from touches to the targets they lie on. Pure but for what it does to the kiosk."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol

from kiosk_ui.touch import Deed, Fingers, Touch
from kiosk_ui.view import Target

SPEAK = "speak"  # held for as long as somebody speaks


class Touched(Protocol):
    """What feels the fingers. now: seconds that only run forward."""

    @property
    def explores(self) -> bool:
        """Whether somebody feels their way by ear: what a finger is lifted from acts, wherever it came down."""
        ...

    def touch(self, target: str | None, now: float) -> None:
        """A finger was lifted inside a target; None: somewhere else."""

    def hold(self, target: str, turn: int, now: float) -> bool:
        """A finger rests on a target; whether that has done something."""

    def slid_over(self, target: Target | None) -> None:
        """A finger lies on another target now; None: on none, or it was lifted."""

    def stir(self, now: float) -> None:
        """Somebody is there."""

    def hold_to_speak(self, now: float) -> None:
        """Somebody holds the button to speak."""

    def let_go(self, now: float) -> None:
        """They hold it no longer."""


class Pointing:
    """All fingers on one screen. targets: where a finger may press, as drawn last, what lies on top last."""

    def __init__(self, touched: Touched, fingers: Fingers, targets: Callable[[], Sequence[Target]]) -> None:
        self._touched, self._fingers, self._targets = touched, fingers, targets
        self._from: dict[Hashable, Target | None] = {}  # where each finger came down
        self._on: dict[Hashable, Target | None] = {}  # where it is
        self._held: set[Hashable] = set()  # fingers whose resting has done something

    @property
    def pressed(self) -> str | None:
        """Name of the target that would act if the last finger were lifted now."""
        return next((on.name for finger, on in reversed(self._on.items()) if on and self._acts(finger)), None)

    def do(self, touches: Iterable[Touch], now: float) -> None:
        """Carry out what touches come to."""
        for touch in touches:
            match touch.deed:
                case Deed.LANDED:
                    self._land(touch, now)
                case Deed.SLID:
                    self._slide(touch, now)
                case Deed.HELD:
                    self._hold(touch, now)
                case Deed.PRESSED:
                    self._lift(touch, now)
                case Deed.LET_GO:
                    self._leave(touch.finger, now)

    def _land(self, touch: Touch, now: float) -> None:
        target = self._from[touch.finger] = self._on[touch.finger] = self._at(touch)
        self._touched.stir(now)
        if target and target.name == SPEAK:
            self._fingers.keep(touch.finger, stays=True)
            self._touched.hold_to_speak(now)
        elif self._touched.explores:
            self._fingers.keep(touch.finger)
        self._touched.slid_over(target)

    def _slide(self, touch: Touch, now: float) -> None:
        target = self._at(touch)
        self._touched.stir(now)
        if target != self._on[touch.finger]:
            self._on[touch.finger] = target
            self._touched.slid_over(target)

    def _hold(self, touch: Touch, now: float) -> None:
        target = self._from[touch.finger]
        on = self._on[touch.finger]
        if target is None or on is None or on.name != target.name or self._touched.explores:
            return
        if self._touched.hold(target.name, touch.turn, now):
            self._held.add(touch.finger)
            if target.name != "delete":
                self._fingers.keep(touch.finger)  # its relatives are there to choose from

    def _lift(self, touch: Touch, now: float) -> None:
        target = self._on[touch.finger] = self._at(touch)
        acts = self._acts(touch.finger)
        beside = target is None and self._from[touch.finger] is None
        self._leave(touch.finger, now)
        if acts or beside:
            self._touched.touch(target.name if target else None, now)

    def _leave(self, finger: Hashable, now: float) -> None:
        came = self._from.pop(finger, None)
        if self._on.pop(finger, None):
            self._touched.slid_over(None)
        self._held.discard(finger)
        if came and came.name == SPEAK:
            self._touched.let_go(now)

    def _acts(self, finger: Hashable) -> bool:
        """Whether lifting this finger where it is does something."""
        came, on = self._from[finger], self._on[finger]
        if on is None or (came and came.name == SPEAK):
            return False
        if finger in self._held:
            return on.name.startswith("popup:")
        same = came is not None and on.name == came.name  # what it says of itself may have changed meanwhile
        return same or (self._touched.explores and on.name != SPEAK)

    def _at(self, touch: Touch) -> Target | None:
        """The target under a finger; the last one drawn lies on top."""
        for target in reversed(self._targets()):
            left, top, width, height = target.box
            if left <= touch.x < left + width and top <= touch.y < top + height:
                return target
        return None
