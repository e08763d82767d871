"""A kiosk's own settings: one TOML file, read once. What the neighbourhood decides comes from the hub instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk_ui.paper_rolls import DOTS
from wire import joined, topics
from wire.broker import Address
from wire.options import (
    Check,
    ConfigError,
    OptionError,
    items,
    read_options,
    read_password,
    table,
    text,
    whole,
)

__all__ = [
    "BrokerSettings",
    "ConfigError",
    "KioskSettings",
    "PanelSettings",
    "address_of",
    "read_settings",
    "read_size",
]


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the hub's MQTT broker is and who this kiosk is to it."""

    host: str = "127.0.0.1"
    port: int = 1883
    username: str = ""  # empty: the kiosk's id
    password_file: str = ""  # beside the settings file, or an absolute path


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """Where the board with buttons and lamps is, if this kiosk has one."""

    # none, /dev/ttyAMA0 or another serial port, auto, auto:SERIAL for one of several on USB.
    device: str = "none"


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """What is particular to this kiosk."""

    id: str = "kiosk-1"
    broker: BrokerSettings = BrokerSettings()
    panel: PanelSettings = PanelSettings()
    printer: str = "none"  # virtual:FOLDER, serial:/dev/ttyUSB0?baud=115200, file:/dev/usb/lp0, none
    paper_mm: int = 58
    size: tuple[int, int] = (800, 480)  # of the screen, in pixels
    # Of the panel's picture as it stands, measured with a ruler; 0: of a 7-inch panel's shape.
    width_mm: int = 0
    height_mm: int = 0  # the same; needed only where pixels are not square
    theme: str = "dark"  # dark, light or yellow, until a visitor wants another
    motion: bool = True  # False: nothing moves, the question changes at once
    fullscreen: bool = False
    display: int = 0  # which of several, counted from 0
    turned: int = 0  # degrees clockwise by which the picture is turned, where the panel was built in turned
    sound: str = "default"  # ALSA's name of the headphone jack or speaker; none: nothing is read aloud
    volume: int = 100  # 0 to 200, where every visit begins
    microphone: str = "default"  # ALSA's name; none: nobody speaks to this kiosk. Needs the extra `speech`
    speech_folder: str = ""  # with weights of one's own, and the languages they are good for
    speech_languages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # which languages are offered and in what order; empty: the hub's


def _size(value: object) -> tuple[int, int]:
    wide, _, high = str(text(9, "WIDTHxHEIGHT such as 800x480", r"\d{3,4}x\d{3,4}")(value)).partition("x")
    return int(wide), int(high)


def read_size(written: str) -> tuple[int, int]:
    """A screen's size from the command line; raises ConfigError."""
    try:
        return _size(written)
    except OptionError as error:
        raise ConfigError(f"--size {written}: {error.allowed}") from error


def _paper(value: object) -> int:
    if value not in DOTS:
        allowed = " or ".join(map(str, DOTS))
        raise OptionError(f"{allowed}, the width of the paper in millimetres", value)
    return int(str(value))


def _quarter(value: object) -> int:
    if isinstance(value, bool) or value not in (0, 90, 180, 270):
        raise OptionError("0, 90, 180 or 270, clockwise", value)
    return int(str(value))


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise OptionError("true or false", value)
    return value


BROKER: Mapping[str, Check] = {
    "host": text(253, "a host's name or address", r"[^\0]*"),
    "port": whole(1, 65535),
    "username": text(64),
    "password_file": text(500, "a file's path", r"[^\0]*"),
}
PANEL: Mapping[str, Check] = {
    "device": text(
        500, "none, auto, auto:SERIAL or a device such as /dev/ttyAMA0", r"none|auto(:[\w.:-]+)?|/[^\0]+"
    ),
}
LANGUAGE = text(20, 'a language tag such as "en"', r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
KIOSK: Mapping[str, Check] = {
    "id": text(32, "lower case letters, digits and hyphens", topics.KIOSK_ID),
    "broker": table(BrokerSettings, BROKER),
    "panel": table(PanelSettings, PANEL),
    "printer": text(
        500,
        "usb, serial:DEVICE, net:HOST, cups:QUEUE, file:PATH, virtual:FOLDER or none",
        r"(virtual|serial|file|net|cups|usb):[^\0]+|usb(\?[^\0]+)?|none",
    ),
    "paper_mm": _paper,
    "size": _size,
    "width_mm": whole(0, 2000),
    "height_mm": whole(0, 2000),
    "theme": text(6, "dark, light or yellow", "dark|light|yellow"),
    "motion": _yes_or_no,
    "fullscreen": _yes_or_no,
    "display": whole(0, 9),
    "turned": _quarter,
    "sound": text(200, "an ALSA device such as default or plughw:1, or none", r"[^\0\s]+"),
    "volume": whole(0, 200),
    "microphone": text(200, "an ALSA device such as default or plughw:1, or none", r"[^\0\s]+"),
    "speech_folder": text(500, "a folder's path", r"[^\0]*"),
    "speech_languages": items(LANGUAGE),
    "languages": items(LANGUAGE),
}


def read_settings(usual: Path, named: Path | None = None) -> KioskSettings:
    """Read and check the settings file that was named, or the usual one, which may be missing: the defaults hold then.

    Raises ConfigError with one sentence.
    """
    if named or usual.exists():
        return read_options(named or usual, KioskSettings, KIOSK)
    return KioskSettings()


def address_of(settings: KioskSettings, folder: Path, now_ms: int) -> Address:
    """Where the broker is and who we are there: as the certificate of `curiocity join` says, else as the settings do.

    folder: of the kiosk; password files lie there. now_ms: of a clock with a floor. Raises ConfigError.
    """
    if joined.has_joined(folder):
        try:
            name, member = joined.read_joined(folder, now_ms)
        except joined.NotJoined as error:
            raise ConfigError(str(error)) from error
        return joined.address_of(folder, name, member.hub)
    broker = settings.broker
    name = broker.username or settings.id
    password = read_password(folder / broker.password_file) if broker.password_file else ""
    return Address(broker.host, broker.port, settings.id, name, password)
