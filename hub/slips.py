"""What a slip and a table sheet say. Pure: the hub's promise and settings in, wire messages out.

A slip carries what its holder needs to go and what the holder said, and nothing of anyone else.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from hub import signs
from hub.calendar import Round
from hub.config import HelpLine, Place
from hub.kept import ClosedRound, ClosedTable, KeptEntry, Promised
from wire.messages import Entry, SheetTable, Sign, Slip, TableSheet

TITLE = "Curiocity"
LOCATION_BYTES = 90  # of name and address in the QR code, so that its dots stay large on narrow paper


def slip(
    entry: Entry, promised: Promised, place: Place, found: Round, help_lines: Sequence[HelpLine], today: date
) -> Slip:
    """The slip of a promise at `place` in the round `found`.

    today: the neighbourhood's date when it is printed. A promise the kiosk made by itself has no sign, no code
    and no QR code: its holder asks for the host.
    """
    language = language_of(entry, place)
    return Slip(
        id=promised.slip,
        entry=entry.id,
        kiosk=entry.kiosk,
        language=language,
        words=entry.words,
        place=place.name,
        address=place.address,
        directions=place.directions,
        walk_min=_walk(place, entry.kiosk),
        starts=found.starts,
        day=found.day.isoformat(),
        hour=found.hour,
        days_ahead=max(0, (found.day - today).days),
        sign=_sign(promised.sign, language) if promised.sign else None,
        code=promised.code,
        help_lines=tuple(help_lines),
        qr="" if promised.own else qr_text(place, found.starts),
        hosted=promised.hosted,
        table=_sign(promised.table, language) if promised.table else None,
        theme=promised.theme,
        also_here=promised.also_here,
        help_first=promised.help_first,
        place_id=place.id,
    )


def qr_text(place: Place, starts: int) -> str:
    """The appointment as an iCalendar event (RFC 5545), which a telephone's camera puts in its calendar, offline.

    A bare event without a calendar around it, as readers of QR codes expect. It names a public place and an hour
    and nobody. starts: milliseconds UTC.
    """
    where = ", ".join(filter(None, (place.name, place.address)))
    if len(where.encode()) > LOCATION_BYTES:
        where = place.name
    lines = (
        "BEGIN:VEVENT",
        f"SUMMARY:{TITLE}",
        f"DTSTART:{datetime.fromtimestamp(starts / 1000, UTC):%Y%m%dT%H%M%SZ}",
        f"LOCATION:{_escaped(where)}",
        "END:VEVENT",
    )
    return "\r\n".join(lines)


def table_sheet(
    closed: ClosedRound,
    place: Place,
    found: Round,
    promised: Mapping[str, Promised],
    entries: Mapping[str, KeptEntry],
) -> TableSheet:
    """Which sign sits at which table, in the first language of the place; each sign's word as its slip has it.

    promised, entries: by entry id. Left out is who took the entry back since, and who has no sign because the
    kiosk promised by itself: they sit with the host. Tables and signs stand in the order of their words. A table sign
    that a slip names and no table has any more stands among the signs of wherever its people sit.
    """
    language = place.languages[0] if place.languages else "en"

    def told(table: ClosedTable) -> SheetTable:
        members = (
            _sign(promised[member].sign, language_of(entries[member].entry, place))
            for member in table.members
            if member in promised and member in entries and promised[member].sign
        )
        named = {promised[member].table for member in table.members if member in promised} - {"", table.sign}
        return SheetTable(
            sign=_sign(table.sign, language),
            hosted=table.hosted,
            theme=table.theme,
            members=tuple(sorted((*members, *(_sign(sign, language) for sign in named)), key=_by_word)),
        )

    tables = (told(table) for table in closed.tables)
    return TableSheet(
        id=closed.sheet,
        kiosk=place.prints_at,
        language=language,
        place=place.name,
        starts=closed.starts,
        day=found.day.isoformat(),
        hour=found.hour,
        again=closed.again,
        tables=tuple(
            sorted((t for t in tables if t.members or t.hosted), key=lambda table: _by_word(table.sign))
        ),
    )


def language_of(entry: Entry, place: Place) -> str:
    """The language an entry's slip is written in: its first one, else the first of the place."""
    return next(iter((*entry.languages, *place.languages)), "en")


def _walk(place: Place, kiosk: str) -> int:
    """Minutes on foot; from the place's nearest kiosk where it does not name this one."""
    return place.walk.get(kiosk, min(place.walk.values(), default=0))


def _sign(picture: str, language: str) -> Sign:
    return Sign(picture, signs.word(picture, language))


def _by_word(sign: Sign) -> tuple[str, str]:
    return sign.word.casefold(), sign.picture


def _escaped(text: str) -> str:
    for special in "\\;,":
        text = text.replace(special, f"\\{special}")
    return " ".join(text.split())
