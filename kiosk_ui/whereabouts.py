"""Where a kiosk that joined finds its hub: where it was last, and when nobody answers there, wherever mDNS says.

What mDNS says is a hint: only a hub with a certificate of our neighbourhood is spoken to.
"""

import ipaddress
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wire.broker import Address
from wire.discovery import HUB, LOOPBACK, find
from wire.joined import move_hub

LOOK_S = 2.0

logger = logging.getLogger(__name__)


class Whereabouts:
    """Where else this kiosk's hub may be, and where it was found at last. data: the kiosk's folder."""

    def __init__(self, data: Path, address: Address) -> None:
        self._data, self._address = data, address
        self._on = LOOPBACK if _is_loopback(address.host) else ""  # a hub on this machine stays on it

    async def elsewhere(self) -> Sequence[Address]:
        """The addresses of all hubs that say they are there; takes two seconds."""
        found = await find(HUB, self._on, LOOK_S)
        return [replace(self._address, host=hub.host, port=hub.port) for hub in found]

    def remember(self, address: Address) -> None:
        """Keep where the hub let us in; not being able to costs a search at the next start and no more."""
        if (address.host, address.port) == (self._address.host, self._address.port):
            return
        try:
            move_hub(self._data, address.host, address.port)
        except (OSError, ValueError) as error:
            logger.warning("%s:%s: not remembered: %s", address.host, address.port, error)
        else:
            logger.info("the hub is at %s:%s now", address.host, address.port)
            self._address = address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
