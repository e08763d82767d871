"""Where the four buttons can stand, and how they move: from stop to stop, and through a row of keys to a letter. Pure.

Whatever can be pressed on a screen can be reached, for the stops are the screen's own targets. Letters stand in rows,
as on the screen: enter goes into a row, left and right through it, enter picks, and the buttons stand on the first
row of letters again. What is needed most lies just left of it: what may be meant, space, delete, done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk_ui.view import Target, View

ALL_ROWS = "all_rows"  # the way out of a row, between its last key and its first
_NEAR = ("done", "delete", "space")
_IN_ROWS = {"key", "mark", "candidate", "popup"}
# Speaking is the round button's, and a touch anywhere wakes; pages of languages are gone through one by one.
_NO_STOPS = {"speak", "wake", "languages_more", "field"}
_HOMES = {"ask_stay": "stay", "slip": "finish", "sorry": "finish", "taken_back": "finish"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the buttons stand: on a target, on a whole row (no focus), on a key inside a row, or nowhere."""

    focus: str = ""
    row: tuple[str, ...] = ()


NOWHERE = Place()


def home(view: View, targets: Sequence[Target]) -> Place:
    """Where the buttons stand when a screen comes up."""
    stops = stops_of(view, targets)
    if view.screen == "write":
        rows = (stop for stop in stops if stop.row and stop.row[0].startswith("key:"))
        return next(rows, stops[0] if stops else NOWHERE)
    wanted = Place(_HOMES.get(view.screen, ""))
    return wanted if wanted in stops else stops[0] if stops else NOWHERE


def stops_of(view: View, targets: Sequence[Target]) -> list[Place]:
    """Every stop of a screen in its order, a row of keys being one."""
    names = [target.name for target in targets if target.name.partition(":")[0] not in _NO_STOPS]
    if view.screen == "attract":
        offered = [f"language:{language}" for language in view.languages] if names else []
        offered += [name for name in names if not name.startswith("language:")]
        return [Place(name) for name in offered]
    if view.screen != "write":
        return [Place(name) for name in dict.fromkeys(names)]
    rows = [Place(row=row) for row in _rows(targets)]
    near = [Place(name) for name in _NEAR if name in names]
    others = [Place(name) for name in names if name not in _NEAR and name.partition(":")[0] not in _IN_ROWS]
    return [*near, *rows, *others]


def move(view: View, targets: Sequence[Target], step: int) -> Place:
    """One stop on (+1) or back (-1), from the last to the first."""
    here = Place(view.focus, view.focus_row)
    stops = [Place(name, here.row) for name in (*here.row, ALL_ROWS)]
    if not (here.focus and here.row):
        stops = stops_of(view, targets)
    if here not in stops:
        return home(view, targets)
    return stops[(stops.index(here) + step) % len(stops)]


def enter(view: View) -> Place | str:
    """What enter does: the place where the buttons go, or the name of the target that it presses; "" for nothing."""
    here = Place(view.focus, view.focus_row)
    if here.focus == ALL_ROWS:
        return Place(row=here.row)
    if here.focus:
        return here.focus
    if here.row:
        return Place(here.row[0], here.row)
    return ""


def stands(view: View, targets: Sequence[Target]) -> bool:
    """Whether what the buttons stand on is still there."""
    here = Place(view.focus, view.focus_row)
    names = {target.name for target in targets} | {ALL_ROWS}
    return here in stops_of(view, targets) or ({here.focus, *here.row} <= names and bool(here.row))


def _rows(targets: Sequence[Target]) -> list[tuple[str, ...]]:
    """Keys by their height on the screen, from top to bottom and from left to right."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for target in targets:
        if target.name.partition(":")[0] in _IN_ROWS:
            rows.setdefault(target.box[1], []).append((target.box[0], target.name))
    return [tuple(name for _, name in sorted(rows[top])) for top in sorted(rows)]
