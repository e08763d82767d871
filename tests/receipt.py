"""What lies on the paper after any bytes, for the tests: an independent reading of the makers' manuals.

Shares no line with the encoder or with the printer that ships. Understands rasters (GS v 0, sizes 0 to 3), stored
graphics (GS ( L), columns (ESC *), QR codes drawn by the printer (GS ( k), feeds, margins, text, cuts, Star rasters.
"""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

STATUS = (b"\x10\x04", b"\x1dr")  # asks; two bytes and one
TEXT = set(range(0x20, 0x7F)) | {0x0A}


class Nonsense(Exception):
    """A byte that begins no command."""


@dataclass
class Receipt:
    """Rows of dots as sets of columns; what was said besides."""

    rows: list[set[int]] = field(default_factory=list)
    text: str = ""
    qr: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)  # rows at which it was cut
    asked: list[bytes] = field(default_factory=list)
    commands: list[tuple[int, int, int]] = field(
        default_factory=list
    )  # (start, bytes of the command, of its dots)

    def picture(self, width, height=None):
        """As Pillow has it: ink 0, paper 255."""
        tall = len(self.rows) if height is None else height
        dots = np.full((tall, width), 255, np.uint8)
        for line, row in zip(dots, self.rows, strict=False):
            line[list(row)] = 0
        return Image.fromarray(dots).convert("1")


class _Reader:
    def __init__(self, data):
        self.data, self.at, self.left, self.top = data, 0, 0, 0
        self.paper, self.graphics, self.symbol, self.star = Receipt(), None, "", False
        self.inks = True

    def take(self, count):
        if self.at + count > len(self.data):
            raise Nonsense(f"the bytes end within a command that began before {self.at}")
        part = self.data[self.at : self.at + count]
        self.at += count
        return part

    def number(self, count=2):
        return int.from_bytes(self.take(count), "little")

    def reach(self, row):
        while len(self.paper.rows) < row:
            self.paper.rows.append(set())

    def ink(self, x, y, across, down):
        self.reach(y + down)
        for row in self.paper.rows[y : y + down]:
            row.update(range(x, x + across))

    def feed(self, rows):
        self.top += rows
        self.reach(self.top)

    def bits(self, data, stride, x, across, down):
        for number in range(len(data) // stride if self.inks else 0):
            row = np.frombuffer(data[number * stride : (number + 1) * stride], np.uint8)
            columns = np.flatnonzero(np.unpackbits(row))
            dots = (x + columns[:, None] * across + np.arange(across)).ravel().tolist()
            top = self.top + number * down
            self.reach(top + down if dots else 0)
            for line in self.paper.rows[top : top + down]:
                line.update(dots)
        self.feed(len(data) // stride * down)

    def read(self):
        while self.at < len(self.data):
            start = self.at
            dots = self.command()
            self.paper.commands.append((start, self.at - start, dots))
        return self.paper

    def command(self):
        """One command; how many of its bytes are dots."""
        lead = self.take(1)
        if self.star and lead == b"b":
            return self.star_line()
        if lead == b"\x1b":
            return self.escape()
        if lead == b"\x1d":
            return self.group()
        if lead == b"\x10":
            self.paper.asked.append(lead + self.take(2))
            return 0
        if lead == b"\0":
            return 0
        if lead[0] in TEXT:
            self.paper.text += lead.decode("ascii")
            return 0
        raise Nonsense(f"byte {self.at - 1}: {lead.hex()} begins no command")

    def escape(self):
        name = self.take(1)
        if name == b"@":
            self.left = 0
        elif name == b"J":
            self.feed(self.take(1)[0])
        elif name == b"a":
            self.take(1)
        elif name == b"d":
            self.take(1)
            self.paper.cuts.append(self.top)
        elif name == b"*":
            return self.star_mode() if self.data[self.at : self.at + 1] == b"r" else self.columns()
        else:
            raise Nonsense(f"byte {self.at - 2}: ESC {name!r}")
        return 0

    def columns(self):
        if self.take(1) != b"\x21":
            raise Nonsense("only 24 dots at full density are known")
        count = self.number()
        for column in range(count):
            bits = int.from_bytes(self.take(3), "big")
            for row in range(24):
                if bits & (1 << (23 - row)):
                    self.ink(self.left + column, self.top + row, 1, 1)
        return 3 * count

    def group(self):
        name = self.take(1)
        if name == b"v":
            return self.raster()
        if name == b"(":
            return self.extended()
        if name == b"L":
            self.left = self.number()
        elif name == b"P":
            if self.take(2) != bytes((203, 203)):
                raise Nonsense("another motion unit than a dot")
        elif name == b"r":
            self.paper.asked.append(b"\x1dr" + self.take(1))
        elif name == b"V":
            if self.take(1) == b"B":
                self.feed(self.take(1)[0])
            self.paper.cuts.append(self.top)
        else:
            raise Nonsense(f"byte {self.at - 2}: GS {name!r}")
        return 0

    def raster(self):
        if self.take(1) != b"0":
            raise Nonsense("GS v without 0")
        mode, stride, rows = self.take(1)[0], self.number(), self.number()
        if not stride or not rows or mode > 3:
            raise Nonsense("a raster of no size")
        self.bits(self.take(stride * rows), stride, self.left, 1 + (mode & 1), 1 + (mode >> 1))
        return stride * rows

    def extended(self):
        kind, length = self.take(1), self.number()
        body = self.take(length)
        if kind == b"L" and body[:2] == b"0p":
            width, rows = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
            self.graphics = (body[10:], (width + 7) // 8, rows)
            if len(body) - 10 != (width + 7) // 8 * rows:
                raise Nonsense("graphics of another size than said")
            return length - 10
        if kind == b"L" and body == b"02" and self.graphics:
            data, stride, _ = self.graphics
            self.bits(data, stride, self.left, 1, 1)
            self.graphics = None
        elif kind == b"k" and body[:3] == b"1P0":
            self.symbol = body[3:].decode("ascii")
        elif kind == b"k" and body == b"1Q0":
            self.paper.qr.append(self.symbol)
            self.feed(160)
        elif not (kind == b"k" and body[:2] in {b"1A", b"1C", b"1E"}):
            raise Nonsense(f"GS ( {kind!r} {body[:4]!r}")
        return 0

    def star_mode(self):
        self.take(1)
        name = self.take(1)
        if name in (b"R", b"A"):
            self.star = True
        elif name == b"B":
            self.star = False
        elif name in (b"P", b"Y"):
            digits = b""
            while (digit := self.take(1)) != b"\x00":
                digits += digit
            self.feed(int(digits) if name == b"Y" else 0)
        else:
            raise Nonsense(f"ESC * r {name!r}")
        return 0

    def star_line(self):
        count = self.number()
        self.bits(self.take(count), count, 0, 1, 1)
        return count


def read(data, ink=True):
    """A Receipt; Nonsense where a byte begins no command or the bytes end within one. ink: whether dots are set."""
    reader = _Reader(data)
    reader.inks = ink
    return reader.read()
