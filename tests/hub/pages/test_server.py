"""The web server: where it listens, what it says of itself, whom it waits for."""

import logging
import socket
from dataclasses import replace

import httpx
import pytest

from hub.config import BrokerConfig, HubConfig, WebConfig
from hub.pages import server
from hub.pages.server import WebError, addresses, hosts, listen
from tests.hub.pages.a_day import ADay, serving


@pytest.fixture
def listener():
    open_one = listen(WebConfig(port=0))
    yield open_one
    open_one.close()


def test_pages_of_this_machine_are_named_on_slips_where_the_kiosks_are_on_it_too(listener):
    port = listener.getsockname()[1]
    here = f"http://127.0.0.1:{port}"
    assert addresses(HubConfig(), listener) == (here, here)
    far = HubConfig(broker=BrokerConfig(listen="0.0.0.0"))
    assert addresses(far, listener) == (here, "")
    named = replace(far, web=WebConfig(address="http://192.168.1.20:8080/"))
    assert addresses(named, listener) == (here, "http://192.168.1.20:8080")


def test_pages_for_everybody_are_named_by_the_machines_name():
    with listen(WebConfig(listen="0.0.0.0", port=0)) as everywhere:
        port = everywhere.getsockname()[1]
        here, slips = addresses(HubConfig(), everywhere)
    name = socket.gethostname().partition(".")[0]
    assert (here, slips) == (f"http://localhost:{port}", f"http://{name}.local:{port}")


def test_the_names_of_the_settings_are_ours():
    named = HubConfig(web=WebConfig(address="http://board.example:8080"))
    assert {"board.example", socket.gethostname().lower()} <= hosts(named)


def test_a_port_that_is_taken_is_said_with_what_to_do(listener):
    port = listener.getsockname()[1]
    with pytest.raises(WebError, match=rf"127.0.0.1 port {port}: .*: choose another one with --web-port"):
        listen(WebConfig(port=port))


@pytest.mark.parametrize("web", [WebConfig(listen="999.1.1.1"), WebConfig(listen="203.0.113.7")])
def test_an_address_that_is_not_this_machines_is_said(web):
    with pytest.raises(WebError, match=f"no pages at {web.listen}"):
        listen(replace(web, port=0))


def test_the_guard_stands_before_every_page_and_no_request_is_logged(caplog):
    caplog.set_level(logging.INFO)
    locator = "00112233445566778899aabbccddeeff"
    with serving(ADay()) as address:
        assert httpx.get(f"{address}/trail/{locator}").status_code == 204
        refused = httpx.get(address, headers={"host": "evil.example"})
        lost = httpx.get(f"{address}/how-do-bees-sleep")
    assert (refused.status_code, lost.status_code) == (421, 404)
    assert "content-security-policy" in lost.headers
    assert "server" not in lost.headers
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert not [line for line in ours if locator in line or "bees" in line]


def test_a_connection_that_says_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(server, "HEAD_S", 0.05)
    with serving(ADay()) as address:
        host, port = address.removeprefix("http://").split(":")
        for said in (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "):
            with socket.create_connection((host, int(port)), 30) as silent:
                silent.sendall(said)
                assert _ends(silent)
        monkeypatch.setattr(server, "HEAD_S", 20.0)
        assert httpx.get(address).status_code == 200


def test_one_address_cannot_have_all_connections(monkeypatch):
    monkeypatch.setattr(server, "MOST_OF_ONE", 3)
    with serving(ADay()) as address:
        host, port = address.removeprefix("http://").split(":")
        few = [socket.create_connection((host, int(port)), 30) for _ in range(3)]
        with socket.create_connection((host, int(port)), 30) as one_more:
            one_more.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert _ends(one_more)
        for each in few:
            each.sendall(b"GET /static/favicon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert each.recv(12) == b"HTTP/1.1 200"
            each.close()


def test_what_is_no_http_gets_an_answer_and_is_closed():
    with serving(ADay()) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 30) as strange:
            strange.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100) + b"\r\n\r\n")
            assert strange.recv(100).startswith(b"HTTP/1.1 400")


def _ends(connection):
    """Whether the other side closes."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True
