"""What hosts answer, and what hub.toml and the hub make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub import calendar
from hub.authority import Authority
from hub.config import read_config
from hub.pages import console_setup
from hub.zones import own_zone
from tests.hub.pages.a_console import fields, hosts, visible
from wire.certificates import make_request, new_key


@pytest.fixture
def town(tmp_path):
    with hosts(tmp_path) as here:
        yield here


@pytest.fixture
def new(tmp_path):
    with hosts(tmp_path, "") as here:
        yield here


def answer(town, path, **said):
    browser = town.browser()
    page = browser.get(f"/console{path}")
    return browser.post(f"/console{path}", data={**fields(page.text), **said})


def test_five_questions_make_a_hub_that_is_open(new):
    new.kiosk("library")
    assert new.browser().get("/console").headers["location"] == "/console/setup"
    assert answer(new, "/setup/1", name="Harbour Street").headers["location"] == "/console/setup/2"
    assert not new.file.read().config.is_live
    placed = answer(new, "/setup/2", name="Harbour Library", address="12 Harbour Street")
    assert placed.headers["location"] == "/console/setup/3"
    assert answer(new, "/setup/3").headers["location"] == "/console/setup/4"
    assert answer(new, "/setup/4", first="pt", speaks_en="on").headers["location"] == "/console/setup/5"
    assert answer(new, "/setup/5", line_1="Talk", number_1="116 123").status_code == 422
    done = answer(new, "/setup/5", line_1="Talk", number_1="116 123", dialled_1="on")
    assert done.headers["location"] == "/console/setup/done"
    config = read_config(new.file.path)
    place = config.place("harbour-library")
    assert config.is_live
    assert (config.name, config.languages) == ("Harbour Street", ("pt", "en"))
    assert (place.walk, place.prints_at, place.languages) == ({"library": 0}, "library", ("pt", "en"))
    held = [found.hour for found in calendar.rounds_of(config, date(2026, 11, 23))]
    assert held == ["10:00", "13:00", "17:30"], "by default every round is held"
    page = visible(new.browser().get("/console/setup/done").text)
    assert "Print a test slip: library" in page


def test_a_host_may_stop_anywhere_and_is_told_what_is_missing(new):
    answer(new, "/setup/1", name="Harbour Street")
    page = visible(new.browser().get("/console").text)
    assert "Not open yet" in page
    assert "Name a place where people can meet" in page
    assert "Dial a help line and tick it" in page
    assert new.browser().get("/console/setup/3").headers["location"] == "/console/setup/2"
    assert new.browser().get("/console/setup/done").headers["location"] == "/console/setup/2"


def test_several_places_one_after_another(new):
    answer(new, "/setup/1", name="Town")
    more = answer(new, "/setup/2", name="Library", more="1")
    assert more.headers["location"] == "/console/setup/2?another=1"
    browser = new.browser()
    said = fields(browser.get("/console/setup/2?another=1").text)
    assert said["name"] == ""
    browser.post("/console/setup/2", data={**said, "name": "Library"})
    assert [place.id for place in new.file.read().config.places] == ["library", "library-2"]
    assert answer(new, "/setup/3").headers["location"] == "/console/setup/3/library-2"
    assert answer(new, "/setup/3/library-2").headers["location"] == "/console/setup/4"
    answer(new, "/setup/2", name="Old Library")
    assert [place.name for place in new.file.read().config.places] == ["Old Library", "Library"], (
        "going back mends it"
    )


def test_a_place_by_a_name_in_another_script_has_an_id(new):
    answer(new, "/setup/1", name="Town")
    answer(new, "/setup/2", name="مكتبة الحي")
    assert [place.id for place in new.file.read().config.places] == ["place"]


def test_hours_offers_and_closed_days_arrive(town):
    answer(
        town, "/places/library/opening", hours_mon="09:00–13:00,15:00-19:00", hours_sun="", rounds="17:00, 10:00",
        seats="12", hosts="3", speaks_de="",
    )  # fmt: skip
    answer(town, "/places/library/closed", closed="2026-12-25\r\n\r\n2027-01-01\r\n")
    answer(town, "/places/library/offers", offers="a beehive\nune machine à coudre [fr]")
    place = town.file.read().config.place("library")
    assert len(place.hours["mon"]) == 2
    assert place.hours["sun"] == ()
    assert [hour.hour for hour in place.rounds] == [10, 17]
    assert (place.seats, place.hosts, place.languages) == (12, 3, ("en",))
    assert place.closed == (date(2026, 12, 25), date(2027, 1, 1))
    assert [(offer.words, offer.language) for offer in place.offers] == [
        ("a beehive", ""),
        ("une machine à coudre", "fr"),
    ]


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        ("rounds", "18:45", "held on no day"),
        ("rounds", "noon", "At least one hour such as 10:00"),
        ("rounds", "", "At least one hour such as 10:00"),
        ("hours_tue", "9 to 5", "Hours such as 09:00-19:00"),
        ("hours_tue", "18:00-09:00", "Hours such as 09:00-19:00"),
        ("seats", "many", "A whole number from 1 to 150"),
        ("seats", "9" * 5000, "too long"),
        ("hosts", "-1", "A whole number from 1 to 20"),
    ],
)
def test_what_is_wrong_is_said_in_the_hosts_words(town, field, written, says):
    hours = {f"hours_{day}": "08:00-20:00" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    refused = answer(town, "/places/library/opening", **{**hours, field: written})
    assert refused.status_code in (400, 422)
    assert says in visible(refused.text)


def test_the_last_help_line_that_was_dialled_stays(town):
    refused = answer(town, "/help-lines", dialled_1="")
    assert refused.status_code == 422
    kept = answer(town, "/help-lines", line_2="Police", number_2="110")
    assert kept.status_code == 303
    config = town.file.read().config
    assert config.dialled == {"116 123": date(2026, 11, 2)}, "and since when"
    assert [line.number for line in config.help_lines] == ["116 123", "110"]
    answer(town, "/help-lines", line_1="", number_1="", dialled_1="", dialled_2="on")
    assert set(town.file.read().config.dialled) == {"110"}


def test_what_is_promised_on_slips_cannot_be_taken_away(town):
    config = town.file.read().config
    tomorrow = calendar.local_date(config, town.hands.wall) + timedelta(1)
    promised = next(found for found in calendar.rounds_of(config, tomorrow) if found.hour == "13:00")
    town.hub.rounds = {("library", promised.starts), ("gone", promised.starts), ("library", 1)}
    before = town.everything()
    refusals = (
        answer(town, "/places/library/remove"),
        answer(town, "/places/library/opening", rounds="10:00"),
        answer(town, "/places/library/closed", closed=tomorrow.isoformat()),
        answer(town, "/neighbourhood", timezone="Asia/Tokyo"),
        answer(town, "/times", round_min="500"),
    )
    for refused in refusals:
        assert refused.status_code == 409
        assert "promised on slips that people hold: Library" in visible(refused.text)
        assert "at 13:00" in visible(refused.text)
    assert town.everything() == before
    day_after = tomorrow + timedelta(1)
    assert answer(town, "/places/library/closed", closed=day_after.isoformat()).status_code == 303
    town.hands.wall = promised.starts + 1
    assert answer(town, "/places/library/remove").status_code == 303
    assert town.file.read().config.places == ()


def test_hosts_own_file_is_kept_and_said(town):
    by_hand = town.file.path.read_text()
    answer(town, "/neighbourhood", name="New Town")
    assert town.file.kept_path.read_text() == by_hand
    assert "hub.toml.before-console" in town.browser().get("/console").text


def test_a_test_slip_goes_to_the_kiosk_and_its_end_is_shown(town):
    town.kiosk("library")
    sent = answer(town, "/kiosks/library/test")
    slip = town.hub.tests[0]
    assert (slip.kiosk, slip.test, slip.code, slip.place) == ("library", True, "", "Library")
    assert slip.words
    assert [line.number for line in slip.help_lines] == ["116 123"]
    where = sent.headers["location"]
    assert "on its way" in visible(town.browser().get(where).text)
    assert town.browser().get(f"{where}/now").text == ""
    for outcome, says in (("failed", "could not print it"), ("printed", "has printed the test slip")):
        town.hub.papers[slip.id] = outcome
        assert says in visible(town.browser().get(where).text)
        assert town.browser().get(f"{where}/now").text == outcome


def test_a_kiosk_that_is_away_prints_no_test(town):
    town.kiosk("library", state="lost")
    refused = answer(town, "/kiosks/library/test")
    assert refused.status_code == 409
    assert "library is not there just now" in visible(refused.text)
    assert town.hub.tests == []


def test_kiosks_are_machines(town):
    town.kiosk("library", paper="none", disk="low", clock="wrong", version="0.0.9")
    town.kiosk("cafe", state="lost", paper="none")
    page = visible(town.browser().get("/console/kiosks").text)
    for says in ("No paper", "Little room", "clock is wrong", "0.0.9; the hub has", "Away"):
        assert says in page
    assert page.count("No paper") == 1, "of one that is away nothing is known"
    assert "lamps" not in page, "a kiosk without a panel is as good as any"
    town.kiosk("library", panel="differs")
    town.kiosk("cafe", panel="away")
    page = visible(town.browser().get("/console/kiosks").text)
    assert "run “make flash” there" in page
    assert "Buttons and lamps do not answer" in page


def test_a_kiosk_is_placed_and_removed(town):
    town.kiosk("annexe")
    page = visible(town.browser().get("/console/kiosks").text)
    assert "No place says how far it is" in page
    assert answer(town, "/kiosks/annexe", walk_library="7").status_code == 303
    assert town.file.read().config.place("library").walk == {"library": 0, "cafe": 5, "annexe": 7}
    assert answer(town, "/kiosks/library/remove").status_code == 303
    place = town.file.read().config.place("library")
    assert (place.walk, place.prints_at) == ({"cafe": 5, "annexe": 7}, "")


def test_a_kiosk_that_was_removed_is_not_shown_though_the_broker_remembers_it(town):
    (town.data / "broker").mkdir()
    (town.data / "broker" / "listening.json").write_text('{"kind":"mosquitto","host":"127.0.0.1","port":1}')
    key = new_key()
    Authority(town.data / "authority").issue(make_request(key, "annexe"), "annexe")
    town.kiosk("annexe")
    assert "annexe" in visible(town.browser().get("/console/kiosks").text)
    assert answer(town, "/kiosks/annexe/remove").status_code == 303
    town.kiosk("annexe", state="lost")  # its will, which the broker keeps
    assert "annexe" not in visible(town.browser().get("/console/kiosks").text)
    assert Authority(town.data / "authority").issued() == {}


def test_where_no_broker_knows_certificates_no_kiosk_can_join(town):
    (town.data / "broker").mkdir()
    (town.data / "broker" / "listening.json").write_text('{"kind":"amqtt","host":"127.0.0.1","port":1}')
    assert "mosquitto" in visible(town.browser().get("/console/kiosks/add").text)
    browser = town.browser()
    token = fields(browser.get("/console/neighbourhood").text)["token"]
    refused = browser.post("/console/kiosks/add", data={"token": token})
    assert refused.status_code == 409
    assert "install mosquitto" in visible(refused.text)


def test_what_is_forgotten_is_shown_by_day_and_hour(town):
    town.disk(
        town.store.note_forgotten,
        [date(2026, 11, 21)],
        int(datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp()) * 1000,
    )
    page = visible(town.browser().get("/console/forgotten").text)
    assert "Saturday, 21 November : key destroyed and file gone: Sunday, 22 November, 04:00" in page
    (town.data / "days" / "2026-11-21.db-wal").touch()
    assert "Still on the disk: 2026-11-21.db-wal" in visible(town.browser().get("/console/forgotten").text)


def test_a_backup_is_a_file_to_keep(town):
    browser = town.browser()
    token = fields(browser.get("/console/backup").text)["token"]
    saved = browser.post("/console/backup", data={"token": token})
    assert saved.headers["content-type"] == "application/x-tar"
    assert saved.headers["content-disposition"] == 'attachment; filename="curiocity-2026-11-23.tar"'
    assert b"hub.db" in saved.content


def test_a_code_made_on_the_page_opens(town):
    browser = town.browser()
    made = browser.post("/console/code", data={"token": fields(browser.get("/console/code").text)["token"]})
    code = next(word for word in visible(made.text).split() if word.count("-") == 2)
    stranger = town.browser("http://hub.local:8080", "10.0.0.9")
    assert stranger.post("/console/enter", data={"code": code}).status_code == 303
    assert stranger.get("/console").status_code == 200


@pytest.mark.parametrize(
    ("written", "found"), [("Europe/Lisbon", "Europe/Lisbon"), ("Mars/Base", "UTC"), ("", "UTC")]
)
def test_the_time_zone_is_found_out(tmp_path, monkeypatch, written, found):
    monkeypatch.delenv("TZ", raising=False)
    (tmp_path / "timezone").write_text(f"{written}\n")
    assert own_zone(tmp_path) == found


def test_there_are_five_questions():
    assert console_setup.STEPS == 5
