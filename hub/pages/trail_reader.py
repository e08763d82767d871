"""The scripts that open a trail, and the reader: one file that somebody keeps and that works without any hub."""

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from hub.pages.page_texts import Texts
from hub.pages.site import Site, write

# Put there by system_packages.sh: opens what is sealed, and draws the code for a kiosk. Without them a page says so.
SCRIPTS = {
    "nacl": Path("/usr/share/nodejs/tweetnacl/nacl.min.js"),  # the smaller of its two
    "qrcode": Path("/usr/share/nodejs/qrcode-generator/qrcode.js"),
}
TEXTS = (
    *("opened", "file_damaged", "file_changed", "file_newer", "unsaved", "deleted", "cannot_remember"),
    *("nothing_yet", "remove_day", "theme_is", "no_qr", "show_kiosk"),
)
KEPT_S = 86_400  # a script, by a browser


def routes(site: Site) -> list[BaseRoute]:
    """The two scripts of others, and the reader."""

    async def script(request: Request) -> Response:
        name = request.path_params["name"]
        if not is_here(name):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": f"public, max-age={KEPT_S}"}
        return FileResponse(SCRIPTS[name], media_type="text/javascript", headers=headers)

    async def reader(request: Request) -> Response:
        if not is_here("nacl"):
            return site.page(request, "error.html", HTTPStatus.SERVICE_UNAVAILABLE, said="no_cipher")
        headers = {"Content-Disposition": 'attachment; filename="curiocity-trail-reader.html"'}
        return HTMLResponse(written(site.texts(request)), headers=headers)

    return [Route("/script/{name}.js", script), Route("/trail.html", reader)]


def is_here(script: str) -> bool:
    """Whether one of the two scripts is installed."""
    return script in SCRIPTS and SCRIPTS[script].exists()


def written(say: Texts) -> str:
    """The reader, with everything it needs inside."""
    scripts = [path.read_text(encoding="utf-8") for path in SCRIPTS.values() if path.exists()]
    scripts += map(_static, ("trail.js", "keep.js", "reader.js"))
    assert not any("</script" in script for script in scripts)  # it would end there
    style = _static("style.css") + _static("slip.css")
    return write(
        "reader.html",
        say=say,
        texts=sentences(say, TEXTS),
        style=Markup(style),  # noqa: S704  files of ours and of Debian's, no word of anybody's
        scripts=[Markup(script) for script in scripts],  # noqa: S704
    )


def sentences(say: Texts, keys: Iterable[str]) -> dict[str, str]:
    """What a script says by itself, blanks and all."""
    return {key: say.sentences[key] for key in keys}


@cache
def _static(name: str) -> str:
    return (files("hub") / "pages/static" / name).read_text(encoding="utf-8")
