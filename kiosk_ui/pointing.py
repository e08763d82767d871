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

    def slid_over(self, target: str | None, now: float) -> None:
        """A finger lies on another target now."""

    def hold_to_speak(self, now: float) -> None:
        """Somebody holds the button to speak."""

    def let_go(self, now: float) -> None:
        """They hold it no longer."""


class Pointing:
    """All fingers on one screen. targets: where a finger may press, as drawn last, what lies on top last."""

    def __init__(self, touched: Touched, fingers: Fingers, targets: Callable[[], Sequence[Target]]) -> None:
        self._touched, self._fingers, self._targets = touched, fingers, targets
        self._from: dict[Hashable, str | None] = {}  # where each finger came down
        self._on: dict[Hashable, str | None] = {}  # where it is
        self._held: set[Hashable] = set()  # fingers whose resting has done something

    @property
    def pressed(self) -> str | None:
        """Name of the target that would act if the last finger were lifted now."""
        return next((on for finger, on in reversed(self._on.items()) if self._acts(finger)), None)

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
        name = self._from[touch.finger] = self._on[touch.finger] = self._at(touch)
        if name == SPEAK:
            self._fingers.keep(touch.finger)
            self._touched.hold_to_speak(now)
        elif self._touched.explores:
            self._fingers.keep(touch.finger)
        self._touched.slid_over(name, now)

    def _slide(self, touch: Touch, now: float) -> None:
        name = self._at(touch)
        if name != self._on[touch.finger]:
            self._on[touch.finger] = name
            self._touched.slid_over(name, now)

    def _hold(self, touch: Touch, now: float) -> None:
        name = self._from[touch.finger]
        if (
            name
            and name == self._on[touch.finger]
            and not self._touched.explores
            and self._touched.hold(name, touch.turn, now)
        ):
            self._held.add(touch.finger)

    def _lift(self, touch: Touch, now: float) -> None:
        name = self._on[touch.finger] = self._at(touch)
        acts = self._acts(touch.finger)
        beside = name is None and self._from[touch.finger] is None
        self._leave(touch.finger, now)
        if acts or beside:
            self._touched.touch(name, now)

    def _leave(self, finger: Hashable, now: float) -> None:
        if self._from.pop(finger, None) == SPEAK:
            self._touched.let_go(now)
        self._on.pop(finger, None)
        self._held.discard(finger)

    def _acts(self, finger: Hashable) -> bool:
        """Whether lifting this finger where it is does something."""
        came, on = self._from[finger], self._on[finger]
        if on is None or on == SPEAK or came == SPEAK:
            return False
        if finger in self._held:
            return on.startswith("popup:")
        return came == on or self._touched.explores

    def _at(self, touch: Touch) -> str | None:
        """The target under a finger; the last one drawn lies on top."""
        for target in reversed(self._targets()):
            left, top, width, height = target.box
            if left <= touch.x < left + width and top <= touch.y < top + height:
                return target.name
        return None
