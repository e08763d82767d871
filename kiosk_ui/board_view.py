"""The public screen: the question, and the day's tables as a timetable. Made to be read at 5 m."""

from datetime import date

import pygame

from kiosk_ui import wording
from kiosk_ui.painting import paint
from kiosk_ui.theme import INK, QUIET
from kiosk_ui.timetable import timetable
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Item, fit
from wire.messages import Board


def draw_board(
    size: tuple[int, int],
    board: Board | None,
    now_hour: str,
    stale: bool = False,
    language: str = "en",
    asked: str = "",
) -> pygame.Surface:
    """The board as a picture of `size` pixels; None: nothing was heard of the hub yet, the question stands alone.

    now_hour: local time, `17:30`. stale: the hub is away, so the picture says of which day it is. asked: the day's
    own question, empty for the usual one.
    """
    surface = pygame.Surface(size)
    paint(surface, board_scene(size, board, now_hour, stale, language, asked))
    return surface


def board_scene(
    size: tuple[int, int], board: Board | None, now_hour: str, stale: bool, language: str, asked: str = ""
) -> list[Item]:
    """All that stands on the board, back to front."""
    question = asked or wording.say(language, "question")
    if board is None or not (board.places or board.tables):
        return _alone(size, question, language)
    margin = round(0.045 * min(size))
    head = (margin, margin // 2, size[0] - 2 * margin, round(0.14 * min(size)) - margin // 2)
    top = head[1] + head[3]
    area = (margin, top, head[2], size[1] - top - margin // 2)
    return [
        *_header(size, head, (question, board.name), (now_hour, _day(board, stale, language)), language),
        *timetable(size, area, board, now_hour, language),
    ]


def _alone(size: tuple[int, int], question: str, language: str) -> list[Item]:
    side = round(0.08 * min(size))
    box = (side, side, size[0] - 2 * side, size[1] - 2 * side)
    return [fit(question, Style(round(0.17 * size[1]), 500, language), box, round(0.04 * size[1]), INK)]


def _header(
    size: tuple[int, int], box: Box, asked: tuple[str, str], told: tuple[str, str], language: str
) -> list[Item]:
    """On the left the question and who asks it, on the right the hour and the day."""
    left, top, width, height = box
    right_width = round(0.3 * width)
    upper, lower = round(0.62 * height), round(0.36 * height)
    large, small, smallest = (round(share * min(size)) for share in (0.06, 0.03, 0.016))
    items: list[Item] = []
    for x, room, texts, weight, align in (
        (left, width - right_width, asked, 600, "left"),
        (left + width - right_width, right_width, told, 400, "right"),
    ):
        first, second = (x, top, room, upper), (x, top + upper, room, lower)
        colour = INK if align == "left" else QUIET
        items.append(fit(texts[0], Style(large, weight, language), first, smallest, colour, align))
        items.append(fit(texts[1], Style(small, 400, language), second, smallest, QUIET, align))
    return items


def _day(board: Board, stale: bool, language: str) -> str:
    day = wording.day_words(language, date.fromisoformat(board.day))
    return wording.say(language, "as_of", day=day) if stale else day
