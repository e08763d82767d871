"""Set-up in five questions: name, places, hours and hosts, languages, help lines. Each is kept when it is answered.

Until the last one has an answer nobody is sent to a table, so a host may stop anywhere and go on another day.
"""

import functools
from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import BaseRoute

from hub.config import HubConfig, Place
from hub.pages import console_place_settings, console_settings, page_texts
from hub.pages.console_door import Console, Visit
from hub.pages.console_editing import edit, today
from hub.pages.console_forms import Form
from hub.settings_file import Settings
from hub.zones import own_zone

STEPS = 5


def routes(console: Console) -> list[BaseRoute]:
    """The five questions."""
    questions = {
        "/setup/1": first,
        "/setup/2": second,
        "/setup/3": third,
        "/setup/3/{place}": third,
        "/setup/4": fourth,
        "/setup/5": fifth,
    }
    return [
        console.route("/setup", welcome),
        console.route("/setup/done", done),
        *(console.route(path, page, page, keeps_text=True) for path, page in questions.items()),
    ]


async def welcome(visit: Visit) -> Response:
    """What is going to be asked."""
    return visit.page("console/welcome.html")


async def first(visit: Visit) -> Response:
    """The neighbourhood's name and time zone."""
    build = functools.partial(console_settings.neighbourhood, own_zone=own_zone())
    return await edit(visit, build, "setup_1", "/setup/2", step=1, steps=STEPS)


async def second(visit: Visit) -> Response:
    """A place; as many as there are, one after another."""
    kiosks, places = await visit.desk.kiosks(), visit.desk.file.read().config.places
    another = "another" in (visit.form or visit.request.query_params)
    asked = places[0] if places and not another else None
    if visit.form is not None and visit.form.get("place"):
        asked = visit.desk.file.read().config.place(visit.form["place"])
    one_more = visit.form is not None and "more" in visit.form

    def build(settings: Settings) -> Form:
        return console_place_settings.whereabouts(settings, asked, kiosks)

    return await edit(
        visit, build, "setup_2", "/setup/2?another=1" if one_more else "/setup/3", step=2, steps=STEPS,
        hidden={"place": asked.id if asked else "", **({"another": "1"} if another else {})},
        places=places, another=another, back="/setup/1", one_more=True,
    )  # fmt: skip


async def third(visit: Visit) -> Response:
    """Hours and hosts of each place, one after another."""
    config = visit.desk.file.read().config
    if not config.places:
        return visit.go("/setup/2")
    place = config.place(visit.request.path_params.get("place", "")) or config.places[0]

    def build(settings: Settings) -> Form | None:
        asked = settings.config.place(place.id)
        return console_place_settings.opening(settings, asked, page_texts.names()) if asked else None

    before, after = _beside(config, place)
    then = f"/setup/3/{after.id}" if after else "/setup/4"
    back = f"/setup/3/{before.id}" if before else "/setup/2"
    return await edit(visit, build, "setup_3", then, step=3, steps=STEPS, back=back, place=place)


async def fourth(visit: Visit) -> Response:
    """Languages. Hosts whose languages nobody chose speak those of the neighbourhood."""
    build = functools.partial(console_settings.languages, names=page_texts.names())
    return await edit(visit, build, "setup_4", "/setup/5", step=4, steps=STEPS, back="/setup/3")


async def fifth(visit: Visit) -> Response:
    """Help lines, dialled and ticked."""
    build = functools.partial(console_settings.help_lines, today=today(visit))
    return await edit(visit, build, "setup_5", "/setup/done", step=5, steps=STEPS, back="/setup/4")


async def done(visit: Visit) -> Response:
    """Live; and a first test slip."""
    config = visit.desk.file.read().config
    if not (config.is_live and config.places):
        return visit.go("/setup/5" if config.places else "/setup/2")
    kiosks = await visit.desk.kiosks()
    return visit.page(
        "console/done.html", HTTPStatus.OK, kiosks=kiosks, can_join=visit.desk.has_certificates()
    )


def _beside(config: HubConfig, place: Place) -> tuple[Place | None, Place | None]:
    """The places before and after this one."""
    at = config.places.index(place)
    after = config.places[at + 1] if at + 1 < len(config.places) else None
    return (config.places[at - 1] if at else None), after
