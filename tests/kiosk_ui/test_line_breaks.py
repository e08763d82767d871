import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.line_breaks import pieces


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("two words", ["two ", "words"]),
        ("well-known 3-4", ["well-", "known ", "3-4"]),
        ("今天好。「好」", ["今", "天", "好。", "「好」"]),
        ("カード", ["カー", "ド"]),
        ("abc漢", ["abc", "漢"]),
        ("5\u00a0km on", ["5\u00a0km ", "on"]),
        ("วันนี้\u200bคุณ", ["วันนี้\u200b", "คุณ"]),
    ],
)
def test_lines_end_where_readers_expect(text: str, cut: list[str]) -> None:
    assert pieces(text) == cut
