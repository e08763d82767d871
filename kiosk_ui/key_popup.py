"""The relatives of a key that is held, on plates above it: slide to one and lift, or lift and tap one. Pure."""

from collections.abc import Sequence

from kiosk_ui import keyboard
from kiosk_ui.key_frame import frame, lowest_boxes
from kiosk_ui.key_plates import Keys, letter_keys, text_key
from kiosk_ui.theme import GROUND, LAMP, Grid
from kiosk_ui.widgets import Box, Item, Plate


def popup_items(keys: Keys, popup: tuple[str, ...], grid: Grid) -> list[Item]:
    """Plates of the targets `popup:é`, on a ground of their own; nothing where no key shown has these relatives."""
    held = _held(keys, popup, grid)
    if not popup or not held:
        return []
    boxes = popup_boxes(held, len(popup), grid)
    items: list[Item] = [_ground(boxes, grid)]
    for text, box in zip(popup, boxes, strict=True):
        target = f"popup:{text}"
        items += text_key(keys.language, grid, box, target, keyboard.label(text), keys.pressed == target)
    return items


def covered(items: Sequence[Item], popup: Sequence[Item]) -> list[Item]:
    """The items with the popup on them: keys that it covers, even in part, are not there meanwhile."""
    if not popup:
        return list(items)
    ground = popup[0].box
    pressable = {item.box for item in items if isinstance(item, Plate) and item.target}
    hidden = {box for box in pressable if _touch(box, ground)}
    return [*(item for item in items if item.box not in hidden), *popup]


def popup_boxes(held: Box, number: int, grid: Grid) -> list[Box]:
    """Where so many plates stand: in rows above the held key, the first one over it, all on the screen."""
    left, top, width, height = held
    width, across = min(width, round(1.3 * height)), width
    most = max((grid.width - 2 * grid.gap + grid.gap) // (width + grid.gap), 1)
    rows = -(-number // most)
    columns = -(-number // rows)
    start = left + (across - width) // 2
    start = max(min(start, grid.width - grid.gap - columns * (width + grid.gap) + grid.gap), grid.gap)
    bottom = max(top - 2 * grid.gap, rows * (height + grid.gap))
    return [
        (
            start + at % columns * (width + grid.gap),
            bottom - (at // columns + 1) * (height + grid.gap) + grid.gap,
            width,
            height,
        )
        for at in range(number)
    ]


def _held(keys: Keys, popup: tuple[str, ...], grid: Grid) -> Box | None:
    """The key whose relatives these are."""
    placed = frame(keys.language, grid)
    marks = [(mark, f"mark{number}") for number, mark in enumerate(placed.layout.marks)]
    boxes = {key.text: key.box for key in letter_keys(keys.language, keys.page, grid)}
    boxes |= {mark: lowest_boxes(grid, placed, keys.page.partition(".")[0])[name] for mark, name in marks}
    return next(
        (box for text, box in boxes.items() if keyboard.relatives(placed.layout, text) == popup), None
    )


def _ground(boxes: list[Box], grid: Grid) -> Plate:
    left, top = (min(box[side] for box in boxes) - grid.gap for side in (0, 1))
    right, bottom = (max(box[side] + box[side + 2] for box in boxes) + grid.gap for side in (0, 1))
    return Plate((left, top, right - left, bottom - top), GROUND, grid.gap, LAMP)


def _touch(one: Box, other: Box) -> bool:
    return all(
        one[side] < other[side] + other[side + 2] and other[side] < one[side] + one[side + 2]
        for side in (0, 1)
    )
