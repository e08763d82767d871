"""Words that nobody else says, and every place of this machine where one of them may have stayed.

A word is looked for in the forms programs keep words in: UTF-8, UTF-16 and UTF-32 (as Python does), JSON's and
percent's escapes, base64 at each of its three offsets, hexadecimal; each in halves, for a page or a packet may end
in the middle.
"""

import base64
import contextlib
import os
import re
import secrets
import urllib.parse
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

SCRIPTS = {
    "en": "bcdfghjklmnprstvwxz",
    "el": "βγδζθκλμνξπρστφχψ",
    "ru": "бвгджзклмнпрстфхцчшщ",
    "ar": "بتثجحخدذرزسشصضطظعغ",
    "hi": "कखगघचछजझटठडढतथदधनप",
    "zh": "虹蝶鲸鹿麦黍墨鼓鼎龟黛鹃鹦雀雁隼",
}
LETTERS = 14
LEAST = 6  # bytes of a piece: shorter ones are met by chance
CHUNK = 1 << 24

Pieces = Mapping[bytes, str]  # what to look for, and the word it is of


def words() -> dict[str, str]:
    """A fresh word of each script, by language; no word of any earlier run, and of no dictionary."""
    return {
        language: "".join(secrets.choice(letters) for _ in range(LETTERS))
        for language, letters in SCRIPTS.items()
    }


def pieces(all_words: Collection[str]) -> Pieces:
    """Every piece to look for."""
    return {piece: word for word in all_words for piece in _pieces(word)}


def _pieces(word: str) -> Iterator[bytes]:
    middle = len(word) // 2
    for part in (word[:middle], word[middle:]):
        escaped = "".join(f"\\u{ord(one):04x}" if ord(one) > 127 else one for one in part)
        plain = part.encode()
        forms = {
            plain,
            part.encode("utf-16-le"),
            part.encode("utf-16-be"),
            part.encode("utf-32-le"),
            escaped.encode(),
            escaped.upper().replace("\\U", "\\u").encode(),
            urllib.parse.quote(part).encode(),
            plain.hex().encode(),
            part.upper().encode(),
        }
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + plain)
            forms.add(coded[4 if offset else 0 : len(coded) - 4])  # without what depends on its neighbours
        yield from (form for form in forms if len(form) >= LEAST)


@dataclass
class Found:
    """What a search has found. where: place and word, each once."""

    places: int = 0
    size: int = 0
    where: list[str] = field(default_factory=list)

    @property
    def copies(self) -> int:
        """Words, each once a place."""
        return len(self.where)

    def look(self, place: str, raw: bytes, known: Pieces) -> None:
        """Look into the bytes of one place."""
        self.places, self.size = self.places + 1, self.size + len(raw)
        found = words_in(raw, known)
        self.where += [f"{place}: {word}" for word in sorted(found)]

    def __iadd__(self, other: "Found") -> Self:
        self.places, self.size = self.places + other.places, self.size + other.size
        self.where += other.where
        return self


def words_in(raw: bytes, known: Pieces) -> set[str]:
    """The words of which there is a piece.

    Two bytes at a time are looked up in a table of how pieces begin: hundreds of pieces cost no more than one.
    """
    by_beginning: dict[bytes, list[bytes]] = {}
    for piece in known:
        by_beginning.setdefault(piece[:2], []).append(piece)
    begins = np.zeros(1 << 16, bool)
    begins[[int.from_bytes(two, "little") for two in by_beginning]] = True
    found: set[str] = set()
    for offset in (0, 1):
        pairs = (
            np.frombuffer(raw, "<u2", max(0, len(raw) - offset) // 2, offset) if len(raw) > offset + 1 else ()
        )
        for at in np.flatnonzero(begins[pairs]) * 2 + offset if len(pairs) else ():
            pieces_here = by_beginning[raw[at : at + 2]]
            found |= {known[piece] for piece in pieces_here if raw.startswith(piece, at)}
    return found


def in_files(folders: Iterable[Path], known: Pieces, leave_out: Collection[Path] = ()) -> Found:
    """Look into every file below the folders, and at its name.

    Others work in the same folders: what is deleted while this looks holds nothing any more.
    """
    found = Found()
    for folder in folders:
        for path in files_below(folder):
            if path.is_file() and not any(path.is_relative_to(other) for other in leave_out):
                with contextlib.suppress(FileNotFoundError):
                    name = str(path.relative_to(folder)).encode()
                    found.look(str(path), name + b"\0" + path.read_bytes(), known)
    return found


def files_below(folder: Path) -> Iterator[Path]:
    """All files there as of now. Raises OSError where one may not look; folders that vanish meanwhile are empty."""

    def tell(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for inside, _, names in os.walk(folder, onerror=tell):
        yield from (Path(inside, name) for name in names)


def in_memory(processes: Collection[int], known: Pieces, pictures: Collection[bytes] = ()) -> Found:
    """Look into all that processes have in memory: heap, stacks, buffers, what was let go of and not used again.

    Left out is what the kernel lends them and files that cannot be written to. pictures: bytes of pixels, looked for
    as they are. Raises PermissionError where this user may not look.
    """
    found = Found()
    for process in processes:
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            for first, last, name in mappings(process):
                raw, place = _read(memory, first, last), f"memory of {process} {name or 'anonymous'}"
                found.look(place, raw, known)
                if seen := sum(picture in raw for picture in pictures):
                    found.where.append(f"{place}: {seen} rows of pixels")
    return found


def mappings(process: int) -> list[tuple[int, int, str]]:
    """(first address, last, name) of what a process may write to."""
    lines = Path(f"/proc/{process}/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    pattern = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (r.)\S+ \S+ \S+ \S+ *(.*)")
    matched = [one for line in lines if (one := pattern.match(line))]
    return [
        (int(one[1], 16), int(one[2], 16), one[4])
        for one in matched
        if one[3] == "rw" and not one[4].startswith(("[v", "/dev/"))
    ]


def _read(memory: object, first: int, last: int) -> bytes:
    parts = []
    for at in range(first, last, CHUNK):
        try:
            memory.seek(at)  # type: ignore[attr-defined]
            parts.append(memory.read(min(CHUNK, last - at)))  # type: ignore[attr-defined]
        except (OSError, ValueError):  # a guard page
            parts.append(b"")
    return b"".join(parts)
