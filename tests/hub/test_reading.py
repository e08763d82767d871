from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.calendar import DAY, MINUTE
from hub.config import WEEKDAYS, HubConfig, Place, Span
from hub.kept import KeptEntry
from hub.reading import Over, Unread, read
from wire import messages, topics
from wire.messages import MAX_SEALED, Entry, KioskState, Promise, Retract, Sealed, SlipAck

LIBRARY = Place("library", "Library", dict.fromkeys(WEEKDAYS, (Span(540, 1140),)), walk={"library": 0})
TOWN = HubConfig(timezone="Europe/Berlin", places=(LIBRARY,))
ID = "019505a0-0000-7000-8000-000000000001"
ENTRY = Entry(ID, "library", "how do bees sleep?", ("en",), at=0, age_ms=0)
TOPIC = topics.of_kiosk("library", "entry")


def at(written):
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)


NOON = at("2026-11-23T12:00")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def read_entry(now=NOON, **fields):
    return read(TOPIC, messages.encode(msgspec.structs.replace(ENTRY, **fields)), TOWN, now)


def test_every_message_of_a_kiosk_is_read():
    for message, name in (
        (Retract(ID, "library", entry=ID), "retract"),
        (SlipAck(ID, "library", "printed"), "slip_ack"),
        (KioskState("library", "ready", 3), "state"),
        (Sealed(ID, "library", ID, "0a" * 16, b"x" * MAX_SEALED, "0b" * 16), "trail"),
    ):
        assert read(topics.of_kiosk("library", name), messages.encode(message), TOWN, NOON) == message
    assert read_entry() == KeptEntry(MONDAY, NOON, ENTRY)


def test_words_are_sanitised_and_blanks_are_an_entry_too():
    assert read_entry(words="a\x00b \n\u202ec").entry.words == "ab c"
    assert read_entry(words=" \t ").entry.words == ""
    assert len(read_entry(words="ש" * 2000).entry.words) == 2000


@pytest.mark.parametrize(
    ("now", "age_min", "day"),
    [
        ("2026-11-23T12:00", 0, MONDAY),
        ("2026-11-23T18:00", 0, TUESDAY),
        ("2026-11-23T18:00", 60, MONDAY),
        ("2026-11-24T03:00", 12 * 60, MONDAY),
        ("2026-11-24T05:00", 14 * 60, TUESDAY),
        ("2026-11-24T05:00", 20 * 24 * 60, TUESDAY),
        ("2026-11-23T12:00", 3000 * 24 * 60, MONDAY),
    ],
)
def test_an_entry_belongs_to_the_day_it_could_reach_unless_that_is_forgotten(now, age_min, day):
    assert read_entry(at(now), age_ms=age_min * MINUTE).day == day


def test_the_kiosks_own_clock_decides_nothing():
    assert {read_entry(at=clock) for clock in (0, NOON, 2**53)} == {
        replace_at(read_entry(), clock) for clock in (0, NOON, 2**53)
    }


def replace_at(kept, clock):
    return msgspec.structs.replace(kept, entry=msgspec.structs.replace(kept.entry, at=clock))


def test_what_a_kiosk_promised_decides_the_day():
    promise = Promise("library", at("2026-11-24T10:00"))
    assert read_entry(promised=promise).day == TUESDAY
    late = read_entry(at("2026-11-25T03:59"), promised=promise, age_ms=DAY)
    assert (late.day, late.heard) == (TUESDAY, at("2026-11-24T03:59"))


@pytest.mark.parametrize("days", [2, 7, 30, 34])
def test_after_a_month_without_a_hub_what_was_not_promised_is_tomorrows_or_todays(days):
    """Too late for every round of today at 18:00; at noon there is one still to come."""
    for now, day in ((at("2026-11-23T18:00"), TUESDAY), (NOON, MONDAY)):
        found = read_entry(now, age_ms=days * DAY)
        assert (found.day, found.entry.promised, found.own) == (day, None, False)
        assert found.heard in {now, now - days * DAY}


@pytest.mark.parametrize("days", [2, 7, 30, 34])
def test_after_a_month_without_a_hub_what_was_promised_is_over(days):
    promise = Promise("library", NOON - days * DAY)
    for age_ms in (days * DAY + 3_600_000, 0, 2**53):  # whatever the kiosk's clock made of its age
        assert isinstance(read_entry(age_ms=age_ms, promised=promise), Over)


def test_a_promise_for_a_place_that_is_gone_meanwhile_is_made_anew_and_its_kiosk_need_not_ask_again():
    found = read_entry(
        at("2026-11-23T18:00"), age_ms=20 * DAY, promised=Promise("closed down", NOON - 20 * DAY)
    )
    assert (found.day, found.entry.promised, found.own) == (TUESDAY, None, True)


@pytest.mark.parametrize("age_ms", [36 * DAY, 400 * DAY, 2**53])
def test_an_age_that_no_clock_could_tell_is_none(age_ms):
    """A kiosk that woke in 1970 and was put right meanwhile; its words are taken as said just now."""
    assert read_entry(age_ms=age_ms) == read_entry(age_ms=age_ms, at=0)
    assert (read_entry(age_ms=age_ms).heard, read_entry(age_ms=age_ms).day) == (NOON, MONDAY)


def test_an_entry_whose_promise_is_forgotten_is_over_and_its_words_are_not_kept():
    promise = Promise("library", at("2026-11-23T10:00"))
    assert isinstance(read_entry(at("2026-11-24T04:00"), promised=promise), Over)
    assert "bees" not in repr(read_entry(at("2026-11-24T04:00"), promised=promise))


@pytest.mark.parametrize(
    "promise", [Promise("nowhere", NOON), Promise("library", NOON + 36 * DAY), Promise("library", 2**53)]
)
def test_a_promise_nobody_can_keep_is_none(promise):
    assert read_entry(promised=promise) == KeptEntry(MONDAY, NOON, ENTRY, own=True)


@pytest.mark.parametrize(
    ("topic", "payload", "kind"),
    [
        (TOPIC, b"", "no message"),
        (TOPIC, b"\xff{", "no message"),
        (TOPIC, b"[" * 5000, "no message"),
        (TOPIC, b" " * 8193, "no message"),
        (TOPIC, messages.encode(ENTRY).replace(b"bees", b"b" * 2500), "no message"),
        (TOPIC, messages.encode(ENTRY).replace(b'"v":1', b'"v":2'), "unknown version"),
        (TOPIC.replace("library", "cafe"), messages.encode(ENTRY), "wrong kiosk"),
        (topics.of_kiosk("library", "ack"), messages.encode(ENTRY), "unknown topic"),
        ("curiocity/v1/hub/state", b"{}", "unknown topic"),
        ("", b"", "unknown topic"),
    ],
)
def test_what_cannot_be_read_is_said_so(topic, payload, kind):
    found = read(topic, payload, TOWN, NOON)
    assert isinstance(found, Unread)
    assert (found.topic, found.payload, found.kind) == (topic, payload, kind)
    assert "bees" not in repr(found)


@given(
    st.sampled_from(["entry", "retract", "slip_ack", "state", "x"]),
    st.binary(max_size=300),
    st.integers(0, 2**45),
)
def test_nothing_a_kiosk_sends_is_fatal(name, payload, now):
    read(topics.of_kiosk("library", name), payload, TOWN, now)


promises = st.builds(Promise, st.sampled_from(["library", "nowhere"]), st.integers(0, 2**53))
entries = st.builds(
    Entry,
    id=st.just(ID),
    kiosk=st.just("library"),
    words=st.text(max_size=200),
    languages=st.just(("en",)),
    at=st.integers(0, 2**53),
    age_ms=st.integers(0, 2**53),
    promised=st.none() | promises,
)


@given(entries)
def test_every_entry_is_kept_or_over_and_never_older_than_what_is_forgotten(entry):
    found = read(TOPIC, messages.encode(entry), TOWN, NOON)
    assert isinstance(found, Over) or (found.day >= MONDAY and found.heard <= NOON)


SEALED = b'{"id":"%b","kiosk":"library","entry":"%b","locator":"%b","sealed":"%b","token_hash":"%b","v":1}'


@pytest.mark.parametrize(
    ("locator", "sealed", "token_hash"),
    [
        (b"0a" * 15, b"eA==", b"0b" * 16),
        (b"0A" * 16, b"eA==", b"0b" * 16),
        (b"0a" * 16, b"no base64", b"0b" * 16),
        (b"0a" * 16, b"QUFB" * (MAX_SEALED // 3 + 1), b"0b" * 16),
        (b"0a" * 16, b"eA==", b""),
        (b"0a" * 16, b"QUFB" * MAX_SEALED, b"0b" * 16),
    ],
    ids=["short", "capitals", "no base64", "too long", "no hash", "far too long"],
)
def test_a_copy_that_is_none_is_set_aside(locator, sealed, token_hash):
    payload = SEALED % (ID.encode(), ID.encode(), locator, sealed, token_hash)
    found = read(topics.of_kiosk("library", "trail"), payload, TOWN, NOON)
    assert isinstance(found, Unread)
    assert found.kind == "no message"
