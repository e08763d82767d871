"""The guard: who is spoken to, how much is listened to, and what every answer carries."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from hub.pages import guard
from hub.pages.guard import Guard, Pace, is_ours
from tests.fakes.clock import HandClock
from tests.hub.pages.asking import Asking, in_pieces


async def echo(scope, receive, send):
    """Says how long what was sent is."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def ask(clock):
    return Asking(Guard(echo, ["hub.local"], lambda: clock.ticks / 1000), "hub.local")


def test_every_answer_tells_the_browser_to_run_nothing_foreign(ask):
    for answer in (ask.get("/"), ask.get("/", headers={"host": "evil.example"}), ask.request("PUT", "/")):
        assert answer.headers["content-security-policy"] == guard.CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in guard.CSP
    assert "*" not in guard.CSP


@pytest.mark.parametrize(
    "host", ["hub.local", "HUB.local.", "hub.local:8080", "127.0.0.1:8080", "[::1]:80", "[::1]", "localhost"]
)
def test_a_hub_answers_to_its_names_and_to_addresses(ask, host):
    assert ask.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "hub.local.evil.example",
        "hub.local:x",
        "127.0.0.1.evil.example",
        "::1::",
        "[",
        "a:b:c",
    ],
)
def test_a_name_that_is_not_ours_gets_one_sentence(ask, host):
    answer = ask.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert answer.text.startswith("This hub does not go by that name: take its address")


@given(st.text(max_size=60))
def test_whatever_a_host_header_says_is_looked_at_without_harm(host):
    assert is_ours(host, {"hub.local"}) in (True, False)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(ask, method):
    assert ask.request(method, "/").status_code == 405


def test_a_body_may_have_64_kilobytes(ask):
    assert ask.post("/", content=b"x" * guard.MAX_BODY).text == str(guard.MAX_BODY)
    assert ask.post("/", content=b"x" * (guard.MAX_BODY + 1)).status_code == 413


def test_a_body_that_does_not_say_its_length_is_stopped_where_it_grows_too_long(ask):
    assert ask.post("/", content=in_pieces([b"x" * 10_000] * 10)).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "10485760", "²"])
def test_a_strange_length_is_refused(ask, length):
    assert ask.post("/", content=b"", headers={"content-length": length.encode("utf-8")}).status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(guard, "BODY_S", 0.01)
    said = []

    async def never():
        await asyncio.Event().wait()

    async def send(message):
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"host", b"localhost")],
        "client": None,
    }
    asyncio.run(asyncio.wait_for(Guard(echo)(scope, never, send), 30))
    assert said[0]["status"] == 408


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_site_changes_nothing(ask, headers):
    assert ask.post("/", headers=headers).status_code == 403
    assert ask.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"origin": "http://hub.local"}, {"sec-fetch-site": "same-origin"}])
def test_a_form_of_our_own_is_taken(ask, headers):
    assert ask.post("/", headers=headers).status_code == 200


def test_who_is_too_fast_waits_and_may_again_after_a_while(ask, clock):
    answers = [ask.post("/").status_code for _ in range(30)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert ask.get("/").status_code == 200, "reading has a pace of its own"
    clock.pass_ms(60_000)
    assert ask.post("/").status_code == 200


def test_only_so_many_addresses_are_remembered_and_only_for_a_while():
    clock = HandClock()
    pace = Pace(2, 1, lambda: clock.ticks / 1000)
    for number in range(guard.MOST_ADDRESSES + 50):
        assert pace.may(f"address {number}")
    assert len(pace._left) == guard.MOST_ADDRESSES
    clock.pass_ms(10_000)
    assert pace.may("another")
    clock.pass_ms(25_000)
    assert pace.forget()
    assert list(pace._left) == ["another"]
    clock.pass_ms(25_000)
    assert not pace.forget()


def test_addresses_are_forgotten_though_nobody_comes_any_more(monkeypatch):
    monkeypatch.setattr(guard, "REMEMBER_S", 0.02)
    before = Guard(echo, ["hub.local"])

    async def visit():
        said = []

        async def send(message):
            said.append(message)

        async def receive():
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
        await before({**scope, "client": ("192.0.2.1", 1)}, receive, send)
        assert said[0]["status"] == 200
        assert before._paces["GET"]._left
        async with asyncio.timeout(30):
            while before._forgetting:
                await asyncio.sleep(0.01)

    asyncio.run(visit())
    assert not before._paces["GET"]._left


def test_who_takes_nothing_of_the_answer_is_let_go(monkeypatch):
    monkeypatch.setattr(guard, "SEND_S", 0.01)

    async def never(message):
        await asyncio.Event().wait()

    async def receive():
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"localhost")],
        "client": None,
    }
    asyncio.run(asyncio.wait_for(Guard(echo)(scope, receive, never), 30))


def test_addresses_of_one_network_of_ipv6_share_a_pace():
    def scope(host):
        return {"client": (host, 1)}

    assert guard.visitor(scope("2001:db8::1")) == guard.visitor(scope("2001:db8::2:3"))
    assert guard.visitor(scope("192.0.2.1")) != guard.visitor(scope("192.0.2.2"))
    assert guard.visitor({"client": None}) == guard.visitor(scope(""))
