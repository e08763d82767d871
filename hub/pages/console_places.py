"""The console's pages of settings: the neighbourhood, its languages, question and help lines, each place."""

import functools
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import BaseRoute

from hub.config import Place
from hub.pages import console_place_settings, console_settings, page_texts
from hub.pages.console_door import Console, Visit
from hub.pages.console_editing import Build, edit, keep, today
from hub.pages.console_forms import Form
from hub.settings_file import Settings
from hub.zones import own_zone

PARTS = ("whereabouts", "opening", "closed", "offers", "printing")  # of a place, each on a page of its own


def routes(console: Console) -> list[BaseRoute]:
    """The pages of settings."""
    single = {
        "/neighbourhood": neighbourhood,
        "/times": times,
        "/languages": languages,
        "/question": question,
        "/help-lines": help_lines,
        "/places/new": new_place,
        "/places/{place}/{part}": part_of_place,
    }
    return [
        console.route("/places", places),
        console.route("/places/{place}/remove", ask_remove, remove),
        *(console.route(path, page, page, keeps_text=True) for path, page in single.items()),
    ]


async def neighbourhood(visit: Visit) -> Response:
    """Name and time zone."""
    build = functools.partial(console_settings.neighbourhood, own_zone=own_zone())
    return await edit(visit, build, "neighbourhood", "/neighbourhood?saved=1", more="/times")


async def times(visit: Visit) -> Response:
    """Walks, closing, forgetting."""
    return await edit(visit, console_settings.times, "times", "/times?saved=1", back="/neighbourhood")


async def languages(visit: Visit) -> Response:
    """Which are spoken."""
    build = functools.partial(console_settings.languages, names=page_texts.names())
    return await edit(visit, build, "languages_page", "/languages?saved=1")


async def question(visit: Visit) -> Response:
    """The day's question."""
    build = functools.partial(console_settings.question, names=page_texts.names())
    return await edit(visit, build, "question_page", "/question?saved=1")


async def help_lines(visit: Visit) -> Response:
    """Whom to call."""
    build = functools.partial(console_settings.help_lines, today=today(visit))
    return await edit(visit, build, "help_lines", "/help-lines?saved=1")


async def places(visit: Visit) -> Response:
    """All of them, by name."""
    config = visit.desk.file.read().config
    return visit.page("console/places.html", places=sorted(config.places, key=lambda place: place.name))


async def new_place(visit: Visit) -> Response:
    """One more."""
    kiosks = await visit.desk.kiosks()

    def build(settings: Settings) -> Form:
        return console_place_settings.whereabouts(settings, None, kiosks)

    return await edit(visit, build, "new_place", "/places", back="/places")


async def part_of_place(visit: Visit) -> Response:
    """One page of one place."""
    part, place = visit.request.path_params["part"], _place(visit)
    if part not in PARTS or place is None:
        return visit.sentence(HTTPStatus.NOT_FOUND, "no_such_place")
    forms: dict[str, Callable[[], Awaitable[Build]]] = {
        "whereabouts": lambda: _whereabouts(visit),
        "opening": lambda: _opening(visit),
        "closed": lambda: _closed(visit),
        "offers": lambda: _offers(visit),
        "printing": lambda: _printing(visit),
    }
    build = await forms[part]()
    parts = [(one, f"/places/{place.id}/{one}") for one in PARTS]
    then = f"/places/{place.id}/{part}?saved=1"
    return await edit(visit, build, part, then, place=place, parts=parts, part=part, back="/places")


async def ask_remove(visit: Visit) -> Response:
    """Whether a place is to be removed."""
    place = _place(visit)
    if place is None:
        return visit.sentence(HTTPStatus.NOT_FOUND, "no_such_place")
    return visit.page(
        "console/ask.html",
        heading=visit.say("remove_place", place=place.name),
        explained=visit.say("remove_place_explained"),
        action=f"/places/{place.id}/remove",
        do=visit.say("remove"),
        back="/places",
    )


async def remove(visit: Visit) -> Response:
    """Remove it, unless it is promised."""
    settings, place = visit.desk.file.read(), _place(visit)
    if place is None:
        return visit.sentence(HTTPStatus.NOT_FOUND, "no_such_place")
    document = console_place_settings.without_place(settings.document, place.id)
    return await keep(visit, settings, document, "/places")


async def _whereabouts(visit: Visit) -> Build:
    kiosks = await visit.desk.kiosks()
    return _of_place(
        visit, lambda settings, place: console_place_settings.whereabouts(settings, place, kiosks)
    )


async def _opening(visit: Visit) -> Build:
    names = page_texts.names()
    return _of_place(visit, lambda settings, place: console_place_settings.opening(settings, place, names))


async def _closed(visit: Visit) -> Build:
    day = today(visit)
    return _of_place(visit, lambda _, place: console_place_settings.closed_days(place, day))


async def _offers(visit: Visit) -> Build:
    return _of_place(visit, lambda _, place: console_place_settings.offers(place))


async def _printing(visit: Visit) -> Build:
    kiosks, none = await visit.desk.kiosks(), visit.say("prints_nowhere")
    return _of_place(visit, lambda _, place: console_place_settings.printing(place, kiosks, none))


def _of_place(visit: Visit, make: Callable[[Settings, Place], Form]) -> Build:
    def build(settings: Settings) -> Form | None:
        place = settings.config.place(visit.request.path_params["place"])
        return make(settings, place) if place else None

    return build


def _place(visit: Visit) -> Place | None:
    return visit.desk.file.read().config.place(visit.request.path_params["place"])
