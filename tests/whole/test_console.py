"""The console in a real browser: from the first page to the first test slip, and every page for everybody."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from hub import mosquitto
from hub.broker_process import held_port
from hub.config import read_config
from tests.hub.pages.a_console import hosts, serving
from tests.whole.browsing import Visitor, barriers, chromium, needs_chromium
from wire.examples import SHEET

pytestmark = [pytest.mark.whole, needs_chromium, pytest.mark.usefixtures("plain_meaning")]
MOST_ACTIONS = 40
PATIENCE_S = 60
PAGES = (
    *("", "/kiosks", "/kiosks/library", "/kiosks/add", "/kiosks/library/test", "/places", "/places/new"),
    *(
        "/places/library/opening",
        "/places/library/closed",
        "/places/library/offers",
        "/places/library/printing",
    ),
    *(
        "/sheets",
        "/question",
        "/help-lines",
        "/languages",
        "/neighbourhood",
        "/times",
        "/forgotten",
        "/backup",
    ),
    *("/code", "/setup", "/setup/1", "/setup/2", "/setup/5", "/setup/done", "/nowhere"),
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


class Hands:
    """A host at the page: every click, tick, choice and answer is an action."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def click(self, words):
        self.actions += 1
        self.page.get_by_role("button", name=words).or_(
            self.page.get_by_role("link", name=words)
        ).first.click()

    def write(self, label, words):
        self.actions += 1
        self.page.get_by_label(label).first.fill(words)

    def tick(self, label):
        self.actions += 1
        self.page.get_by_label(label).first.check()


class Programs:
    """Our programs, which end with the test."""

    def __init__(self, folder):
        self.folder, self._running = folder, []

    def start(self, *words, **more):
        log = (self.folder / f"{words[0]}.log").open("ab")
        with log:
            child = subprocess.Popen(
                [sys.executable, "-m", "curiocity", *words],
                stdin=subprocess.PIPE,  # a kiosk with hands ends where nobody is there any more
                stderr=log,
                text=True,
                **more,
            )
        self._running.append(child)
        return child

    def stop(self):
        for child in reversed(self._running):
            child.terminate()
        for child in self._running:
            child.wait(PATIENCE_S)
            for pipe in filter(None, (child.stdin, child.stdout)):
                pipe.close()


@pytest.fixture
def programs(tmp_path):
    running = Programs(tmp_path)
    yield running
    running.stop()


def console_of(hub):
    """Where the hub says its console is."""
    for line in hub.stdout:
        if line.startswith("Console:"):
            return line.split()[1].removesuffix("/console")
    raise AssertionError("the hub has ended")


@pytest.mark.skipif(not mosquitto.find(), reason="mosquitto is not installed")
def test_a_new_host_from_the_first_page_to_the_first_test_slip(tmp_path, browser, programs):
    port = held_port(programs)
    data, kiosk, papers = tmp_path / "hub", tmp_path / "kiosk", tmp_path / "papers"
    words = ("--data", str(data), "--broker", "mosquitto", "--port", str(port), "--web-port", "0")
    home = console_of(programs.start("hub", *words, stdout=subprocess.PIPE))
    visitor = Visitor(browser, home, "laptop")
    papers.mkdir()
    began, hands = time.monotonic(), Hands(visitor.open("/console"))
    page = hands.page
    hands.click("Begin")
    hands.write("Name of the neighbourhood", "Harbour Street")
    hands.click("Save and go on")
    hands.write("Name of the place", "Harbour Library")
    hands.write("Address", "12 Harbour Street")
    hands.click("Save and go on")
    hands.click("Save and go on")  # hours and hosts as they are proposed
    hands.tick("Español")
    hands.click("Save and go on")
    hands.write("Name", "Someone to talk to")
    hands.write("Telephone number", "116 123")
    hands.tick("I dialled it")
    hands.click("Save and go on")
    expect(page.get_by_role("heading", name="Your neighbourhood is open.")).to_be_visible()
    hands.click("Add a kiosk")
    hands.click("Begin")
    code = page.locator("output").inner_text().replace(" ", "")
    where = page.locator("summary").inner_text().split()[-1]
    joins = ("--data", str(kiosk), "--id", "library", "--hub", where, "--code", code, "--yes", "--json")
    joining = programs.start("join", *joins, stdout=subprocess.PIPE)
    hands.actions += 3  # the command, the code, Enter: done by hand at the kiosk
    expect(page.get_by_role("heading", name="Are these two pictures on the kiosk too?")).to_be_visible()
    assert joining.wait(PATIENCE_S) == 0
    shown = json.loads(joining.stdout.readline())["words"]
    for word in shown:
        expect(page.locator(".pictures")).to_contain_text(word)
    hands.click("Yes, the same two")
    hands.write("Minutes to Harbour Library", "0")
    hands.click("Save")
    expect(page.get_by_text("Saved. The hub goes by it")).to_be_visible()
    (kiosk / "kiosk.toml").write_text(f'id = "library"\nprinter = {json.dumps(f"virtual:{papers}")}\n')
    programs.start(
        "kiosk", "--data", str(kiosk), "--hands", "--pictures", str(papers), stdout=subprocess.DEVNULL
    )
    until(page, lambda: page.goto(f"{home}/console/kiosks") and page.get_by_text("There", exact=True).count())
    until(page, lambda: page.goto(f"{home}/console/kiosks") and page.get_by_text("Paper", exact=True).count())
    hands.click("Test slip")
    hands.click("Print a test slip")
    expect(page.get_by_text("library has printed the test slip.")).to_be_visible()
    assert [path.name for path in papers.glob("slip*.png")] or list(papers.glob("*.png"))
    assert hands.actions <= MOST_ACTIONS
    print(json.dumps({"actions": hands.actions, "seconds": round(time.monotonic() - began)}))
    config = read_config(data / "hub.toml")
    assert config.is_live
    assert config.kiosks == ("library",)
    visitor.leave()


def until(page, holds):
    """Until a page that was opened anew shows something."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, page.content()
        page.wait_for_timeout(200)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with hosts(tmp_path_factory.mktemp("hub")) as here:
        here.kiosk("library", paper="none", version="0.0.9")
        here.kiosk("cafe", state="lost")
        here.hub.sheets = [SHEET]
        here.disk(here.store.note_forgotten, [datetime(2026, 11, 21, tzinfo=UTC).date()], here.hands.wall)
        yield here


@pytest.fixture(scope="module")
def home(town):
    with serving(town) as address:
        yield address


def without_refusals(visitor):
    """What a browser says of an answer that is a refusal is no complaint."""
    visitor.complaints[:] = [
        told for told in visitor.complaints if "responded with a status of 4" not in told
    ]


@pytest.mark.parametrize("first", [0, 1])
def test_every_page_is_for_everybody(browser, home, first):
    """Every other page by day on a laptop, the rest at night on a phone that reads from right to left."""
    size, look = [("laptop", {}), ("phone", {"color_scheme": "dark", "locale": "ar"})][first]
    visitor = Visitor(browser, home, size, **look)
    found = {path: barriers(visitor.open(f"/console{path}")) for path in PAGES[first::2]}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    page = visitor.open("/console/help-lines")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.locator("form button.first").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    without_refusals(visitor)
    visitor.leave()


def test_the_keyboard_is_enough(browser, home, town):
    visitor = Visitor(browser, home, "laptop")
    page = visitor.open("/console/neighbourhood")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name of the neighbourhood")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Keyboard Street")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert town.file.read().config.name == "Keyboard Street"
    visitor.leave()


def test_hostile_names_are_words_and_nothing_else(browser, home, town):
    hostile = "<img src=x onerror=\"document.title='hit'\">"
    visitor = Visitor(browser, home, "laptop")
    page = visitor.open("/console/places/library/whereabouts")
    page.get_by_label("Name of the place").fill(hostile)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    for path in ("", "/places", "/places/library/opening", "/places/library/remove", "/kiosks/library"):
        visitor.open(f"/console{path}")
        assert page.title() != "hit"
        assert page.locator("img").count() == 0
        expect(page.locator("body")).to_contain_text(hostile)
    visitor.leave()


def test_a_host_with_the_code_gets_in_from_another_name(browser, home, town):
    made, _ = town.desk.new_code()
    visitor = Visitor(
        browser, home.replace("127.0.0.1", "localhost"), "phone", extra_http_headers={"Via": "1.1 door"}
    )
    page = visitor.open("/console")
    assert barriers(page) == []
    page.get_by_label("Code of the day").fill("0000")
    page.get_by_role("button", name="Open the console").click()
    expect(page.get_by_text("That is not today’s code.")).to_be_visible()
    page.get_by_label("Code of the day").fill(made.lower())
    page.get_by_role("button", name="Open the console").click()
    expect(page.get_by_role("navigation", name="Pages of the console")).to_be_visible()
    page.get_by_role("button", name="Leave the console").click()
    without_refusals(visitor)
    visitor.leave()
