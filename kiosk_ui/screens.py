"""Every screen of the kiosk: from a view to its items, its targets, its pixels."""

from collections.abc import Callable

import pygame

from kiosk_ui.asking import ask_stay, asleep, attract
from kiosk_ui.ending import heard, keeping, slip, sorry, taken_back
from kiosk_ui.field_lines import words_at
from kiosk_ui.focus_ring import focus_ring
from kiosk_ui.painting import paint
from kiosk_ui.picture_mode import speaking
from kiosk_ui.theme import Grid, grid, palette
from kiosk_ui.view import Target, View
from kiosk_ui.widgets import Item, Plate
from kiosk_ui.writing import write

__all__ = ["Target", "View", "draw", "scene", "target_at", "targets"]

_SCENES: dict[str, Callable[[View, Grid], list[Item]]] = {
    "asleep": asleep,
    "attract": attract,
    "write": write,
    "speaking": speaking,
    "keeping": keeping,
    "ask_stay": ask_stay,
    "heard": heard,
    "slip": slip,
    "taken_back": taken_back,
    "sorry": sorry,
}


def scene(view: View, size: tuple[int, int]) -> list[Item]:
    """All that stands on a screen of `size` pixels, back to front; KeyError for an unknown screen."""
    measures = grid(size, view.width_mm, view.height_mm, view.large)
    items = _SCENES[view.screen](view, measures)
    return [*items, *focus_ring(view, items, measures)]


def targets(view: View, size: tuple[int, int]) -> list[Target]:
    """Where fingers may press; no two overlap."""
    plates = (item for item in scene(view, size) if isinstance(item, Plate) and item.target)
    return [Target(plate.target, plate.box, plate.spoken) for plate in plates]


def touchable(view: View, size: tuple[int, int]) -> list[Target]:
    """The same for a finger alone, which may touch each word in the field."""
    placed = targets(view, size)
    box = next((target.box for target in placed if target.name == "field"), None)
    if box is None:
        return placed
    measures = grid(size, view.width_mm, view.height_mm, view.large)
    return [*(target for target in placed if target.name != "field"), *words_at(view, measures, box)]


def target_at(view: View, size: tuple[int, int], x: int, y: int) -> Target | None:
    """What is under a finger; None beside everything."""
    return next(
        (target for target in targets(view, size) if pygame.Rect(target.box).collidepoint(x, y)), None
    )


def draw(surface: pygame.Surface, view: View, before: View | None = None) -> list[pygame.Rect]:
    """Draw the view; where `before` stands on the surface already, only what differs. Returns what was drawn."""
    size = surface.get_size()
    ours = not view.text.text and not view.composing and view.slip is None and view.slip_picture is None
    shades = palette(view.theme, view.dimmed)
    stands = None
    if before is not None and shades is palette(before.theme, before.dimmed):
        stands = scene(before, size)
    return paint(surface, scene(view, size), stands, ours=ours, theme=view.theme, dimmed=view.dimmed)
