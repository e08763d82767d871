"""The slip page: a shell that the browser fills from what stands behind the `#`, which never comes here.

Its three questions to the hub are what lies sealed at a locator, which table a token has, and to take words back. Only
a slip's secret can put the first two so that there is an answer; the third is answered alike whatever was asked.
"""

from datetime import timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from hub import calendar
from hub.config import HubConfig, Place
from hub.pages import trail_reader
from hub.pages.guard import visitor
from hub.pages.site import Site
from wire import trail

TEXTS = (
    *(
        "scan",
        "damaged_link",
        "no_cipher",
        "other_hub",
        "over",
        "forgotten",
        "not_found",
        "newer",
        "no_network",
    ),
    *("walk", "here", "look_at_sheet", "sit_with_host", "also_here", "code", "taken_back"),
)
LONGEST = 64  # of what somebody types as a code


def routes(site: Site) -> list[BaseRoute]:
    """The slip page, its questions, and the form for a code."""

    async def slip(request: Request) -> Response:
        config, now = site.live.config(), site.live.now()
        today = calendar.local_date(config, now)
        return site.page(
            request,
            "slip.html",
            texts=trail_reader.sentences(site.texts(request), (*trail_reader.TEXTS, *TEXTS)),
            cipher=trail_reader.is_here("nacl"),
            qr=trail_reader.is_here("qrcode"),
            day=today.isoformat(),
            yesterday=(today - timedelta(1)).isoformat(),
            places=_places(config, now),
        )

    async def sealed(request: Request) -> Response:
        found = await site.live.sealed(request.path_params["locator"])
        if found is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return Response(found, media_type="application/octet-stream")

    async def table(request: Request) -> Response:
        now = await site.live.table_of(_token(await _field(request, "token")))
        if now is None or now.sign is None:
            return JSONResponse({"settled": False})
        sign = {"picture": now.sign.picture, "word": now.sign.word}
        return JSONResponse(
            {"settled": True, "sign": sign, "hosted": now.hosted, "theme": now.theme, "tag": now.tag}
        )

    async def form(request: Request) -> Response:
        return site.page(request, "back.html", said="")

    async def take_back(request: Request) -> Response:
        await site.live.take_back((await _field(request, "written"))[:LONGEST], visitor(request.scope))
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({})
        return site.page(request, "back.html", said="taken_back")

    return [
        Route("/s", slip),
        Route("/trail/{locator}", sealed),
        Route("/table", table, methods=["POST"]),
        Route("/back", form),
        Route("/back", take_back, methods=["POST"]),
    ]


async def _field(request: Request, name: str) -> str:
    """A field of the form that was sent; empty where there is none, or a file in its place."""
    value = (await request.form(max_files=0, max_fields=4)).get(name)
    return value if isinstance(value, str) else ""


def _places(config: HubConfig, now: int) -> list[tuple[Place, list[str]]]:
    """Every place, with the hours of its rounds today."""
    rounds = sorted(calendar.rounds_of(config, calendar.local_date(config, now)))
    return [
        (place, [found.hour for found in rounds if found.place == place.id])
        for place in sorted(config.places, key=lambda place: place.name)
    ]


def _token(written: str) -> bytes:
    """The token of a form's field; one that nobody has where it is none."""
    try:
        return bytes.fromhex(written) if len(written) == 2 * trail.TOKEN_BYTES else b""
    except ValueError:
        return b""
