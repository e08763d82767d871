"""Which way each character runs, by FriBidi: the library that Pillow's own shaping stands on.

Source: Unicode Standard Annex 9, The Bidirectional Algorithm. Pillow orders a text of one face only; where
faces are mixed, the runs have to be put in order before they are shaped, and this file gives their levels.
"""

import ctypes
import ctypes.util
from functools import lru_cache

_LTR, _RTL = 0x110, 0x111  # FRIBIDI_PAR_LTR and FRIBIDI_PAR_RTL of fribidi-types.h
_NAMES = ("libfribidi.so.0", "libfribidi.0.dylib", "fribidi-0.dll", "fribidi.dll")


class BidiError(Exception):
    """The system library is not there; its text says what to install."""


def levels(text: str, rtl: bool) -> tuple[int, ...]:
    """Embedding level of each character of one paragraph: odd runs to the left, even to the right."""
    length = len(text)
    points = (ctypes.c_uint32 * length)(*map(ord, text))
    types, brackets = (ctypes.c_uint32 * length)(), (ctypes.c_uint32 * length)()
    result = (ctypes.c_int8 * length)()
    base = ctypes.c_uint32(_RTL if rtl else _LTR)
    fribidi = _library()
    fribidi.fribidi_get_bidi_types(points, length, types)
    fribidi.fribidi_get_bracket_types(points, length, types, brackets)
    if not fribidi.fribidi_get_par_embedding_levels_ex(types, brackets, length, ctypes.byref(base), result):
        raise MemoryError("FriBidi could not order a text")
    return tuple(result)


def visual_order(run_levels: list[int]) -> list[int]:
    """Runs from left to right, given their levels in reading order (rule L2 of the annex)."""
    order = list(range(len(run_levels)))
    for level in range(max(run_levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = end + 1
    return order


@lru_cache
def _library() -> ctypes.CDLL:
    for name in (*_NAMES, ctypes.util.find_library("fribidi") or ""):
        try:
            return ctypes.CDLL(name or "libfribidi")
        except OSError:
            continue
    raise BidiError("FriBidi is missing, Arabic and Hebrew would stand backwards: install libfribidi0")
