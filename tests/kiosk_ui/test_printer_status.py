import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.printer_status import cover_is_open, paper_of, prints, with_switch

STATES = ["paper", "low", "none", "cover", "silent"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "silent"),
        (b"\x12", "paper"),
        (b"\x1e", "low"),  # near its end
        (b"\x72", "none"),
        (b"\x7e", "none"),  # an empty roll is near its end too
        (b"\x12\x72", "none"),  # the latest counts
        (b"\x11\x12\x13", "paper"),  # between XON and XOFF
        (b"\xff", "silent"),  # a line that hums
        (b"\x00", "silent"),
        (b"\x12\xff", "silent"),  # noise around it: which byte was the answer?
        (b"\x32", "silent"),  # half a status: sensors speak in pairs
        (b"\x16", "silent"),
        (b"\x14\x00\x00\x0f", "silent"),  # a status nobody asked for
        (b"\x23\x86\x00\x00\x00\x00\x00", "silent"),  # another maker's
    ],
)
def test_answers_about_paper(answer, said):
    assert paper_of(answer) == said


@given(st.binary(max_size=64))
def test_any_answer_is_one_of_them(answer):
    assert paper_of(answer) in STATES
    assert cover_is_open(answer) in {True, False}


@pytest.mark.parametrize(
    ("answer", "is_open"),
    [(b"", False), (b"\x12", False), (b"\x16", True), (b"\xff", False), (b"\x04", False)],
)
def test_an_open_cover(answer, is_open):
    assert cover_is_open(answer) == is_open


def test_only_what_cannot_print_is_not_tried():
    assert [state for state in STATES if prints(state)] == ["paper", "low", "silent"]


@pytest.mark.parametrize("switch", [True, False, None])
def test_a_printer_that_speaks_knows_better_than_the_switch(switch):
    assert [with_switch(state, switch) for state in STATES[:4]] == STATES[:4]


def test_a_silent_one_is_taken_at_the_switchs_word():
    assert [with_switch("silent", switch) for switch in (True, False, None)] == ["paper", "none", "silent"]
