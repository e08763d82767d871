"""Whatever is typed into the console: kept, or said to be wrong beside it, and then nothing is changed or lost."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.pages import app
from hub.pages.console_forms import NotPrintable, printable
from hub.pages.site import Site
from tests.hub.pages.a_console import fields, hosts, visible

FORMS = (
    *("/neighbourhood", "/times", "/languages", "/question", "/help-lines", "/places/new"),
    *("/places/library/whereabouts", "/places/library/opening", "/places/library/closed"),
    *("/places/library/offers", "/places/library/printing", "/kiosks/library"),
    *("/setup/1", "/setup/2", "/setup/3", "/setup/3/library", "/setup/4", "/setup/5"),
)
HOSTILE = {
    "nul": "a\x00b",
    "escape": "\x1b@\x1dV\x00",
    "direction": "a\u202egnp.exe",
    "tags": "x\U000e0041\U000e0042",
    "private": "\ue000",
    "tower": "Z" + "\u0301" * 40,
    "long": "W" * 3900,
}
HARMLESS = (
    "Café Linde",
    "Bücherei 📚",
    "مكتبة الحي",
    "पुस्तकालय",
    "<b>Library</b>",
    'O\'Brien & "Sons"',
    "图书馆",
)


@pytest.fixture
def town(tmp_path):
    with hosts(tmp_path) as here:
        yield here


def sent(town, path, **said):
    """(the browser, what a form as it stands would send, with these answers in place of its own)."""
    browser = town.browser()
    page = browser.get(f"/console{path}")
    assert page.status_code == 200, page.text
    return browser, {**fields(page.text), **said}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_is_sent_as_it_stands_says_nothing_new(town, path):
    config = town.file.read().config
    browser, said = sent(town, path)
    if path == "/places/new":
        said["name"] = "Bakery"
    answer = browser.post(f"/console{path}", data=said)
    assert answer.status_code == 303, visible(answer.text)
    stands = town.file.read().config
    assert (stands == config) == (path != "/places/new")


@pytest.mark.parametrize("path", FORMS)
def test_hostile_answers_are_said_beside_the_field_and_change_nothing(town, path):
    browser, plain = sent(town, path)
    before, hostile = town.everything(), itertools.cycle(HOSTILE)
    asked = sorted(plain.keys() - {"token", "seen", "place", "another"})
    everything = itertools.repeat("name", len(HOSTILE) if path == "/places/new" else 0)
    for name in (*asked, *everything):
        answer = browser.post(f"/console{path}", data={**plain, name: HOSTILE[next(hostile)]})
        assert answer.status_code == 422, (name, answer.status_code)
        assert f'id="{name}-wrong"' in answer.text
        assert f'href="#{name}"' in answer.text, "it stands in the summary too"
        assert 'aria-invalid="true"' in answer.text
        again = fields(answer.text)
        assert {**again, name: ""} == {**plain, name: ""}, "nothing typed is lost"
    assert town.everything() == before


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_nothing_in_it_changes_nothing_or_is_refused(town, path):
    browser, plain = sent(town, path)
    before = town.document()
    answer = browser.post(f"/console{path}", data={"token": plain["token"], "seen": plain["seen"]})
    if answer.status_code == 303:  # every one of its answers may be left out
        assert path in (
            "/question",
            "/places/library/closed",
            "/places/library/offers",
            "/kiosks/library",
        ) or (path == "/places/library/printing")
    else:
        assert answer.status_code == 422
        assert town.document() == before


PLAIN = "application/x-www-form-urlencoded"
NO_FORMS = [
    (b"token=a&token=b", PLAIN, "one thing twice"),
    (b"name=%ff%fe", PLAIN, "no form of this console"),
    (b"\xff\xfe", PLAIN, "no form of this console"),
    (b"&".join(b"a%d=1" % number for number in range(500)), PLAIN, "no form of this console"),
    (b"name=" + b"x" * 5000, PLAIN, "too long"),
    (b'{"name": "x"}', "application/json", "no form of this console"),
    (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", "no form of this console"),
    (b"", "", "no form of this console"),
]


def test_what_is_no_form_is_said_to_be_none(town):
    before, browser = town.everything(), town.browser()
    for path in (*FORMS, "/backup", "/places/library/remove"):
        for body, kind, says in NO_FORMS:
            answer = browser.post(f"/console{path}", content=body, headers={"content-type": kind})
            assert answer.status_code == 400
            assert says in visible(answer.text)
    assert town.everything() == before


def test_ten_megabytes_are_not_listened_to(town):
    town.app = app.pages(Site(town.live, town.desk))
    before = town.everything()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    body = b"name=" + b"x" * 10_000_000
    answer = town.browser().post("/console/neighbourhood", content=body, headers=kind)
    assert answer.status_code == 413
    assert "64 KB at most" in answer.text
    assert town.everything() == before


@pytest.mark.parametrize("words", HARMLESS)
def test_names_in_any_script_are_kept_and_shown_as_they_are(town, words):
    browser, said = sent(town, "/places/library/whereabouts", name=words)
    assert browser.post("/console/places/library/whereabouts", data=said).status_code == 303
    assert town.file.read().config.place("library").name == words
    page = browser.get("/console/places/library/whereabouts").text
    assert fields(page)["name"] == words
    assert "<b>Library" not in page
    assert words in visible(browser.get("/console/places").text) or "<" in words


@given(st.text(max_size=60))
def test_what_is_taken_can_be_printed_and_stays_as_it_is(typed):
    try:
        taken = printable(typed)
    except NotPrintable:
        return
    assert printable(taken) == taken
    assert not set(taken) & set("\x00\x1b\r\t\u202e\u2067\ufeff")


@pytest.mark.parametrize(
    "name", ["places/nowhere/opening", "places/library/secrets", "kiosks/nobody", "kiosks/../x"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_there_is_said_to_be_none(town, name, method):
    browser = town.browser()
    token = fields(browser.get("/console/neighbourhood").text)["token"]
    answer = browser.request(method, f"/console/{name}", data={"token": token} if method == "POST" else None)
    assert answer.status_code == 404
    assert "no such" in visible(answer.text)


def test_the_second_of_two_hosts_sees_what_changed_and_loses_nothing(town):
    first, said_first = sent(town, "/neighbourhood", name="First Town")
    second, said_second = sent(town, "/neighbourhood", name="Second Town")
    assert first.post("/console/neighbourhood", data=said_first).status_code == 303
    answer = second.post("/console/neighbourhood", data=said_second)
    assert answer.status_code == 409
    assert "Somebody else has changed these settings" in visible(answer.text)
    assert "Stands now: First Town" in visible(answer.text)
    assert fields(answer.text)["name"] == "Second Town"
    assert town.document()["name"] == "First Town"
    assert second.post("/console/neighbourhood", data=fields(answer.text)).status_code == 303
    assert town.document()["name"] == "Second Town", "now that it was seen"


def test_two_hosts_who_change_different_things_do_not_meet(town):
    first, said_first = sent(town, "/neighbourhood", name="New Town")
    second, said_second = sent(town, "/question", question_de="Worauf bist du neugierig?")
    assert first.post("/console/neighbourhood", data=said_first).status_code == 303
    assert second.post("/console/question", data=said_second).status_code == 303
    assert town.document()["name"] == "New Town"
    assert town.document()["question"] == {"de": "Worauf bist du neugierig?"}


def test_a_file_that_was_broken_by_hand_is_said_so_everywhere(town):
    browser, said = sent(town, "/neighbourhood")
    town.file.path.write_text("nmae = 'x'")
    for path in ("", *FORMS):
        answer = browser.get(f"/console{path}")
        assert answer.status_code == 409
        assert "did you mean name?" in visible(answer.text)
    assert browser.post("/console/neighbourhood", data=said).status_code == 409
    assert town.file.path.read_text() == "nmae = 'x'"


def test_a_disk_that_takes_nothing_is_said_so(town):
    browser, said = sent(town, "/neighbourhood", name="New Town")
    (town.data / "hub.toml.part").mkdir()
    answer = browser.post("/console/neighbourhood", data=said)
    assert answer.status_code == 507
    assert "disk did not take it" in visible(answer.text)
    assert town.document()["name"] == "Old Town"
