"""The board: the day's question, its places and hours, its tables. Nothing of any single entry."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from hub.pages import page_texts
from hub.pages.page_texts import Texts
from hub.pages.site import Site, write

HERE_EVERY_S = 10.0  # a board that hears nothing for three times as long says of when its picture is
LONGEST_S = 3600.0  # of one stream: then the browser asks anew


def routes(site: Site) -> list[BaseRoute]:
    """The board and the stream of its news."""

    async def board(request: Request) -> Response:
        return site.page(
            request, "board.html", questions=_questions(site), **_shown(site, site.texts(request))
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
        now = write("board_now.html", say=say, hub=site.live.config(), **_shown(site, say))
        yield _event("here", "") if now == told else _event("board", now)
        told = now
        try:
            async with asyncio.timeout(HERE_EVERY_S):
                await site.live.board_changed()
        except TimeoutError:
            pass


def _event(name: str, data: str) -> str:
    lines = data.splitlines() or [""]
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in lines) + "\n"


def _questions(site: Site) -> list[tuple[Texts, str]]:
    """The day's question in each language of the neighbourhood, in its own wording where it has one."""
    own = site.live.config().question
    tags = dict.fromkeys(page_texts.choose(tag, "", ()) for tag in site.live.config().languages)
    return [(page_texts.texts(tag), own.get(tag) or page_texts.texts(tag)("question")) for tag in tags]


def _shown(site: Site, say: Texts) -> dict[str, Any]:
    board = site.live.board()
    moment = datetime.fromtimestamp(site.live.now() / 1000, site.live.config().zone)
    day = date.fromisoformat(board.day) if board else moment.date()
    return {"board": board, "day": say.day(day), "hour": moment.strftime("%H:%M")}
