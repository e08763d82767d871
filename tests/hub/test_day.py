"""A day in memory: what is promised, noted, dropped, and made anew from the store."""

from dataclasses import replace

import numpy as np
import pytest

from hub.calendar import MINUTE
from hub.day import ANY_KIOSK, RECENTRE_EVERY, Day, pools_of, remember, rules_of
from hub.kept import ClosedRound, ClosedTable, Promised, Remembered
from tests.hub.town import CAFE, LIBRARY, MONDAY, MORNING, TOWN, a_round, an_id, at, kept, no_centre


def raw(number=1, width=8):
    return np.eye(width, dtype=np.float32)[number % width]


def promised(found=None, number=1, **more):
    found = found or a_round()
    return Promised(found.place, found.starts, slip=an_id(900 + number), sign=f"sign {number}", **more)


@pytest.fixture
def day():
    return Day(TOWN, MONDAY, no_centre)


def test_every_round_of_the_day_is_a_pool_in_minutes(day):
    assert {(found.place, found.hour) for found in day.rounds.values()} == {
        ("library", "10:00"), ("library", "13:00"), ("library", "17:30"), ("cafe", "13:00")
    }  # fmt: skip
    (pool,) = pools_of(TOWN, [a_round("cafe", "13:00")])
    assert pool.starts * MINUTE == at("2026-11-23 13:00")
    assert (pool.seats, pool.hosts, pool.languages) == (CAFE.seats, CAFE.hosts, frozenset({"en", "de"}))
    assert pool.walk == {"library": 5, "cafe": 0, ANY_KIOSK: 0}


def test_the_settings_are_the_rules():
    rules = rules_of(replace(TOWN, lead_min=30, close_before_min=25))
    assert (rules.lead, rules.close_before) == (30, 25)


def test_a_promise_is_a_round_of_this_day_that_can_still_be_reached(day):
    assert day.propose(kept(), raw(), MORNING).starts >= a_round().starts
    late = at("2026-11-23 09:41")  # 19 minutes before ten, and 20 are needed
    assert day.propose(kept(2), raw(2), late).starts >= at("2026-11-23 13:00")
    assert day.propose(kept(3), raw(3), at("2026-11-23 17:11")) is None


def test_company_of_the_last_days_is_known_from_the_entry(day):
    met = ("0a" * 8, "0b" * 8)
    assert day.guest(kept(1, met=met), raw()).met == frozenset(met)
    assert day.guest(kept(2), raw()).met == frozenset()


def test_the_same_entry_is_proposed_the_same_round_again(day):
    first = day.propose(kept(), raw(), MORNING)
    assert day.propose(kept(), raw(), at("2026-11-23 16:00")) == first


def test_hours_a_person_named_are_kept_and_hours_that_do_not_exist_leave_none(day):
    assert day.propose(kept(1, rounds=("17:30",)), raw(), MORNING).hour == "17:30"
    assert day.propose(kept(2, rounds=("11:11",)), raw(), MORNING) is None


def test_a_kiosk_nobody_named_is_as_far_as_the_nearest(day):
    stranger = day.guest(kept(kiosk="elsewhere"), raw())
    assert stranger.kiosk == ANY_KIOSK
    assert day.propose(kept(kiosk="elsewhere"), raw(), MORNING) is not None


def test_what_was_noted_is_a_member_with_a_sign_until_dropped(day):
    day.note(kept(2), promised(number=2), raw(2))
    day.note(kept(1), promised(number=1), raw(1))
    where = a_round().place, a_round().starts
    assert [one.entry.id for one in day.members(*where)] == [an_id(1), an_id(2)]
    assert day.signs_in(*where) == {"sign 1", "sign 2"}
    assert day.drop(an_id(1)) == promised(number=1)
    assert day.drop(an_id(1)) is None
    assert [one.entry.id for one in day.members(*where)] == [an_id(2)]
    assert day.signs_in(*where) == {"sign 2"}
    assert an_id(1) not in day.raw


def test_a_dropped_entrys_chair_is_free():
    small = Day(replace(TOWN, places=(replace(LIBRARY, seats=1),)), MONDAY, no_centre)
    chairs = [small.propose(kept(number), raw(number), MORNING) for number in (1, 2, 3)]
    assert {found.hour for found in chairs} == {"10:00", "13:00", "17:30"}
    assert small.propose(kept(4), raw(4), MORNING) is None
    small.drop(an_id(2))
    assert small.propose(kept(4), raw(4), MORNING) == chairs[1]


def test_tables_signs_are_taken_too(day):
    found = a_round()
    table = ClosedTable(False, (an_id(1),), "🏮")
    day.closed[found.place, found.starts] = ClosedRound(found.place, found.starts, "sheet", (table,))
    assert day.signs_in(found.place, found.starts) == {"🏮"}


def test_rounds_are_open_until_closed_and_due_so_long_before_they_start(day):
    assert day.open_rounds(at("2026-11-23 09:44")) == []
    assert day.open_rounds(at("2026-11-23 09:45")) == [a_round()]
    day.closed["library", a_round().starts] = ClosedRound("library", a_round().starts, "", ())
    assert day.open_rounds(at("2026-11-23 09:45")) == []
    assert [(one.hour, one.place) for one in day.open_rounds(at("2026-11-23 23:00"))] == [
        ("13:00", "cafe"), ("13:00", "library"), ("17:30", "library")
    ]  # fmt: skip


def test_everybody_is_centred_anew_when_the_day_has_grown():
    sizes = []

    def centre(rows, languages):
        assert len(rows) == len(languages)
        sizes.append(len(rows))
        return np.array(rows, np.float32)

    day = Day(TOWN, MONDAY, centre)
    for number in range(RECENTRE_EVERY):
        day.note(kept(number), promised(number=number), raw(number))
    assert sizes[-1] == RECENTRE_EVERY
    assert sizes.count(RECENTRE_EVERY) == 2  # the last newcomer, then everybody


def test_a_remembered_day_goes_on_as_the_one_before():
    before, after = Day(TOWN, MONDAY, no_centre), Day(TOWN, MONDAY, no_centre)
    known = []
    for number in range(5):
        found = before.propose(kept(number), raw(number), MORNING)
        one = promised(found, number)
        before.note(kept(number), one, raw(number))
        known.append(Remembered(kept(number), raw(number).astype(np.float16), one))
    not_promised = Remembered(kept(50), None, None)
    not_understood = Remembered(kept(51), None, promised(number=51))
    closed = ClosedRound("cafe", at("2026-11-23 13:00"), "sheet", ())
    remember(after, [*known, not_promised, not_understood], [closed], zero=np.zeros(8, np.float32))
    assert after.promised == {**before.promised, an_id(51): promised(number=51)}
    assert an_id(50) not in after.entries
    assert after.closed == {("cafe", at("2026-11-23 13:00")): closed}
    for number in range(5):
        assert after.propose(kept(number), raw(number), MORNING) == before.propose(
            kept(number), raw(number), MORNING
        )


def test_a_promise_of_a_place_that_is_gone_is_still_kept(day):
    gone = Promised("closed-for-good", at("2026-11-23 10:00"), slip=an_id(900))
    day.note(kept(), gone, raw())
    assert [one.entry.id for one in day.members("closed-for-good", at("2026-11-23 10:00"))] == [an_id(1)]
    assert all(found.place != "closed-for-good" for found in day.open_rounds(at("2026-11-23 23:00")))
