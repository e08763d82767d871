"""Order of text that runs both ways: by hand, and by the standard's own tests (Debian's unicode-data)."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.bidi import levels, visual_order

UNICODE = Path("/usr/share/unicode")
EVERY = int(os.environ.get("BIDI_EVERY", "0"))  # 1: every case there is, which takes a minute
# One character of each bidirectional class, as UnicodeData.txt gives it.
OF_CLASS = {
    "L": "a",
    "R": "א",
    "AL": "ع",
    "EN": "1",
    "ES": "+",
    "ET": "$",
    "AN": "١",
    "CS": ",",
    "NSM": "\u0300",
    "BN": "\u200b",
    "B": "\u2029",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "LRE": "\u202a",
    "LRO": "\u202d",
    "RLE": "\u202b",
    "RLO": "\u202e",
    "PDF": "\u202c",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}
needs_unicode = pytest.mark.skipif(not UNICODE.exists(), reason="unicode-data is not installed")


def seen(text: str, rtl: bool) -> str:
    """The characters from left to right, mirrored signs left as they are."""
    order = visual_order(list(levels(text, rtl)))
    return "".join(text[index] for index in order)


def test_hours_stay_whole_inside_arabic() -> None:
    assert seen("في 18:30 غدا", True) == "ادغ 18:30 يف"


def test_latin_inside_hebrew_and_hebrew_inside_latin() -> None:
    assert seen("שלום abc 12", True) == "abc 12 םולש"
    assert seen("say שלום twice", False) == "say םולש twice"


def test_brackets_belong_to_what_they_hold() -> None:
    assert seen("a (אב) b", False) == "a (בא) b"
    assert levels("א (a) ב", True)[2:5] == (1, 2, 1)


def test_isolates_do_not_reach_outside() -> None:
    assert [levels("a\u2067אב\u2069 1", False)[at] for at in (0, 2, 6)] == [0, 1, 0]


@given(st.lists(st.integers(0, 6)))
def test_every_run_is_shown_once(run_levels: list[int]) -> None:
    assert sorted(visual_order(run_levels)) == list(range(len(run_levels)))


@given(st.text(st.sampled_from("abאבعح12 .()"), max_size=30), st.booleans())
def test_text_of_one_direction_runs_one_way(text: str, rtl: bool) -> None:
    one_way = "".join(c for c in text if c in "אב ") if rtl else "".join(c for c in text if c in "ab12 ")
    assert seen(one_way, rtl) == (one_way[::-1] if rtl else one_way)


def lines_of(name: str, every: int) -> Iterator[str]:
    """Each `every`th line of one of the standard's files that is a case or sets what the cases after it must give."""
    with (UNICODE / name).open(encoding="utf-8") as file:
        cases = 0
        for line in file:
            is_case = line[0] not in "#@\n"
            cases += is_case
            if line[0] == "@" or (is_case and cases % every == 0):
                yield line.rstrip("\n")


def as_standard(text: str, rtl: bool, expected: list[str], order: list[int] | None) -> bool:
    """Whether levels and order are the standard's; x: a character whose level does not matter."""
    got = levels(text, rtl)
    if any(want not in ("x", str(level)) for level, want in zip(got, expected, strict=True)):
        return False
    kept = [index for index, want in enumerate(expected) if want != "x"]
    seen = [kept[place] for place in visual_order([got[index] for index in kept])]
    return order is None or seen == order


@needs_unicode
def test_characters_stand_as_in_the_standard() -> None:
    """BidiCharacterTest.txt: 91,707 texts of real characters, with their order."""
    wrong, cases = [], 0
    for line in lines_of("BidiCharacterTest.txt", EVERY or 3):
        points, _, level, expected, order = line.split(";")
        text = "".join(chr(int(point, 16)) for point in points.split())
        cases += 1
        if not as_standard(text, level == "1", expected.split(), list(map(int, order.split()))):
            wrong.append(line)
    assert cases >= 30_000
    assert wrong == []


@needs_unicode
def test_classes_stand_as_in_the_standard() -> None:
    """BidiTest.txt: 490,846 rows of classes, each for texts of both directions where it says so."""
    wrong, cases, expected, order = [], 0, [], []
    for line in lines_of("BidiTest.txt", EVERY or 40):
        if line.startswith("@"):
            kind, _, values = line.partition(":")
            expected = values.split() if kind == "@Levels" else expected
            order = list(map(int, values.split())) if kind == "@Reorder" else order
            continue
        classes, _, directions = line.partition(";")
        text = "".join(OF_CLASS[name] for name in classes.split())
        for rtl, bit in ((False, 2), (True, 4)):
            if int(directions, 16) & bit:
                cases += 1
                wrong += [] if as_standard(text, rtl, expected, order) else [(line, rtl)]
    assert cases >= 10_000
    assert list(islice(wrong, 9)) == []
