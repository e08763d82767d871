"""`curiocity join`: makes this machine a kiosk of a neighbourhood, with the code that stands on the hub's screen."""

import argparse
import asyncio
import ipaddress
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk_ui.config import ConfigError, read_settings
from kiosk_ui.join_talk import CannotJoin, Done, Way, WrongCodeHere, join
from wire import rules
from wire.clock import system_clock
from wire.discovery import JOIN, find
from wire.joined import NotJoined, read_joined, write_joined
from wire.pairing import JOIN_PORT, NotReadable, read_code, read_invitation, word_of
from wire.topics import is_kiosk_id

ROOM = 64 * 1024  # more than a membership takes
CLOCK_OFF_MS = 24 * 3600 * 1000


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity join", description="Make this machine a kiosk of a neighbourhood."
    )
    parser.add_argument(
        "--data", type=Path, default=Path("kiosk-data"), help="folder of the kiosk (kiosk-data)"
    )
    parser.add_argument("--id", help="what this kiosk is called (the settings' id)")
    parser.add_argument("--hub", metavar="HOST[:PORT]", help="where the hub lets kiosks in (looked for)")
    parser.add_argument("--code", help="the 8 digits on the hub's screen (asked for)")
    parser.add_argument(
        "--qr", metavar="TEXT", help="the words of the hub's QR code, instead of hub and code"
    )
    parser.add_argument(
        "--on", default="", metavar="ADDRESS", help="look for the hub on this interface alone"
    )
    parser.add_argument("--again", action="store_true", help="join although this machine has joined before")
    parser.add_argument("--yes", action="store_true", help="ask nothing: without a code it does not join")
    parser.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Join; 1 where the hub did not let it in, 2 where it could not be tried, which one sentence explains."""
    options = arguments(argv)
    try:
        name = _name(options)
        _check_folder(options)
        done = _join(options, name)
    except (CannotJoin, ConfigError, NotReadable) as error:
        print(f"curiocity join: {error}", file=sys.stderr)
        return 1 if isinstance(error, CannotJoin) else 2
    except (KeyboardInterrupt, EOFError):
        print("\ncuriocity join: stopped: this machine has not joined", file=sys.stderr)
        return 130
    _tell(options, name, done)
    return 0


def _name(options: argparse.Namespace) -> str:
    name = options.id or read_settings(options.data / "kiosk.toml").id
    if not is_kiosk_id(name) or name in rules.NO_KIOSKS:
        raise ConfigError(
            f"id {name[:40]!r}: 1 to 32 of a-z, 0-9 and -, a letter or digit first, neither hub nor screen"
        )
    return str(name)


def _check_folder(options: argparse.Namespace) -> None:
    """What would keep a membership from being written is found out before anybody is asked for one."""
    try:
        name, joined = read_joined(options.data, system_clock().now())
        if not options.again:
            raise ConfigError(
                f"this machine is {name} of {joined.hub.name or 'a hub'} already: --again joins anew"
            )
    except NotJoined:
        pass  # never, or not to the end
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=options.data) as room:
            room.write(bytes(ROOM))
            room.flush()
            os.fsync(room.fileno())
    except OSError as error:
        raise ConfigError(
            f"{options.data}: {error.strerror}: is there room, and may this user write there?"
        ) from error


def _join(options: argparse.Namespace, name: str) -> Done:
    """Ask until the code is right or the hub has had enough; one that was given is tried once."""
    host, port = _hub(options)
    while True:
        try:
            way = _way(options, host, port)
            return asyncio.run(join(way, name, lambda joined: write_joined(options.data, joined)))
        except (NotReadable, WrongCodeHere) as error:
            if options.code or options.qr:
                raise
            print(f"curiocity join: {error}", file=sys.stderr)


def _hub(options: argparse.Namespace) -> tuple[str, int]:
    if options.qr:
        invitation = read_invitation(options.qr)
        return invitation.host, invitation.port
    if options.hub:
        return _address(options.hub)
    found = asyncio.run(find(JOIN, options.on))
    if not found:
        raise CannotJoin(
            "no hub on this network says that it lets kiosks in: run `curiocity kiosks add` there, "
            "or type the address it shows: --hub HOST:PORT"
        )
    if len(found) > 1:
        known = ", ".join(f"{hub.name or 'a hub'} at --hub {hub.host}:{hub.port}" for hub in found)
        raise CannotJoin(f"more than one hub lets kiosks in just now: choose one: {known}")
    return found[0].host, found[0].port


def _address(typed: str) -> tuple[str, int]:
    host, colon, port = typed.rpartition(":")
    try:
        ipaddress.IPv6Address(typed)
    except ValueError:
        if not colon:
            host, port = typed, str(JOIN_PORT)
    else:
        host, port = typed, str(JOIN_PORT)
    if not host or not port.isdecimal() or len(port) > 5 or not 0 < int(port) < 65536:
        raise ConfigError(f"--hub {typed[:80]}: an address such as 192.168.1.20 or 192.168.1.20:{JOIN_PORT}")
    return host.strip("[]"), int(port)


def _way(options: argparse.Namespace, host: str, port: int) -> Way:
    if options.qr:
        return Way(host, port, "qr", read_invitation(options.qr).secret)
    code = options.code
    if not code and options.yes:
        raise ConfigError("--yes asks nothing: give --code or --qr with it")
    if not code:
        print("Code on the hub's screen: ", end="", file=sys.stderr, flush=True)
        code = input()
    return Way(host, port, "code", read_code(code))


def _tell(options: argparse.Namespace, name: str, done: Done) -> None:
    words = [word_of(picture) for picture in done.pictures]
    hub = "".join(letter for letter in done.joined.hub.name if letter.isprintable())
    if options.json:
        place = {"hub": hub, "host": done.joined.hub.host, "port": done.joined.hub.port}
        print(json.dumps({"joined": name, **place, "pictures": done.pictures, "words": words}), flush=True)
        return
    shown = "   ".join(f"{picture} {word}" for picture, word in zip(done.pictures, words, strict=True))
    print(f"\nThis machine is {name} of {hub} now.\n\n    {shown}\n")
    print("The same two pictures stand on the hub's screen. If they are others there, say no there at once.")
    ours = system_clock().now()
    if abs(ours - done.hubs_now) > CLOCK_OFF_MS:
        print(
            f"This machine's clock shows {_day(ours)}, the hub's {_day(done.hubs_now)}: set the one that is wrong."
        )
    print(f"Then start the kiosk:  curiocity kiosk --data {options.data}", flush=True)


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%d}"


if __name__ == "__main__":
    sys.exit(main())
