"""The code that opens the console for one day, and `curiocity console code`, which makes one and prints it.

Ten characters, nine of them of the system's chance (40 bits); on the disk lies only a hash under a key that is made
anew with each code. It ends when the day's words are forgotten. A new one takes the place of the one before.
"""

import argparse
import hashlib
import hmac
import json
import random
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from hub import calendar
from hub.config import ConfigError, HubConfig
from hub.settings_file import SettingsFile
from wire import codes
from wire.clock import clock_of
from wire.private_files import make_folder, write_private

TRIES = 10.0  # wrong codes in a row, of all visitors together
AGAIN_S = 60.0  # until there is one try more
NAME = "code.json"


class TooManyTries(Exception):
    """Somebody is guessing: no code is looked at for a while, not even the right one."""


class Lock(msgspec.Struct, frozen=True):
    """What is kept of a code. until: milliseconds since 1970, from which on it opens nothing."""

    key: str
    digest: str
    until: int


def new_code(data: Path, now: int, until: int) -> str:
    """Make a code and put its hash in the place of any other's. Raises OSError where it cannot be kept."""
    code, key = codes.new_code(random.SystemRandom()), secrets.token_bytes(32)
    make_folder(data / "console", 0o700)
    lock = Lock(key.hex(), _digest(key, code), max(until, now))
    write_private(_path(data), msgspec.json.encode(lock))
    return code


def lock_of(data: Path, now: int) -> Lock | None:
    """The lock a code opens today; None where none was made, or its time is over."""
    try:
        lock = msgspec.json.decode(_path(data).read_bytes(), type=Lock)
    except (OSError, ValueError, RecursionError):
        return None
    return lock if now < lock.until else None


def opens(lock: Lock | None, written: str) -> bool:
    """Whether somebody typed the code of this lock; takes the same time whatever was typed."""
    known = lock or Lock("00" * 32, "00" * 16, 0)
    found = _digest(bytes.fromhex(known.key), codes.normalise(written[:64]))
    return hmac.compare_digest(found, known.digest) and lock is not None


class Tries:
    """How many wrong codes may still be tried, of everybody together. ticks: seconds that only run forward."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks, self._left, self._since = ticks, TRIES, ticks()

    def take(self) -> None:
        """Use up one try. Raises TooManyTries."""
        now = self._ticks()
        self._left, self._since = min(TRIES, self._left + (now - self._since) / AGAIN_S), now
        if self._left < 1:
            raise TooManyTries
        self._left -= 1

    def give_back(self) -> None:
        """It was the right one."""
        self._left += 1


def main(argv: Sequence[str] | None = None) -> int:
    """`curiocity console code`: 2 where none can be made, which one sentence explains."""
    parser = argparse.ArgumentParser(prog="curiocity console", description="The host's pages of this hub.")
    commands = parser.add_subparsers(dest="command", required=True)
    code = commands.add_parser(
        "code", help="make the code that opens the console from another machine until the night, and show it"
    )
    code.add_argument("--data", type=Path, default=Path("hub-data"), help="folder of the hub (hub-data)")
    code.add_argument("--config", type=Path, help="settings file of the hub (DATA/hub.toml)")
    code.add_argument("--clock", type=Path, help=argparse.SUPPRESS)
    code.add_argument("--json", action="store_true", help="say it as a line of JSON")
    options = parser.parse_args(argv)
    try:
        return _show_code(options)
    except ConfigError as error:
        print(f"curiocity console: {error}", file=sys.stderr)
    except OSError as error:
        where = error.filename or options.data
        print(f"curiocity console: {where}: {error.strerror}: who may write there?", file=sys.stderr)
    return 2


def _show_code(options: argparse.Namespace) -> int:
    if not options.data.is_dir():
        print(
            f"curiocity console: {options.data}: not there: no hub has run with this folder, check --data",
            file=sys.stderr,
        )
        return 2
    file = SettingsFile(options.config or options.data / "hub.toml")
    config, now = file.read().config, clock_of(options.clock).now()
    until = calendar.next_forgetting(config, now)
    code = new_code(options.data, now, until)
    if options.json:
        print(json.dumps({"code": codes.grouped(code), "until": calendar.local_hour(config, until)}))
    else:
        print(_words(config, code, until))
    return 0


def _words(config: HubConfig, code: str, until: int) -> str:
    return (
        f"\n    {codes.grouped(code)}\n\n"
        f"opens the console of {config.name} until {calendar.local_hour(config, until)}, from any machine that\n"
        "reaches the hub's pages. Any code from before opens nothing any more. Show it to hosts alone."
    )


def _path(data: Path) -> Path:
    return data / "console" / NAME


def _digest(key: bytes, code: str) -> str:
    return hashlib.blake2b(code.encode(errors="replace"), key=key, digest_size=16).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
