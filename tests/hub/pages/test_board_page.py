"""The board as a page: what stands on it, how news come, and what never does."""

import re
from dataclasses import replace

import httpx
import pytest

from hub.pages import board_page
from hub.pages.app import pages
from hub.pages.board_page import gatherings
from hub.pages.page_texts import texts
from hub.pages.site import Site
from tests.hub.pages.a_day import DEMO, TEN, THEMES, ADay, a_board, serving
from tests.hub.pages.asking import Asking


def read(day, path="/"):
    return Asking(pages(Site(day))).get(path).text


def test_places_hours_tables_and_the_question_in_every_language():
    page = read(ADay())
    for shown in (
        "What are you curious about today?",
        "¿",
        "Corner Bakery",
        "13:00",
        "bees",
        "feather",
        "09:50",
    ):
        assert shown in page
    assert page.count("<span lang=") == len(DEMO.languages)


def test_the_neighbourhoods_own_question_is_asked():
    day = ADay(settings=replace(DEMO, question={"en": "What would you like to mend?"}))
    assert "What would you like to mend?" in read(day)


def test_a_hub_that_has_told_nothing_yet_asks_its_question():
    page = read(ADay(shown=None))
    assert "What are you curious about today?" in page
    assert "No places are set up yet." in page


def test_words_of_people_are_words_and_no_page():
    hostile = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'
    page = read(ADay(shown=a_board(hostile)))
    assert hostile not in page
    assert "&lt;script&gt;" in page
    assert "<img" not in page


def test_gatherings_that_are_over_come_last():
    early, late = a_board("bees"), a_board("trams", starts=TEN + 3 * 3_600_000)
    both = replace_tables(early, (*early.tables, *late.tables))
    assert [met.over for met in gatherings(both, TEN + 1, texts("en"))] == [False, True]
    assert [met.tables[0].theme for met in gatherings(both, TEN + 1, texts("en"))] == ["trams", "bees"]


def test_every_dot_is_equal_and_nobody_is_counted():
    page = read(ADay())
    assert len(set(re.findall(r'<circle [^>]*r="(\d+)"', page))) == 1
    text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("<footer")[0])
    numbers = set(re.findall(r"\d+", text)) - {"10", "00", "13", "17", "30", "09", "50", "23"}
    assert numbers <= {"1", "11", "2"}, "house numbers of the places' addresses, and nothing else"


def test_a_page_is_small(monkeypatch):
    many = a_board(*THEMES)
    page = read(ADay(shown=many), "/?lang=ar")
    assert len(page.encode()) <= 30_000


def test_news_come_as_they_are_told(monkeypatch):
    monkeypatch.setattr(board_page, "HERE_EVERY_S", 0.05)
    day = ADay(shown=a_board())
    with serving(day) as address, httpx.stream("GET", f"{address}/board/events", timeout=30) as stream:
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = stream.iter_lines()
        assert next(lines) == "event: board"
        while next(lines) != "event: here":  # signs of life while nothing is told
            pass
        day.show(a_board("bees"))
        told = []
        while not told or "bees" not in told[-1]:
            told.append(next(lines))
        assert "event: board" in told


def test_a_word_with_a_line_break_stays_inside_its_event():
    event = board_page._event("board", "one\r\ndata: two\rid: 3\u2028four\n\nevent: x")
    assert all(line.startswith(("event: board", "data: ")) for line in event.rstrip("\n").split("\n"))


def test_signs_are_called_in_the_readers_language():
    assert "Feder" in read(ADay(), "/?lang=de")
    assert "feather" not in read(ADay(), "/?lang=de")


@pytest.mark.parametrize("sign", ["🎳", "🪶"])
def test_signs_are_drawn_as_they_are_on_paper(sign):
    client = Asking(pages(Site(ADay())))
    answer = client.get(f"/sign/{ord(sign):x}.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "script" not in answer.text


@pytest.mark.parametrize("point", ["", "x", "41", "1f3b3f", "ffffffffffff", "-1", "../1f3b3"])
def test_what_is_no_sign_has_no_picture(point):
    client = Asking(pages(Site(ADay())))
    assert client.get(f"/sign/{point}.svg").status_code == 404


def replace_tables(board, tables):
    from msgspec.structs import replace as changed

    return changed(board, tables=tables)
