"""The slip page: a shell that the browser fills from what stands behind the `#`, which never comes here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.pages.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The slip page and what it asks for."""

    async def slip(request: Request) -> Response:
        return site.page(request, "slip.html")

    return [Route("/s", slip)]
