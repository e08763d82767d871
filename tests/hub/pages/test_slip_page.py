"""The slip page as the hub sees it: it is asked by locators and tokens and learns nothing else."""

import re

import pytest

from hub.pages import guard, trail_reader
from hub.pages.app import pages
from hub.pages.live import TableNow
from hub.pages.site import Site
from hub.schema import StoreError
from tests.hub.pages.a_day import KEPT, SECRET, ADay
from tests.hub.pages.asking import Asking
from wire import trail
from wire.messages import Sign


@pytest.fixture
def day():
    return ADay()


@pytest.fixture
def ask(day):
    return Asking(pages(Site(day)))


def test_a_sealed_slip_is_handed_out_by_its_locator_and_opens(day, ask):
    day.keep()
    answer = ask.get(f"/trail/{trail.locator(SECRET)}")
    assert trail.unseal(answer.content, SECRET) == KEPT
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("locator", ["00" * 16, "x", "%2e%2e", "%00", "a" * 4000])
def test_a_locator_that_leads_nowhere_gets_an_empty_answer(ask, locator):
    assert ask.get(f"/trail/{locator}").status_code in (204, 404)


def test_a_table_is_told_to_its_token_alone(day, ask):
    token = trail.token(SECRET)
    day.tables[token] = TableNow(Sign("🦊", "fox"), hosted=False, theme="bees", tag="0011223344556677")
    settled = ask.post("/table", data={"token": token.hex()}).json()
    assert settled == {
        "settled": True,
        "sign": {"picture": "🦊", "word": "fox"},
        "hosted": False,
        "theme": "bees",
        "tag": "0011223344556677",
    }


@pytest.mark.parametrize("token", ["", "00" * 16, "zz" * 16, "00" * 40, "é" * 32])
def test_nobodys_token_is_answered_as_one_whose_table_is_not_settled(day, ask, token):
    day.tables[b"\1" * 16] = TableNow()
    unsettled = ask.post("/table", data={"token": "01" * 16})
    other = ask.post("/table", data={"token": token})
    assert (other.status_code, other.content) == (unsettled.status_code, unsettled.content)


@pytest.mark.parametrize(
    "written", ["R4VJ-V3P2-KR", "", "no code", "x" * 5000, "\0\u202e<script>", "7F3K82NDX4"]
)
def test_taking_back_is_answered_alike_whatever_was_written(day, ask, written):
    one, other = (
        ask.post("/back", data={"written": "R4VJV3P2KR"}),
        ask.post("/back", data={"written": written}),
    )
    assert one.status_code == other.status_code == 200
    assert one.content == other.content
    assert "it has forgotten them" in other.text
    assert len(day.taken_back[-1][0]) <= 64


def test_a_file_or_no_field_in_the_place_of_a_code_does_no_harm(day, ask):
    assert ask.post("/back", files={"written": b"x"}).status_code in (200, 400)
    assert ask.post("/back").status_code == 200
    assert (
        ask.post("/back", content=b"\xff" * 100, headers={"content-type": "multipart/form-data"}).status_code
        < 500
    )
    assert ask.post("/back", data={f"field {number}": "x" for number in range(20)}).status_code < 500


def test_nothing_is_taken_back_by_looking(day, ask):
    token = trail.token(SECRET).hex()
    for path in ("/back", f"/back?written={token}", "/s", "/table", f"/trail/{trail.locator(SECRET)}"):
        ask.get(path)
    assert day.taken_back == []


def test_a_full_disk_is_said_and_nothing_is_promised(day, ask, monkeypatch):
    async def full(written, visitor):
        raise StoreError("hub.db: no room")

    monkeypatch.setattr(day, "take_back", full)
    answer = ask.post("/back", data={"written": "R4VJV3P2KR"})
    assert answer.status_code == 503
    assert "try again" in answer.text
    assert "hub.db" not in answer.text


def test_a_mistake_of_ours_is_a_page_too_with_all_its_headers(day, ask, monkeypatch):
    async def broken(locator):
        raise KeyError(locator)

    monkeypatch.setattr(day, "sealed", broken)
    answer = ask.get(f"/trail/{'0' * 32}")
    assert answer.status_code == 500
    assert "try again" in answer.text
    assert answer.headers["content-security-policy"] == guard.CSP


@pytest.mark.parametrize("path", ["/", "/s", "/back", "/nothing-here"])
def test_pages_hold_nothing_inline_and_nothing_foreign(ask, path):
    html = ask.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*(src=|application/json))", html) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", html) == []


@pytest.mark.skipif(not trail_reader.is_here("nacl"), reason="node-tweetnacl is not installed")
def test_the_reader_is_one_file_that_may_call_nobody(ask):
    answer = ask.get("/trail.html?lang=ar")
    assert answer.headers["content-disposition"] == 'attachment; filename="curiocity-trail-reader.html"'
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "default-src 'none'; script-src 'unsafe-inline'" in answer.text
    assert "connect-src" not in answer.text
    assert re.findall(r"<(?:script|link|img|a) [^>]*(?:src|href)=\"(?!data:)", answer.text) == []


def test_without_the_cipher_the_page_says_so_and_asks_for_no_script(ask, monkeypatch):
    monkeypatch.setattr(trail_reader, "SCRIPTS", {})
    page = ask.get("/s").text
    assert "nacl.js" not in page
    assert "node-tweetnacl" in page
    assert ask.get("/trail.html").status_code == 503
    assert ask.get("/script/nacl.js").status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "nacl/..", "x"])
def test_no_other_script_is_handed_out(ask, name):
    assert ask.get(f"/script/{name}.js").status_code == 404


def test_without_javascript_places_and_hours_are_readable(ask):
    page = ask.get("/s").text
    assert "<noscript>" in page
    for readable in ("Corner Bakery", "1 Market Square", "10:00 · 13:00 · 17:30", "116 123"):
        assert readable in page


@pytest.mark.skipif(not trail_reader.is_here("nacl"), reason="node-tweetnacl is not installed")
@pytest.mark.parametrize(("path", "most"), [("/s?lang=ru", 25_000), ("/?lang=ru", 30_000), ("/back", 10_000)])
def test_a_phone_fetches_little(ask, path, most):
    page = ask.get(path)
    parts = re.findall(r'(?:src|href)="(/(?:static|script|sign)/[^"]+)"', page.text)
    assert page.num_bytes_downloaded + sum(ask.get(part).num_bytes_downloaded for part in set(parts)) <= most
    assert "/static/favicon.svg" in parts
