"""The door of the host console: who gets in, and the frame in which its pages stand.

A page of the console is a function of a `Visit`, named in `Console.route`. Everything under /console is answered with
401 to whoever is neither at the hub's own screen nor has today's code. A GET changes nothing; every POST carries the
token of its session.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hub import calendar
from hub.config import ConfigError
from hub.console_code import TooManyTries
from hub.desk import Desk
from hub.kiosks import KiosksError
from hub.pages import console_texts, page_texts
from hub.pages.console_access import COOKIE, PATH, Access, Session, is_own_screen, is_token, set_cookie
from hub.pages.console_forms import BadForm, read_form
from hub.pages.page_texts import Texts
from hub.pages.site import Site, write
from hub.schema import StoreError

NAVIGATION = (
    ("", "overview"),
    ("/kiosks", "kiosks"),
    ("/places", "places"),
    ("/sheets", "sheets"),
    ("/question", "question_page"),
    ("/help-lines", "help_lines"),
    ("/languages", "languages_page"),
    ("/neighbourhood", "neighbourhood"),
    ("/forgotten", "forgotten"),
    ("/backup", "backup"),
    ("/code", "code"),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a host. form: what was sent, None for a GET; is_old: by a page whose session is over."""

    request: Request
    desk: Desk
    session: Session
    say: Texts
    is_at_hub: bool
    form: Mapping[str, str] | None = field(default=None, repr=False)
    is_old: bool = False

    def to(self, path: str) -> str:
        """The address of a page of the console, in the language that was chosen."""
        lang = self.request.query_params.get("lang", "")
        joint = "&" if "?" in path else "?"
        return f"{PATH}{path}" + (f"{joint}lang={self.say.tag}" if lang else "")

    def go(self, path: str) -> Response:
        """Go on to another page of the console."""
        return RedirectResponse(self.to(path), HTTPStatus.SEE_OTHER)

    def page(self, template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
        """A page of the console."""
        return show(
            self.request, self.say, template, status,
            token=self.session.token, is_at_hub=self.is_at_hub, to=self.to, navigation=NAVIGATION,
            name=_name(self.desk), **values,
        )  # fmt: skip

    def sentence(self, status: int, key: str, **blanks: object) -> Response:
        """A page that says one thing."""
        return self.page("console/sentence.html", status, sentence=self.say(key, **blanks))


Page = Callable[[Visit], Awaitable[Response]]


class Console:
    """The door of the console: lets hosts in, gives everybody else one sentence."""

    def __init__(self, site: Site, desk: Desk) -> None:
        self.site, self.desk = site, desk
        self.access = Access(desk.data, desk.clock.now, self._until)

    def route(self, path: str, page: Page, post: Page | None = None, *, keeps_text: bool = False) -> Route:
        """A page of the console: `page` for GET, `post` for POST.

        keeps_text: `post` shows what was typed again where the page was too old to be taken.
        """

        async def answer(request: Request) -> Response:
            if request.method != "POST":
                return await self._get(request, page)
            return await self._post(request, post or _no_such_page, keeps_text=keeps_text)

        return Route(f"{PATH}{path}", answer, methods=["GET", "POST"])

    async def enter(self, request: Request) -> Response:
        """Today's code is typed."""
        try:
            form = await read_form(request)
            session = self.access.enter(form.get("code", ""))
        except BadForm as bad:
            return self._sentence(request, HTTPStatus.BAD_REQUEST, bad.key)
        except TooManyTries:
            return self._locked(request, HTTPStatus.TOO_MANY_REQUESTS, "too_many_codes")
        if session is None:
            return self._locked(request, HTTPStatus.UNAUTHORIZED, "wrong_code")
        lang = request.query_params.get("lang", "")
        response = RedirectResponse(PATH + (f"?lang={lang}" if lang in page_texts.languages() else ""), 303)
        set_cookie(response, session, self.desk.clock.now())
        return response

    async def anything_else(self, request: Request) -> Response:
        """What is no page: said only to hosts."""
        if self.access.session(request) or is_own_screen(request):
            return self._sentence(request, HTTPStatus.NOT_FOUND, "no_such_page")
        return self._locked(request, HTTPStatus.UNAUTHORIZED, "")

    async def _get(self, request: Request, page: Page) -> Response:
        session = self.access.session(request)
        fresh = None if session else self.access.begin(request)
        if not (session or fresh):
            return self._locked(request, HTTPStatus.UNAUTHORIZED, "")
        response = await self._answer(request, page, session or fresh)
        if fresh:
            set_cookie(response, fresh, self.desk.clock.now())
        return response

    async def _post(self, request: Request, post: Page, *, keeps_text: bool) -> Response:
        session = self.access.session(request)
        fresh = None if session else self.access.begin(request)
        if not (session or fresh):
            return self._locked(request, HTTPStatus.UNAUTHORIZED, "over" if COOKIE in request.cookies else "")
        try:
            form = await read_form(request)
        except BadForm as bad:
            return self._sentence(request, HTTPStatus.BAD_REQUEST, bad.key)
        is_old = session is None or not is_token(session, form.get("token", ""))
        if is_old and not keeps_text:
            return self._sentence(request, HTTPStatus.FORBIDDEN, "old_page")
        response = await self._answer(request, post, session or fresh, form, is_old=is_old)
        if fresh:
            set_cookie(response, fresh, self.desk.clock.now())
        return response

    async def _answer(
        self,
        request: Request,
        page: Page,
        session: Session | None,
        form: Mapping[str, str] | None = None,
        *,
        is_old: bool = False,
    ) -> Response:
        assert session
        say = self._say(request)
        visit = Visit(request, self.desk, session, say, is_own_screen(request), form, is_old)
        try:
            return await page(visit)
        except ConfigError as error:
            return visit.sentence(HTTPStatus.CONFLICT, "file_is_wrong", why=error)
        except KiosksError as error:
            return visit.sentence(HTTPStatus.CONFLICT, "cannot", why=error)
        except StoreError as error:
            logger.error("%s", error)
            return visit.sentence(HTTPStatus.INSUFFICIENT_STORAGE, "cannot", why=error)
        except OSError as error:
            logger.error("%s: %s", error.filename, error.strerror)
            why = f"{error.filename}: {error.strerror}"
            return visit.sentence(HTTPStatus.INSUFFICIENT_STORAGE, "disk_refused", why=why)

    def _say(self, request: Request) -> Texts:
        return console_texts.texts(self.site.texts(request).tag)

    def _locked(self, request: Request, status: int, key: str) -> Response:
        say = self._say(request)
        return show(request, say, "console/locked.html", status, key=key, name="Curiocity")

    def _sentence(self, request: Request, status: int, key: str) -> Response:
        say = self._say(request)
        return show(request, say, "console/plain.html", status, sentence=say(key), name="Curiocity")

    def _until(self) -> int:
        try:
            config = self.desk.file.read().config
        except ConfigError:
            config = self.site.live.config()
        return calendar.next_forgetting(config, self.desk.clock.now())


def show(request: Request, say: Texts, template: str, status: int, name: str, **values: object) -> Response:
    """A page with the console's sentences; nothing of it is kept by a browser."""
    html = write(
        template,
        say=say,
        path=request.url.path,
        hub={"name": name},
        name=name,
        tongues=console_texts.languages(),
        **values,
    )
    headers = {"Content-Language": say.tag, "Vary": "Accept-Language, Cookie", "Cache-Control": "no-store"}
    return HTMLResponse(html, status, headers)


async def _no_such_page(visit: Visit) -> Response:
    return visit.sentence(HTTPStatus.METHOD_NOT_ALLOWED, "no_such_page")


def _name(desk: Desk) -> str:
    try:
        return desk.file.read().config.name
    except ConfigError:
        return "Curiocity"
