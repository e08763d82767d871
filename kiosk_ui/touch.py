"""Fingers on the glass: which of what the panel reports is a person's touch, and what it does. Pure.

A touch acts when it is lifted. Fingers are told apart: who types with two thumbs lifts the first after the second has
come down. What no person meant does nothing, and never keeps the next honest touch from counting: sparks of a panel
that is wet or badly earthed, a palm on the frame, an elbow that rests, a whole hand at once, a second press meant for
the screen before. A mouse button neither sparks nor rests, so only what tells screens apart counts for it.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from math import hypot

# Measures in mm and seconds, each with its reason. They are a person's and a panel's; none of them was measured with
# people yet, and none is so near to another that a few milliseconds decide.
GHOST_S = 0.02  # panels scan every 8 to 16 ms, so a spark is seen once; a quick tap lasts 40 ms
# A hand is slower than this; a controller that mixes up two contacts is not.
JUMP_MM, JUMP_MM_PER_S = 20.0, 4000.0
EDGE_MM = 1.2  # from the frame: a palm that holds it; the outermost key begins further in
TOGETHER_S = 0.06  # two that come down within this are one hand, whose first counts; thumbs alternate slower
CROWD = 3  # fingers at once that nobody types with
HOLD_S, AGAIN_S = 0.5, 0.1  # until a finger that rests asks for more, and again
HOLD_MM = 5.0  # that it may wander meanwhile: hands tremble, and half a key is 6
REST_S = 3.0  # somebody leans there; the slowest press we know of is two seconds
KEPT_S = 40.0  # of somebody who speaks and holds a key for it
LOST_S = 60.0  # without a sign: the panel forgot to say that it was lifted
# The second press of an impatient finger, where the first brought another screen.
DOUBLE_S, DOUBLE_MM = 0.4, 15.0
NEVER = float("inf")

MOUSE = "mouse"


class Kind(Enum):
    """What a panel reports of a contact."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"


class Deed(Enum):
    """What a touch does."""

    LANDED = "landed"
    SLID = "slid"
    HELD = "held"  # still where it landed; once and again
    PRESSED = "pressed"  # lifted: what it lies on acts
    LET_GO = "let go"  # it counts no more, and does nothing


@dataclass(frozen=True, slots=True)
class Report:
    """One contact, as the panel says. x, y: pixels. It came between `since` and `until`: a busy program looks late."""

    kind: Kind
    finger: Hashable
    x: float
    y: float
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Touch:
    """Something for the window to do. turn: how often it was HELD before."""

    deed: Deed
    finger: Hashable
    x: float
    y: float
    turn: int = 0


@dataclass(slots=True)
class _Contact:
    """One finger that is down."""

    x: float
    y: float
    landed_x: float
    landed_y: float
    landed: float  # at the earliest: no quick tap is a spark
    landed_by: float  # at the latest: no quick tap that was seen late is held
    seen: float
    is_heeded: bool
    of_hand: bool = False  # came down together with one that counts
    in_crowd: bool = False
    kept: bool = False
    stays: bool = False  # whatever screen comes
    turns: int = 0


class Fingers:
    """All contacts of one panel. mm: pixels a millimetre; size: in pixels. Times are seconds that only run forward."""

    def __init__(self, mm: float, size: tuple[int, int]) -> None:
        self._mm, self._size = mm, size
        self._down: dict[Hashable, _Contact] = {}
        self._shown = 0.0  # since when this screen is to be seen
        self._pressed = (0.0, 0.0, -NEVER)  # the last press before this screen: where, when
        self._last = (0.0, 0.0, -NEVER)  # the last press of all

    def deadline(self) -> float:
        """When `rest` has something to tell even if no finger moves."""
        return min(
            (self._next(contact) for contact in self._down.values() if contact.is_heeded), default=NEVER
        )

    def feel(self, report: Report) -> list[Touch]:
        """What a report of the panel comes to."""
        if report.kind is Kind.DOWN:
            return self._land(report)
        contact = self._down.get(report.finger)
        if contact is None:
            return []
        if report.kind is Kind.UP:
            del self._down[report.finger]
        if not contact.is_heeded:
            return []
        if self._jumped(contact, report):
            return [self._spoil(report.finger, contact)]
        contact.x, contact.y, contact.seen = report.x, report.y, report.since
        if report.kind is Kind.MOVE:
            return [Touch(Deed.SLID, report.finger, report.x, report.y)]
        return self._lift(report, contact)

    def rest(self, now: float) -> list[Touch]:
        """What time comes to: fingers that are held, and such as lean. now: until when all that came was felt."""
        told = []
        for finger, contact in self._down.items():
            if not contact.is_heeded or now < self._next(contact):
                continue
            if now >= self._leans(contact):
                told.append(self._spoil(finger, contact))
            elif self._apart(contact.x, contact.y, contact.landed_x, contact.landed_y) <= HOLD_MM:
                told.append(Touch(Deed.HELD, finger, contact.x, contact.y, contact.turns))
                contact.turns += 1
            else:
                contact.turns += 1
        return told

    def keep(self, finger: Hashable, *, stays: bool = False) -> None:
        """This finger may rest: somebody speaks, listens or chooses by it. stays: on the next screen too."""
        if finger in self._down:
            self._down[finger].kept, self._down[finger].stays = True, stays

    def show(self, now: float) -> list[Touch]:
        """Another screen stands there since now; what is down was meant for the one before."""
        self._shown, self._pressed = now, self._last
        return [
            self._spoil(finger, contact)
            for finger, contact in self._down.items()
            if contact.is_heeded and not contact.stays
        ]

    def _land(self, report: Report) -> list[Touch]:
        told = self._forget(report)
        at, between = (report.x, report.y), (report.since, report.until)
        contact = _Contact(*at, *at, *between, report.since, self._is_meant(report))
        hand = {
            finger: other for finger, other in self._down.items() if self._is_of_hand(other, report.since)
        }
        self._down[report.finger] = contact
        if len(hand) + 1 >= CROWD or any(other.in_crowd for other in hand.values()):
            told += [self._spoil(finger, other) for finger, other in hand.items() if other.is_heeded]
            for other in (*hand.values(), contact):
                other.is_heeded, other.in_crowd = False, True
        elif any(report.since - other.landed < TOGETHER_S for other in hand.values()):
            contact.is_heeded, contact.of_hand = False, True
        return [*told, Touch(Deed.LANDED, report.finger, report.x, report.y)] if contact.is_heeded else told

    def _lift(self, report: Report, contact: _Contact) -> list[Touch]:
        is_ghost = report.until - contact.landed < GHOST_S and report.finger != MOUSE
        if is_ghost:
            return [self._spoil(report.finger, contact)]
        self._last, self._pressed = (report.x, report.y, report.until), (0.0, 0.0, -NEVER)
        # Whatever rested while this finger pressed is the hand it belongs to, or somebody who leans.
        resting = [
            self._spoil(finger, other)
            for finger, other in self._down.items()
            if other.is_heeded and not other.kept and report.since - other.landed_by >= HOLD_S
        ]
        return [*resting, Touch(Deed.PRESSED, report.finger, report.x, report.y)]

    def _is_meant(self, report: Report) -> bool:
        """Whether a contact may count at all, as it comes down."""
        if report.since < self._shown:
            return False  # it came before its screen was there
        x, y, at = self._pressed
        if report.since - at < DOUBLE_S and self._apart(report.x, report.y, x, y) <= DOUBLE_MM:
            return False
        if report.finger == MOUSE:
            return True
        edge = EDGE_MM * self._mm
        return edge <= report.x < self._size[0] - edge and edge <= report.y < self._size[1] - edge

    def _is_of_hand(self, other: _Contact, now: float) -> bool:
        """Whether this one, with a finger that comes down now, may be a hand; one that rests for long is not."""
        is_finger = other.is_heeded or other.of_hand or other.in_crowd
        return is_finger and not other.kept and now - other.landed < REST_S

    def _forget(self, report: Report) -> list[Touch]:
        """Contacts whose lifting was never told: of this very finger, and such as have lain there for too long."""
        told = []
        for finger, contact in list(self._down.items()):
            if finger == report.finger or report.since - contact.seen > LOST_S:
                told += [self._spoil(finger, contact)] if contact.is_heeded else []
                del self._down[finger]
        return told

    def _jumped(self, contact: _Contact, report: Report) -> bool:
        apart = self._apart(contact.x, contact.y, report.x, report.y)
        fastest = JUMP_MM_PER_S * max(report.until - contact.seen, 0.0)
        return report.finger != MOUSE and apart > JUMP_MM and apart > fastest

    def _next(self, contact: _Contact) -> float:
        return min(contact.landed_by + HOLD_S + contact.turns * AGAIN_S, self._leans(contact))

    def _leans(self, contact: _Contact) -> float:
        """When a finger that rests is somebody who leans there."""
        return contact.landed_by + (KEPT_S if contact.kept else REST_S)

    def _apart(self, x: float, y: float, other_x: float, other_y: float) -> float:
        """Millimetres from one place to the other."""
        return hypot(x - other_x, y - other_y) / self._mm

    def _spoil(self, finger: Hashable, contact: _Contact) -> Touch:
        """From now on it does nothing until it is lifted."""
        contact.is_heeded = False
        return Touch(Deed.LET_GO, finger, contact.x, contact.y)
