"""Finding a hub on the local network by mDNS (DNS-SD), so that nobody has to type an address.

What is found is a hint and no more: anybody on the network can say anything there. Who a hub is its certificate says,
and who a join service is the code. Networks that let no multicast through are common, so an address can always be
typed, and not being found is no error here.
"""

import asyncio
import contextlib
import ipaddress
import logging
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import ifaddr
from zeroconf import Error, InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

HUB = "_curiocity._tcp.local."  # a hub's broker
JOIN = "_curiocity-join._tcp.local."  # a join service, while it is open
LOOPBACK = "127.0.0.1"
LINGER_S = 0.5  # after the first one is found, for a second hub to be heard
MOST = 20  # hubs looked at, whatever a network says

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A service that says it is there: the hub's name, and where."""

    name: str
    host: str
    port: int


def is_anywhere(host: str) -> bool:
    """Whether a listening address stands for every address of this machine."""
    return host in ("", "0.0.0.0", "::")  # noqa: S104, nobody listens here


def own_addresses() -> list[str]:
    """This machine's IPv4 addresses that others can reach, the likeliest first; loopback alone where it has none."""
    outward = [address for address in _addresses() if not ipaddress.ip_address(address).is_loopback]
    return sorted(outward, key=lambda address: not ipaddress.ip_address(address).is_private) or [LOOPBACK]


def _addresses() -> list[str]:
    return [
        str(address.ip) for adapter in ifaddr.get_adapters() for address in adapter.ips if address.is_IPv4
    ]


@contextlib.asynccontextmanager
async def advertise(kind: str, name: str, host: str, port: int) -> AsyncIterator[None]:
    """Say that a service is there as long as the context lasts, on the interface of `host` alone.

    host: the address it listens on. Where the network does not allow it a line in the log says so.
    """
    addresses = own_addresses() if is_anywhere(host) else [host]
    label = "".join(letter for letter in name if letter.isprintable() and letter != ".").strip() or "Hub"
    # Two hubs that start together with one name would not notice each other: people read the name in the properties.
    short = label.encode()[:50].decode(errors="ignore")
    try:
        line = _open(host)
    except OSError as error:
        logger.warning("nobody will find this by itself, the address must be typed: %s", error)
        yield
        return
    info = AsyncServiceInfo(
        kind,
        f"{short} {secrets.token_hex(4)}.{kind}",
        port=port,
        parsed_addresses=addresses,
        properties={"name": label[:80]},
    )
    saying = asyncio.create_task(_register(line, info), name="mdns")  # it asks for two seconds whether it may
    try:
        yield
    finally:
        saying.cancel()
        await asyncio.wait([saying])
        with contextlib.suppress(OSError, Error, TimeoutError):
            async with asyncio.timeout(3):
                await line.async_unregister_all_services()
        await line.async_close()


async def find(kind: str, on: str = "", seconds: float = 4.0) -> list[Found]:
    """The services of a kind that answer within so many seconds, sorted by name; a moment after the first is enough.

    on: the address of the one interface to look on; empty: all of them. Nothing is found where mDNS cannot be used.
    """
    names: set[str] = set()
    heard = asyncio.Event()

    def change(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG001
        if state_change is not ServiceStateChange.Removed and len(names) < MOST:
            names.add(name)
            heard.set()

    try:
        line = _open(on)
    except OSError as error:
        logger.warning("no hub can be looked for on the network: %s", error)
        return []
    try:
        browser = AsyncServiceBrowser(line.zeroconf, kind, handlers=[change])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await heard.wait()
                await asyncio.sleep(LINGER_S)
        found = await asyncio.gather(*(_look_up(line, kind, name) for name in sorted(names)))
        await browser.async_cancel()
        return sorted((one for one in found if one), key=lambda one: (one.name, one.host, one.port))
    except (Error, OSError) as error:
        logger.warning("no hub can be looked for on the network: %r", error)
        return []
    finally:
        await line.async_close()


def _open(host: str) -> AsyncZeroconf:
    if is_anywhere(host):
        return AsyncZeroconf(interfaces=InterfaceChoice.All, ip_version=IPVersion.V4Only)
    with contextlib.suppress(ValueError):
        host = LOOPBACK if ipaddress.ip_address(host).is_loopback else host
    if host not in _addresses():
        raise OSError(f"{host[:60]} is no IPv4 address of this machine")
    return AsyncZeroconf(interfaces=[host])


async def _register(line: AsyncZeroconf, info: AsyncServiceInfo) -> None:
    try:
        await (await line.async_register_service(info))
    except (Error, OSError) as error:
        logger.warning("nobody will find this by itself, the address must be typed: %r", error)


async def _look_up(line: AsyncZeroconf, kind: str, name: str) -> Found | None:
    try:
        info = AsyncServiceInfo(kind, name)
        if not await info.async_request(line.zeroconf, 2000) or not info.port:
            return None
    except (Error, OSError):
        return None
    hosts = info.parsed_addresses(IPVersion.V4Only)
    said = (info.properties.get(b"name") or b"").decode(errors="replace")
    label = "".join(letter for letter in said if letter.isprintable())[:80]
    return Found(label, hosts[0], info.port) if hosts else None
