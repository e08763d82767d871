"""Seats around a table, the one ornament of the screens: how loud one speaks, how long one may stay. Pure."""

import math

from kiosk_ui.theme import LAMP, RULE, Colour
from kiosk_ui.widgets import Item, Plate


def seats(
    middle: tuple[int, int], radius: int, count: int, taken: int, seat: int, empty: Colour = RULE
) -> list[Item]:
    """`count` seats on a circle, clockwise from the top, `taken` of them lit. seat: across, in pixels."""
    items: list[Item] = []
    for number in range(count):
        turn = 2 * math.pi * number / count
        x, y = middle[0] + radius * math.sin(turn), middle[1] - radius * math.cos(turn)
        box = (round(x - seat / 2), round(y - seat / 2), seat, seat)
        items.append(Plate(box, LAMP if number < taken else empty, seat // 2))
    return items
