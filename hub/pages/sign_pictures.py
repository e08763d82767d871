"""The pictures of the signs as small SVG files: the same that stand on paper, whatever emoji a browser has."""

import json
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

LAMP = "#f7be54"  # on the dark disc that every page draws below a sign
BOX = "0 -200 260 260"  # where the outlines lie, in their own units
KEPT_S = 86_400  # by a browser


def routes() -> list[BaseRoute]:
    """`/sign/{code point in hex}.svg`."""

    async def picture(request: Request) -> Response:
        drawn = svg(request.path_params["point"])
        if drawn is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": f"public, max-age={KEPT_S}"}
        return Response(drawn, media_type="image/svg+xml", headers=headers)

    return [Route("/sign/{point}.svg", picture)]


def address(sign: str) -> str:
    """Where a sign's picture is; of more than one picture, the first."""
    return f"/sign/{ord(sign[0]):x}.svg"


def svg(point: str) -> str | None:
    """The picture of a code point in hex; None where it is no sign."""
    try:
        path = _outlines().get(chr(int(point[:6], 16)))
    except (ValueError, OverflowError):
        return None
    if not path:
        return None
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{BOX}"><path fill="{LAMP}" d="{path}"/></svg>'


@cache
def _outlines() -> dict[str, str]:
    drawn: dict[str, str] = json.loads((files("hub") / "data/sign_pictures.json").read_text(encoding="utf-8"))
    return drawn
