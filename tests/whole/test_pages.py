"""The pages in a real browser: as people see them, on a phone, a laptop and a wall, whatever goes wrong."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from hub.config import WebConfig
from hub.pages import trail_reader
from hub.pages.live import TableNow
from hub.pages.server import listen
from tests.hub.pages.a_day import DEMO, KEPT, NOW, SECRET, TEN, ADay, a_board, serving
from tests.whole.browsing import PATIENCE_MS, Visitor, barriers, chromium, needs_chromium
from wire import trail
from wire.messages import Sign

pytestmark = [pytest.mark.whole, needs_chromium]
VECTORS = json.loads((Path(__file__).parents[1] / "wire" / "trail_vectors.json").read_text(encoding="utf-8"))
OTHER = bytes(range(16, 32))
HOSTILE = '<img src=x onerror="document.title=1"></svg><script>document.title=1</script>'


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture
def day():
    return ADay()


@pytest.fixture
def home(day):
    with serving(day) as address:
        yield address


@pytest.fixture
def come(browser, home):
    """Visitors, each of whom must leave without a complaint."""
    visitors = []

    def one(size="phone", **more):
        visitors.append(Visitor(browser, home, size, **more))
        return visitors[-1]

    yield one
    for visitor in visitors:
        visitor.leave()


def test_the_browser_and_the_hub_derive_the_same(come):
    page = come().open("/s")
    for slip in VECTORS["slips"]:
        fragment = slip["link"].partition("#")[2]
        found = page.evaluate(
            """([fragment, sealed]) => {
                const {secret, place, starts} = trails.readFragment(fragment);
                const bytes = Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0));
                return {secret: trails.hex(secret), place, starts, locator: trails.locator(secret),
                        key: trails.hex(trails.derive(secret, "key").slice(0, 32)), token: trails.token(secret),
                        kept: trails.unseal(bytes, secret)};
            }""",
            [fragment, slip["sealed"]],
        )
        expected = {name: slip[name] for name in ("secret", "locator", "key", "token", "kept")}
        assert found == {**expected, "place": VECTORS["place"], "starts": VECTORS["starts"]}
    for shown in VECTORS["shown"]:
        found = page.evaluate(
            """([name, visit, tags, day]) => {
                const own = trails.unhex(name);
                return [trails.writeShown(own, visit, tags), trails.hex(trails.daySecret(own, day, visit))];
            }""",
            [shown["trail"], shown["visit"], shown["tags"], shown["day"]],
        )
        assert found == [shown["code"], shown["day_secret"]]
    told = [
        page.evaluate("(it) => { try { trails.readFragment(it); } catch (e) { return e.message; } }", damaged)
        for damaged in VECTORS["damaged_fragments"]
    ]
    assert set(told) == {"damaged_link"}


@pytest.mark.parametrize("size", ["phone", "wall"])
def test_the_board_is_replaced_as_it_is_told_anew(day, come, size):
    page = come(size).open("/")
    drawn = page.locator("svg:visible text")
    expect(drawn.filter(has_text="choir")).to_be_visible()
    day.show(a_board("meteor showers", HOSTILE))
    expect(drawn.filter(has_text="meteor showers")).to_be_visible()
    expect(drawn.filter(has_text="choir")).to_have_count(0)
    assert page.title() == DEMO.name
    assert page.locator("script:not([src])").count() == 0
    if size != "phone":
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_board_that_hears_nothing_keeps_its_picture_and_says_of_when(browser):
    day, listener = ADay(), listen(WebConfig(port=0))
    with serving(day, listener.dup()) as home:
        visitor = Visitor(browser, home, "wall")
        visitor.page.clock.install()
        page = visitor.open("/")
        expect(page.locator("svg.wide")).to_be_visible()
        expect(page.locator(".as-of")).to_be_hidden()
    page.clock.fast_forward(40_000)
    expect(page.locator(".as-of")).to_have_text("As of Monday, 23 November, 09:50")
    expect(page.locator("svg.wide")).to_be_visible()
    day.changed = asyncio.Event()
    day.shown = a_board("back again")
    with serving(day, listener):
        for _ in range(PATIENCE_MS // 200):  # the browser's own clock is held: let it try again
            page.clock.fast_forward(6_000)
            page.wait_for_timeout(200)
            if page.locator("svg.wide text", has_text="back again").count():
                break
        expect(page.locator("svg.wide text", has_text="back again")).to_be_visible()
        expect(page.locator(".as-of")).to_be_hidden()
    visitor.context.close()
    assert visitor.foreign == []


def test_the_question_is_asked_in_one_language_after_another(come):
    visitor = come("wall")
    visitor.page.clock.install()
    page = visitor.open("/?lang=de")
    expect(page.locator("#question")).to_contain_text("neugierig")
    page.clock.fast_forward(21_000)
    expect(page.locator("#question span:visible")).to_have_attribute("lang", "en")


def test_a_slip_opens_from_its_secret_alone(day, come):
    visitor = come()
    asked = []
    visitor.page.on("request", lambda request: asked.append((request.url, request.post_data or "")))
    fragment = day.keep()
    page = visitor.open(f"/s#{fragment}")
    for words in (
        "10:00",
        "Corner Bakery",
        "6 min on foot",
        "ping pong",
        KEPT.words,
        "R4VJ-V3P2-KR",
        "wood-fired",
    ):
        expect(page.locator("#slip")).to_contain_text(words)
    expect(page.locator("#sign-picture img")).to_be_visible()
    assert not [one for one in asked if fragment[:22] in one[0].partition("#")[0] + one[1]]


def test_a_settled_table_is_shown_and_its_tag_goes_to_the_trail(day, come):
    day.tables[trail.token(SECRET)] = TableNow(Sign("🦊", "fox"), theme="bees", tag="0123456789abcdef")
    page = come().open(f"/s#{day.keep()}")
    expect(page.locator("#table-part")).to_contain_text("fox")
    expect(page.locator("#theme")).to_contain_text("What you share: bees")
    page.click("#keep")
    kept = json.loads(saved(page))
    assert [slip["tag"] for slip in kept["slips"]] == ["0123456789abcdef"]


def test_words_are_taken_back_after_one_question(day, come):
    page = come().open(f"/s#{day.keep()}")
    page.click("#take-back")
    page.click("#no")
    assert day.taken_back == []
    page.click("#take-back")
    page.click("#yes")
    expect(page.locator("#said")).to_contain_text("it has forgotten them")
    assert [written for written, _ in day.taken_back] == [trail.token(SECRET).hex()]


def test_the_calendar_gets_place_and_hour_and_no_words(day, come):
    page = come().open(f"/s#{day.keep()}")
    with page.expect_download() as download:
        page.click("#calendar")
    event = Path(download.value.path()).read_text(encoding="utf-8")
    assert (
        "DTSTART:20261123T100000Z\r\nDTEND:20261123T110000Z"
        in Path(download.value.path()).read_bytes().decode()
    )
    assert "Corner Bakery\\, 1 Market Square\\, the long table upstairs" in event.replace("\n ", "")
    assert "bees" not in event


def saved(page):
    """The trail as it is saved."""
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "curiocity-trail.json"
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_a_trail_is_kept_saved_opened_merged_and_deleted(day, come, tmp_path):
    first, second = (
        day.keep(),
        day.keep(replace_kept(words="Wie fliegen Bienen?", starts=TEN + 86_400_000), OTHER),
    )
    page = come().open(f"/s#{first}")
    page.click("#keep")
    expect(page.locator("#unsaved")).to_be_visible()
    (tmp_path / "one.json").write_text(saved(page), encoding="utf-8")
    expect(page.locator("#unsaved")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    later = come()
    page = later.open(f"/s#{second}")
    page.click("#keep")
    page.set_input_files("#file", str(tmp_path / "one.json"))
    expect(page.locator("#days li")).to_have_count(2)
    expect(page.locator("#days li").first).to_contain_text("Wie fliegen Bienen?")
    assert barriers(page) == []
    both = saved(page)
    assert len(json.loads(both)["trails"]) == 2
    page.check("#remember")
    page.reload()
    expect(page.locator("#days li")).to_have_count(2)
    second_tab = later.context.new_page()
    second_tab.goto(page.url)
    expect(second_tab.locator("#days li")).to_have_count(2)
    page.locator("#days button").first.click()
    for one in (page, second_tab):
        expect(one.locator("#days li")).to_have_count(1)
    page.click("#delete")  # asks, and is told no
    expect(page.locator("#days li")).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#delete")
    expect(page.locator("#days li")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_merging_twice_changes_nothing_and_order_does_not_matter(come):
    page = come().open("/s")
    assert page.evaluate(
        """() => {
            const slip = (secret, starts, more) => ({secret, starts, ...more});
            const [a, b] = [{trails: ["A"], slips: [slip("x", 2), slip("y", 1, {tag: "t"})]},
                            {trails: ["B"], slips: [slip("y", 1), slip("z", 3)]}];
            const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
            const ab = trails.merge(a, b), ba = trails.merge(b, a);
            return same(trails.merge(ab, ab), ab) && same(ab.slips, ba.slips) && ab.slips[2].tag === "t";
        }"""
    )


# Trail files that are not whole, and what is said of them.
FILES = (
    ("", "damaged"),
    ("{", "damaged"),
    ("null", "damaged"),
    ("[]", "damaged"),
    ('{"curiocity":"trail","v":1}', "damaged"),
    ('{"curiocity":"trail","v":1,"trails":["AAAA"],"slips":[]}', "damaged"),
    ('{"curiocity":"trail","v":2,"trails":[],"slips":[]}', "newer version"),
    (f'{{"curiocity":"trail","v":1,"trails":["{"A" * 26}"],"slips":[null,{{}},{{"secret":7}}]}}', "changed"),
    ("\0\ufffd" * 1000, "damaged"),
)


def test_a_trail_file_that_is_not_whole_is_said_and_changes_nothing(day, come):
    page = come().open(f"/s#{day.keep()}")
    page.click("#keep")
    for text, said in FILES:
        page.set_input_files("#file", {"name": "x", "mimeType": "application/json", "buffer": text.encode()})
        expect(page.locator("#trail-said")).to_contain_text(said)
        expect(page.locator("#days li")).to_have_count(1)


def test_hostile_words_of_a_trail_file_are_words(come):
    page = come().open("/s")
    slip = {**as_file(KEPT), "words": HOSTILE, "place": HOSTILE, "hub": HOSTILE, "theme": HOSTILE}
    file = {"curiocity": "trail", "v": 1, "check": "", "trails": ["A" * 26], "slips": [slip]}
    page.set_input_files(
        "#file", {"name": "x", "mimeType": "application/json", "buffer": json.dumps(file).encode()}
    )
    expect(page.locator("#days li")).to_contain_text(HOSTILE)
    assert page.locator("#days img, #days script").count() == 0


def test_a_trail_that_is_shown_finds_the_days_slips_and_is_read_by_a_kiosk(day, come, tmp_path):
    own = bytes(range(100, 116))
    found = trail.day_secret(own, "2026-11-23", 0)
    day.keep(replace_kept(words="What did I ask?"), found)
    page = come().open("/s")
    slip = {**as_file(KEPT), "tag": "00112233445566ff", "secret": "A" * 22, "words": "before"}
    file = {"curiocity": "trail", "v": 1, "trails": [trail._to_base32(own)], "slips": [slip]}
    page.set_input_files(
        "#file", {"name": "x", "mimeType": "application/json", "buffer": json.dumps(file).encode()}
    )
    expect(page.locator("#slip")).to_contain_text("What did I ask?")
    page.click("#show")
    page.locator("#code").screenshot(path=tmp_path / "code.png")
    read = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert [trail.read_shown(one.text) for one in read] == [
        trail.Shown(own, 1, (bytes.fromhex("00112233445566ff"),))
    ]
    assert barriers(page) == []


# What somebody may come with, and what is said.
STATES = {
    "no code": ("", "Scan the square code"),
    "damaged": ("AAAA.bakery.tox", "This address is not whole"),
    "forgotten": (
        trail.link("", OTHER, "bakery", NOW - 5 * 86_400_000).partition("#")[2],
        "That day is over",
    ),
    "not there": (trail.link("", OTHER, "bakery", 4_000_000_000_000).partition("#")[2], "or not yet"),
    "another hub": (
        trail.link("", bytes([9] * 16), "elsewhere", TEN).partition("#")[2],
        "another neighbourhood",
    ),
    "another key": (trail.link("", bytes(16), "bakery", TEN).partition("#")[2], "This address is not whole"),
    "newer": (trail.link("", bytes([7] * 16), "bakery", TEN).partition("#")[2], "A newer version"),
}


def test_every_state_of_the_slip_page_says_what_is(day, come):
    day.keep()
    day.copies[trail.locator(bytes(16))] = day.copies[trail.locator(SECRET)]
    day.keep(replace_kept(v=2), bytes([7] * 16))
    page = come(color_scheme="dark").open("/s")
    for fragment, said in STATES.values():
        page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        expect(page.locator("#said:visible, #slip:visible").first).to_contain_text(said)
    assert barriers(page) == []


def test_a_slip_of_yesterday_says_that_its_day_is_over(day, come):
    page = come().open(f"/s#{day.keep(replace_kept(day='2026-11-22', starts=TEN - 86_400_000))}")
    expect(page.locator("#said")).to_contain_text("That day is over")
    expect(page.locator("#slip")).to_contain_text(KEPT.words)
    expect(page.locator("#keep")).to_be_visible()
    expect(page.locator("#take-back")).to_be_hidden()
    expect(page.locator("#table-how")).to_be_hidden()


def test_a_phone_that_refuses_the_network_still_shows_place_and_hour(browser, day, home):
    visitor = Visitor(browser, home)
    visitor.page.route("**/trail/*", lambda route: route.abort())
    page = visitor.open(f"/s#{day.keep()}")
    expect(page.locator("#said")).to_contain_text("No connection to the hub")
    expect(page.locator("#slip")).to_contain_text("10:00")
    expect(page.locator("#slip")).to_contain_text("Corner Bakery")
    visitor.page.unroute("**/trail/*")
    page.click("#again")
    expect(page.locator("#slip")).to_contain_text(KEPT.words)
    visitor.context.close()


def test_without_the_cipher_place_and_hour_are_shown_and_why_no_more(day, come, monkeypatch):
    monkeypatch.setattr(trail_reader, "SCRIPTS", {})
    page = come().open(f"/s#{day.keep()}")
    expect(page.locator("#said")).to_contain_text("node-tweetnacl")
    expect(page.locator("#slip")).to_contain_text("10:00")
    expect(page.locator("#slip")).to_contain_text("Corner Bakery")


def test_without_javascript_everything_that_matters_is_readable(day, come):
    plain = come(java_script_enabled=False)
    page = plain.open("/")
    expect(page.locator("svg.narrow")).to_be_visible()
    expect(page.locator("#question")).to_contain_text("What are you curious about today?")
    page = plain.open(f"/s#{day.keep()}")
    expect(page.locator("noscript p")).to_be_visible()
    for words in ("Corner Bakery", "10:00", "116 123"):
        expect(page.locator("body")).to_contain_text(words)
    page = plain.open("/back")
    page.fill("#written", "R4VJ-V3P2-KR")
    page.click("main button")
    expect(page.locator("main")).to_contain_text("it has forgotten them")
    assert [written for written, _ in day.taken_back] == ["R4VJ-V3P2-KR"]


@pytest.mark.parametrize(
    ("size", "scheme", "language", "pages"),
    [
        ("phone", "light", "en", "board back slip"),
        ("laptop", "dark", "ar", "board back slip"),
        ("wall", "light", "de", "board"),
    ],
)
def test_no_page_has_a_barrier_in_any_light_or_direction(day, come, size, scheme, language, pages):
    paths = {"board": "/", "back": "/back", "slip": f"/s#{day.keep()}"}
    visitor = come(size, color_scheme=scheme, locale=language)
    for name in pages.split():
        page = visitor.open(paths[name])
        if name == "slip":
            expect(page.locator("#acts")).to_be_visible()
        assert barriers(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_changing_the_language_keeps_the_slip_open(day, come):
    page = come().open(f"/s#{day.keep()}")
    expect(page.locator("#acts")).to_be_visible()
    page.click('.tongues a[lang="de"]')
    expect(page.locator("h1")).to_have_text("Dein Zettel")
    expect(page.locator("#slip")).to_contain_text(KEPT.words)


def test_the_reader_works_from_a_file_without_any_network(day, home, browser, tmp_path):
    path = tmp_path / "reader.html"
    path.write_bytes(httpx.get(f"{home}/trail.html").content)
    kept = {"curiocity": "trail", "v": 1, "trails": ["A" * 26], "slips": [as_file(KEPT)]}
    (tmp_path / "trail.json").write_text(json.dumps(kept), encoding="utf-8")
    reader = Visitor(browser, path.as_uri().rpartition("/")[0])
    reader.context.set_offline(True)
    page = reader.open("/reader.html")
    page.set_input_files("#file", str(tmp_path / "trail.json"))
    expect(page.locator("#days li")).to_contain_text(KEPT.words)
    page.click("#show")
    page.locator("#code").screenshot(path=tmp_path / "code.png")
    read = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert [trail.read_shown(one.text).trail for one in read] == [bytes(16)]
    page.click("#hide")
    assert barriers(page) == []
    assert json.loads(saved(page))["slips"] == [as_file(KEPT)]
    reader.leave()


def replace_kept(**changed):
    from msgspec.structs import replace as with_changes

    return with_changes(KEPT, **changed)


def as_file(kept):
    """A slip as a trail file has it."""
    import msgspec

    return {**msgspec.to_builtins(kept), "secret": trail.link("", SECRET, "x", 0).partition("#")[2][:22]}
