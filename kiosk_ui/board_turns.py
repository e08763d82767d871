"""When the public screen shows what: news in batches, pages and languages that turn slowly. Pure.

Nobody should see a screen twitch from afar, nor guess from the moment of a change who has just been at a kiosk. So
the first board stands at once, and after it nothing new comes within a minute. That the hub is away is told when it
has been for as long.
"""

from dataclasses import dataclass, replace

from wire.messages import Board

BATCH_S = 60.0  # between two boards
PAGE_S = 15.0  # a page stands for so long: five lines read twice
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the screen knows of the hub now."""

    board: Board | None = None
    away_since: float = 0.0  # seconds that only run forward; NEVER while the hub is there


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the screen, and since when."""

    board: Board | None = None
    stale: bool = False  # the hub is away
    turn: int = 0  # how often the page has turned: which page, and which language asks
    board_since: float = -NEVER
    turn_since: float = 0.0


def show_now(shown: Shown, heard: Heard, now: float, batch_s: float = BATCH_S) -> Shown:
    """What is to stand on the screen now; the same object's equal where nothing is to change."""
    if heard.board != shown.board and now >= shown.board_since + batch_s:
        first = shown.board is None
        turn, since = (0, now) if first else (shown.turn, shown.turn_since)
        shown = replace(shown, board=heard.board, board_since=now, turn=turn, turn_since=since)
    if now >= shown.turn_since + PAGE_S:
        shown = replace(shown, turn=shown.turn + 1, turn_since=now)
    stale = shown.board is not None and now >= heard.away_since + batch_s
    return replace(shown, stale=stale)


def next_change(shown: Shown, heard: Heard, batch_s: float = BATCH_S) -> float:
    """When `show_now` may have something else to show, if nothing more is heard."""
    waits = [shown.turn_since + PAGE_S]
    if heard.board != shown.board:
        waits.append(shown.board_since + batch_s)
    if not shown.stale and shown.board is not None:
        waits.append(heard.away_since + batch_s)
    return min(waits)
