"""All pages together, behind the guard.

A module of pages is a file with a function `routes(site) -> list[BaseRoute]`, named once below. What it makes it makes
with `site.page(request, "its/template.html", ...)`; its template extends `base.html`, its scripts and styles lie in
`static/`. Nothing may be inline, for the browser is told to run and to style nothing that is (`guard.CSP`). A GET
changes nothing. Sentences come from `languages/`; whatever a person wrote goes through the template, which escapes it.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from hub.pages import board_page, console, sign_pictures, slip_page, trail_reader
from hub.pages.guard import Guard
from hub.pages.site import Site
from hub.schema import StoreError

logger = logging.getLogger(__name__)


def pages(site: Site, hosts: Iterable[str] = ()) -> ASGIApp:
    """The ASGI application. hosts: names, besides addresses, under which this hub is asked."""

    async def nothing_here(request: Request, wrong: Exception) -> Response:
        status = wrong.status_code if isinstance(wrong, HTTPException) else HTTPStatus.NOT_FOUND
        said = "not_here" if status == HTTPStatus.NOT_FOUND else "later"
        return site.page(request, "error.html", status, said=said)

    async def not_now(request: Request, wrong: Exception) -> Response:
        logger.error("%s: wait: %s", request.scope["route"].path, wrong)
        return site.page(request, "error.html", HTTPStatus.SERVICE_UNAVAILABLE, said="later")

    async def broken(request: Request, _: Exception) -> Response:
        return site.page(request, "error.html", HTTPStatus.INTERNAL_SERVER_ERROR, said="later")

    routes: list[BaseRoute] = [
        *board_page.routes(site),
        *console.routes(site),
        *slip_page.routes(site),
        *trail_reader.routes(site),
        *sign_pictures.routes(),
        Mount("/static", _Static(directory=str(files("hub") / "pages/static"))),
    ]
    inner = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=500)],
        exception_handlers={HTTPException: nothing_here, StoreError: not_now, Exception: broken},
    )
    return Guard(inner, hosts)


class _Static(StaticFiles):
    """Files that a browser keeps, and asks about before it uses them again: a hub may be updated."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
