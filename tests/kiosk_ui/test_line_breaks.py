import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.line_breaks import pieces


@given(st.text(st.characters(codec=None)))
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("two words", ["two ", "words"]),
        ("well-known 3-4", ["well-", "known ", "3-4"]),
        ("今天好。「好」", ["今天", "好。", "「好」"]),
        ("カードを読む", ["カードを", "読む"]),
        ("언제든 떠나도 돼요", ["언제든 ", "떠나도 ", "돼요"]),
        ("5\u00a0km on", ["5\u00a0km ", "on"]),
        ("วันนี้คุณอยากรู้", ["วัน", "นี้", "คุณ", "อยาก", "รู้"]),
        ("ມື້ນີ້ເຈົ້າຢາກຮູ້ຫຍັງ", ["ມື້ນີ້", "ເຈົ້າ", "ຢາກ", "ຮູ້", "ຫຍັງ"]),
        ("អ្នកចង់ដឹងអំពីអ្វី", ["អ្នក", "ចង់", "ដឹង", "អំពីអ្វី"]),
        ("ဘာကို စိတ်ဝင်စားသလဲ", ["ဘာ", "ကို ", "စိတ်ဝင်စား", "သလဲ"]),
        ("वे क्या करते हैं?", ["वे ", "क्या ", "करते ", "हैं?"]),
        ("👨\u200d👩\u200d👧 so", ["👨\u200d👩\u200d👧 ", "so"]),
        ("half \ud800 a pair", ["half ", "\ud800 ", "a ", "pair"]),
    ],
)
def test_lines_end_where_readers_expect(text: str, cut: list[str]) -> None:
    assert list(pieces(text)) == cut
