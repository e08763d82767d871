"""The host console: all its pages, behind its door."""

from starlette.routing import BaseRoute, Route

from hub.pages import console_care, console_kiosks, console_let_in, console_places, console_setup
from hub.pages.console_access import PATH
from hub.pages.console_door import Console
from hub.pages.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """Every page of the console; none where the hub has no desk."""
    if site.desk is None:
        return []
    console = Console(site, site.desk)
    return [
        Route(f"{PATH}/enter", console.enter, methods=["POST"]),
        *console_care.routes(console),
        *console_setup.routes(console),
        *console_let_in.routes(console),
        *console_kiosks.routes(console),
        *console_places.routes(console),
        Route(f"{PATH}/{{rest:path}}", console.anything_else, methods=["GET", "POST"]),
    ]
