"""What a phone reads off a slip. Pure."""

from functools import lru_cache

import segno
from PIL import Image

_QUIET_ZONE = 4  # modules of paper around it, as ISO/IEC 18004 asks
_MODULES = (3, 5)  # dots a side: below, cameras lose a thermal print; above, it only costs paper
_SHARE = 0.38  # of the paper's width


@lru_cache(maxsize=32)  # everyone of one round has the same: a place and an hour
def draw(content: str, width: int) -> Image.Image | None:
    """A QR code at error level M with its quiet zone, as a mask of mode "L" no wider than `width`.

    None where the content is too long for that: a slip is whole without it.
    """
    try:
        code = segno.make_qr(content, error="m", encoding="utf-8", boost_error=False)
    except segno.DataOverflowError:
        return None
    rows = [bytes(255 * bit for bit in row) for row in code.matrix_iter(border=_QUIET_ZONE)]
    least, most = _MODULES
    side = len(rows) * min(max(round(_SHARE * width / len(rows)), least), most)
    if side > width:
        return None
    small = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    return small.resize((side, side), Image.Resampling.NEAREST)
