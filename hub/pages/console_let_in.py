"""The console's pages that let a kiosk in: the code, the pictures to compare, the door that is shut again."""

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from hub.kiosks import qr_picture
from hub.pages.console_door import Console, Visit


def routes(console: Console) -> list[BaseRoute]:
    """The pages under /kiosks/add; before those of each kiosk, or "add" would be taken for a kiosk's id."""
    return [
        console.route("/kiosks/add", add, open_door),
        console.route("/kiosks/add/now", how_far),
        console.route("/kiosks/add/same", no_page, same),
        console.route("/kiosks/add/different", no_page, different),
        console.route("/kiosks/add/stop", no_page, stop),
    ]


async def add(visit: Visit) -> Response:
    """How far letting a kiosk in has come."""
    now = visit.desk.let_in.now
    picture = qr_picture(now.invitation) if now.invitation else ""
    named = now.kiosk in visit.desk.file.read().config.kiosks
    return visit.page(
        "console/let_in.html",
        now=now,
        state=_state(visit),
        picture=picture,
        is_named=named,
        can_join=visit.desk.has_certificates(),
    )


async def how_far(visit: Visit) -> Response:
    """The same, for a page that waits."""
    return PlainTextResponse(_state(visit))


async def open_door(visit: Visit) -> Response:
    """Let one kiosk in."""
    await visit.desk.let_in.open(visit.desk.file.read().config.name)
    return visit.go("/kiosks/add")


async def same(visit: Visit) -> Response:
    """The pictures are the same: it belongs here, and is asked where it stands."""
    now = visit.desk.let_in.now
    visit.desk.let_in.answer(same=True)
    await visit.desk.let_in.settled()
    return visit.go(f"/kiosks/{now.kiosk}" if now.state == "compare" else "/kiosks/add")


async def different(visit: Visit) -> Response:
    """They are not."""
    visit.desk.let_in.answer(same=False)
    await visit.desk.let_in.settled()
    return visit.go("/kiosks/add")


async def stop(visit: Visit) -> Response:
    """Shut the door."""
    await visit.desk.let_in.close()
    return visit.go("/kiosks")


async def no_page(visit: Visit) -> Response:
    """Only a form leads there."""
    return visit.go("/kiosks/add")


def _state(visit: Visit) -> str:
    now = visit.desk.let_in.now
    return f"{now.state} {len(now.told)}"
