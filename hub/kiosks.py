"""`curiocity kiosks add|remove|list`: who belongs to this neighbourhood, from the hub's own machine."""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import segno

from hub.authority import Authority, AuthorityError
from hub.brokers import LISTENING
from hub.config import ConfigError, HubConfig, read_config
from hub.join_service import OPEN_S, Joined, JoinOver, JoinService
from wire.discovery import JOIN, LOOPBACK, advertise, is_anywhere, own_addresses
from wire.pairing import JOIN_PORT, Invitation, grouped, invitation_text, word_of

NOT_JOINED, NOT_POSSIBLE, STOPPED = 1, 2, 130


class KiosksError(Exception):
    """It cannot be done; the text says why and what to do."""


class Listening(msgspec.Struct, frozen=True):
    """What the running hub wrote down: which broker it runs and where that listens."""

    host: str
    port: int
    kind: str = ""


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="curiocity kiosks",
        description="Who belongs to this neighbourhood: let a kiosk in, or remove one.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="let one kiosk in: shows a code for it")
    add.add_argument(
        "--port", type=int, default=JOIN_PORT, help=f"to listen on meanwhile ({JOIN_PORT}; 0: a free one)"
    )
    add.add_argument("--listen", default="", help="address to listen on (the one the hub listens on)")
    add.add_argument("--seconds", type=float, default=OPEN_S, help=f"how long it is open ({OPEN_S:.0f})")
    add.add_argument("--qr", type=Path, metavar="FILE", help="write the QR code to this .png or .svg too")
    add.add_argument("--yes", action="store_true", help="do not ask whether the pictures are the same")
    add.add_argument("--config", type=Path, help="settings file of the hub (DATA/hub.toml)")
    remove = commands.add_parser("remove", help="remove a kiosk: its certificate opens nothing any more")
    remove.add_argument("kiosk", help="its id")
    shown = commands.add_parser("list", help="name the kiosks that belong here")
    for command in (add, remove, shown):
        command.add_argument(
            "--data", type=Path, default=Path("hub-data"), help="folder of the hub (hub-data)"
        )
        command.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 where no kiosk was let in or removed, 2 where it cannot run, which one sentence explains."""
    options = arguments(argv)
    try:
        return {"add": add_kiosk, "remove": remove_kiosk, "list": list_kiosks}[options.command](options)
    except (AuthorityError, ConfigError, KiosksError) as error:
        print(f"curiocity kiosks: {error}", file=sys.stderr)
        return NOT_POSSIBLE
    except KeyboardInterrupt:
        print("\ncuriocity kiosks: stopped: nobody was let in", file=sys.stderr)
        return STOPPED


def list_kiosks(options: argparse.Namespace) -> int:
    """Name every kiosk and since when it belongs here."""
    for kiosk, since in _authority(options.data).issued().items():
        _say(options, {"kiosk": kiosk, "since": since.isoformat()}, f"{kiosk:32} since {since:%Y-%m-%d}")
    return 0


def remove_kiosk(options: argparse.Namespace) -> int:
    """Revoke a kiosk's certificate; the running hub sees it within a second and starts its broker anew."""
    authority = _authority(options.data)
    if not authority.revoke(options.kiosk):
        known = ", ".join(authority.issued()) or "none yet"
        raise KiosksError(f"no kiosk {options.kiosk!r} belongs here: those that do: {known}")
    _say(
        options,
        {"removed": options.kiosk},
        f"{options.kiosk} is removed: its certificate opens nothing any more. A new kiosk may have that id.",
    )
    return 0


def add_kiosk(options: argparse.Namespace) -> int:
    """Open the join service, show its code, wait for one kiosk, compare the pictures."""
    config_path = options.config or options.data / "hub.toml"
    config = read_config(config_path) if options.config or config_path.exists() else HubConfig()
    where = read_listening(options.data)
    authority = Authority(options.data / "authority")
    try:
        joined = asyncio.run(_serve(options, config.name, where, authority))
    except JoinOver as over:
        print(f"curiocity kiosks: {over}", file=sys.stderr)
        return NOT_JOINED
    words = [word_of(picture) for picture in joined.pictures]
    shown = "   ".join(f"{picture} {word}" for picture, word in zip(joined.pictures, words, strict=True))
    _say(
        options,
        {"joined": joined.kiosk, "pictures": joined.pictures, "words": words},
        f"\n{joined.kiosk} has its certificate. Here and on the kiosk these two stand:\n\n    {shown}\n",
    )
    if options.yes or _are_same():
        _say(options, {"done": joined.kiosk}, f"{joined.kiosk} belongs to {config.name}.")
        if joined.kiosk not in config.kiosks:
            note = f"No place in {config_path.name} names {joined.kiosk} yet: nobody there can be promised a table."
            _say(options, {"told": note}, note)
        return 0
    authority.revoke(joined.kiosk)
    raise KiosksError(
        f"not the same pictures: {joined.kiosk} is removed again. Somebody else knew the code: "
        "begin again, and show it to nobody but who needs it"
    )


def read_listening(data: Path) -> Listening:
    """Where the running hub's broker listens for kiosks. Raises KiosksError where none does."""
    path = data / "broker" / LISTENING
    try:
        where = msgspec.json.decode(path.read_bytes(), type=Listening)
    except FileNotFoundError:
        raise KiosksError(
            f"{path}: not there: start `curiocity hub --data {data}` first, a kiosk is told where it listens"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise KiosksError(f"{path}: cannot be read ({error}): start the hub anew") from error
    if where.kind == "amqtt":
        raise KiosksError(
            "the hub runs amqtt, which is for this machine alone and knows no certificates: "
            "install mosquitto and start the hub anew"
        )
    return where


async def _serve(options: argparse.Namespace, name: str, where: Listening, authority: Authority) -> Joined:
    listen = options.listen or where.host
    broker, tell = (where.host, where.port), lambda told: _say(options, {"told": told}, told)
    async with contextlib.AsyncExitStack() as stack:
        service = JoinService(authority, name, broker, (listen, options.port), tell, options.seconds)
        try:
            await stack.enter_async_context(service)
        except (OSError, OverflowError) as error:
            why = str(error).rpartition(": ")[2]
            raise KiosksError(
                f"port {options.port} on {listen}: {why}: choose another one with --port or --listen"
            ) from error
        _invite(options, service, listen, name)
        await stack.enter_async_context(advertise(JOIN, name, listen, service.port))
        return await service.joined()


def _invite(options: argparse.Namespace, service: JoinService, listen: str, name: str) -> None:
    host, *others = own_addresses() if is_anywhere(listen) else [listen]
    text = invitation_text(Invitation(host, service.port, service.secret))
    picture = segno.make(text, error="m", micro=False)
    if options.qr:
        try:
            picture.save(str(options.qr), scale=8)
        except (OSError, ValueError) as error:
            raise KiosksError(f"{options.qr}: the QR code cannot be written there: {error}") from error
    said = {"code": service.code, "qr": text, "host": host, "port": service.port, "seconds": options.seconds}
    if options.json:
        _say(options, said, "")
        return
    print(f"\nA kiosk may join {name} now, for {options.seconds / 60:.0f} minutes. On the kiosk:\n")
    print("    curiocity join\n")
    print(f"It asks for this code:                  {grouped(service.code)}")
    for address in (host, *others):
        print(f"If it finds nothing by itself, add:     --hub {address}:{service.port}")
    if host == LOOPBACK:
        print("(This hub serves this machine alone: `curiocity hub --listen 0.0.0.0` serves the network.)")
    print("\nOr, without the code, by the words of this QR code (curiocity join --qr WORDS):\n")
    picture.terminal(compact=True)
    print(f"{text}\n", flush=True)


def qr_picture(text: str) -> str:
    """A QR code as the address of a picture that is its own address (data:)."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=6, border=4, light="#fff"))


def _are_same() -> bool:
    try:
        answer = input("Are they the same? Enter: yes.  n and Enter: no, remove it at once. ")
    except (EOFError, KeyboardInterrupt):
        return False  # nobody has compared
    return answer.strip().lower() in ("", "y", "yes")


def _authority(data: Path) -> Authority:
    if not (data / "authority" / "ca.crt").exists():
        raise KiosksError(f"{data / 'authority'}: not there: no hub has run with this folder, check --data")
    return Authority(data / "authority")


def _say(options: argparse.Namespace, line: dict[str, object], words: str) -> None:
    print(json.dumps(line, ensure_ascii=False) if options.json else words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
