"""Which characters a font file can draw, read from its `cmap` table.

Source: OpenType specification, "cmap: Character to Glyph Index Mapping Table", subtable formats 4 and 12,
which every Unicode font has. Only this table is read, in milliseconds even from a font of 17 MB, for nobody
should wait at a kiosk for thirty thousand ideographs to be unpacked.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_UNICODE_PLATFORMS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))


class FontError(Exception):
    """A file that is no font, or one without a Unicode character map; its text names the file."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points a face has glyphs for, as sorted ranges, both ends included."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


def read_coverage(path: Path) -> Coverage:
    """The characters of the font in `path`; FontError where it cannot be read as one."""
    try:
        with path.open("rb") as file:
            table = _table(file, b"cmap")
        ranges = sorted(_ranges(table))
    except (struct.error, OSError, LookupError) as error:
        raise FontError(f"{path}: {error}") from error
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _table(file: BinaryIO, tag: bytes) -> bytes:
    count = struct.unpack(">4xH6x", file.read(12))[0]
    directory = file.read(16 * count)
    for name, offset, length in struct.iter_unpack(">4s4xII", directory):
        if name == tag:
            file.seek(offset)
            return file.read(length)
    raise LookupError(f"no {tag.decode()} table")


def _ranges(cmap: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">2xH", cmap)[0]
    records = struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count])
    offsets = {(platform, encoding): offset for platform, encoding, offset in records}
    for platform in _UNICODE_PLATFORMS:
        if platform in offsets:
            subtable = cmap[offsets[platform] :]
            read = {4: _format_4, 12: _format_12}.get(struct.unpack_from(">H", subtable)[0])
            if read is not None:
                return read(subtable)
    raise LookupError("no character map for Unicode")


def _format_12(subtable: bytes) -> Iterator[tuple[int, int]]:
    groups = struct.unpack_from(">12xI", subtable)[0]
    for start, end, glyph in struct.iter_unpack(">III", subtable[16 : 16 + 12 * groups]):
        first = start + (glyph == 0)  # glyph 0 is the empty box
        if first <= end:
            yield first, end


def _format_4(subtable: bytes) -> Iterator[tuple[int, int]]:
    segments = struct.unpack_from(">6xH", subtable)[0] // 2
    columns = [14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments]
    ends, starts, deltas, offsets = (struct.unpack_from(f">{segments}H", subtable, at) for at in columns)
    for index, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if start == 0xFFFF:
            continue
        if offset == 0:
            missing = -delta & 0xFFFF
            yield from _without(start, end, missing)
        else:
            at = columns[3] + 2 * index + offset
            glyphs = struct.unpack_from(f">{end - start + 1}H", subtable, at)
            yield from ((start + k, start + k) for k, glyph in enumerate(glyphs) if glyph)


def _without(start: int, end: int, point: int) -> Iterator[tuple[int, int]]:
    if not start <= point <= end:
        yield start, end
        return
    if start < point:
        yield start, point - 1
    if point < end:
        yield point + 1, end
