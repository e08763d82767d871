"""Who gets into the console, and who does not."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import console_code
from tests.hub.pages.a_console import HUB, NETWORK, fields, hosts, visible
from wire import codes

PATHS = (
    *("", "/kiosks", "/kiosks/add", "/kiosks/add/now", "/kiosks/add/same", "/kiosks/add/different"),
    *(
        "/kiosks/add/stop",
        "/kiosks/library",
        "/kiosks/library/test",
        "/kiosks/library/test/1",
        "/kiosks/library/remove",
    ),
    *("/kiosks/library/test/1/now", "/places", "/places/new", "/places/library/whereabouts"),
    *(
        "/places/library/opening",
        "/places/library/remove",
        "/sheets",
        "/question",
        "/help-lines",
        "/languages",
    ),
    *(
        "/neighbourhood",
        "/times",
        "/forgotten",
        "/backup",
        "/code",
        "/leave",
        "/setup",
        "/setup/1",
        "/setup/2",
    ),
    *(
        "/setup/3",
        "/setup/3/library",
        "/setup/4",
        "/setup/5",
        "/setup/done",
        "/nowhere",
        "/enter/",
    ),
)
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def town(tmp_path):
    with hosts(tmp_path) as here:
        yield here


def stranger(town, **headers):
    return town.browser(NETWORK, "192.168.1.77", **headers)


def test_every_page_has_its_place_in_this_test(town):
    named = {route.path for route in town.app.routes}
    patterns = [route.path_regex for route in town.app.routes[:-1]]
    unseen = [
        regex.pattern for regex in patterns if not any(regex.match("/console" + path) for path in PATHS)
    ]
    assert unseen == [r"^/console/enter$"]
    assert len(named) == len(town.app.routes)


def test_without_a_code_everything_is_401(town):
    before, browser = town.everything(), stranger(town)
    for path in PATHS:
        for method in ("GET", "POST", "HEAD"):
            said = {"token": "x", "name": "Mine"} if method == "POST" else None
            answer = browser.request(method, "/console" + path, data=said)
            assert answer.status_code == 401, (method, path)
            assert method == "HEAD" or "Code of the day" in answer.text
            assert "Old Town" not in answer.text
    assert town.everything() == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(
        st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="?#"), max_size=30
    ),
    method=st.sampled_from(["GET", "POST"]),
    body=st.binary(max_size=60),
)
def test_nor_is_there_any_other_way_in(town, path, method, body):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = stranger(town).request(
        method, f"/console/{path}", content=body if method == "POST" else None, headers=kind
    )
    assert answer.status_code in ((400, 401, 404) if ".." in path or "//" in f"/{path}" else (400, 401))
    assert "token" not in answer.text


@pytest.mark.parametrize("name", ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"])
def test_the_hubs_own_screen_needs_no_code(town, name):
    answer = town.browser(name).get("/console")
    assert answer.status_code == 200
    assert "Old Town" in answer.text


@pytest.mark.parametrize(
    ("at", "address", "headers"),
    [
        (HUB, "192.168.1.77", {}),
        (NETWORK, "127.0.0.1", {}),  # another name that leads here: DNS rebinding
        ("http://evil.example", "127.0.0.1", {}),
        (HUB, "127.0.0.1", {"x-forwarded-for": "10.0.0.1"}),  # through a proxy on this machine
        (HUB, "127.0.0.1", {"forwarded": "for=10.0.0.1"}),
        (HUB, "", {}),
        (HUB, "::ffff:192.168.1.77", {}),
    ],
)
def test_nothing_else_is_the_hubs_own_screen(town, at, address, headers):
    assert town.browser(at, address, **headers).get("/console").status_code == 401


def let_in(town, code):
    browser = stranger(town)
    return browser, browser.post("/console/enter", data={"code": code})


def make_code(town, until=None):
    now = town.hands.wall
    return console_code.new_code(town.data, now, until or now + DAY_MS // 2)


def test_the_code_of_the_day_opens_from_anywhere(town):
    browser, answer = let_in(town, codes.grouped(make_code(town)))
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/console", "Max-Age="))
    assert browser.get("/console").status_code == 200
    assert stranger(town).get("/console").status_code == 401, "and nobody else"


def test_a_wrong_code_opens_nothing(town):
    make_code(town)
    browser, answer = let_in(town, "0000-0000-00")
    assert answer.status_code == 401
    assert "not today’s code" in visible(answer.text)
    assert "set-cookie" not in answer.headers
    assert browser.get("/console").status_code == 401


def test_where_no_code_was_made_none_opens(town):
    for code in ("", "0", "\x00", "٣٣٣٣٣٣٣٣٣٣"):
        assert let_in(town, code)[1].status_code == 401


def test_guessing_is_bounded_for_everybody_together(town):
    code = make_code(town)
    answers = [let_in(town, f"{n:010}")[1].status_code for n in range(30)]
    assert answers.count(401) == 10
    assert answers[-1] == 429
    assert let_in(town, code)[1].status_code == 429, "or a right guess would be told from a wrong one"
    assert town.browser().get("/console").status_code == 200, "the hub's own screen is the way"


def test_the_night_ends_every_session(town):
    browser, _ = let_in(town, make_code(town))
    own = town.browser()
    assert own.get("/console").status_code == 200
    cookie = own.cookies["console"]
    town.hands.wall += DAY_MS
    assert browser.get("/console").status_code == 401
    own.get("/console")
    assert own.cookies["console"] != cookie


def test_a_newer_code_ends_the_sessions_of_the_older_one(town):
    browser, _ = let_in(town, make_code(town))
    make_code(town)
    assert browser.get("/console").status_code == 401


def test_who_leaves_is_out(town):
    browser, _ = let_in(town, make_code(town))
    page = browser.get("/console/code").text
    assert browser.post("/console/leave", data={"token": fields(page)["token"]}).status_code == 303
    assert browser.get("/console").status_code == 401


def test_a_session_of_the_hubs_own_screen_is_of_no_use_elsewhere(town):
    own = town.browser()
    own.get("/console")
    thief = stranger(town, cookie=f"console={own.cookies['console']}")
    assert thief.get("/console").status_code == 401


def test_looking_in_at_the_hubs_own_screen_ends_no_other_session(town):
    browser, _ = let_in(town, make_code(town))
    for _ in range(40):
        town.browser().get("/console/kiosks/add/now")
    assert browser.get("/console").status_code == 200


@pytest.mark.parametrize("token", [None, "", "x" * 32, "\ud7ff", "é"])
def test_a_form_without_its_token_changes_nothing(town, token):
    browser = town.browser()
    said = fields(browser.get("/console/neighbourhood").text)
    said.pop("token")
    before = town.everything()
    answer = browser.post(
        "/console/neighbourhood",
        data={**said, "name": "Mine", **({"token": token} if token is not None else {})},
    )
    assert answer.status_code == 403
    assert "nothing was changed" in visible(answer.text)
    assert 'value="Mine"' in answer.text, "nothing typed is lost"
    for path in (
        "/places/library/remove",
        "/kiosks/library/remove",
        "/kiosks/library/test",
        "/backup",
        "/code",
        "/leave",
    ):
        answer = browser.post(f"/console{path}", data={"nothing": ""} if token is None else {"token": token})
        assert answer.status_code == 403
        assert "Nothing was changed" in visible(answer.text)
    assert town.everything() == before


def test_another_sessions_token_is_none(town):
    token = fields(town.browser().get("/console/neighbourhood").text)["token"]
    browser = town.browser()
    said = fields(browser.get("/console/neighbourhood").text)
    assert (
        browser.post("/console/neighbourhood", data={**said, "token": token, "name": "Mine"}).status_code
        == 403
    )


def test_an_old_session_is_said_and_nothing_typed_is_lost(town):
    browser = town.browser()
    said = fields(browser.get("/console/neighbourhood").text)
    town.hands.wall += DAY_MS
    answer = browser.post("/console/neighbourhood", data={**said, "name": "New Town"})
    assert answer.status_code == 403
    again = fields(answer.text)
    assert again["name"] == "New Town"
    assert browser.post("/console/neighbourhood", data=again).status_code == 303
    assert town.document()["name"] == "New Town"


def test_no_get_changes_anything(town):
    browser = town.browser()
    before = town.everything()
    for path in PATHS:
        browser.get("/console" + path)
    assert town.everything() == before


def test_no_page_of_the_console_is_kept_by_a_browser(town):
    for path in PATHS:
        assert town.browser().get("/console" + path).headers.get("cache-control", "no-store") == "no-store"
