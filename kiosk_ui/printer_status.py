"""What a receipt printer says of itself: paper, little paper, none, an open cover, or nothing at all. Pure.

Source: Epson's ESC/POS command reference (DLE EOT, GS r). An answer is one byte whose fixed bits are known and
whose sensors speak in pairs; whatever else comes (noise, half a status, another maker's) is silence, for acting on a
guess would keep slips from people. Silence does not mean an empty roll: many cheap printers never answer.
"""

from typing import Literal

Paper = Literal["paper", "low", "none", "cover", "silent"]

ASK_PAPER, ASK_COVER = b"\x10\x04\x04", b"\x10\x04\x02"  # answered at once, even while printing
ASK_IN_TURN = b"\x1dr\x01"  # answered only when all before it is printed
_FLOW = b"\x11\x13"  # XON and XOFF may stand around an answer
_FIXED_BITS, _FIXED = 0b1001_0011, 0b0001_0010
_NEAR_END, _END = 0b0000_1100, 0b0110_0000
_COVER = 0b0000_0100


def paper_of(answer: bytes) -> Paper:
    """What an answer to `ASK_PAPER` says; the latest byte counts where one question was answered late."""
    told = _byte_of(answer)
    if told is None or told & _NEAR_END not in {0, _NEAR_END} or told & _END not in {0, _END}:
        return "silent"
    if told & _END:
        return "none"
    return "low" if told & _NEAR_END else "paper"


def cover_is_open(answer: bytes) -> bool:
    """What an answer to `ASK_COVER` says; False where it says nothing."""
    told = _byte_of(answer)
    return told is not None and bool(told & _COVER)


def prints(paper: Paper) -> bool:
    """Whether a slip may be tried; a silent printer may well print."""
    return paper in {"paper", "low", "silent"}


def with_switch(paper: Paper, switch: bool | None) -> Paper:
    """What printer and the panel's own paper switch say together; switch: paper is there, None: no such switch.

    A printer that speaks knows better than a switch does; a silent one is taken at the switch's word.
    """
    if paper != "silent" or switch is None:
        return paper
    return "paper" if switch else "none"


def _byte_of(answer: bytes) -> int | None:
    bytes_ = [byte for byte in answer if byte not in _FLOW]
    if not bytes_ or any(byte & _FIXED_BITS != _FIXED for byte in bytes_):
        return None
    return bytes_[-1]
