"""The panel: the right one, the right way up."""

import os

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame

from kiosk_ui.glass import DisplayError, Glass

SIZE = (800, 480)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_what_is_drawn_stands_on_the_panel_turned_and_is_found_again(turned):
    glass = Glass(SIZE, turned=turned)
    panel = pygame.display.get_surface()
    assert panel.get_size() == SIZE
    glass.picture.fill((0, 0, 0))
    glass.show([glass.picture.get_rect()])
    part = pygame.Rect(30, 50, 17, 9)
    glass.picture.fill((255, 255, 255), part)
    glass.show([part])
    lit = [(x, y) for x in range(SIZE[0]) for y in range(SIZE[1]) if panel.get_at((x, y))[0]]
    assert len(lit) == 17 * 9
    assert all(part.collidepoint(glass.place(x, y)) for x, y in lit)
    assert {glass.place(x, y) for x, y in lit} == {
        (x, y) for x in range(part.left, part.right) for y in range(part.top, part.bottom)
    }


def test_upright_is_as_the_panel_was_turned_clockwise():
    glass = Glass(SIZE, turned=90)
    assert glass.size == (480, 800)
    assert glass.place(799, 0) == (0, 0), "the picture's upper left corner is the panel's upper right one"
    assert glass.place_of_share(0, 1) == (480, 799)


def test_a_display_that_is_not_there_is_a_sentence():
    pygame.display.init()
    there = pygame.display.get_num_displays()
    with pytest.raises(DisplayError, match=f"display = {there}: {there} found here, counted from 0"):
        Glass(SIZE, display=there)
