"""What the hub says, and to whom: decoded as whoever hears it does."""

from dataclasses import replace
from datetime import time

import pytest

from hub import telling
from hub.kept import ClosedRound, ClosedTable, Promised
from tests.hub.town import CAFE, LIBRARY, MONDAY, MORNING, TOWN, a_round, an_id, at, kept
from wire import messages, topics
from wire.messages import Board, HubState, HubTime, KioskConfig, Question, Slip, TableSheet
from wire.rules import BY_TOPIC

PROMISED = Promised("library", a_round().starts, slip=an_id(900), sign="🦔", code="7F3K82NDX4")


def closed(place="library", hour="10:00", theme="bees"):
    table = ClosedTable(False, (an_id(1),), "🏮", theme)
    return ClosedRound(place, a_round(place, hour).starts, an_id(800), (table,))


def config_of(kiosk="library", config=TOWN, now=MORNING):
    said = telling.config_for(config, kiosk, 7, now)
    assert said.topic == topics.of_kiosk(kiosk, "config")
    assert said.retain
    return messages.decode(said.payload, KioskConfig)


def test_a_slip_goes_to_the_kiosk_it_was_asked_at_and_is_never_retained():
    said = telling.slip_for(TOWN, kept(1, kiosk="cafe"), PROMISED, a_round(), MONDAY)
    assert (said.topic, said.retain, said.qos) == (topics.of_kiosk("cafe", "slip"), False, 1)
    slip = messages.decode(said.payload, Slip)
    assert (slip.place, slip.hour, slip.walk_min, slip.days_ahead) == ("Town Library", "10:00", 5, 0)


def test_a_promise_of_a_place_no_longer_there_is_said_to_the_host(caplog):
    assert telling.slip_for(replace(TOWN, places=(CAFE,)), kept(), PROMISED, a_round(), MONDAY) is None
    assert "place 'library' is promised on slips but no longer in the settings: put it back" in caplog.text


def test_a_sheet_goes_to_the_kiosk_that_prints_it():
    said = telling.sheet_for(TOWN, closed(), a_round(), {an_id(1): PROMISED}, {an_id(1): kept()})
    assert said.topic == topics.of_kiosk("library", "table_sheet")
    (table,) = messages.decode(said.payload, TableSheet).tables
    assert [sign.picture for sign in table.members] == ["🦔"]


def test_where_no_kiosk_prints_or_the_place_is_gone_there_is_no_sheet():
    found = a_round("cafe", "13:00")
    assert telling.sheet_for(TOWN, closed("cafe", "13:00"), found, {}, {}) is None
    assert telling.sheet_for(replace(TOWN, places=(CAFE,)), closed(), a_round(), {}, {}) is None


def test_the_board_is_retained_and_shows_the_days_tables():
    said = telling.board_message(telling.board_of(TOWN, MONDAY, [closed()], 3))
    assert (said.topic, said.retain) == (topics.of_hub("board"), True)
    board = messages.decode(said.payload, Board)
    assert (board.revision, board.day, [table.theme for table in board.tables]) == (3, "2026-11-23", ["bees"])


def test_a_kiosk_is_told_of_places_nearest_first_and_of_their_rounds_for_a_week():
    config = config_of("cafe")
    assert [(place.id, place.walk_min) for place in config.places] == [("cafe", 0), ("library", 5)]
    assert [(found.place, found.hour) for found in config.rounds[:4]] == [
        ("library", "10:00"), ("cafe", "13:00"), ("library", "13:00"), ("library", "17:30")
    ]  # fmt: skip
    assert config.rounds[-1].day == "2026-11-30"
    assert (config.name, config.lead_min, config.revision) == ("Town", TOWN.lead_min, 7)


@pytest.mark.parametrize("walk", [{"library": 0}, {"library": 0, "cafe": 21}])
def test_places_out_of_reach_and_their_rounds_are_not_told(walk):
    config = config_of("cafe", replace(TOWN, places=(replace(LIBRARY, walk=walk), CAFE)))
    assert {place.id for place in config.places} == {"cafe"}
    assert {found.place for found in config.rounds} == {"cafe"}


def test_rounds_that_have_begun_are_not_told():
    assert config_of(now=at("2026-11-23 10:00")).rounds[0].hour == "13:00"


def test_a_town_of_forty_places_fits_into_what_a_kiosk_reads():
    """Each with eight rounds a day, and with the longest texts that the settings allow."""
    long = replace(
        LIBRARY,
        name="ص" * 80,
        address="ص" * 120,
        directions="ص" * 300,
        rounds=tuple(time(9 + at) for at in range(8)),
    )
    big = replace(TOWN, places=tuple(replace(long, id=f"place-{number}") for number in range(40)))
    said = telling.config_for(big, "library", 1, MORNING)
    assert len(said.payload) <= BY_TOPIC["k/{kiosk}/config"].max_bytes


def test_the_hub_says_that_it_is_there_and_the_broker_that_it_is_not():
    for name in ("ready", "lost"):
        said = telling.state(name, 4)
        assert said.retain
        assert messages.decode(said.payload, HubState) == HubState(name, 4, messages.SOFTWARE)


def test_the_time_is_said_and_not_kept():
    said = telling.time_now(MORNING)
    assert (said.qos, said.retain) == (0, False)
    assert messages.decode(said.payload, HubTime).now == MORNING


def test_the_question_is_the_settings_own():
    asked = {"en": "What did you wonder about today?"}
    said = telling.question(replace(TOWN, question=asked))
    assert said.retain
    assert messages.decode(said.payload, Question).texts == asked
