from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.open_table import open_table, open_table_slip, promise_of
from wire.messages import Entry, HelpLine, KioskConfig, KioskPlace, KioskRound, Promise

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = 1_800_000_000_000


def config(rounds, places=(("near", 3), ("far", 15))):
    return KioskConfig(
        revision=1, kiosk="library", name="Millbrook", timezone="UTC", languages=("en",), lead_min=20,
        places=tuple(KioskPlace(id_, id_.title(), "", "", walk) for id_, walk in places),
        rounds=tuple(KioskRound(place, starts, day, hour) for place, starts, day, hour in rounds),
        help_lines=(HelpLine("Emergency", "112"),),
    )  # fmt: skip


def test_the_nearest_place_wins_where_both_are_today():
    known = config(
        [("far", NOW + HOUR, "2027-01-15", "10:00"), ("near", NOW + 2 * HOUR, "2027-01-15", "11:00")]
    )
    place, coming = open_table(known, NOW)
    assert (place.id, coming.hour) == ("near", "11:00")


def test_today_farther_off_wins_over_tomorrow_next_door():
    known = config(
        [("far", NOW + HOUR, "2027-01-15", "10:00"), ("near", NOW + 20 * HOUR, "2027-01-16", "05:00")]
    )
    assert open_table(known, NOW)[0].id == "far"


def test_a_round_that_cannot_be_reached_on_foot_in_time_is_not_promised():
    just = config([("near", NOW + 23 * MINUTE, "2027-01-15", "10:00")])
    assert open_table(just, NOW)
    assert open_table(just, NOW + 1) is None


def test_without_any_round_there_is_nothing_to_promise():
    assert open_table(config([]), NOW) is None


def test_its_slip_says_all_but_a_sign_and_a_code():
    known = config([("near", NOW + 24 * HOUR, "2027-01-16", "09:20")])
    place, coming = open_table(known, NOW)
    entry = Entry(
        id="0" * 8 + "-0000-7000-8000-" + "0" * 12,
        kiosk="library",
        words="bees",
        languages=("es",),
        at=0,
        age_ms=0,
    )
    slip = open_table_slip(entry, place, coming, known, "2027-01-15")
    assert (slip.place, slip.hour, slip.days_ahead, slip.language) == ("Near", "09:20", 1, "es")
    assert slip.hosted
    assert slip.sign is None
    assert slip.code == ""
    assert slip.help_lines == (HelpLine("Emergency", "112"),)
    assert promise_of(coming) == Promise("near", coming.starts)


@given(st.lists(st.tuples(st.sampled_from(["near", "far"]), st.integers(-300, 3000)), max_size=20))
def test_whatever_the_rounds_a_promise_can_be_kept(drawn):
    known = config(
        [
            (place, NOW + minutes * MINUTE, f"2027-01-{15 + max(0, minutes) // 1440:02}", "10:00")
            for place, minutes in drawn
        ]
    )
    found = open_table(known, NOW)
    if found:
        place, coming = found
        assert coming.place == place.id
        assert coming.starts >= NOW + (known.lead_min + place.walk_min) * MINUTE
    else:
        walks = {"near": 3, "far": 15}
        assert all(minutes < 20 + walks[place] for place, minutes in drawn)
