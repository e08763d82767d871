"""Slips and table sheets: what is on them, and what never is."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import signs, slips
from hub.calendar import Round
from hub.config import HelpLine, Place
from hub.kept import ClosedRound, ClosedTable, KeptEntry, Promised
from wire import messages
from wire.messages import Entry, Sign, Slip, TableSheet
from wire.rules import BY_TOPIC

DAY = date(2026, 11, 22)
STARTS = int(datetime(2026, 11, 22, 16, 30, tzinfo=UTC).timestamp() * 1000)
FOUND = Round(STARTS, "linde", DAY, "17:30")
PLACE = Place(
    "linde",
    "Café Linde",
    hours={},
    address="Lindenstraße 4; Hof, links",
    directions="past the fountain",
    languages=("de", "en"),
    walk={"library": 6, "tram": 3},
    prints_at="cafe",
)
HELP = (HelpLine("Samaritans", "116 123"),)
WORDS = "how do bees find their way home"
OTHERS = "someone else's secret"


def an_id(number: int) -> str:
    return f"019505a0-0000-7000-8000-{number:012x}"


def entry(number: int = 1, words: str = WORDS, languages: tuple[str, ...] = ("en",)) -> Entry:
    return Entry(an_id(number), "library", words, languages, at=5, age_ms=0)


def promise(number: int = 1, sign: str = "🫖") -> Promised:
    return Promised("linde", STARTS, slip=an_id(900 + number), sign=sign, code="73J1F81D06")


def the_slip(said: Entry | None = None, promised: Promised | None = None, today: date = DAY) -> Slip:
    return slips.slip(said or entry(), promised or promise(), PLACE, FOUND, HELP, today)


def test_a_slip_says_where_when_and_the_holders_own_words() -> None:
    slip = the_slip()
    assert (slip.place, slip.address, slip.directions) == (PLACE.name, PLACE.address, PLACE.directions)
    assert (slip.starts, slip.day, slip.hour, slip.walk_min) == (STARTS, "2026-11-22", "17:30", 6)
    assert (slip.words, slip.code, slip.help_lines) == (WORDS, "73J1F81D06", HELP)
    assert slip.sign == Sign("🫖", "teapot")
    assert (slip.table, slip.theme) == (None, "")


@pytest.mark.parametrize(
    ("languages", "language", "word"), [(("tr", "en"), "tr", "demlik"), ((), "de", "Teekanne")]
)
def test_a_slip_speaks_the_language_of_its_entry_else_of_the_place(
    languages: tuple[str, ...], language: str, word: str
) -> None:
    slip = the_slip(entry(languages=languages))
    assert slip.language == language
    assert slip.sign == Sign("🫖", word)


@pytest.mark.parametrize(
    ("today", "ahead"), [(DAY, 0), (date(2026, 11, 21), 1), (date(2026, 11, 23), 0), (date(2026, 11, 15), 7)]
)
def test_days_ahead(today: date, ahead: int) -> None:
    assert the_slip(today=today).days_ahead == ahead


def test_a_kiosk_no_place_names_gets_the_shortest_walk() -> None:
    stranger = Entry(an_id(1), "elsewhere", WORDS, ("en",), at=5, age_ms=0)
    assert the_slip(stranger).walk_min == 3


def test_a_promise_the_kiosk_made_itself_has_no_sign_code_or_qr() -> None:
    own = Promised("linde", STARTS, slip=an_id(1), own=True, hosted=True)
    slip = the_slip(promised=own)
    assert (slip.sign, slip.code, slip.qr, slip.hosted) == (None, "", "", True)


def test_a_settled_table_is_on_the_slip() -> None:
    settled = Promised("linde", STARTS, an_id(9), sign="🫖", code="73J1F81D06", table="🪁", theme="bees")
    slip = the_slip(entry(languages=("de",)), settled)
    assert (slip.table, slip.theme) == (Sign("🪁", "Drachen"), "bees")


def test_what_is_also_here_is_on_the_slip_in_the_places_own_words() -> None:
    offered = Promised("linde", STARTS, an_id(9), sign="🫖", also_here="ein Bienenstock mit Glaswand")
    assert the_slip(promised=offered).also_here == "ein Bienenstock mit Glaswand"
    assert the_slip().also_here == ""


def test_who_is_settled_at_a_table_is_not_on_the_slip() -> None:
    others = (an_id(101), an_id(102))
    settled = Promised("linde", STARTS, an_id(9), sign="🫖", table="🪁", company=(an_id(1), *others))
    text = messages.encode(the_slip(promised=settled)).decode()
    assert not any(other in text for other in others)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=2000))
def test_any_words_make_a_message_a_kiosk_can_read(words: str) -> None:
    slip = the_slip(entry(words=words))
    assert slip.words == words
    limit = BY_TOPIC["k/{kiosk}/slip"].max_bytes
    assert messages.decode(messages.encode(slip), Slip, limit) == slip


def read_event(text: str) -> dict[str, str]:
    """Properties of one event, after RFC 5545: lines end with CRLF, text is unescaped."""
    lines = text.split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VEVENT", "END:VEVENT")
    assert "\n" not in "".join(lines)
    pairs = (line.split(":", 1) for line in lines[1:-1])
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in pairs}


def test_the_qr_code_is_a_short_calendar_event_without_anybodys_words() -> None:
    qr = the_slip().qr
    event = read_event(qr)
    assert event["LOCATION"] == "Café Linde, Lindenstraße 4; Hof, links"
    assert (
        datetime.strptime(event["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp() * 1000 == STARTS
    )
    assert len(qr.encode()) <= 150
    assert not any(word in qr for word in WORDS.split())


@given(st.text(min_size=1, max_size=80), st.text(max_size=120))
def test_any_name_and_address_stay_in_their_line(name: str, address: str) -> None:
    place = Place("p", name, hours={}, address=address)
    event = read_event(slips.qr_text(place, STARTS))
    assert list(event) == ["SUMMARY", "DTSTART", "LOCATION"]
    assert "".join(event["LOCATION"].split()).startswith("".join(name.split()))


def sheet_of(*tables: ClosedTable, promised: dict[str, Promised]) -> TableSheet:
    said = {known: KeptEntry(DAY, 5, entry(number, OTHERS, ("tr",))) for number, known in enumerate(promised)}
    closed = ClosedRound("linde", STARTS, an_id(77), tables)
    return slips.table_sheet(closed, PLACE, FOUND, promised, said)


def test_a_sheet_maps_signs_to_tables_and_says_nothing_else() -> None:
    promised = {"a": promise(1, "🫖"), "b": promise(2, "🐟"), "c": promise(3, "🪁")}
    sheet = sheet_of(
        ClosedTable(hosted=False, members=("a", "b", "c"), sign="🔑", theme="bees"), promised=promised
    )
    assert (sheet.id, sheet.kiosk, sheet.language, sheet.place) == (an_id(77), "cafe", "de", "Café Linde")
    [table] = sheet.tables
    assert (table.sign, table.theme, table.hosted) == (Sign("🔑", "Schlüssel"), "bees", False)
    assert {member.picture for member in table.members} == {"🫖", "🐟", "🪁"}
    assert Sign("🫖", signs.word("🫖", "tr")) in table.members  # as the slip has it
    text = messages.encode(sheet).decode()
    assert OTHERS not in text
    assert "73J1F81D06" not in text


def test_the_order_of_a_sheet_does_not_depend_on_who_came_first() -> None:
    promised = {"a": promise(1, "🫖"), "b": promise(2, "🐟"), "c": promise(3, "🪁"), "d": promise(4, "🔔")}
    one, two = ClosedTable(True, ("a", "b"), "🔑"), ClosedTable(True, ("c", "d"), "🎈")
    turned = ClosedTable(True, ("b", "a"), "🔑"), ClosedTable(True, ("d", "c"), "🎈")
    assert sheet_of(one, two, promised=promised) == sheet_of(*reversed(turned), promised=promised)


def test_who_took_back_or_has_no_sign_is_not_listed() -> None:
    own = Promised("linde", STARTS, slip=an_id(4), own=True, hosted=True)
    promised = {"a": promise(1, "🫖"), "own": own}
    sheet = sheet_of(
        ClosedTable(True, ("a", "own", "gone"), "🔑"),
        ClosedTable(True, ("own",), "🎈"),
        ClosedTable(False, ("gone", "gone too", "third"), "🚲"),
        promised=promised,
    )
    listed = {table.sign.picture: [member.picture for member in table.members] for table in sheet.tables}
    assert listed == {"🔑": ["🫖"], "🎈": []}


def test_a_table_sign_on_paper_that_is_no_table_any_more_stands_where_its_people_sit() -> None:
    named = Promised("linde", STARTS, an_id(9), sign="🐟", table="🚲")
    promised = {"a": promise(1, "🫖"), "b": named, "c": Promised("linde", STARTS, an_id(8), "🪁", table="🔑")}
    sheet = sheet_of(
        ClosedTable(False, ("a", "b"), "🎈"), ClosedTable(False, ("c",), "🔑"), promised=promised
    )
    listed = {table.sign.picture: {member.picture for member in table.members} for table in sheet.tables}
    assert listed == {"🎈": {"🫖", "🐟", "🚲"}, "🔑": {"🪁"}}
