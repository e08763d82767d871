"""The panel's serial line as something that reads bytes of others: whatever came, the panel is heard afterwards."""

import struct
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from wire import panel
from wire.link import UP, Link

PATIENCE_MS = 3000


def _pair(boot: int, kiosks: int) -> tuple[Link, Link]:
    """Two ends in a session."""
    one, other = Link(boot, "panel 0.1.0", panel.SCHEMA, 0), Link(kiosks, "kiosk 0.1.0", panel.SCHEMA, 0)
    while one.state != UP or other.state != UP:
        other.feed(one.to_write(0), 0)
        one.feed(other.to_write(0), 0)
    return one, other


def line(_folder: Path) -> Callable[[bytes], object]:
    """Bytes come to a kiosk that is waiting, to one in a session, and to whoever decodes what a frame holds."""

    def take(data: bytes) -> None:
        with suppress(panel.PanelError):
            message, boot, number = panel.decode(data)
            assert panel.encode(message, boot, number) == data
        # Lives that follow from the input: a fuzzer that sees what a CRC is compared with would else seal for them.
        boot, kiosks = struct.unpack("<II", sha256(data).digest()[:8])
        waiting = Link(kiosks, "kiosk 0.1.0", panel.SCHEMA, 0)
        assert waiting.feed(data[::-1] + data, 0) == []
        waiting.to_write(0)
        one, other = _pair(boot, kiosks)
        half = len(data) // 2
        heard = other.feed(data[:half], 1) + other.feed(data[half:], 2)
        assert heard == []  # none of it was sealed for this session
        press = panel.encode(panel.Button(0, 1), boot, 1)
        one.send(press)
        now = 2
        while not heard:
            now += 1
            assert now < PATIENCE_MS
            heard = other.feed(one.to_write(now), now)
            one.feed(other.to_write(now), now)
        assert heard == [press]

    return take


def examples() -> list[bytes]:
    """What two ends of another session say: greetings, messages of every kind, a repetition; and bare messages."""
    bare = [
        panel.encode(kind(*range(1, len(form) + 1)), 7, 9) for _, kind, form, _ in panel.TABLE
    ]  # of every kind
    one, other = Link(0xA, "panel 0.1.0", panel.SCHEMA, 0), Link(0xB, "kiosk 0.1.0", panel.SCHEMA, 0)
    said = b""
    for now in range(0, 400, 20):
        if bare[now // 20 :]:
            one.send(bare[now // 20])
        data = one.to_write(now)
        said += data
        other.feed(data if now % 60 else b"", now)
        answer = other.to_write(now)
        said += answer
        one.feed(answer, now)
    return [said, *(one + b"\0" for one in said.split(b"\0\0")[:12]), *bare]
