"""The messages that kiosks, hub and screens exchange: frozen structs, read once, at the door.

Times are integer milliseconds since 1970 in UTC. `hour` and `day` beside them are the same instant as people of the
neighbourhood read it (`17:30`, `2026-11-22`), so that nobody but the hub needs to know the time zone.
Unknown fields are ignored; an unknown version is an error of its own, so that it can be kept for a newer program.
"""

from datetime import date
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from wire import topics

VERSION = 1  # of the messages
SOFTWARE = "0.1.0"  # of this program, as a kiosk and a hub tell it
MAX_BYTES = 10 * 1024  # 2,000 code points of four bytes each and all the rest of an entry fit in
MAX_WORDS = 2000
MAX_OFFER = 80  # of what a place has to share
MAX_SEALED = 12_328  # bytes of a slip's sealed copy: 12,288 of it, a nonce and an authenticator
MAX_MET = 8  # tables of the last days that a trail tells of

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\n)", description="UUIDv7")]
KioskId = Annotated[str, Meta(pattern=rf"^{topics.KIOSK_ID}$(?!\n)")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", description="BCP 47")]
Millis = Annotated[int, Meta(ge=0, le=2**53)]
Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
Locator = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="16 bytes in hex")]
TableTag = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)", description="8 bytes in hex")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")]


class MessageError(Exception):
    """A payload that is no message of ours; its text says why."""


class UnknownVersion(MessageError):
    """Written by a newer program: worth keeping until this one is updated."""


def _must_be_a_day(written: str) -> None:
    """Raise ValueError where the calendar has no such day."""
    date.fromisoformat(written)


def _must_be_a_time_zone(name: str) -> None:
    """Raise ValueError where this machine knows no such time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:  # a name such as "Europe" is that of a folder
        raise ValueError(f"{name[:40]!r}: no time zone") from error


class Promise(Struct, frozen=True):
    """A pool printed on a slip: a place and the instant its round starts."""

    place: str
    starts: Millis


class Entry(Struct, frozen=True):
    """What one person said they are curious about today, in their own words."""

    id: Id
    kiosk: KioskId
    words: Annotated[str, Meta(max_length=MAX_WORDS)]
    languages: Annotated[tuple[Language, ...], Meta(max_length=8)]
    at: Millis  # by the kiosk's clock, which may be wrong
    age_ms: Millis  # since the words were kept, by a clock that only runs forward
    rounds: Annotated[tuple[Hour, ...], Meta(max_length=24)] = ()  # when the person is free; none: always
    promised: Promise | None = None  # what the kiosk printed by itself while the hub was away
    met: Annotated[tuple[TableTag, ...], Meta(max_length=MAX_MET)] = ()  # tables of late, from a trail shown
    v: int = VERSION


class Ack(Struct, frozen=True):
    """The hub has these messages (entries, retractions, slip acks) on its own disk."""

    ids: tuple[Id, ...]
    promised: tuple[Id, ...] = ()  # those of them that came with what their kiosk had promised
    v: int = VERSION


class Retract(Struct, frozen=True):
    """Forget an entry: named by its id, or by the code on its slip."""

    id: Id  # of this retraction
    kiosk: KioskId
    entry: Id | None = None
    code: Annotated[str, Meta(max_length=16)] = ""
    v: int = VERSION


class Sealed(Struct, frozen=True):
    """A slip's copy that only its holder can open: the secret stands in the slip's QR code, and nowhere else."""

    id: Id  # of this message
    kiosk: KioskId
    entry: Id  # that the token takes back; forgotten with the day
    locator: Locator  # where the copy is asked for
    sealed: Annotated[bytes, Meta(max_length=MAX_SEALED, description="base64")]
    token_hash: Locator
    v: int = VERSION


class Sign(Struct, frozen=True):
    """A picture (one emoji) and its word in the reader's language."""

    picture: str
    word: str


class HelpLine(Struct, frozen=True):
    """Whom to call: a name and a number, as the host wrote them."""

    name: str
    number: str


class Slip(Struct, frozen=True):
    """All that is printed for one entry; nothing of anyone else."""

    id: Id
    entry: Id
    kiosk: KioskId
    language: Language
    words: str  # the holder's own
    place: str  # its name
    address: str
    directions: str
    walk_min: int
    starts: Millis
    day: Day
    hour: Hour
    days_ahead: int  # 0 is today
    sign: Sign | None  # none: ask for the host, as where the kiosk promised by itself
    code: str  # takes the entry back; empty where the kiosk promised by itself
    help_lines: tuple[HelpLine, ...]
    qr: str
    hosted: bool = False  # known to sit with the host
    table: Sign | None = None  # where it is settled already
    theme: str = ""  # shared by three at least; empty until it is safe to say
    also_here: Annotated[str, Meta(max_length=MAX_OFFER)] = ""  # shared by the place, nearest to the words
    help_first: bool = False  # the help lines stand first, and large
    test: bool = False  # printed for a host, marked as such; nobody is invited by it
    place_id: str = ""  # as the configuration names it
    v: int = VERSION

    def __post_init__(self) -> None:
        _must_be_a_day(self.day)


class SlipAck(Struct, frozen=True):
    """What became of a slip or a table sheet."""

    id: Id  # of the slip or sheet
    kiosk: KioskId
    outcome: Literal["printed", "shown", "failed"]
    v: int = VERSION


class SheetTable(Struct, frozen=True):
    """One table of a sheet: its own sign, and the signs of those who sit there."""

    sign: Sign
    hosted: bool
    theme: str
    members: tuple[Sign, ...]


class TableSheet(Struct, frozen=True):
    """What a place prints at close: which sign sits at which table."""

    id: Id
    kiosk: KioskId
    language: Language
    place: str
    starts: Millis
    day: Day
    hour: Hour
    tables: tuple[SheetTable, ...]
    again: bool = False  # in the place of an older sheet, which does not hold any more
    v: int = VERSION

    def __post_init__(self) -> None:
        _must_be_a_day(self.day)


class KioskState(Struct, frozen=True):
    """A kiosk's health; the broker itself sends `lost` when the kiosk falls silent."""

    kiosk: KioskId
    state: Literal["ready", "lost", "closed"]
    session: int  # grows at each start: the death of an older session is ignored
    version: str = ""
    paper: Literal["paper", "low", "none", "cover", "silent"] = "silent"
    queue: Literal["none", "some"] = "none"
    disk: Literal["ok", "low", "full"] = "ok"
    clock: Literal["right", "wrong", "unknown"] = "unknown"  # its own, held against the hub's
    panel: Literal["none", "there", "away", "differs"] = "none"  # its buttons; of another edition
    # The latest session of a hub it has heard of: a hub with an older one was restored from a copy.
    hub: int = 0
    v: int = VERSION


class KioskPlace(Struct, frozen=True):
    """A place as one kiosk tells of it."""

    id: str
    name: str
    address: str
    directions: str
    walk_min: int  # from this kiosk


class KioskRound(Struct, frozen=True):
    """A round of the coming days."""

    place: str
    starts: Millis
    day: Day
    hour: Hour

    def __post_init__(self) -> None:
        _must_be_a_day(self.day)


class KioskConfig(Struct, frozen=True):
    """All a kiosk must know to promise the open table by itself; places nearest first, rounds earliest first."""

    revision: int
    kiosk: KioskId
    name: str  # of the neighbourhood
    timezone: str  # IANA, to tell today from tomorrow
    languages: tuple[Language, ...]
    places: tuple[KioskPlace, ...]
    rounds: tuple[KioskRound, ...]
    help_lines: tuple[HelpLine, ...]
    lead_min: int
    web: str = ""  # address of the hub's pages, such as http://192.168.1.20:8080; empty: it has none
    forgets: Hour = "04:00"  # when the words of the day before go
    v: int = VERSION

    def __post_init__(self) -> None:
        _must_be_a_time_zone(self.timezone)


class HubState(Struct, frozen=True):
    """Whether the hub is there."""

    state: Literal["ready", "lost"]
    session: int
    version: str = ""
    v: int = VERSION


class HubTime(Struct, frozen=True):
    """The hub's clock, for kiosks without one."""

    now: Annotated[int, Meta(ge=0, lt=253_370_764_800_000)]  # before the year 9999, so that it can be shown
    v: int = VERSION


class BoardTable(Struct, frozen=True):
    """A table as the public may see it."""

    place: str
    starts: Millis
    hour: Hour
    sign: Sign
    theme: str  # empty where no words are shared by three


class BoardPlace(Struct, frozen=True):
    """A place and the hours of its rounds on this day."""

    name: str
    address: str
    hours: tuple[Hour, ...]


class Board(Struct, frozen=True):
    """The day's connections; nothing of any single entry."""

    revision: int
    name: str  # of the neighbourhood
    day: Day
    places: tuple[BoardPlace, ...]
    tables: tuple[BoardTable, ...]
    timezone: str = "UTC"  # IANA, for the hour beside the question
    languages: tuple[Language, ...] = ("en",)  # in which the screen asks the question, one after another
    v: int = VERSION

    def __post_init__(self) -> None:
        _must_be_a_day(self.day)
        _must_be_a_time_zone(self.timezone)


class Question(Struct, frozen=True):
    """The day's one question in each language; a language left out keeps the kiosk's own sentence."""

    texts: dict[str, str]
    v: int = VERSION


EVERY_MESSAGE: dict[str, type[Struct]] = {
    "k/{kiosk}/entry": Entry,
    "k/{kiosk}/retract": Retract,
    "k/{kiosk}/slip_ack": SlipAck,
    "k/{kiosk}/state": KioskState,
    "k/{kiosk}/trail": Sealed,
    "k/{kiosk}/ack": Ack,
    "k/{kiosk}/slip": Slip,
    "k/{kiosk}/table_sheet": TableSheet,
    "k/{kiosk}/config": KioskConfig,
    "hub/state": HubState,
    "hub/time": HubTime,
    "hub/board": Board,
    "hub/question": Question,
}

Message = TypeVar("Message", bound=Struct)


class _Versioned(Struct):
    v: int


def encode(message: Struct) -> bytes:
    """The message as compact JSON in UTF-8."""
    return msgspec.json.encode(message)


def decode(payload: bytes, kind: type[Message], max_bytes: int = MAX_BYTES) -> Message:
    """Read a payload as a message of `kind`.

    Raises UnknownVersion where a newer program wrote it, MessageError for everything else that is wrong with it.
    Larger bounds than `MAX_BYTES` are for what the hub itself writes: `wire.rules.LARGEST`.
    """
    if len(payload) > max_bytes:
        raise MessageError(f"{len(payload)} bytes, {max_bytes} at most")
    try:
        version = msgspec.json.decode(payload, type=_Versioned).v
        if version != VERSION:
            raise UnknownVersion(f"version {version}, this program reads {VERSION}")
        return msgspec.json.decode(payload, type=kind)
    except ValueError as error:  # UnicodeDecodeError is none of msgspec's own errors
        raise MessageError(str(error)) from error
    except RecursionError as error:
        raise MessageError("nested too deeply") from error
