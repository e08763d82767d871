"""Writes the examples of docs/panel.md anew, from real frames and two real ends of a link.

    python docs/make_panel_examples.py

A test compares them with the page.
"""

import re
from collections.abc import Callable
from pathlib import Path

from wire.frames import ACK, AGAIN, DATA, GREATER, HELLO, KIND, NAK, WELCOME, FrameReader, cobs, frame
from wire.link import Link
from wire.panel import SCHEMA, Button, decode, encode

PAGE = Path(__file__).parent / "panel.md"
PANEL, KIOSK = 0x1A2B3C4D, 0x00C0FFEE  # boots
NAMES = {HELLO: "HELLO", WELCOME: "WELCOME", DATA: "DATA", ACK: "ACK", NAK: "NAK"}


def hexes(data: bytes) -> str:
    return data.hex(" ")


def one_frame() -> str:
    """A press, field by field and as it goes over the line."""
    session, press = PANEL ^ KIOSK, encode(Button(0, 1), PANEL, 7)
    head = bytes((DATA | GREATER, 5, 9, 255))
    line = frame(*head, press, session)
    (body,) = FrameReader().feed(line)
    crc = body[-4:]
    assert line == b"\0" + cobs(head + press + crc) + b"\0"
    rows = [
        ("kind", head[0:1], "DATA, from the end with the greater life"),
        ("seq", head[1:2], "the panel's fifth"),
        ("ack", head[2:3], "the kiosk's next is number 9"),
        ("room", head[3:4], "plenty"),
        ("code", press[0:1], "Button"),
        ("boot", press[1:5], "the panel's"),
        ("number", press[5:9], "its own, in this boot"),
        ("which", press[9:10], "round"),
        ("is_down", press[10:], "yes"),
        ("CRC-32", crc, f"begun at {PANEL:08x} xor {KIOSK:08x}"),
    ]
    drawn = [f"{name:<9}{hexes(data):<13}{meaning}" for name, data, meaning in rows]
    marks = " ".join("^^" if i in framing(line) else "  " for i in range(len(line)))
    return "\n".join([*drawn, "", f"on the line, {len(line)} bytes:", hexes(line), marks])


def framing(line: bytes) -> set[int]:
    """Where the bytes stand that a frame has only on the line: its two zeros, and COBS's lengths."""
    places, at = {0, len(line) - 1}, 1
    while at < len(line) - 1:
        places.add(at)
        at += line[at]
    return places


def ladder(loses: Callable[[int], bool], says: dict[int, str], ms: int) -> str:
    """What two ends say to each other, one line each. loses: whether the panel's frame of this count is lost."""
    panel, kiosk = Link(PANEL, "panel 0.1.0", SCHEMA, 0), Link(KIOSK, "kiosk 0.1.0", SCHEMA, 40)
    drawn, count, number = [f"{'ms':>4}  panel{'':<44}kiosk"], 0, 0
    to_panel = b""
    for now in range(ms):
        if now in says:
            for _ in says[now]:
                number += 1
                panel.send(encode(Button(0, number % 2), PANEL, number))
        kiosk_heard: list[bytes] = []
        for one in split(panel.to_write(now)):
            count += 1
            is_lost = now < 40 or loses(count)
            drawn.append(f"{now:>4}  {told(one)} {'--->' if not is_lost else '--x'}")
            kiosk_heard += [] if is_lost else kiosk.feed(one, now)
        drawn += [f"{'':<55}acts on {message(payload)}" for payload in kiosk_heard]
        to_panel = kiosk.to_write(now) if now >= 40 else b""
        for one in split(to_panel):
            drawn.append(f"{now:>4}  {'':<34}<--- {told(one)}")
            panel.feed(one, now)
    return "\n".join(drawn)


def split(data: bytes) -> list[bytes]:
    return [b"\0" + one + b"\0" for one in data.split(b"\0") if one]


def message(payload: bytes) -> str:
    said, _, number = decode(payload)
    return f"press {number}" if said[1] else f"release {number}"


def told(one: bytes) -> str:
    (body,) = FrameReader().feed(one)
    kind = body[0] & KIND
    if kind in (HELLO, WELCOME):
        return f"{NAMES[kind]} life {body[4:8][::-1].hex()}"
    again = ", again" if body[0] & AGAIN else ""
    seq = f"{body[1]} ({message(body[4:-4])}{again}), " if kind == DATA else ""
    return f"{NAMES[kind]} {seq}next is {body[2]}"


EXAMPLES = {
    "frame": one_frame,
    "coming up": lambda: ladder(lambda _: False, {}, 320),
    "lost": lambda: ladder(lambda count: count == 4, {130: ".."}, 160),
}


def with_examples(page: str) -> str:
    """The page with each block under <!-- example: NAME --> as it comes out now."""
    for name, make in EXAMPLES.items():
        block = f"<!-- example: {name} -->\n```\n{make()}\n```"
        page, many = re.subn(
            rf"<!-- example: {name} -->\n```\n.*?\n```", lambda _, b=block: b, page, flags=re.DOTALL
        )
        assert many == 1, f"{PAGE}: {many} places for the example {name!r}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_examples(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
