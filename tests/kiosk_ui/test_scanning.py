import os
from dataclasses import replace

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from kiosk_ui import scanning, screens, wording
from kiosk_ui.scanning import ALL_ROWS, NOWHERE, Place, home, move, stops_of
from kiosk_ui.text_field import TextField
from kiosk_ui.view import SCREENS, View
from wire.examples import SLIP

SIZES = [(800, 480), (480, 800)]
NOT_BY_BUTTONS = {
    "speak",
    "wake",
    "languages_more",
    "field",
}  # round speaks, any wakes; a cursor must be seen


def at(view, place):
    return replace(view, focus=place.focus, focus_row=place.row)


def shown(screen, language="en", **more):
    return View(
        screen, language=language, languages=wording.languages(), text=TextField("bees", 4), slip=SLIP,
        speech=("en",), voices=True, **more,
    )  # fmt: skip


def everything_reached(view, size):
    targets = screens.targets(view, size)
    reached = set()
    for stop in stops_of(view, targets):
        reached |= {stop.focus, *stop.row} - {""}
    return reached, {target.name for target in targets}


@pytest.mark.parametrize("screen", SCREENS)
def test_whatever_can_be_pressed_can_be_reached(screen):
    for size in SIZES:
        for picture_mode in (False, True):
            reached, there = everything_reached(shown(screen, picture_mode=picture_mode), size)
            assert there - reached <= NOT_BY_BUTTONS
            others = {name for name in reached - there if not name.startswith("language:")}
            assert others == set()  # and nothing that is not there


@pytest.mark.parametrize("language", ["ar", "hi", "ja", "ko", "th", "zh"])
def test_so_can_every_key_of_every_script(language):
    for page in ("letters", "shift", "symbols"):
        reached, there = everything_reached(shown("write", language, page=page), SIZES[0])
        assert there - reached <= NOT_BY_BUTTONS


@pytest.mark.parametrize("screen", SCREENS)
def test_going_on_leads_through_every_stop_and_back(screen):
    view = shown(screen)
    targets = screens.targets(view, SIZES[0])
    stops = stops_of(view, targets)
    place, gone_through = home(view, targets), []
    if not stops:
        assert place == NOWHERE
        return
    for _ in stops:
        gone_through.append(place)
        on = move(at(view, place), targets, 1)
        assert move(at(view, on), targets, -1) == place
        place = on
    assert place == gone_through[0]
    assert sorted(map(repr, gone_through)) == sorted(map(repr, stops))


def test_inside_a_row_one_goes_round_and_finds_the_way_out():
    view = shown("write")
    targets = screens.targets(view, SIZES[0])
    row = home(view, targets)
    place = scanning.enter(at(view, row))
    assert place == Place(row.row[0], row.row)
    for _ in row.row:
        place = move(at(view, place), targets, 1)
    assert place.focus == ALL_ROWS
    assert scanning.enter(at(view, place)) == row
    assert move(at(view, place), targets, 1).focus == row.row[0]


def test_what_is_needed_most_is_nearest():
    view = shown("write")
    targets = screens.targets(view, SIZES[0])
    place, left = home(view, targets), []
    for _ in range(3):
        place = move(at(view, place), targets, -1)
        left.append(place.focus)
    assert left == ["space", "delete", "done"]


def test_a_stop_that_is_gone_leads_home():
    view = at(shown("write"), Place("popup:é"))
    targets = screens.targets(view, SIZES[0])
    assert not scanning.stands(view, targets)
    assert move(view, targets, 1) == home(view, targets)
