from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import calendar
from hub.calendar import DAY, MINUTE, day_of, first_reachable, forget_before, local, rounds_from, rounds_of
from hub.config import WEEKDAYS, HubConfig, Place, Span

ALL_DAY = (Span(0, 1440),)
NINE_TO_SEVEN = (Span(540, 1140),)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca",
         "Pacific/Apia", "America/St_Johns", "Africa/Cairo", "America/Santiago")  # fmt: skip


def place(place_id="library", hours=NINE_TO_SEVEN, **options):
    options = {"walk": {"library": 0, "cafe": 8}} | options
    return Place(place_id, place_id.title(), dict.fromkeys(WEEKDAYS, hours), **options)


def town(*places, zone="Europe/Berlin", **options):
    return HubConfig(timezone=zone, places=places or (place(),), **options)


def at(written, zone="Europe/Berlin", fold=0):
    moment = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(moment.timestamp() * 1000)


def hours_of(config, day):
    return [(found.place, found.hour) for found in rounds_of(config, date.fromisoformat(day))]


def test_rounds_lie_in_opening_hours_with_half_an_hour_after():
    config = town(place(hours=(Span(540, 780), Span(900, 1140))), round_min=60)
    assert hours_of(config, "2026-11-23") == [("library", "10:00"), ("library", "17:30")]
    assert hours_of(replace(config, round_min=61), "2026-11-23") == [("library", "10:00")]


def test_a_holiday_and_a_closed_weekday_have_no_rounds():
    config = town(place(closed=(date(2026, 12, 25),)))
    assert hours_of(config, "2026-12-25") == []
    assert hours_of(town(replace(place(), hours={"mon": ALL_DAY})), "2026-11-24") == []


def test_rounds_are_in_order_of_time_and_place_and_carry_the_local_hour():
    config = town(place("museum"), place("bakery"))
    found = rounds_of(config, date(2026, 11, 23))
    assert [(one.hour, one.place) for one in found][:2] == [("10:00", "bakery"), ("10:00", "museum")]
    assert (
        found[0].starts
        == at("2026-11-23T10:00")
        == int(datetime(2026, 11, 23, 9, tzinfo=UTC).timestamp()) * 1000
    )


def test_an_hour_that_does_not_exist_has_no_round_and_one_that_comes_twice_has_the_first():
    config = town(place(hours=ALL_DAY, rounds=(time(2, 30), time(10))))
    assert [hour for _, hour in hours_of(config, "2026-03-29")] == ["10:00"]
    twice = rounds_of(config, date(2026, 10, 25))[0]
    assert (twice.hour, twice.starts) == ("02:30", at("2026-10-25T02:30", fold=0))


def test_no_closed_door_when_clocks_change_during_a_round():
    """Closing at 02:30 on the night the clocks go forward is 90 minutes after 00:00, not 150."""
    config = town(place(hours=(Span(0, 150),), rounds=(time(0), time(0, 30))))
    assert [hour for _, hour in hours_of(config, "2026-03-28")] == ["00:00", "00:30"]
    assert [hour for _, hour in hours_of(config, "2026-03-29")] == ["00:00"]


@given(
    st.sampled_from(ZONES),
    st.dates(date(1975, 1, 1), date(2035, 1, 1)),
    st.lists(st.times(), min_size=1, max_size=6),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
def test_every_round_is_open_to_its_end_in_every_zone(zone, day, rounds, opens, lasts):
    span = Span(opens, min(opens + lasts, 1440))
    whole = tuple(sorted({one.replace(second=0, microsecond=0) for one in rounds}))
    config = town(place(hours=(span,), rounds=whole), zone=zone)
    found = rounds_of(config, day)
    assert len({one.starts for one in found}) == len(found)
    for one in found:
        for minute in range(0, config.round_min + 31, 10):
            now = local(config, one.starts + minute * MINUTE)
            wall = (now.date() - day).days * 1440 + now.hour * 60 + now.minute
            assert span.opens <= wall <= span.closes
        assert local(config, one.starts).strftime("%H:%M") == one.hour
        assert one.day == day


def test_the_day_of_an_entry_is_that_of_the_first_round_it_can_reach():
    config = town(place(walk={"cafe": 8}))
    assert day_of(config, at("2026-11-23T17:02"), "cafe") == date(2026, 11, 23)
    assert day_of(config, at("2026-11-23T17:03"), "cafe") == date(2026, 11, 24), "28 minutes are needed"
    assert day_of(config, at("2026-11-23T17:03"), "unknown") == date(2026, 11, 24)
    assert first_reachable(config, at("2026-11-23T00:00")).hour == "10:00"


def test_the_nearest_of_two_places_at_the_same_hour():
    config = town(place("archive", walk={"cafe": 9}), place("bakery", walk={"cafe": 2}))
    assert first_reachable(config, at("2026-11-23T08:00"), "cafe").place == "bakery"
    assert first_reachable(config, at("2026-11-23T09:35"), "cafe").place == "bakery"


def test_a_place_too_far_to_walk_is_not_proposed():
    config = town(place("archive", walk={"cafe": 21}), place("bakery", walk={"cafe": 20}, rounds=(time(16),)))
    assert first_reachable(config, at("2026-11-23T08:00"), "cafe").place == "bakery"


def test_after_a_week_of_holidays_comes_the_next_open_day():
    week = tuple(date(2026, 12, 24) + timedelta(days) for days in range(10))
    config = town(place(closed=week))
    assert day_of(config, at("2026-12-23T20:00")) == date(2027, 1, 3)


def test_a_neighbourhood_without_rounds_keeps_words_no_longer_than_today():
    for config in (town(place(hours=())), HubConfig()):
        assert first_reachable(config, at("2026-11-23T10:00")) is None
        assert day_of(config, at("2026-11-23T10:00", config.timezone)) == date(2026, 11, 23)


def test_coming_rounds():
    found = rounds_from(town(), at("2026-11-23T13:00"), days_ahead=1)
    assert [(one.day.day, one.hour) for one in found] == [
        (23, "17:30"), (24, "10:00"), (24, "13:00"), (24, "17:30"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-11-23T03:59", "2026-11-22"),
        ("2026-11-23T04:00", "2026-11-23"),
        ("2026-11-23T23:59", "2026-11-23"),
    ],
)
def test_yesterday_is_forgotten_at_four(now, before):
    assert forget_before(town(), at(now)) == date.fromisoformat(before)


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(at("2000-01-01T00:00"), at("2035-01-01T00:00")),
    st.integers(0, 3 * DAY),
)
def test_forgetting_never_goes_back_and_comes_every_day(zone, forget_at, now, later):
    config = town(zone=zone, forget_at=forget_at)
    assert forget_before(config, now + later) >= forget_before(config, now)
    due = calendar.next_forgetting(config, now)
    assert now < due <= now + 50 * 60 * MINUTE
    assert forget_before(config, due - 1) < forget_before(config, due)


@given(st.integers(0, 2**53), st.integers(0, 2**53))
def test_no_entry_comes_from_the_future_or_from_long_ago(now, age):
    assert now - calendar.OLDEST <= calendar.when_heard(now, age) <= now


def test_when_an_entry_was_said():
    assert calendar.when_heard(10 * DAY, DAY) == 9 * DAY
    assert calendar.when_heard(50 * DAY, 36 * DAY) == 50 * DAY
    assert calendar.local_hour(town(), at("2026-11-23T09:05")) == "09:05"
