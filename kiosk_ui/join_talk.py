"""The kiosk's end of joining: one conversation with a hub's join service, and a sentence for whatever goes wrong."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from wire.certificates import BadCertificate, check, make_request, new_key
from wire.join_frames import JoinError, Membership, OtherVersion, Refused, WrongCode
from wire.joined import HubPlace, Joined
from wire.joining import KioskSide
from wire.pairing import By

CONNECT_S = 5.0
TALK_S = 20.0

WHY = {
    "over": "that hub lets nobody in any more: ask for a new code there (`curiocity kiosks add`)",
    "busy": "that hub is just letting another kiosk in: try again in a moment",
    "version": "that hub speaks another version of joining: update the older of the two",
    "reserved": "this id is not for a kiosk: choose another with --id",
    "taken": "another kiosk of that hub has this id: choose another with --id, "
    "or remove the old one there (`curiocity kiosks remove`)",
    "request": "that hub could not use this kiosk's request: update the older of the two",
    "nonsense": "that hub did not understand this kiosk: update the older of the two",
}


class CannotJoin(Exception):
    """This machine has not joined; the text says why and what to do."""


class WrongCodeHere(CannotJoin):
    """The code was not that of the hub; whoever typed it may try again."""


@dataclass(frozen=True, slots=True)
class Way:
    """Which join service, and what is known of it."""

    host: str
    port: int
    by: By
    secret: str

    @property
    def where(self) -> str:
        """Address and port, for people."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Done:
    """This machine has joined: what it keeps, the pictures to compare, and the hub's clock (ms since 1970 in UTC)."""

    joined: Joined
    pictures: tuple[str, str]
    hubs_now: int


async def join(way: Way, name: str, keep: Callable[[Joined], None]) -> Done:
    """Join by this way under this name; keep: puts the membership on the disk, before the hub hears that it is there.

    Raises CannotJoin, WrongCodeHere.
    """
    key = new_key()
    side = KioskSide(name, way.by, way.secret, make_request(key, name), os.urandom)
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(way.host, way.port)
    except (OSError, ValueError, TimeoutError):  # ValueError: a name that no network could have
        raise CannotJoin(
            f"{way.where}: nobody answers: is the address right, has `curiocity kiosks add` been run there?"
        ) from None
    try:
        async with asyncio.timeout(TALK_S):
            writer.write(side.hello())
            while not side.membership:
                data = await reader.read(4096)
                if not data:
                    raise CannotJoin(
                        f"{way.where}: hung up in the middle: ask for a new code there and try again"
                    )
                writer.write(side.feed(data))
            joined = _checked(side.membership, key, name)
            keep(joined)
            writer.write(side.kept())
            await writer.drain()
    except JoinError as error:
        _explain(way, error)
    except TimeoutError:
        raise CannotJoin(
            f"{way.where}: fell silent: try again, and look whether the hub is very busy"
        ) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else f"{way.where}: the line broke: "
        raise CannotJoin(
            f"{where}{error.strerror or error}: this machine has not joined, try again"
        ) from error
    finally:
        writer.close()
    assert side.pictures
    return Done(joined, side.pictures, side.membership.now)


def _checked(membership: Membership, key: bytes, name: str) -> Joined:
    certificate, ca = membership.certificate.encode(), membership.ca.encode()
    try:
        # By the hub's clock: this machine may have woken up in 1970.
        granted_to = check(certificate, ca, key, membership.now)
    except BadCertificate as error:
        raise CannotJoin(f"the hub's certificate is of no use: {error}") from error
    if granted_to != name:
        raise CannotJoin(f"the hub gave a certificate for {granted_to[:40]!r}, not for {name}")
    return Joined(HubPlace(membership.host, membership.port, membership.hub), certificate, ca, key)


def _explain(way: Way, error: JoinError) -> NoReturn:
    if isinstance(error, WrongCode):
        raise WrongCodeHere(
            f"{way.where}: the code is another one: look at the hub's screen and try again"
        ) from None
    if isinstance(error, OtherVersion):
        raise CannotJoin(f"{way.where}: {WHY['version']}") from None
    if isinstance(error, Refused):
        raise CannotJoin(
            f"{way.where}: {WHY.get(error.why, 'that hub says no: update this kiosk')}"
        ) from None
    raise CannotJoin(
        f"{way.where}: what answers there is no hub that lets kiosks in: is the address right?"
    ) from None
