"""One page of settings from question to file: shown, read, held against what stands, written. Nothing typed is lost."""

import asyncio
import copy
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

from starlette.responses import Response

from hub import calendar
from hub.config import HubConfig, checked
from hub.pages.console_door import Visit
from hub.pages.console_forms import Field, Form
from hub.settings_file import ChangedMeanwhile, Document, Settings
from wire.options import OptionError

TEMPLATE = "console/form.html"
Build = Callable[[Settings], Form | None]


async def edit(visit: Visit, build: Build, title: str, then: str, **shown: object) -> Response:
    """Show the form that `build` makes of the settings, or take its answers and go on to `then`.

    title: key of the page's heading. build returns None where there is nothing (any more) to be asked.
    """
    settings = visit.desk.file.read()
    form = build(settings)
    if form is None:
        return visit.sentence(HTTPStatus.NOT_FOUND, "no_such_page")
    page = _Page(visit, form, title, shown)
    if visit.form is None:
        return page.show(HTTPStatus.OK, form.now)
    if visit.is_old:
        return page.show(HTTPStatus.FORBIDDEN, visit.form, problem=visit.say("old_form"))
    answers, wrong = form.read(visit.form)
    if wrong:
        return page.show(HTTPStatus.UNPROCESSABLE_ENTITY, visit.form, wrong=wrong)
    if visit.form.get("seen") != form.seen and (others := form.differences(visit.form)):
        return page.show(HTTPStatus.CONFLICT, visit.form, others=others, problem=visit.say("changed"))
    document = copy.deepcopy(settings.document)
    form.apply(document, answers)
    return await _keep(page, settings, document, then)


async def keep(visit: Visit, settings: Settings, document: Document, then: str) -> Response:
    """Write settings that were changed without a form, such as a place that is removed."""
    problem = await _write(visit, settings, document)
    return (
        visit.page("console/sentence.html", HTTPStatus.CONFLICT, sentence=problem)
        if problem
        else visit.go(then)
    )


async def _keep(page: "_Page", settings: Settings, document: Document, then: str) -> Response:
    visit = page.visit
    problem = await _write(visit, settings, document)
    if problem:
        return page.show(HTTPStatus.CONFLICT, visit.form or {}, problem=problem)
    return visit.go(then)


async def _write(visit: Visit, settings: Settings, document: Document) -> str:
    """Write the file; why not, in a sentence, where it was not written."""
    try:
        config = checked(document)
    except OptionError as wrong:
        return visit.say("not_allowed", why=wrong.sentence())
    if problem := _against_people(visit, settings.config, config):
        return problem
    try:
        async with visit.desk.writes:
            await asyncio.to_thread(visit.desk.file.write, document, settings.revision)
    except ChangedMeanwhile:
        return visit.say("changed_just_now")
    return ""


def _against_people(visit: Visit, old: HubConfig, new: HubConfig) -> str:
    """Why these settings would break what people were told; empty where they do not."""
    if old.is_live and not new.is_live:
        return visit.say("must_stay_dialled")
    broken = visit.desk.broken_promises(new)
    if not broken:
        return ""
    last = broken[-1]
    place = old.place(last.place)
    day = visit.say.day(calendar.local_date(old, last.starts))
    return visit.say("promised", place=place.name if place else last.place, day=day, hour=last.hour)


class _Page:
    """One form on its page."""

    def __init__(self, visit: Visit, form: Form, title: str, shown: Mapping[str, object]) -> None:
        self.visit, self._form, self._title, self._shown = visit, form, title, shown

    def show(
        self,
        status: int,
        typed: Mapping[str, str],
        *,
        wrong: Mapping[str, str] | None = None,
        others: list[Field] | None = None,
        problem: str = "",
    ) -> Response:
        """The page with what was typed, what is wrong beside it, and what others wrote meanwhile."""
        values: dict[str, object] = {
            "form": self._form,
            "title": self._title,
            "typed": typed,
            "wrong": wrong or {},
            "others": others or [],
            "problem": problem,
            "saved": self.visit.form is None and "saved" in self.visit.request.query_params,
        }
        return self.visit.page(TEMPLATE, status, **(values | dict(self._shown)))


def today(visit: Visit) -> date:
    """The neighbourhood's date."""
    return calendar.local_date(visit.desk.file.read().config, visit.desk.clock.now())
