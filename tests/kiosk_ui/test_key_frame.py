"""Keyboards on panels of every size: every key is large enough, stands apart, and no letter is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import keyboard
from kiosk_ui.key_frame import frame, lowest_boxes
from kiosk_ui.key_plates import Keys, letter_keys
from kiosk_ui.key_popup import popup_items
from kiosk_ui.key_rows import count, fit, shown
from kiosk_ui.theme import grid
from kiosk_ui.widgets import Plate
from tests.kiosk_ui.boxes import closest

# Pixels, and millimetres from left to right: 5, 7 and 10 inches, lying and upright; 0: not measured.
PANELS = [
    *(
        ((800, 480), 108),
        ((480, 800), 65),
        ((800, 480), 154),
        ((800, 480), 0),
        ((480, 800), 0),
        ((1024, 600), 154),
    ),
    *(((600, 1024), 90), ((1280, 720), 155), ((1280, 800), 217), ((800, 1280), 136)),
]


def keys_of(layout: keyboard.Layout) -> set[str]:
    return {key for page in layout.pages.values() for row in page for key in row} | set(layout.marks)


@pytest.mark.parametrize(("size", "width_mm"), PANELS)
def test_every_key_is_large_enough_and_none_is_lost(size: tuple[int, int], width_mm: int) -> None:
    measures = grid(size, width_mm)
    least = 11.4 * measures.mm - 1
    for language in keyboard.languages():
        placed = frame(language, measures)
        assert keys_of(placed.layout) == keys_of(keyboard.load(language))
        for page in placed.layout.pages:
            kind = page.partition(".")[0]
            boxes = [*lowest_boxes(measures, placed, kind).values()]
            boxes += [key.box for key in letter_keys(language, page, measures)]
            assert min(width for _, _, width, _ in boxes) >= least, (language, page)
            assert min(height for _, _, _, height in boxes) >= 12 * measures.mm - 1, (language, page)
            assert min(left for left, _, _, _ in boxes) >= 0
            assert max(left + width for left, _, width, _ in boxes) <= size[0]
            assert max(top + height for _, top, _, height in boxes) <= size[1]
            assert min(top for _, top, _, _ in boxes) >= max(placed.top, 17 * measures.mm)
            assert closest(boxes) >= 1.5 * measures.mm - 1, (language, page)


@pytest.mark.parametrize(("size", "width_mm"), PANELS)
def test_every_page_can_be_reached(size: tuple[int, int], width_mm: int) -> None:
    measures = grid(size, width_mm)
    for language in keyboard.languages():
        placed, seen, pages = frame(language, measures), set(), ["letters"]
        while pages:
            page = pages.pop()
            stands = shown(placed.layout, page)
            if stands not in seen:
                seen.add(stands)
                names = lowest_boxes(measures, placed, stands.partition(".")[0]).keys()
                names &= {"symbols", "shift", "page"}
                pages += [keyboard.turn(page, name) for name in names]
        assert seen == set(placed.layout.pages), language


@given(st.lists(st.integers(1, 11), min_size=1, max_size=6), st.integers(2, 11), st.integers(1, 6))
def test_laid_anew_no_key_is_lost_and_the_order_stays(widths: list[int], columns: int, rows: int) -> None:
    names = iter(range(99))
    page = tuple(tuple(str(next(names)) for _ in range(width)) for width in widths)
    fitted = fit(keyboard.Layout("xx", {"letters": page, "symbols": (("1",),)}, ()), columns, rows)
    parts = [fitted.pages[name] for name in fitted.pages if name != "symbols"]
    assert [key for part in parts for row in part for key in row] == [key for row in page for key in row]
    assert all(len(part) <= rows and len(row) <= columns for part in parts for row in part)
    assert count(fitted, "letters") == len(parts)
    assert shown(fitted, f"letters.{len(parts) + 1}") == "letters"
    if len(page) <= rows and max(widths) <= columns:
        assert fitted.pages["letters"] == page


@pytest.mark.parametrize(("size", "width_mm"), PANELS)
def test_relatives_stand_on_the_screen_apart_and_large_enough(size: tuple[int, int], width_mm: int) -> None:
    measures = grid(size, width_mm)
    for language in ("am", "vi"):
        placed = frame(language, measures)
        for page in placed.layout.pages:
            for key in letter_keys(language, page, measures):
                popup = keyboard.relatives(placed.layout, key.text)
                items = popup_items(Keys(language, page, None, False), popup, measures)
                plates = [item for item in items if isinstance(item, Plate) and item.target]
                assert [plate.target for plate in plates] == [f"popup:{text}" for text in popup]
                for left, top, width, height in (plate.box for plate in plates):
                    assert min(left, top, size[0] - left - width, size[1] - top - height) >= 0
                    assert min(width, height) >= 11.4 * measures.mm - 1
                assert closest(plate.box for plate in plates) >= 1.5 * measures.mm - 1
