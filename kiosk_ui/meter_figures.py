"""What the meter has measured, as figures and as sentences; and which pixel a touch has changed. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

BYTES = 4  # of a pixel
UNNOTICED_MS = 50.0  # from finger to picture; nobody sees less
SLUGGISH_MS = 100.0  # what takes longer seems broken
Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True, slots=True)
class Pixel:
    """A place in a window and the bytes that will stand there."""

    x: int
    y: int
    colour: bytes


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from a touch until the pixel changes: of all of them, of keys that light up, of words."""

    size: str
    display: str
    touches: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    lit_p50_ms: float
    lit_p99_ms: float
    words_p50_ms: float
    words_p99_ms: float
    start_ms: int  # from the start of the program to the first picture
    wake_ms: int  # from the first touch to the first letter, without what a person needs to look

    def as_json(self) -> dict[str, object]:
        """Names and values."""
        return asdict(self)


def figures(
    size: tuple[int, int],
    display: str,
    start_s: float,
    wake_s: float,
    lit: Sequence[float],
    words: Sequence[float],
) -> Figures:
    """Figures of measured seconds: start and wake, and one of each touch until its key was lit and its words stood."""
    both = [*lit, *words]
    return Figures(
        f"{size[0]}x{size[1]}",
        display,
        len(lit),
        percentile(both, 50),
        percentile(both, 99),
        percentile(both, 100),
        percentile(lit, 50),
        percentile(lit, 99),
        percentile(words, 50),
        percentile(words, 99),
        round(start_s * 1000),
        round(wake_s * 1000),
    )


def percentile(seconds: Sequence[float], percent: int) -> float:
    """So many of 100 are no longer than this, in milliseconds; the median for 50."""
    ordered = sorted(seconds)
    at = ordered[max(0, -(-percent * len(ordered) // 100) - 1)]
    return round(1000 * (statistics.median(ordered) if percent == 50 else at), 2)


def sentences(found: Figures) -> str:
    """For people."""
    told = (
        "nobody will notice it"
        if found.p99_ms <= UNNOTICED_MS
        else "it can be felt"
        if found.p99_ms <= SLUGGISH_MS
        else "this machine is too slow, or busy with something else"
    )
    return (
        f"{found.size}, {found.touches} touches: half of them are on the screen within {found.p50_ms} ms, "
        f"99 of 100 within {found.p99_ms} ms: {told}.\n"
        f"The first picture stood there {found.start_ms / 1000} s after the start, "
        f"the first letter {found.wake_ms / 1000} s after the screen was woken."
    )


def changed_pixel(before: bytes, after: bytes, width: int, outside: Box | None = None) -> Pixel | None:
    """The first pixel that differs between two pictures of this width; None where none does.

    outside: only pixels that are not in this box count.
    """
    row_bytes = width * BYTES
    for top in range(0, min(len(before), len(after)), row_bytes):
        one, other = before[top : top + row_bytes], after[top : top + row_bytes]
        if one == other:
            continue
        for at in range(0, len(one), BYTES):
            x, y = at // BYTES, top // row_bytes
            if one[at : at + BYTES] != other[at : at + BYTES] and not (outside and _holds(outside, x, y)):
                return Pixel(x, y, other[at : at + BYTES])
    return None


def _holds(box: Box, x: int, y: int) -> bool:
    left, top, width, height = box
    return left <= x < left + width and top <= y < top + height
