"""The board: the day's question, its places and hours, its tables. Nothing of any single entry."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from hub import signs
from hub.config import HubConfig
from hub.pages import page_texts, sign_pictures
from hub.pages.board_picture import NARROW, WIDE, Picture, picture
from hub.pages.page_texts import Texts
from hub.pages.site import Site, write
from wire.messages import Board, BoardPlace, BoardTable, Sign

HERE_EVERY_S = 10.0  # a board that hears nothing for three times as long says of when its picture is
LONGEST_S = 3600.0  # of one stream: then the browser asks anew


@dataclass(frozen=True, slots=True)
class Gathering:
    """The tables of one place and hour, drawn for a phone and for a wall."""

    place: str
    address: str
    hour: str
    over: bool
    tables: tuple[BoardTable, ...]
    narrow: Picture
    wide: Picture


@dataclass(frozen=True, slots=True)
class Now:
    """The board as it is to be seen at one moment."""

    name: str
    day: str
    hour: str
    places: tuple[BoardPlace, ...]
    gatherings: tuple[Gathering, ...]


def routes(site: Site) -> list[BaseRoute]:
    """The board and the stream of its news."""

    async def board(request: Request) -> Response:
        say = site.texts(request)
        questions = questions_of(site.live.config(), say.tag)
        return site.page(
            request, "board.html", questions=questions, now=_now(site, say), sign=sign_pictures.address
        )

    async def events(request: Request) -> Response:
        stream = _news(site, site.texts(request))
        return StreamingResponse(stream, media_type="text/event-stream; charset=utf-8")

    return [Route("/", board), Route("/board/events", events)]


async def _news(site: Site, say: Texts) -> AsyncIterator[str]:
    """The board at once, then whenever it is told anew; in between, signs of life."""
    end = asyncio.get_running_loop().time() + LONGEST_S
    told = ""
    while asyncio.get_running_loop().time() < end:
        now = write("board_now.html", say=say, now=_now(site, say), sign=sign_pictures.address)
        yield _event("here", "") if now == told else _event("board", now)
        told = now
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HERE_EVERY_S):
                await site.live.board_changed()


def _event(name: str, data: str) -> str:
    lines = data.splitlines() or [""]
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in lines) + "\n"


def questions_of(config: HubConfig, first: str) -> list[tuple[Texts, str]]:
    """The day's question in each language of the neighbourhood that has page texts, the reader's own first."""
    tags = dict.fromkeys([first, *(page_texts.choose(tag, "", ()) for tag in config.languages)])
    return [
        (page_texts.texts(tag), config.question.get(tag) or page_texts.texts(tag)("question")) for tag in tags
    ]


def _now(site: Site, say: Texts) -> Now:
    board, config = site.live.board(), site.live.config()
    moment = datetime.fromtimestamp(site.live.now() / 1000, config.zone)
    if board is None:
        return Now(config.name, say.day(moment.date()), f"{moment:%H:%M}", (), ())
    over_before = site.live.now() - config.round_min * 60_000
    return Now(
        board.name,
        say.day(date.fromisoformat(board.day)),
        f"{moment:%H:%M}",
        board.places,
        tuple(gatherings(board, over_before, say)),
    )


def gatherings(board: Board, over_before: int, say: Texts) -> Sequence[Gathering]:
    """The board's tables by place and hour, those that are over last. over_before: of a round's start."""
    rtl = say.direction == "rtl"
    addresses = {place.name: place.address for place in board.places}
    ordered = sorted(board.tables, key=lambda table: (table.starts < over_before, table.starts, table.place))
    return [
        Gathering(
            place,
            addresses.get(place, ""),
            together[0].hour,
            starts < over_before,
            together,
            picture(together, NARROW, rtl),
            picture(together, WIDE, rtl),
        )
        for (starts, place), group in groupby(ordered, key=lambda table: (table.starts, table.place))
        if (together := tuple(_called(table, say.tag) for table in group))
    ]


def _called(table: BoardTable, language: str) -> BoardTable:
    """A table whose sign has its word in the reader's language."""
    return replace(table, sign=Sign(table.sign.picture, signs.word(table.sign.picture, language)))
