"""The public screen: the question, and the day's tables as a timetable. Made to be read at 5 m."""

from datetime import date

import pygame

from kiosk_ui import typesetting, wording
from kiosk_ui.painting import paint
from kiosk_ui.theme import INK, QUIET
from kiosk_ui.timetable import timetable
from kiosk_ui.typesetting import Style
from kiosk_ui.widgets import Box, Item, Words, fit
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
    margin = round(0.04 * min(size))
    head = (margin, margin // 2, size[0] - 2 * margin, round(0.15 * size[1]) - margin // 2)
    foot = _foot(size, margin, board, stale, language)
    top = head[1] + head[3]
    area = (margin, top, head[2], foot.box[1] - top - margin // 2)
    return [
        *_header(size, head, question, board.name, now_hour, language),
        *timetable(size, area, board, now_hour, language),
        foot,
    ]


def _alone(size: tuple[int, int], question: str, language: str) -> list[Item]:
    side = round(0.08 * min(size))
    box = (side, side, size[0] - 2 * side, size[1] - 2 * side)
    return [fit(question, Style(round(0.17 * size[1]), 500, language), box, round(0.04 * size[1]), INK)]


def _header(
    size: tuple[int, int], box: Box, question: str, name: str, now_hour: str, language: str
) -> list[Item]:
    left, top, width, height = box
    clock_width = round(0.16 * size[0])
    asked = (left, top, width - clock_width, round(0.62 * height))
    below = (left, top + asked[3], asked[2], round(0.34 * height))
    clock = (left + width - clock_width, top, clock_width, asked[3])
    large, small, smallest = (round(share * size[1]) for share in (0.058, 0.03, 0.016))
    return [
        fit(question, Style(large, 600, language), asked, smallest, INK, "left"),
        fit(name, Style(small, 400, language), below, smallest, QUIET, "left"),
        fit(now_hour, Style(large, 400, language), clock, smallest, QUIET, "right"),
    ]


def _foot(size: tuple[int, int], margin: int, board: Board, stale: bool, language: str) -> Words:
    day = wording.day_words(language, date.fromisoformat(board.day))
    text = wording.say(language, "as_of", day=day) if stale else day
    style = Style(round(0.024 * size[1]), 400, language)
    height = typesetting.line_height(style)
    box = (margin, size[1] - height - margin // 2, size[0] - 2 * margin, height)
    return fit(text, style, box, round(0.014 * size[1]), QUIET, "left")
