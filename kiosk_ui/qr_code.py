"""What a phone reads off a slip. Pure."""

from functools import lru_cache

import segno
from PIL import Image

_QUIET_ZONE = 4  # modules of paper around it, as ISO/IEC 18004 asks
_MODULES = (3, 5)  # dots a side: below, cameras lose a thermal print; above, it only costs paper
_SHARE = 0.45  # of the paper's width


@lru_cache(maxsize=32)  # where slips have no secrets, everyone of one round has the same
def draw(content: str, width: int) -> Image.Image | None:
    """A QR code with its quiet zone, as a mask of mode "L" no wider than `width`.

    At error level M, or at L where its modules become larger by it: a worn print head loses small ones first.
    None where the content is too long for that: a slip is whole without it.
    """
    drawings = [found for level in "ml" if (found := _rows(content, level))]
    sides = [(_module(len(rows), width), rows) for rows in drawings]
    module, rows = max(sides, key=lambda side: side[0], default=(0, []))
    side = len(rows) * module
    if not 0 < side <= width:
        return None
    small = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    return small.resize((side, side), Image.Resampling.NEAREST)


def _rows(content: str, level: str) -> list[bytes]:
    try:
        code = segno.make_qr(content, error=level, encoding="utf-8", boost_error=False)
    except segno.DataOverflowError:
        return []
    return [bytes(255 * bit for bit in row) for row in code.matrix_iter(border=_QUIET_ZONE)]


def _module(count: int, width: int) -> int:
    """Dots a side of a module, where there are so many side by side."""
    least, most = _MODULES
    return min(max(round(_SHARE * width / count), least), most)
