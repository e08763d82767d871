"""The screens of a visit's end: heard, the slip, taken back, sorry. Pure."""

from kiosk_ui import typesetting, wording
from kiosk_ui.asking import inside
from kiosk_ui.controls import control
from kiosk_ui.meeting import meeting
from kiosk_ui.paper_view import columns
from kiosk_ui.round_table import seats
from kiosk_ui.theme import INK, LAMP, ON_LAMP, QUIET, RAISED, Grid
from kiosk_ui.view import View, style
from kiosk_ui.widgets import Box, Icon, Item, Plate, button, fit

SEATS = 8  # around the words that were heard
PAPER_STEPS = 3  # in which paper comes out, again and again until it has
_CIRCLE_MM, _SEAT_MM = 24.0, 2.6


def keeping(view: View, grid: Grid) -> list[Item]:
    """The words are on their way to the disk; nothing is said of them yet."""
    return _told(view, grid, ("more", False), wording.say(view.language, "keeping"), "")


def heard(view: View, grid: Grid) -> list[Item]:
    """The words are safe; the slip is being found, and the seats around it fill."""
    more = wording.say(view.language, view.trail or view.note or "thinking")
    taken = SEATS if view.step is None else view.step
    return _told(view, grid, ("heard", True), wording.say(view.language, "heard"), more, taken)


def taken_back(view: View, grid: Grid) -> list[Item]:
    """The words of an earlier slip are gone."""
    text = wording.say(view.language, "taken_back")
    return [*_told(view, grid, ("take_back", True), text, "", bar=True), *_finish_bar(view, grid, "")]


def sorry(view: View, grid: Grid) -> list[Item]:
    """Something failed: where one is welcome all the same, if any place is known."""
    if view.slip is None:
        text = wording.say(view.language, "sorry_nowhere")
        return [*_told(view, grid, ("clock", False), text, "", bar=True), *_finish_bar(view, grid, "")]
    side, bottom = 2 * grid.margin, _bar_top(grid, _status(view)) - grid.margin
    top = round(0.2 * grid.height)
    box = (side, grid.margin, grid.width - 2 * side, top - grid.margin)
    text = wording.say(view.language, "sorry")
    area = (side, top, grid.width - 2 * side, bottom - top)
    return [
        fit(text, style(view, grid.type(5.5)), box, grid.least(3), QUIET, "start"),
        *meeting(view, grid, view.slip, area),
        *_finish_bar(view, grid, _status(view)),
    ]


def slip(view: View, grid: Grid) -> list[Item]:
    """Where and when: on the printed slip, or here where nothing can be printed."""
    if view.slip is None:
        return heard(view, grid)
    bar = _finish_bar(view, grid, _status(view))
    bottom = _bar_top(grid, _status(view)) - grid.margin
    if view.printing == "shown" and view.slip_picture is not None:
        area = (grid.margin, grid.margin, grid.width - 2 * grid.margin, bottom - grid.margin)
        return [*columns(view.slip_picture, grid, area), *bar]
    side = 2 * grid.margin
    area = (side, side, grid.width - 2 * side, bottom - side)
    return [*meeting(view, grid, view.slip, area), *bar]


def _told(
    view: View,
    grid: Grid,
    sign: tuple[str, bool],
    text: str,
    more: str,
    taken: int | None = None,
    bar: bool = False,
) -> list[Item]:
    """One sign in a circle, lit or not, one sentence, and what happens next. taken: seats around it that are lit."""
    name, is_lit = sign
    bottom = _bar_top(grid) if bar else grid.height - grid.margin
    side, seat = 3 * grid.margin, round(_SEAT_MM * grid.growth * grid.mm)
    width, height = grid.width - 2 * side, bottom - grid.margin
    across = min(round(_CIRCLE_MM * grid.growth * grid.mm), round(0.34 * height), round(0.5 * width))
    top = grid.margin + round(0.07 * height) + 2 * seat
    circle = ((grid.width - across) // 2, top, across, across)
    under = top + across + 2 * seat
    said = (side, under, width, round((0.55 if more else 0.9) * (bottom - under)))
    items: list[Item] = [
        Plate(circle, LAMP if is_lit else RAISED, across // 2),
        Icon(circle, name, round(0.58 * across), ON_LAMP if is_lit else QUIET),
        fit(text, style(view, grid.type(9), 500), said, grid.least(3.5), INK),
    ]
    if taken is not None:
        middle = (circle[0] + across // 2, circle[1] + across // 2)
        items += seats(middle, across // 2 + round(1.2 * seat), SEATS, taken, seat)
    if more:
        below = (side, said[1] + said[3], width, bottom - said[1] - said[3])
        items.append(fit(more, style(view, grid.type(5.5)), below, grid.least(3), QUIET))
    return items


def _status(view: View) -> str:
    key = {"printing": "printing", "printed": "slip_here", "shown": "slip_on_screen"}[view.printing]
    return wording.say(view.language, view.trail or key)


def _bar_top(grid: Grid, status: str = "") -> int:
    """An upright screen has a row more for what happens to the slip."""
    rows = 2 if status and grid.width < grid.height else 1
    return grid.height - grid.margin - rows * (grid.key + grid.gap) + grid.gap


def _finish_bar(view: View, grid: Grid, status: str) -> list[Item]:
    """What happens to the slip, and the one button: done. Above it, while time runs out, how much is left."""
    rtl = typesetting.is_rtl("", view.language)
    top, side = _bar_top(grid), 2 * grid.margin
    width = min(round(36 * grid.growth * grid.mm), (grid.width - 2 * side) // 2)
    box = _facing(grid, (grid.width - side - width, top, width, grid.key), rtl)
    text = wording.say(view.language, "done")
    plate, ink = button(box, grid.gap, "finish", text, view.pressed == "finish", calls=True)
    done: Item = fit(text, style(view, grid.type(5), 600), inside(box, grid), grid.least(3), ink)
    if view.picture_mode:
        done = Icon(box, "heard", round(0.6 * grid.key), ink)
    items: list[Item] = [plate, done]
    end = grid.width - side - width - grid.gap
    if view.voices:
        hear = _facing(grid, (end - grid.key, top, grid.key, grid.key), rtl)
        items += control(view, grid, hear, "hear", view.language)
        end -= grid.key + grid.gap
    if status:
        above = _bar_top(grid, status)
        room = end - side if above == top else grid.width - 2 * side
        items += _told_of_paper(view, grid, _facing(grid, (side, above, room, grid.key), rtl), status)
    if view.left < 1:
        thick = max(round(0.8 * grid.mm), 2)
        shown = round((grid.width - 2 * side) * view.left)
        items.append(
            Plate(
                _facing(
                    grid, (side, _bar_top(grid, status) - grid.margin // 2 - thick // 2, shown, thick), rtl
                ),
                LAMP,
            )
        )
    return items


def _told_of_paper(view: View, grid: Grid, box: Box, status: str) -> list[Item]:
    """A slip that comes out, and the sentence about it."""
    rtl = typesetting.is_rtl("", view.language)
    step = PAPER_STEPS if view.step is None or view.printing != "printing" else 1 + view.step % PAPER_STEPS
    across = round(0.72 * grid.key)
    left, top, width, height = box
    sign = (left + width - across if rtl else left, top, across, height)
    apart = across + grid.gap
    words = (left if rtl else left + apart, top, width - apart, height)
    return [
        Icon(sign, f"paper_{step}", across, LAMP),
        fit(status, style(view, grid.type(6), 500), words, grid.least(3), LAMP, "start"),
    ]


def _facing(grid: Grid, box: Box, rtl: bool) -> Box:
    left, top, width, height = box
    return (grid.width - left - width, top, width, height) if rtl else box
