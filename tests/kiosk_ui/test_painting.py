"""Drawing only what changed gives the very picture that drawing everything gives."""

from dataclasses import replace

import pygame
import pytest
from PIL import Image

from kiosk_ui import painting
from kiosk_ui.screens import draw
from kiosk_ui.text_field import TextField
from kiosk_ui.theme import GROUND, INK, LAMP, PALETTES, THEMES, Colour
from kiosk_ui.typesetting import Style
from kiosk_ui.view import View
from kiosk_ui.widgets import Caret, Icon, Item, Picture, Plate, Words

SIZE = (800, 480)
WRITING = View("write", text=TextField("how do bees", 11), languages=("en", "ar"))
STEPS = [
    replace(WRITING, pressed="key:q"),
    replace(WRITING, text=TextField("how do bees f", 13)),
    replace(WRITING, text=TextField("how do bees", 3)),
    replace(WRITING, page="shift"),
    replace(WRITING, text=TextField()),
    replace(WRITING, language="ar"),
    replace(WRITING, text=TextField("two lines of words " * 6, 114)),
    replace(WRITING, screen="ask_stay"),
    replace(WRITING, screen="attract", attract_index=1),
    replace(WRITING, theme="light"),
]


@pytest.mark.parametrize("after", STEPS)
def test_what_changed_is_enough(after: View) -> None:
    surface, whole = pygame.Surface(SIZE), pygame.Surface(SIZE)
    draw(surface, WRITING)
    areas = draw(surface, after, WRITING)
    draw(whole, after)
    assert pygame.image.tobytes(surface, "RGB") == pygame.image.tobytes(whole, "RGB")
    assert all(surface.get_rect().contains(area) for area in areas)


def test_words_that_came_to_light_look_as_those_that_were_always_there() -> None:
    """Both are the same picture, which was lent to the faded ones."""
    words = Words((10, 10, 300, 60), ("bees",), Style(30, 400, "en"))
    pictures = []
    for fades in ((0,), (3, 1, 0)):
        painting.forget()
        for fade in fades:
            surface = pygame.Surface(SIZE)
            painting.paint(surface, [replace(words, fade=fade)])
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] == pictures[1]


def test_a_pressed_key_touches_that_key_alone() -> None:
    surface = pygame.Surface(SIZE)
    draw(surface, WRITING)
    areas = draw(surface, STEPS[0], WRITING)
    assert len(areas) == 1
    assert areas[0].width * areas[0].height < 100 * 100


def test_nothing_changed_paints_nothing() -> None:
    surface = pygame.Surface(SIZE)
    draw(surface, WRITING)
    assert draw(surface, WRITING, WRITING) == []


@pytest.mark.parametrize(
    ("item", "colour"),
    [
        (Plate((10, 10, 80, 80), LAMP, 10), LAMP),
        (Plate((10, 10, 80, 80), GROUND, 10, LAMP), LAMP),
        (Words((10, 10, 80, 80), ("aé", "ع"), Style(22), INK), INK),
        (Icon((10, 10, 80, 80), "delete", 40, LAMP), LAMP),
        (Caret((50, 20, 3, 60), LAMP), LAMP),
        (Picture((10, 10, 80, 80), Image.new("1", (40, 40), 1)), None),
    ],
)
@pytest.mark.parametrize("theme", THEMES)
def test_each_item_shows_its_colour_and_keeps_inside(item: Item, colour: Colour | None, theme: str) -> None:
    surface = pygame.Surface((100, 100))
    painting.paint(surface, [item], theme=theme)
    pixels = {tuple(surface.get_at((x, y)))[:3] for x in range(100) for y in range(100)}
    assert (PALETTES[theme][colour] if colour else (255, 255, 255)) in pixels
    left, top, width, height = item.box
    outside = [
        (x, y)
        for x in range(100)
        for y in range(100)
        if not (left <= x < left + width and top <= y < top + height)
    ]
    assert {tuple(surface.get_at(at))[:3] for at in outside} == {PALETTES[theme][GROUND]}


def test_words_are_forgotten() -> None:
    draw(pygame.Surface(SIZE), WRITING)
    assert painting._words.cache_info().currsize
    painting.forget()
    assert not painting._words.cache_info().currsize


def test_what_a_visitor_wrote_is_never_among_what_stays() -> None:
    draw(pygame.Surface(SIZE), WRITING)
    draw(pygame.Surface(SIZE), replace(WRITING, text=TextField("")))
    assert [line.text for line in painting._ours]
    assert not any("bees" in line.text for line in painting._ours)


def test_pictures_of_our_own_wordings_take_no_more_room_than_they_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pictures = [pygame.Surface((100, high)) for high in (10, 20, 30, 40)]
    sizes = [painting._bytes(picture) for picture in pictures]
    lines = [painting._Line(text, Style(20), False, (0, 0, 0)) for text in "abcd"]
    monkeypatch.setattr(painting, "_OURS_MOST", sum(sizes[:3]))
    ours = painting._Ours()
    for line, picture in zip(lines[:3], pictures[:3], strict=True):
        ours.keep(line, picture)
    assert list(ours) == lines[:3]
    assert ours.find(lines[0]) is pictures[0]  # and is the last to go now
    assert ours.find(lines[3]) is None
    ours.keep(lines[3], pictures[3])
    assert list(ours) == [lines[0], lines[3]]
    assert ours._size == sizes[0] + sizes[3]


def test_our_own_wordings_look_the_same_when_everything_else_was_forgotten() -> None:
    empty, first, again = replace(WRITING, text=TextField("")), pygame.Surface(SIZE), pygame.Surface(SIZE)
    draw(first, empty)
    painting.forget()
    draw(again, empty)
    assert pygame.image.tobytes(first, "RGB") == pygame.image.tobytes(again, "RGB")
