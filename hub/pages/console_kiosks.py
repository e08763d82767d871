"""The console's pages of kiosks: how each machine is, where it stands, a test slip, removing it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from hub.config import HubConfig
from hub.pages import console_place_settings, page_texts
from hub.pages.console_door import Console, Page, Visit
from hub.pages.console_editing import edit, keep
from wire import topics
from wire.messages import SOFTWARE, KioskState

HEALTHS = {  # what a kiosk says of itself: key of the sentence, whether somebody has to go and look
    "paper": {
        "paper": ("paper_ok", False),
        "low": ("paper_low", True),
        "none": ("paper_none", True),
        "cover": ("paper_cover", True),
        "silent": ("paper_silent", False),
    },
    "disk": {"ok": ("disk_ok", False), "low": ("disk_low", True), "full": ("disk_full", True)},
    "clock": {
        "right": ("clock_ok", False),
        "wrong": ("clock_wrong", True),
        "unknown": ("clock_unknown", False),
    },
    "panel": {
        "none": ("", False),  # most kiosks need none
        "there": ("panel_there", False),
        "away": ("panel_away", True),
        "differs": ("panel_differs", True),
    },
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One kiosk as a page shows it. signs: (key of a sentence, whether somebody has to go and look)."""

    kiosk: str
    there: str  # key: kiosk_there, kiosk_away, kiosk_closed, kiosk_never
    signs: tuple[tuple[str, bool], ...]
    version: str
    other_version: bool
    is_named: bool  # by a place, so that people who stand there can be promised a table


def routes(console: Console) -> list[BaseRoute]:
    """The pages of kiosks."""
    return [
        console.route("/kiosks", kiosks),
        console.route("/kiosks/{kiosk}", kiosk, kiosk, keeps_text=True),
        console.route("/kiosks/{kiosk}/test", test_slip, print_test),
        console.route("/kiosks/{kiosk}/test/{slip}", tested),
        console.route("/kiosks/{kiosk}/test/{slip}/now", outcome),
        console.route("/kiosks/{kiosk}/remove", ask_remove, remove),
    ]


def shown(kiosk: str, state: KioskState | None, config: HubConfig) -> Shown:
    """How a kiosk is, by what it said last. Of one that is away nothing else is known."""
    is_named = kiosk in config.kiosks
    if state is None:
        return Shown(kiosk, "kiosk_never", (), "", other_version=False, is_named=is_named)
    there = {"ready": "kiosk_there", "lost": "kiosk_away", "closed": "kiosk_closed"}[state.state]
    healths = [HEALTHS[what][getattr(state, what)] for what in HEALTHS] if state.state == "ready" else []
    signs = tuple((sentence, must_look) for sentence, must_look in healths if sentence)
    other = bool(state.version) and state.version != SOFTWARE
    return Shown(kiosk, there, signs, state.version, other, is_named)


async def kiosks(visit: Visit) -> Response:
    """All of them."""
    return visit.page(
        "console/kiosks.html",
        kiosks=await every_kiosk(visit),
        can_join=visit.desk.has_certificates(),
        version=SOFTWARE,
    )


async def every_kiosk(visit: Visit) -> list[Shown]:
    """Every kiosk known here, by its id."""
    states, config = await visit.desk.states(), visit.desk.file.read().config
    return [shown(one, states.get(one), config) for one in await visit.desk.kiosks()]


def _of_known_kiosk(page: Callable[[Visit, str], Awaitable[Response]]) -> Page:
    """The page is told which kiosk it is about; where there is none of that name it is not asked at all."""

    async def answer(visit: Visit) -> Response:
        name = str(visit.request.path_params["kiosk"])
        if topics.is_kiosk_id(name) and name in await visit.desk.kiosks():
            return await page(visit, name)
        return visit.sentence(HTTPStatus.NOT_FOUND, "no_such_kiosk")

    return answer


@_of_known_kiosk
async def kiosk(visit: Visit, name: str) -> Response:
    """One kiosk: how it is, how far each place is from it."""
    states, config = await visit.desk.states(), visit.desk.file.read().config
    return await edit(
        visit,
        lambda settings: console_place_settings.from_kiosk(settings, name),
        "one_kiosk",
        f"/kiosks/{name}?saved=1",
        kiosk=shown(name, states.get(name), config),
        can_remove=visit.desk.has_certificates(),
        back="/kiosks",
    )


@_of_known_kiosk
async def test_slip(visit: Visit, name: str) -> Response:
    """Whether a test slip is to be printed."""
    return visit.page(
        "console/ask.html",
        heading=visit.say("test_slip_at", kiosk=name),
        explained=visit.say("test_slip_explained"),
        action=f"/kiosks/{name}/test",
        do=visit.say("print_test_slip"),
        back="/kiosks",
    )


@_of_known_kiosk
async def print_test(visit: Visit, name: str) -> Response:
    """Print one."""
    state = (await visit.desk.states()).get(name)
    if state is None or state.state != "ready":
        return visit.sentence(HTTPStatus.CONFLICT, "test_away", kiosk=name)
    config = visit.desk.file.read().config
    language = config.languages[0]
    own = page_texts.texts(page_texts.choose(language, "", ()))("question")
    slip = await visit.desk.print_test(name, language, config.question.get(language) or own)
    return visit.go(f"/kiosks/{name}/test/{slip}")


@_of_known_kiosk
async def tested(visit: Visit, name: str) -> Response:
    """What became of it."""
    slip = visit.request.path_params["slip"]
    outcome = visit.desk.outcome(slip)
    return visit.page("console/tested.html", kiosk=name, slip=slip, outcome=outcome)


async def outcome(visit: Visit) -> Response:
    """The same, for a page that waits."""
    return PlainTextResponse(visit.desk.outcome(visit.request.path_params["slip"]))


@_of_known_kiosk
async def ask_remove(visit: Visit, name: str) -> Response:
    """Whether a kiosk is to be removed."""
    return visit.page(
        "console/ask.html",
        heading=visit.say("remove_kiosk", kiosk=name),
        explained=visit.say("remove_kiosk_explained"),
        action=f"/kiosks/{name}/remove",
        do=visit.say("remove"),
        back=f"/kiosks/{name}",
    )


@_of_known_kiosk
async def remove(visit: Visit, name: str) -> Response:
    """Its certificate opens nothing any more, and no place names it."""
    await visit.desk.remove(name)
    settings = visit.desk.file.read()
    document = console_place_settings.without_kiosk(settings.document, name)
    return await keep(visit, settings, document, "/kiosks")
