from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kiosk_ui.night import Night
from wire.examples import CONFIG


def at(written: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "over_at"),
    [
        ("UTC", "2026-11-24 04:00"),
        ("Europe/Lisbon", "2026-11-24 04:00"),
        ("Asia/Kolkata", "2026-11-23 22:30"),
    ],
)
def test_it_is_over_at_the_neighbourhoods_own_hour(zone, over_at):
    night = Night(at("2026-11-23 12:00"))
    night.config = replace(CONFIG, timezone=zone)
    assert not night.is_over(at("2026-11-23 12:00"))
    assert not night.is_over(at(over_at) - 1)
    assert night.is_over(at(over_at))
    assert night.is_over(at("2026-11-26 01:00"))


def test_the_next_process_begins_with_the_next_night():
    night = Night(at("2026-11-24 04:00"))
    night.config = replace(CONFIG, timezone="UTC", forgets="04:00")
    assert not night.is_over(at("2026-11-24 23:59"))
    assert night.is_over(at("2026-11-25 04:00"))


def test_a_clock_that_goes_back_is_no_night():
    night = Night(at("2026-11-23 12:00"))
    night.config = replace(CONFIG, timezone="UTC")
    assert not night.is_over(at("2026-11-01 12:00"))


def test_without_a_configuration_nobody_has_said_anything():
    assert not Night(0).is_over(at("2026-11-23 12:00"))
