"""What a kiosk's message says to the hub: read once, at the door. Pure."""

from dataclasses import dataclass, field

import msgspec

from hub.calendar import DAY, LOOKS_AHEAD, day_of, forget_before, local_date, when_heard
from hub.config import HubConfig
from hub.kept import KeptEntry
from hub.sanitise import sanitise
from wire import messages, rules, topics
from wire.messages import Entry, KioskState, MessageError, Retract, Sealed, SlipAck

FROM_KIOSK: dict[str, type[Entry | Retract | SlipAck | KioskState | Sealed]] = {
    "entry": Entry,
    "retract": Retract,
    "slip_ack": SlipAck,
    "state": KioskState,
    "trail": Sealed,
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that cannot be used; `reason` may quote it and so is not for logs, `kind` is."""

    topic: str
    payload: bytes = field(repr=False)
    kind: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Over:
    """An entry that comes after its day was forgotten: what its kiosk promised is past, nothing is kept."""

    id: str
    kiosk: str


Read = KeptEntry | Over | Retract | SlipAck | KioskState | Sealed | Unread


def read(topic: str, payload: bytes, config: HubConfig, now_ms: int) -> Read:
    """Read one message: sanitised and given its day, or Unread. Raises nothing, whatever comes."""
    kiosk, name = topics.parse_of_kiosk(topic) or ("", "")
    if name not in FROM_KIOSK:
        return Unread(topic, payload, "unknown topic", "no kiosk writes this topic")
    try:
        message = messages.decode(payload, FROM_KIOSK[name], rules.BY_TOPIC[f"k/{{kiosk}}/{name}"].max_bytes)
    except messages.UnknownVersion as error:
        return Unread(topic, payload, "unknown version", str(error))
    except MessageError as error:
        return Unread(topic, payload, "no message", str(error))
    if message.kiosk != kiosk:
        return Unread(topic, payload, "wrong kiosk", f"{kiosk} wrote as {message.kiosk}")
    return dated(message, config, now_ms) if isinstance(message, Entry) else message


def dated(entry: Entry, config: HubConfig, now_ms: int) -> KeptEntry | Over:
    """The entry with its words sanitised and its day.

    With a promise of its own it belongs to that promise's day, and is over when that day is forgotten. A promise
    for a place nobody knows, or for further ahead than anybody plans, is none. Without a promise it belongs to the
    day it could reach when it was said; when that is forgotten, to the day it can reach now.
    """
    heard, oldest = when_heard(now_ms, entry.age_ms), forget_before(config, now_ms)
    promised, own = entry.promised, entry.promised is not None
    if promised and (not config.place(promised.place) or promised.starts > now_ms + LOOKS_AHEAD * DAY):
        promised = None
    clean = msgspec.structs.replace(entry, words=sanitise(entry.words), promised=promised)
    day = local_date(config, promised.starts) if promised else day_of(config, heard, entry.kiosk)
    if day >= oldest:
        return KeptEntry(day, heard, clean, own)
    if promised:
        return Over(entry.id, entry.kiosk)
    return KeptEntry(day_of(config, now_ms, entry.kiosk), now_ms, clean, own)
