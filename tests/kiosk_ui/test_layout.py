"""Every screen in millimetres, on panels from 5 to 10 inches: fingers find what they press, and no sentence is cut."""

from collections.abc import Iterator, Sequence

import pytest

from kiosk_ui import theme, wording
from kiosk_ui.screens import scene
from kiosk_ui.text_field import TextField
from kiosk_ui.view import SCREENS, View
from kiosk_ui.widgets import Item, Plate, Words
from tests.kiosk_ui.boxes import closest
from tests.kiosk_ui.test_screens import slip

# Pixels, and millimetres of the picture as it stands; pixels of a 7-inch panel of 800 by 480 are not square.
PANELS = {
    "5 inches": ((800, 480), (108, 65)),
    "7 inches": ((800, 480), (154, 86)),
    "7 inches, fine": ((1024, 600), (154, 86)),
    "7 inches, upright": ((480, 800), (86, 154)),
    "10 inches": ((1280, 800), (217, 136)),
    "10 inches, wide": ((1280, 720), (222, 125)),
    "10 inches, upright": ((800, 1280), (136, 217)),
}
# Long sentences, short ones, tall letters, none between words, from right to left.
LANGUAGES = ("en", "de", "fr", "ar", "th", "zh")
ALL = wording.languages()
FINGER_MM, APART_MM = 12.0, 1.5


def views(panel: str, language: str, share: int = 1) -> Iterator[View]:
    """Every screen as it may be told to look; large type on every other one, all of it over all languages.

    share: of so many one, so that over all panels and languages any two meet.
    """
    start = list(PANELS).index(panel) + LANGUAGES.index(language)
    (_, (width, height)), told = PANELS[panel], {"languages": ALL, "language": language, "slip": slip()}
    several = (
        *((screen, {}) for screen in SCREENS),
        *(("attract", {"languages": ALL[:count]}) for count in (1, 6)),
        ("attract", {"languages_page": 1, "voices": True, "speech": ALL}),
        ("write", {"text": TextField("bees", 4), "voices": True, "speech": ALL}),
        ("write", {"text": TextField("bees", 4), "voices": True, "speech": ALL, "picture_mode": True}),
        ("write", {"speech": ALL, "picture_mode": True}),
        ("slip", {"printing": "printed", "voices": True, "left": 0.5}),
        ("sorry", {"slip": None}),
    )
    for number, (screen, changes) in enumerate(several):
        if (number + start) % share:
            continue
        large = (number + LANGUAGES.index(language)) % 2 == 1
        yield View(
            screen, width_mm=width, height_mm=height, large=large, attract_index=number, **(told | changes)
        )  # type: ignore[arg-type]


def check_targets(shown: View, items: Sequence[Item], panel: str) -> None:
    size, (width_mm, height_mm) = PANELS[panel]
    across, down = width_mm / size[0], height_mm / size[1]
    plates = [item for item in items if isinstance(item, Plate) and item.target]
    for plate in plates:
        left, top, width, height = plate.box
        assert width * across >= FINGER_MM, (shown.screen, plate)
        assert height * down >= FINGER_MM, (shown.screen, plate)
        assert left >= 0 <= top, (shown.screen, plate)
        assert left + width <= size[0], (shown.screen, plate)
        assert top + height <= size[1], (shown.screen, plate)
    assert closest([plate.box for plate in plates], across, down) >= APART_MM, (shown.screen, plates)


def check_sentences(shown: View, items: Sequence[Item]) -> None:
    """What ends in an ellipsis ends so in the language's own file."""
    ours = {"".join(text.split()) for text in wording.load(shown.language).values()}
    for item in items:
        if isinstance(item, Words) and item.lines[-1].endswith("…"):
            assert "".join("".join(item.lines).split()) in ours, (shown.screen, item)


@pytest.mark.parametrize("share", [3, pytest.param(1, marks=pytest.mark.rig)], ids=["third", "all"])
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_on_every_panel(panel: str, language: str, share: int) -> None:
    for shown in views(panel, language, share):
        items = scene(shown, PANELS[panel][0])
        check_targets(shown, items, panel)
        check_sentences(shown, items)


def test_a_theme_moves_nothing() -> None:
    for name in theme.THEMES:
        for screen in SCREENS:
            told = View(screen, slip=slip(), languages=ALL)
            assert scene(told, (800, 480)) == scene(
                View(screen, slip=slip(), languages=ALL, theme=name), (800, 480)
            )
