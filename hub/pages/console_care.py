"""The console's first page, and those that change no settings: table sheets, forgetting, backup, the day's code."""

from datetime import date

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from hub import calendar
from hub.config import HubConfig
from hub.pages import sign_pictures
from hub.pages.console_access import COOKIE, PATH
from hub.pages.console_door import Console, Visit
from hub.pages.console_kiosks import every_kiosk
from wire.codes import grouped
from wire.messages import SOFTWARE, Sign


def routes(console: Console) -> list[BaseRoute]:
    """The first page, and the others."""

    async def leave(visit: Visit) -> Response:
        """This browser is let in no more."""
        console.access.leave(visit.session)
        response = RedirectResponse("/", 303)
        response.delete_cookie(COOKIE, path=PATH)
        return response

    return [
        console.route("", overview),
        console.route("/sheets", sheets),
        console.route("/forgotten", forgotten),
        console.route("/backup", backup, save_backup),
        console.route("/code", code, new_code),
        console.route("/leave", overview, leave),
    ]


async def overview(visit: Visit) -> Response:
    """What a host wants to know at a glance, or the first of the five questions."""
    settings = visit.desk.file.read()
    if not settings.document:
        return visit.go("/setup")
    return visit.page(
        "console/overview.html",
        config=settings.config,
        missing=missing(settings.config),
        kiosks=await every_kiosk(visit),
        rounds=_rounds_today(visit, settings.config),
        web=visit.desk.web,
        version=SOFTWARE,
        kept_file=visit.desk.file.kept_path.name if visit.desk.file.kept_path.exists() else "",
    )


def missing(config: HubConfig) -> list[tuple[str, str]]:
    """What is still to be done before anybody is sent to a table: (key of the sentence, where)."""
    steps = {
        ("needs_place", "/setup/2"): not config.places,
        ("needs_help_line", "/setup/5"): not config.is_live,
        ("needs_kiosk", "/kiosks"): not config.kiosks,
    }
    return [step for step, is_open in steps.items() if is_open]


async def sheets(visit: Visit) -> Response:
    """The table sheets of today, to look at and to print."""
    return visit.page("console/sheets.html", sheets=visit.desk.sheets(), drawn=_drawn)


async def forgotten(visit: Visit) -> Response:
    """Which days are forgotten and when, and what of any day is left on the disk."""
    config, proof = visit.desk.file.read().config, await visit.desk.proof()

    def when(ms: int) -> str:
        return f"{visit.say.day(calendar.local_date(config, ms))}, {calendar.local_hour(config, ms)}"

    days = [(_day(visit, day), when(at), proof.remains_of(day)) for day, at in proof.forgotten]
    return visit.page(
        "console/forgotten.html",
        days=days,
        readable=[_day(visit, day) for day in proof.readable],
        files=[*(f"days/{name}" for name in proof.files), *(f"keys/{name}" for name in proof.keys)],
        next=when(calendar.next_forgetting(config, visit.desk.clock.now())),
    )


async def backup(visit: Visit) -> Response:
    """What a backup holds, and how to restore it."""
    return visit.page("console/backup.html", data=visit.desk.data.name or "hub-data")


async def save_backup(visit: Visit) -> Response:
    """The file."""
    config = visit.desk.file.read().config
    day = calendar.local_date(config, visit.desk.clock.now()).isoformat()
    name = f"curiocity-{day}.tar"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(await visit.desk.backup(), 200, headers, "application/x-tar")


async def code(visit: Visit) -> Response:
    """What the day's code is for."""
    return visit.page("console/code.html", code="", until="")


async def new_code(visit: Visit) -> Response:
    """A new one, shown once, to be printed or written down."""
    made, until = visit.desk.new_code()
    return visit.page("console/code.html", code=grouped(made), until=until)


def _drawn(sign: Sign) -> list[tuple[str, str]]:
    """The pictures of a sign: (address, "") of one that we can draw, ("", the picture itself) of any other."""
    known = [(one, sign_pictures.svg(f"{ord(one):x}") is not None) for one in sign.picture]
    return [(sign_pictures.address(one), "") if is_known else ("", one) for one, is_known in known]


def _rounds_today(visit: Visit, config: HubConfig) -> list[tuple[str, list[str]]]:
    today = calendar.local_date(config, visit.desk.clock.now())
    found = calendar.rounds_of(config, today)
    return [(place.name, [one.hour for one in found if one.place == place.id]) for place in config.places]


def _day(visit: Visit, day: date) -> str:
    return visit.say.day(day)
