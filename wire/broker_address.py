"""Where the broker is, who we are to it, and how TLS makes sure that it is the hub's."""

import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from wire.certificates import HUB_NAME

X509_V_FLAG_NO_CHECK_TIME = 0x200000  # openssl/x509_vfy.h


class BrokerRefused(Exception):
    """The broker answers but does not let us in: user, password, certificate or access rules are wrong."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is and who we are. TLS where `ca` is set, `cert` and `key` to be known by them."""

    host: str
    port: int
    client_id: str
    username: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


class HubContext(ssl.SSLContext):
    """Looks for the hub's own name in its certificate, by whatever address it is reached. One connection at a time."""

    _last: ssl.SSLSocket | None = None

    def wrap_socket(self, sock: socket.socket, *args: Any, **more: Any) -> ssl.SSLSocket:
        """As ssl does, for the hub's name."""
        self._last = super().wrap_socket(sock, *args, **{**more, "server_hostname": HUB_NAME})
        return self._last

    def close_last(self) -> None:
        """Close the last socket: paho leaves one that failed while shaking hands to the garbage collector."""
        if self._last:
            self._last.close()
            self._last = None


def tls_context(address: Address) -> HubContext | None:
    """What TLS needs; None for an address without it. Raises BrokerRefused where a file cannot be used."""
    if not address.ca:
        return None
    context = HubContext(ssl.PROTOCOL_TLS_CLIENT)  # a hub of ours or nobody: no authority of the system's
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A machine without a battery wakes up in 1970; `wire.certificates` checks dates against a clock with a floor.
    context.verify_flags |= cast("ssl.VerifyFlags", X509_V_FLAG_NO_CHECK_TIME)
    try:
        context.load_verify_locations(cafile=address.ca)
        if address.cert:
            context.load_cert_chain(address.cert, address.key)
    except OSError as error:
        files = ", ".join(str(path) for path in (address.ca, address.cert, address.key) if path)
        raise BrokerRefused(f"{address.host}:{address.port}: cannot use {files}: {error}") from error
    return context
