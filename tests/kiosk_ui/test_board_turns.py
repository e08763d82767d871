"""News come in batches, pages turn slowly, and a hub that is away for a moment is not told of."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk_ui.board_turns import BATCH_S, NEVER, PAGE_S, Heard, Shown, next_change, show_now
from wire.examples import BOARD
from wire.messages import Board

LATER = replace(BOARD, revision=13, name="Later")
THERE = NEVER


def test_the_first_board_stands_at_once_and_the_next_after_a_minute() -> None:
    shown = show_now(Shown(), Heard(BOARD, THERE), 3.0)
    assert (shown.board, shown.turn, shown.stale) == (BOARD, 0, False)
    news = Heard(LATER, THERE)
    assert show_now(shown, news, 3.0 + BATCH_S - 0.1).board == BOARD
    assert show_now(shown, news, 3.0 + BATCH_S).board == LATER


def test_pages_turn_from_the_first_board_on() -> None:
    shown = show_now(Shown(), Heard(BOARD, THERE), 14.0)
    assert show_now(shown, Heard(BOARD, THERE), 14.0 + PAGE_S - 0.1).turn == 0
    assert show_now(shown, Heard(BOARD, THERE), 14.0 + PAGE_S).turn == 1


def test_a_hub_is_away_when_it_has_been_for_a_minute() -> None:
    shown = show_now(Shown(), Heard(BOARD, 2.0), 5.0)
    assert not shown.stale
    assert not show_now(shown, Heard(BOARD, 2.0), 1.9 + BATCH_S).stale
    away = show_now(shown, Heard(BOARD, 2.0), 2.0 + BATCH_S)
    assert away.stale
    assert not show_now(away, Heard(BOARD, THERE), 70.0).stale


boards = st.sampled_from([None, BOARD, LATER])


@given(st.lists(st.tuples(st.floats(0.01, 40), boards, st.booleans()), max_size=60))
def test_whatever_is_heard_the_screen_stays_calm(news: list[tuple[float, Board | None, bool]]) -> None:
    """No two boards within a minute, no two turns within a page's time, and nothing is due in the past."""
    now, heard, shown = 0.0, Heard(), Shown()
    changes, turns = [-NEVER], [0.0]
    for after, board, there in news:
        now += after
        away = THERE if there else now if heard.away_since == THERE else heard.away_since
        heard = Heard(board or heard.board, away)
        before, shown = shown, show_now(shown, heard, now)
        if shown.board != before.board:
            assert now - changes[-1] >= BATCH_S
            changes.append(now)
        if shown.turn > before.turn:
            assert now - turns[-1] >= PAGE_S
            turns.append(now)
        assert next_change(shown, heard) > now
        assert show_now(shown, heard, now) == shown
