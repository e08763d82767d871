"""What a phone reads off a slip. Pure."""

from functools import lru_cache

import segno
from PIL import Image

_QUIET_ZONE = 4  # modules of paper around it, as ISO/IEC 18004 asks
_MODULES = (3, 5)  # dots a side: below, cameras lose a thermal print; above, it only costs paper
_SHARE = 0.45  # of the paper's width


def draw(content: str, width: int, even: bool = False) -> Image.Image | None:
    """A QR code with its quiet zone, as a mask of mode "L" no wider than `width`.

    At error level M, or at L where its modules become larger by it: a worn print head loses small ones first.
    even: of modules that are an even number of dots, which a printer may double by itself.
    None where the content is too long for that: a slip is whole without it. Nothing but sizes is remembered, for links
    are secrets.
    """
    size = len(content.encode())
    sides = [(_module(side, width), level) for level in "ml" if (side := modules(size, level))]
    module, level = max(sides, key=lambda side: side[0], default=(0, ""))
    module = module // 2 * 2 if even and module > _MODULES[0] else module
    if not module or module * modules(size, level) > width:
        return None
    code = segno.make_qr(content, error=level, mode="byte", encoding="utf-8", boost_error=False)
    rows = [bytes(255 * bit for bit in row) for row in code.matrix_iter(border=_QUIET_ZONE)]
    small = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    return small.resize((len(rows) * module,) * 2, Image.Resampling.NEAREST)


@lru_cache(maxsize=64)
def modules(size: int, level: str = "m") -> int:
    """Modules a side of a code for so many bytes, quiet zone included; 0 where none holds so much."""
    try:
        # Looking for the best mask takes ten times as long.
        code = segno.make_qr(bytes(size), error=level, mode="byte", boost_error=False, mask=0)
    except segno.DataOverflowError:
        return 0
    return int(code.symbol_size(border=_QUIET_ZONE)[0])


def _module(count: int, width: int) -> int:
    """Dots a side of a module, where there are so many side by side."""
    least, most = _MODULES
    return min(max(round(_SHARE * width / count), least), most)
