"""The board: tables, places and hours for everybody to see, and nothing else."""

from datetime import date
from itertools import permutations

from hub.board import board
from hub.calendar import MINUTE, Round
from hub.config import Place
from hub.kept import ClosedRound, ClosedTable
from wire import messages
from wire.messages import Board, BoardPlace, BoardTable, Sign

DAY = date(2026, 11, 22)
TEN, ONE = 600 * MINUTE, 780 * MINUTE
PLACES = (
    Place("z", "Zoo", {}, address="1 Gate"),
    Place("a", "Bakery", {}),
    Place("shut", "Closed Today", {}),
)
ROUNDS = (Round(ONE, "z", DAY, "13:00"), Round(TEN, "z", DAY, "10:00"), Round(TEN, "a", DAY, "10:00"))
CLOSED = (
    ClosedRound("z", TEN, "sheet", (ClosedTable(False, ("id-1", "id-2", "id-3"), "🪁", "bees"),)),
    ClosedRound("a", TEN, "sheet", (ClosedTable(True, ("id-4",), "🫖"), ClosedTable(True, ("id-5",), "🎈"))),
    ClosedRound("z", ONE, "sheet", ()),
)


def test_what_a_board_shows() -> None:
    shown = board("Linden", DAY, PLACES, ROUNDS, CLOSED, 7, ("de", "en"), "Europe/Berlin")
    assert shown == Board(
        revision=7,
        name="Linden",
        day="2026-11-22",
        places=(BoardPlace("Bakery", "", ("10:00",)), BoardPlace("Zoo", "1 Gate", ("10:00", "13:00"))),
        tables=(
            BoardTable("Bakery", TEN, "10:00", Sign("🎈", "Luftballon"), ""),
            BoardTable("Bakery", TEN, "10:00", Sign("🫖", "Teekanne"), ""),
            BoardTable("Zoo", TEN, "10:00", Sign("🪁", "Drachen"), "bees"),
        ),
        timezone="Europe/Berlin",
        languages=("de", "en"),
    )


def test_the_order_of_a_board_says_nothing() -> None:
    boards = {
        messages.encode(board("Linden", DAY, places, ROUNDS, closed, 7))
        for closed in permutations(CLOSED)
        for places in permutations(PLACES)
    }
    assert len(boards) == 1


def test_no_entry_and_nothing_counted_reaches_the_board() -> None:
    text = messages.encode(board("Linden", DAY, PLACES, ROUNDS, CLOSED, 7)).decode()
    assert "id-" not in text
    assert "hosted" not in text
    assert "members" not in text


def test_a_round_or_place_that_is_no_longer_in_the_settings_is_not_shown() -> None:
    gone = ClosedRound("gone", TEN, "sheet", CLOSED[0].tables)
    moved = ClosedRound("a", ONE, "sheet", CLOSED[0].tables)
    assert board("Linden", DAY, PLACES, ROUNDS, (gone, moved), 7).tables == ()
