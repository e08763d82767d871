"""The public screen: the question, and the day's tables in pages. Made to be read at 5 m."""

from datetime import date

import pygame

from kiosk_ui import typesetting, wording
from kiosk_ui.beads import mirrored
from kiosk_ui.painting import paint
from kiosk_ui.theme import GROUND, INK, LINE, QUIET
from kiosk_ui.timetable import pages
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Item, Plate, fit
from wire.messages import Board

LONG_SIDE_MM = 600  # of a screen nobody has measured: 27 inches


def draw_board(
    size: tuple[int, int],
    board: Board | None,
    now_hour: str,
    stale: bool = False,
    language: str = "en",
    asked: str = "",
    *,
    page: int = 0,
    width_mm: int = 0,
    theme: str = "dark",
) -> pygame.Surface:
    """A page of the board as a picture of `size` pixels; None: nothing was heard of the hub yet, the question alone.

    now_hour: local time, `17:30`. stale: the hub is away, so the picture says of which day it is. language: of the
    question. asked: the day's own question, empty for the usual one. page: goes round. width_mm: of the screen; 0:
    nobody has measured it.
    """
    scenes = board_scenes(size, board, now_hour, stale, language, asked, width_mm=width_mm)
    surface = pygame.Surface(size)
    paint(surface, scenes[page % len(scenes)], theme=theme)
    return surface


def board_scenes(
    size: tuple[int, int],
    board: Board | None,
    now_hour: str,
    stale: bool,
    language: str,
    asked: str = "",
    *,
    width_mm: int = 0,
) -> tuple[tuple[Item, ...], ...]:
    """All that stands on each page of the board, back to front; at least one page."""
    question = asked or wording.say(language, "question")
    if board is None or not (board.places or board.tables):
        return (_alone(size, question, language),)
    mm = size[0] / width_mm if width_mm else max(size) / LONG_SIDE_MM
    margin = round(0.05 * min(size))
    share = 0.3 if size[0] < size[1] else 0.17
    head = (margin, round(0.6 * margin), size[0] - 2 * margin, round(share * min(size)))
    top = head[1] + head[3] + margin // 4
    area = (margin, top, head[2], size[1] - top - margin)
    own = board.languages[0] if board.languages else wording.FALLBACK
    where = f"{board.name} · {wording.say(language, 'board_places')}"
    draw_header = _upright_header if size[0] < size[1] else _header
    header = draw_header(head, (question, where), (now_hour, _day(board, stale, language)), language)
    bodies = pages(area, mm, board, now_hour, own)
    scenes = tuple(
        (*header, *body, *_turning(number, len(bodies), size, margin)) for number, body in enumerate(bodies)
    )
    # The neighbourhood's first language decides, so that nothing changes sides when another one asks.
    rtl = typesetting.is_rtl("", own)
    return tuple(mirrored(scene, size[0]) for scene in scenes) if rtl else scenes


def _alone(size: tuple[int, int], question: str, language: str) -> tuple[Item, ...]:
    side = round(0.08 * min(size))
    box = (side, side, size[0] - 2 * side, size[1] - 2 * side)
    return (fit(question, Style(round(0.17 * size[1]), 500, language), box, round(0.04 * size[1]), INK),)


def _header(box: Box, asked: tuple[str, str], told: tuple[str, str], language: str) -> list[Item]:
    """On one side the question and who asks it, on the other the hour and the day."""
    left, top, width, height = box
    upper, lower = round(0.66 * height), round(0.34 * height)
    large, small = round(0.46 * height), round(0.2 * height)
    right_width = round(0.24 * width)
    items: list[Item] = []
    for x, room, texts, weight, align in (
        (left, width - right_width, asked, 600, "left"),
        (left + width - right_width, right_width, told, 400, "right"),
    ):
        first, second = (x, top, room, upper), (x, top + upper, room, lower)
        colour = INK if align == "left" else QUIET
        items.append(fit(texts[0], Style(large, weight, language), first, large // 3, colour, align))
        items.append(fit(texts[1], Style(small, 400, language), second, small // 2, QUIET, align))
    return items


def _upright_header(box: Box, asked: tuple[str, str], told: tuple[str, str], language: str) -> list[Item]:
    """The question above, on two lines if need be; below it who asks, the hour and the day."""
    left, top, width, height = box
    upper, small = round(0.74 * height), round(0.105 * height)
    question = Style(round(0.24 * height), 600, language)
    below = Style(small, 400, language)
    right_width = round(0.42 * width)
    low = (top + upper, height - upper)
    return [
        fit(asked[0], question, (left, top, width, upper), small, INK, "left"),
        fit(asked[1], below, (left, low[0], width - right_width, low[1]), small // 2, QUIET, "left"),
        fit(
            f"{told[0]} · {told[1]}",
            below,
            (left + width - right_width, low[0], right_width, low[1]),
            small // 2,
            QUIET,
            "right",
        ),
    ]


def _turning(page: int, pages: int, size: tuple[int, int], margin: int) -> list[Item]:
    """A dot for each page, the one that is shown being full; none where there is but one."""
    if pages == 1:
        return []
    dot = max(margin // 4, 4)
    left = (size[0] - (2 * pages - 1) * dot) // 2
    top = size[1] - (margin + dot) // 2
    return [
        Plate(
            (left + 2 * number * dot, top, dot, dot),
            INK if number == page else GROUND,
            dot // 2,
            None if number == page else LINE,
        )
        for number in range(pages)
    ]


def _day(board: Board, stale: bool, language: str) -> str:
    day = wording.day_words(language, date.fromisoformat(board.day))
    return wording.say(language, "as_of", day=day) if stale else day
