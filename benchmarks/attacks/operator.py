"""The curious operator: everything on the hub's disk after the days are over, every byte its pages ever got and gave.

Whoever runs the hub has all that and tries it as a key: each run of bytes, in whatever notation. Nothing opens, and no
word of a past day is in it. Held against the same search with one slip's secret beside it, which opens that slip alone.
What an operator sees on the day itself, and with a script of their own, `docs/trail.md` says.
"""

import argparse
import asyncio
import contextlib
import json
import re
import sqlite3
import tempfile
from base64 import b32decode, urlsafe_b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from pathlib import Path

import nacl.bindings
import nacl.exceptions
import zxingcpp
from PIL import Image

from benchmarks import canaries
from hub.street import KIOSK, KioskLines, Street
from wire import trail

EIGHT, HALF_PAST_FOUR = timedelta(hours=8), timedelta(hours=4.5)
PATIENCE_S = 60.0
VISIT_S = 300.0  # of many screens, each of which hands await for a minute by themselves, and say which
NOTATIONS = (  # how 16 bytes or 32 can be written: letters, bytes written, letters of them
    (re.compile(rb"[0-9A-Fa-f]{32,}"), lambda text: bytes.fromhex(text.decode()), (32, 64)),
    (re.compile(rb"[A-Za-z0-9_-]{22,}"), lambda text: urlsafe_b64decode(text + b"=="), (22,)),
    (re.compile(rb"[A-Z2-7]{26,}"), lambda text: b32decode(text + b"======"), (26,)),
)


@dataclass
class Seen:
    """What the operator has, and what people took home. words: of days that are over; links: on their papers."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    traffic: bytearray = field(default_factory=bytearray)
    disk: dict[str, bytes] = field(default_factory=dict)
    sealed: dict[bytes, bytes] = field(default_factory=dict)  # copies by locator


async def some_days(out: Path, days: int, visits: int) -> Seen:
    """A street with its hub, kiosk and pages, over some days; the operator looks after the last one is over."""
    seen, street = Seen(), Street(out, (KIOSK,))
    street.prepare()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    street.set_clock(midnight + EIGHT)
    try:
        await street.start_hub()
        await street.wait_for_broker()
        kiosk = await street.start_kiosk(KIOSK)
        await asyncio.wait_for(kiosk.ready.wait(), PATIENCE_S)
        for day in range(days):
            today = midnight + timedelta(day)
            street.set_clock(today + EIGHT)
            words = list(canaries.words().values())[:visits]
            links = [await _visit(kiosk, one) for one in words]
            for link in (*seen.links, *links):  # of earlier days too: a trail is looked into again
                await _look(street.web_port, link, seen.traffic)
            seen.words, seen.links = seen.words + words, seen.links + links
            street.set_clock(today + timedelta(1) + HALF_PAST_FOUR)
            await _until_gone(street.data, today)
    finally:
        await street.stop()
    seen.disk = {str(path): path.read_bytes() for path in street.data.rglob("*") if path.is_file()}
    with sqlite3.connect(street.data / "hub.db") as db:
        seen.sealed = dict(db.execute("SELECT locator, sealed FROM sealed_trails"))
    return seen


async def _visit(kiosk: KioskLines, words: str) -> str:
    """Somebody says something; the link on their paper."""
    visit = await asyncio.wait_for(kiosk.visit(words, "en"), VISIT_S)
    with Image.open(str(visit["slip"])) as paper:
        return str(zxingcpp.read_barcodes(paper.convert("L"))[0].text)


async def _look(port: int, link: str, traffic: bytearray) -> None:
    """What a browser asks that opens the link; every byte is noted, and no secret is among those it sends."""
    secret = trail.read_fragment(link.partition("#")[2])[0]
    form = f"token={trail.token(secret).hex()}".encode()
    copy = _request("GET", f"/trail/{trail.locator(secret)}", port)
    for request in (_request("GET", "/s", port), copy, _request("POST", "/table", port, form)):
        async with asyncio.timeout(PATIENCE_S):
            traffic += request + await _answer(port, request)


async def _answer(port: int, request: bytes) -> bytes:
    """The whole answer, once there is one: the hub begins anew each day, and a copy may still be on its way."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
            if answer.startswith(b"HTTP/1.1 200"):
                return answer
        await asyncio.sleep(0.1)


def _request(method: str, path: str, port: int, form: bytes = b"") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + form


async def _until_gone(data: Path, day: datetime) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while _files_of(data, day):  # noqa: ASYNC110, no event tells it
            await asyncio.sleep(0.1)


def _files_of(data: Path, day: datetime) -> list[Path]:
    return list(data.rglob(f"{day.date().isoformat()}*"))


def opened(sealed: dict[bytes, bytes], places: Iterable[bytes]) -> set[bytes]:
    """The locators of those copies that something in these places opens, taken as a secret or as a key."""
    found: set[bytes] = set()
    for place in places:
        for secret in _runs(place, trail.SECRET_BYTES):
            lies_at = sha512(b"curiocity/1/locator/" + secret).digest()[: trail.LOCATOR_BYTES]
            if lies_at in sealed and _opens(sealed[lies_at], trail.derive(secret, "key")[:32]):
                found.add(lies_at)
        for key in _runs(place, 32):
            found |= {locator for locator, copy in sealed.items() if _opens(copy, key)}
    return found


def _runs(place: bytes, size: int) -> Iterator[bytes]:
    """Every run of so many bytes, as it lies there and as it may be written, each once."""
    known = {place[at : at + size] for at in range(len(place) - size + 1)}
    for letters, read, lengths in NOTATIONS:
        for text in (match[0] for match in letters.finditer(place)):
            for length in lengths:
                for at in range(len(text) - length + 1):
                    known.add(read(text[at : at + length]))
    return (one for one in known if len(one) == size)


def _opens(copy: bytes, key: bytes) -> bool:
    try:
        nacl.bindings.crypto_secretbox_open(copy[24:], copy[:24], key)
    except nacl.exceptions.CryptoError:
        return False
    return True


def judge(seen: Seen) -> dict[str, object]:
    """What the operator gets out of it, and what the same search finds where a slip lies beside it."""
    pieces = canaries.pieces(seen.words)
    places = [*seen.disk.values(), bytes(seen.traffic)]
    learned = {word for place in places for word in canaries.words_in(place, pieces)}
    secret = trail.read_fragment(seen.links[0].partition("#")[2])[0]
    with_one_slip = opened(seen.sealed, [seen.links[0].encode()])
    said = trail.unseal(seen.sealed[bytes.fromhex(trail.locator(secret))], secret).words
    return {
        "attack": "operator",
        "bytes_searched": sum(map(len, places)),
        "opened": len(opened(seen.sealed, places)),
        "learned": len(learned),
        "with_one_slip_opened": len(with_one_slip),
        "with_one_slip_learned": len(canaries.words_in(said.encode(), pieces)),
        "every_slip_opens": all(
            bytes.fromhex(trail.locator(trail.read_fragment(link.partition("#")[2])[0])) in seen.sealed
            for link in seen.links
        ),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run it and print one JSON line; 1 where the operator learns anything."""
    parser = argparse.ArgumentParser(prog="attack operator", description=__doc__)
    parser.add_argument("--days", type=int, default=3, help="that are over (%(default)s)")
    parser.add_argument("--visits", type=int, default=2, help="on each of them (%(default)s)")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as out:
        seen = asyncio.run(some_days(Path(out), options.days, options.visits))
        found = judge(seen)
    print(json.dumps({"days": options.days, **found}))
    well = found["opened"] == found["learned"] == 0 and found["with_one_slip_opened"] == 1
    return 0 if well and found["every_slip_opens"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
