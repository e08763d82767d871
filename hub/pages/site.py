"""What every page is made with: the running hub, the templates, and the language of whoever reads."""

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hub.desk import Desk
from hub.pages import page_texts
from hub.pages.live import Live
from hub.pages.page_texts import Texts


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that pages share. desk: the host's, for the console; None where there is none."""

    live: Live
    desk: Desk | None = None

    def texts(self, request: Request) -> Texts:
        """The sentences in the language of this visitor."""
        asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        return page_texts.texts(page_texts.choose(asked, accepted, self.live.config().languages))

    def page(
        self, request: Request, template: str, status: int = HTTPStatus.OK, **values: object
    ) -> Response:
        """A page from a template, which is given `say` (the texts), `hub` (the settings) and these values."""
        say = self.texts(request)
        html = write(template, say=say, hub=self.live.config(), path=request.url.path, **values)
        headers = {"Content-Language": say.tag, "Vary": "Accept-Language"}
        return HTMLResponse(html, status, headers)


def write(template: str, **values: object) -> str:
    """A template with its values filled in, each of them escaped."""
    return _templates().get_template(template).render(names=page_texts.names(), **values)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("hub", "pages/templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
