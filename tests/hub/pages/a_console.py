"""A hub's desk and its console, without a browser: real settings file, real store, hosts who ask over HTTP."""

import asyncio
import contextlib
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
from starlette.applications import Starlette

from hub.config import WebConfig
from hub.desk import Desk
from hub.live import LiveHub
from hub.pages import app, console, server
from hub.pages.site import Site
from hub.settings_file import SettingsFile
from hub.store import Store
from hub.writer import Writer
from tests.fakes.clock import HandClock
from tests.hub.pages.served import served
from tests.hub.town import MORNING
from wire.messages import KioskState

HUB = "http://127.0.0.1:8080"
NETWORK = "http://hub.local:8080"
SETTINGS = """# by hand
name = "Old Town"
timezone = "UTC"
languages = ["en", "de"]
help_lines = [{ name = "Talk", number = "116 123", dialled = 2026-11-02 }]

[[places]]
id = "library"
name = "Library"
address = "Mill Lane"
hours = { daily = "08:00-20:00" }
walk = { library = 0, cafe = 5 }
offers = ["a telescope", { words = "une machine", language = "fr" }]
prints_at = "library"
"""


class Standing:
    """What the desk asks of a running hub."""

    def __init__(self) -> None:
        self.rounds: set[tuple[str, int]] = set()
        self.papers: dict[str, str] = {}
        self.sheets: list[object] = []
        self.tests: list[object] = []

    def promised_rounds(self):
        return self.rounds

    def table_sheets(self):
        return self.sheets

    async def say_test(self, slip):
        self.tests.append(slip)


class Browser:
    """Asks the console and keeps its cookies."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self._runner, self._client, self.cookies = runner, client, client.cookies

    def request(self, method, path, **more):
        return self._runner.run(self._client.request(method, path, **more))

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, **more):
        return self.request("POST", path, **more)


class Hosts:
    """The console, and browsers that open it."""

    def __init__(self, data: Path) -> None:
        self.data, self.hands, self.hub = data, HandClock(wall=MORNING), Standing()
        self.writer, self.runner = Writer(), asyncio.Runner()
        self.store = self.disk(Store, data)
        self.file = SettingsFile(data / "hub.toml")
        clock = self.hands.clock()
        self.live = LiveHub(self.file.read().config, self.store, self.writer, clock)
        self.desk = Desk(data, data / "keys", self.file, self.store, self.writer, clock, lambda: self.hub)
        self.app = Starlette(routes=console.routes(Site(self.live, self.desk)))

    def browser(self, at: str = HUB, address: str = "127.0.0.1", **headers: str) -> Browser:
        """A browser on the hub's own machine, unless it asks by another name or from another address."""
        transport = httpx.ASGITransport(self.app, client=(address, 5000))
        said = {"accept-language": "en", **headers}
        return Browser(self.runner, httpx.AsyncClient(transport=transport, base_url=at, headers=said))

    def kiosk(self, name: str = "library", **more: object) -> None:
        """A kiosk has said how it is."""
        self.disk(
            self.store.note_kiosk, KioskState(**{"kiosk": name, "state": "ready", "session": 1, **more})
        )

    def disk(self, call, *values):
        """Ask the store in its own thread."""
        return self.writer._thread.submit(call, *values).result()

    def document(self) -> dict[str, object]:
        return tomllib.loads(self.file.path.read_text(encoding="utf-8")) if self.file.path.exists() else {}

    def everything(self) -> dict[str, bytes]:
        """Every file of the hub."""
        files = (
            path
            for path in self.data.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        )
        return {str(path.relative_to(self.data)): path.read_bytes() for path in files}


@contextlib.contextmanager
def hosts(data: Path, settings: str = SETTINGS) -> Iterator[Hosts]:
    """A hub whose settings are these; "" for one that was never set up."""
    if settings:
        (data / "hub.toml").write_text(settings, encoding="utf-8")
    here = Hosts(data)
    try:
        yield here
    finally:
        here.disk(here.store.close)
        here.writer.close()
        here.runner.close()


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the first form of a page that has a token, as it stands there."""
    form = next(
        form
        for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL)
        if "leave" not in form
    )
    said = {}
    for tag in re.findall(r"<input [^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" or " checked" in tag:
            said[found["name"]] = unescape(found.get("value", ""))
    for name, words in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        said[name] = unescape(words)
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said[name] = unescape(chosen[1]) if chosen else ""
    return said


def visible(page: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@contextlib.contextmanager
def serving(here: Hosts) -> Iterator[str]:
    """The console and all other pages on loopback; the base address."""
    listener = server.listen(WebConfig(port=0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with served(app.pages(Site(here.live, here.desk)), listener):
        yield address
