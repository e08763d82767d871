"""The ring around what the four buttons stand on, a key, a button or a whole row, for those who see it. Pure."""

from collections.abc import Sequence

from kiosk_ui.theme import Grid
from kiosk_ui.view import View
from kiosk_ui.widgets import Box, Item, Plate, Ring

_THICK_MM = 1.0


def focus_ring(view: View, items: Sequence[Item], grid: Grid) -> list[Item]:
    """A ring, over what stands on the screen; nothing while nobody uses the buttons.

    It lies around its target, as far as the edge of the screen leaves room, so that neither sign nor letter is hidden.
    """
    if not view.focus and not view.focus_row:
        return []
    plates = {item.target: item for item in items if isinstance(item, Plate) and item.target}
    names = (view.focus,) if view.focus in plates else view.focus_row
    boxes = [plates[name].box for name in names if name in plates]
    if not boxes:
        return []
    aside = max(grid.gap // 2, 2)
    radius = max(plates[name].radius for name in names if name in plates) + aside
    return [Ring(_around(boxes, aside, grid), radius, max(round(_THICK_MM * grid.mm), 3))]


def _around(boxes: Sequence[Box], aside: int, grid: Grid) -> Box:
    left = max(min(box[0] for box in boxes) - aside, 0)
    top = max(min(box[1] for box in boxes) - aside, 0)
    right = min(max(box[0] + box[2] for box in boxes) + aside, grid.width)
    bottom = min(max(box[1] + box[3] for box in boxes) + aside, grid.height)
    return (left, top, right - left, bottom - top)
