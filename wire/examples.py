"""One worked example of each message: a person at the library, on a Sunday, and what comes of it.

The documents show them and the schemas are tested with them.
"""

from msgspec import Struct

from wire.messages import (
    Ack,
    Board,
    BoardPlace,
    BoardTable,
    Entry,
    HelpLine,
    HubState,
    HubTime,
    KioskConfig,
    KioskPlace,
    KioskRound,
    KioskState,
    Question,
    Retract,
    Sealed,
    SheetTable,
    Sign,
    Slip,
    SlipAck,
    TableSheet,
)

_NOW = 1795356000000  # 2026-11-22, 14:00 UTC, 15:00 in the neighbourhood
_STARTS = 1795365000000  # 17:30 there
_ENTRY = "01a2038e-7f00-7a3b-8c11-5f2e6a90d417"
_SLIP = "01a2038e-82e8-7c55-9b0e-2f4d1c83e7a2"
_SHEET = "01a2040a-17a0-7d02-a41b-90c6e5b3f218"
_SEALED = "01a2038e-8a10-7b64-a5d0-3c97f0e12b48"
_RETRACTION = "01a20392-2880-7e19-b6d4-47a0c2f15e93"

_FLAMINGO = Sign(picture="🦩", word="flamingo")
_TEAPOT = Sign(picture="🫖", word="teapot")
_KITE = Sign(picture="🪁", word="kite")
_LAMP = Sign(picture="🪔", word="lamp")
_HELP = (HelpLine(name="Samaritans", number="116 123"),)

ENTRY = Entry(
    id=_ENTRY,
    kiosk="library",
    words="how do bees find their way home",
    languages=("en",),
    at=_NOW,
    age_ms=40,
)
SLIP = Slip(
    id=_SLIP,
    entry=_ENTRY,
    kiosk="library",
    language="en",
    words="how do bees find their way home",
    place="Café Linde",
    address="Lindenstraße 4",
    directions="out of the door to the left, past the fountain",
    walk_min=6,
    starts=_STARTS,
    day="2026-11-22",
    hour="17:30",
    days_ahead=0,
    sign=_FLAMINGO,
    code="73J1F81D06",
    help_lines=_HELP,
    qr="CURIOCITY:73J1F81D06",
    also_here="a beehive with a glass wall",
    place_id="linde",
)
SHEET = TableSheet(
    id=_SHEET,
    kiosk="cafe",
    language="en",
    place="Café Linde",
    starts=_STARTS,
    day="2026-11-22",
    hour="17:30",
    tables=(SheetTable(sign=_LAMP, hosted=False, theme="bees", members=(_FLAMINGO, _TEAPOT, _KITE)),),
)
CONFIG = KioskConfig(
    revision=3,
    kiosk="library",
    name="Lindenviertel",
    timezone="Europe/Berlin",
    languages=("de", "en", "ar"),
    places=(
        KioskPlace(
            id="linde",
            name="Café Linde",
            address="Lindenstraße 4",
            directions="out of the door to the left, past the fountain",
            walk_min=6,
        ),
    ),
    rounds=(KioskRound(place="linde", starts=_STARTS, day="2026-11-22", hour="17:30"),),
    help_lines=_HELP,
    lead_min=15,
    web="http://192.168.1.20:8080",
)
BOARD = Board(
    revision=12,
    name="Lindenviertel",
    day="2026-11-22",
    places=(BoardPlace(name="Café Linde", address="Lindenstraße 4", hours=("10:00", "13:00", "17:30")),),
    tables=(BoardTable(place="Café Linde", starts=_STARTS, hour="17:30", sign=_LAMP, theme="bees"),),
    timezone="Europe/Berlin",
    languages=("de", "en", "ar"),
)
QUESTION = Question(
    texts={
        "en": "What are you curious about today?",
        "de": "Worauf bist du heute neugierig?",
        "ar": "ما الذي يثير فضولك اليوم؟",
    }
)

EXAMPLES: dict[str, Struct] = {
    "k/{kiosk}/entry": ENTRY,
    "k/{kiosk}/ack": Ack(ids=(_ENTRY,)),
    "k/{kiosk}/slip": SLIP,
    "k/{kiosk}/slip_ack": SlipAck(id=_SLIP, kiosk="library", outcome="printed"),
    "k/{kiosk}/retract": Retract(id=_RETRACTION, kiosk="library", code="73J1F81D06"),
    "k/{kiosk}/state": KioskState(
        kiosk="library",
        state="ready",
        session=41,
        version="0.1.0",
        paper="paper",
        queue="none",
        clock="right",
    ),
    "k/{kiosk}/trail": Sealed(
        id=_SEALED,
        kiosk="library",
        entry=_ENTRY,
        locator="9df1c0a86b0e4f6a8a3b7e52c4d9f017",
        sealed=bytes.fromhex("5f0c9a71d3e8b2464a1d7c90e5f3286bb1d0"),
        token_hash="1e6b40d7c2f95a8833c01f7ad95be624",  # noqa: S106, a hash
    ),
    "k/{kiosk}/config": CONFIG,
    "k/{kiosk}/table_sheet": SHEET,
    "hub/state": HubState(state="ready", session=7, version="0.1.0"),
    "hub/time": HubTime(now=_NOW),
    "hub/board": BOARD,
    "hub/question": QUESTION,
}
