"""A slip with a secret in its QR code, and the copies for the hub that only this secret opens. Pure.

Where the hub has pages, the QR code of a slip is a link to them; behind its `#` stands the secret. Somebody who showed
their trail is left a second copy, under a secret that only their trail knows: they find it without this paper.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from wire import trail
from wire.messages import KioskConfig, Sealed, Slip
from wire.trail import Kept, Shown


def may_be_sealed(slip: Slip, config: KioskConfig | None) -> bool:
    """Whether there are pages on which a copy of this slip would be opened."""
    return bool(config and config.web and slip.place_id and not slip.test)


def linked(slip: Slip, config: KioskConfig, secret: bytes) -> Slip:
    """The slip with the link in its QR code."""
    return msgspec.structs.replace(slip, qr=trail.link(config.web, secret, slip.place_id, slip.starts))


def secrets_of(secret: bytes, held: Shown | None, timezone: str, now: int) -> list[bytes]:
    """The slip's own secret, and that of this visit in a trail that was shown. now: milliseconds UTC."""
    if held is None:
        return [secret]
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(timezone)).date()
    return [secret, trail.day_secret(held.trail, today.isoformat(), held.visit)]


def sealed(
    slip: Slip, config: KioskConfig, secret: bytes, chance: Callable[[int], bytes], new_id: str
) -> Sealed:
    """The copy for the hub. chance: so many bytes that nobody can guess. Raises TrailError where it is too long."""
    return Sealed(
        id=new_id,
        kiosk=slip.kiosk,
        entry=slip.entry,
        locator=trail.locator(secret),
        sealed=trail.seal(_kept(slip, config.name), secret, chance(trail.NONCE_BYTES)),
        token_hash=trail.token_hash(trail.token(secret)),
    )


def _kept(slip: Slip, neighbourhood: str) -> Kept:
    return Kept(
        hub=neighbourhood,
        day=slip.day,
        hour=slip.hour,
        starts=slip.starts,
        place=slip.place,
        address=slip.address,
        directions=slip.directions,
        walk_min=slip.walk_min,
        language=slip.language,
        words=slip.words,
        sign=slip.sign,
        code=slip.code,
        also_here=slip.also_here,
        hosted=slip.hosted,
        table=slip.table,
        theme=slip.theme,
    )
