"""What the hub keeps of a day, as values: each is sealed whole under the day's key."""

from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from wire.messages import Entry

Vector = npt.NDArray[np.float16]


class KeptEntry(msgspec.Struct, frozen=True):
    """An entry as it is kept: its words sanitised, the day it belongs to, when it was said by the hub's clock."""

    day: date
    heard: int
    entry: Entry
    own: bool = False  # it came with what its kiosk had promised, even where that is no promise of ours


class Promised(msgspec.Struct, frozen=True):
    """What was promised to one entry, and all that its slip needs to be printed again."""

    place: str
    starts: int
    slip: str  # id of the slip
    sign: str = ""  # a picture; empty where the kiosk promised by itself
    code: str = ""  # takes the entry back; empty where the kiosk promised by itself
    own: bool = False  # made by the kiosk while the hub was away, and on paper already
    hosted: bool = False
    table: str = ""  # the table's sign, where it is settled
    theme: str = ""
    company: tuple[str, ...] = ()  # who was settled at that table when the slip was made, this entry too
    beside: bool = False  # one of a flood: with the host, and without a chair or a sign of its own
    help_first: bool = False  # the help lines stand first on the slip
    also_here: str = ""  # what the place has to share that is nearest to the words


class Remembered(msgspec.Struct, frozen=True):
    """All that is known of one entry; None: not understood, not promised yet."""

    kept: KeptEntry
    vector: Vector | None
    promised: Promised | None


class ClosedTable(msgspec.Struct, frozen=True):
    """One table of a closed round: the ids of the entries that sit there, its sign and its theme."""

    hosted: bool
    members: tuple[str, ...]
    sign: str
    theme: str = ""
    tag: str = ""  # 8 bytes in hex that all who sit there may remember it by; given when it is kept


class ClosedRound(msgspec.Struct, frozen=True):
    """The tables of a place and hour, and the id of the sheet that shows them."""

    place: str
    starts: int
    sheet: str
    tables: tuple[ClosedTable, ...]
    again: bool = False  # made up anew since, so that an older sheet does not hold


class Asked(msgspec.Struct, frozen=True):
    """Somebody wants words taken back by what they wrote: a code, or the hash of a token. Its turn may come later.

    source: the kiosk, or `code_turns.PAGES`.
    """

    id: str
    source: str
    written: str


class SetAside(msgspec.Struct, frozen=True):
    """A message that could not be read, and why."""

    topic: str
    payload: bytes
    reason: str
