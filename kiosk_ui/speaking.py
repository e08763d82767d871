"""The screen while somebody speaks: that one is heard, and how loudly. Pure."""

from kiosk_ui import wording
from kiosk_ui.theme import INK, LAMP, RAISED, Grid
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Item, Plate, fit

STEPS = 10  # of the level


def speaking(view: View, grid: Grid) -> list[Item]:
    """What to do, and a bar of ten steps that grows with the voice."""
    side = 3 * grid.margin
    middle = round(0.45 * grid.height)
    box = (side, grid.margin, grid.width - 2 * side, middle - grid.margin)
    said = fit(
        wording.say(view.language, "speak_now"), style(view, grid.type(11), 500), box, grid.least(4), INK
    )
    return [said, *_level(view, grid, (side, middle, grid.width - 2 * side, grid.key))]


def _level(view: View, grid: Grid, box: tuple[int, int, int, int]) -> list[Item]:
    left, top, width, height = box
    step = (width + grid.gap) // STEPS
    return [
        Plate(
            (left + number * step, top, step - grid.gap, height),
            LAMP if number < view.level else RAISED,
            grid.gap,
        )
        for number in range(STEPS)
    ]
