"""The hub's settings: one TOML file, read once, into frozen dataclasses whose defaults all work.

`hub/data/example.toml` shows every option. A wrong or unknown one stops the start (`ConfigError`).
"""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from hub import offers, written_times
from hub.offers import Offer
from hub.written_times import WEEKDAYS, Span
from wire import topics
from wire.messages import HelpLine
from wire.options import (
    Check,
    ConfigError,
    OptionError,
    items,
    named,
    number,
    read_options,
    table,
    text,
    whole,
)

__all__ = [
    "WEEKDAYS",
    "BrokerConfig",
    "ConfigError",
    "HelpLine",
    "HubConfig",
    "Offer",
    "Place",
    "Span",
    "WebConfig",
    "checked",
    "read_config",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A staffed public place where tables meet."""

    id: str
    name: str
    hours: Mapping[str, tuple[Span, ...]]  # by weekday, "mon" to "sun"; a day left out is closed
    address: str = ""
    directions: str = ""
    languages: tuple[str, ...] = ()  # its hosts'; left out in the file: the hub's
    walk: Mapping[str, int] = field(default_factory=dict)  # minutes from each kiosk within reach
    closed: tuple[date, ...] = ()
    rounds: tuple[time, ...] = (time(10), time(13), time(17, 30))
    seats: int = 30
    hosts: int = 1
    offers: tuple[Offer, ...] = ()  # what it has to share, in its own words
    prints_at: str = ""  # the kiosk that prints its table sheets; empty: none does


@dataclass(frozen=True, slots=True)
class BrokerConfig:
    """The MQTT broker. An empty host: the hub runs one itself, for this machine alone unless `listen` says more."""

    # Mosquitto where it is installed, else amqtt on loopback; mosquitto, nats, amqtt: that one.
    kind: str = "auto"
    listen: str = "127.0.0.1"  # address of this machine; 0.0.0.0: all of them
    host: str = ""  # of a broker of somebody else's
    port: int = 0  # 0: the usual one
    username: str = "hub"
    password_file: str = ""


@dataclass(frozen=True, slots=True)
class WebConfig:
    """The hub's pages. Without an `address` slips name the one that follows from `listen` and the machine's name."""

    listen: str = "127.0.0.1"  # address of this machine; 0.0.0.0: all of them; empty: no pages
    port: int = 8080  # 0: any free one
    address: str = ""  # of the pages as a phone finds them, such as http://192.168.1.20:8080


@dataclass(frozen=True, slots=True)
class StorageConfig:
    """Where what must be destroyed lies apart from what it opens."""

    keys: str = ""  # folder of the days' keys; empty: `keys` in the hub's folder


@dataclass(frozen=True, slots=True)
class HubConfig:
    """Everything a host can set. Minutes are whole; times are local to `timezone`."""

    name: str = "Our neighbourhood"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    help_lines: tuple[HelpLine, ...] = ()
    dialled: Mapping[str, date] = field(default_factory=dict)  # by number: when somebody last answered a host
    reach_min: int = 20  # the longest walk proposed to anyone
    lead_min: int = 20  # from the slip to setting out
    close_before_min: int = 15  # tables are made up so long before a round
    round_min: int = 60
    forget_at: time = time(4)
    question: Mapping[str, str] = field(default_factory=dict)  # by language; left out: the kiosk's own
    match_seconds: float = 6.0  # what making up the tables of one round may take at most
    broker: BrokerConfig = BrokerConfig()
    web: WebConfig = WebConfig()
    storage: StorageConfig = StorageConfig()
    places: tuple[Place, ...] = ()

    def __hash__(self) -> int:
        return hash((self.name, self.timezone, tuple(place.id for place in self.places)))

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The neighbourhood's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def kiosks(self) -> tuple[str, ...]:
        """Every kiosk named by a place, sorted."""
        named_here = {kiosk for place in self.places for kiosk in (*place.walk, place.prints_at)}
        return tuple(sorted(named_here - {""}))

    @property
    def is_live(self) -> bool:
        """Whether people may be sent to tables: a help line that will stand on their slips was dialled."""
        return any(line.number in self.dialled for line in self.help_lines)

    def place(self, place_id: str) -> Place | None:
        """The place of this id; None where it is not (or no longer) in the file."""
        return next((place for place in self.places if place.id == place_id), None)


def read_config(path: Path) -> HubConfig:
    """Read and check a settings file. Raises ConfigError with one sentence a host can act on."""
    config: HubConfig = read_options(path, _hub_config, HUB)
    wrong = _contradiction(config)
    if wrong:
        raise ConfigError(f"{path.name}: {wrong}")
    return _completed(config)


def checked(document: Mapping[str, object]) -> HubConfig:
    """The settings a TOML document says. Raises OptionError, which knows the option that is wrong."""
    config: HubConfig = table(_hub_config, HUB)(document)
    if wrong := _contradiction(config):
        raise OptionError(wrong)
    return _completed(config)


def _hub_config(help_lines: Sequence[tuple[HelpLine, date | None]] = (), **options: Any) -> HubConfig:
    dialled = {line.number: day for line, day in help_lines if day}
    return HubConfig(help_lines=tuple(line for line, _ in help_lines), dialled=dialled, **options)


def _help_line(name: str, number: str, dialled: date | None = None) -> tuple[HelpLine, date | None]:
    return HelpLine(name, number), dialled


def _completed(config: HubConfig) -> HubConfig:
    return replace(config, places=tuple(_with_languages(place, config.languages) for place in config.places))


def _with_languages(place: Place, languages: tuple[str, ...]) -> Place:
    return place if place.languages else replace(place, languages=languages)


def _contradiction(config: HubConfig) -> str:
    """What no single option shows; empty where all is well."""
    if config.close_before_min > config.lead_min:
        return (
            f"close_before_min = {config.close_before_min}: at most lead_min ({config.lead_min}), "
            "or people would be promised tables already made up"
        )
    ids = [place.id for place in config.places]
    twice = next((place_id for place_id in ids if ids.count(place_id) > 1), None)
    return f'places: id "{twice}" is used twice' if twice is not None else ""


LANGUAGE = text(20, 'a language tag such as "en" or "pt-BR"', r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# The hub and the public screen are users of the broker too.
KIOSK = text(
    32,
    "a kiosk id: lower case letters, digits and hyphens, neither hub nor screen",
    rf"(?!(hub|screen)$){topics.KIOSK_ID}",
)
KIOSK_OR_NONE = text(32, "a kiosk id, or empty", f"({topics.KIOSK_ID})?")

PLACE: Mapping[str, Check] = {
    "id": text(32, "lower case letters, digits and hyphens", topics.KIOSK_ID),
    "name": text(80, "a name of 1 to 80 characters", r"(?s:.*\S.*)"),
    "hours": written_times.hours,
    "address": text(120),
    "directions": text(300),
    "languages": items(LANGUAGE, at_least=1),
    "walk": named(KIOSK, whole(0, 180)),
    "closed": items(written_times.day),
    "rounds": written_times.rounds,
    "seats": whole(1, 150),
    "hosts": whole(1, 20),
    "offers": offers.reader(LANGUAGE),
    "prints_at": KIOSK_OR_NONE,
}
HELP_LINE: Mapping[str, Check] = {
    "name": text(80),
    "number": text(40, "a telephone number", r"[-+\d ()/.]{2,40}"),
    "dialled": written_times.day,
}
BROKER: Mapping[str, Check] = {
    "kind": text(10, "auto, mosquitto, nats or amqtt", "auto|mosquitto|nats|amqtt"),
    "listen": text(
        45, "an address of this machine such as 127.0.0.1, or 0.0.0.0 for all", r"[0-9a-fA-F.:]{2,45}"
    ),
    "host": text(253, "a host's name or address", r"[^\0]*"),
    "port": whole(0, 65535),
    "username": text(64),
    "password_file": text(500, "a file's path", r"[^\0]*"),
}
WEB: Mapping[str, Check] = {
    "listen": text(
        45,
        "an address of this machine such as 127.0.0.1, 0.0.0.0 for all, or empty",
        r"([0-9a-fA-F.:]{2,45})?",
    ),
    "port": whole(0, 65535),
    "address": text(
        100,
        "the pages' address as a phone finds them, such as http://192.168.1.20:8080, or empty",
        r"(https?://[A-Za-z0-9.\[\]:_-]{1,80}/?)?",
    ),
}
STORAGE: Mapping[str, Check] = {"keys": text(500, "a folder such as /run/curiocity", r"(/[^\0]*)?")}
HUB: Mapping[str, Check] = {
    "name": text(80),
    "timezone": written_times.time_zone,
    "languages": items(LANGUAGE, at_least=1),
    "help_lines": items(table(_help_line, HELP_LINE, required=("name", "number"))),
    "reach_min": whole(1, 180),
    "lead_min": whole(1, 240),
    "close_before_min": whole(1, 240),
    "round_min": whole(10, 600),
    "forget_at": written_times.time_of_day,
    "question": named(LANGUAGE, text(120)),
    "match_seconds": number(0.05, 30),
    "broker": table(BrokerConfig, BROKER),
    "web": table(WebConfig, WEB),
    "storage": table(StorageConfig, STORAGE),
    "places": items(table(Place, PLACE, required=("id", "name", "hours"))),
}
