"""What a disk may hold after a power cut. Pure.

Content is safe when its file was synced, a name (created, renamed, unlinked) when its folder was: syncing a new file
does not make its name safe. Whatever else was done may be there, be missing, or, a write, be there in part, each for
itself and in any mixture: harsher than any journalling file system, and than a card that keeps its own order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

SECTOR = 512
FOLDER = -1  # the file number of every folder


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place of a file. Files are numbered; their names are another matter."""

    file: int
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """A file cut off, or filled up with zeros."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Rename:
    """Names of one folder changed in one step: path -> file, None where the name is gone."""

    folder: str
    names: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Sync:
    """All that was written to a file is safe."""

    file: int


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """All names of a folder are safe."""

    folder: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line that somebody was told at this moment."""

    line: str


Change = Write | Resize | Rename
Step = Change | Sync | SyncFolder | Said
State = Mapping[str, bytes | None]  # path -> content, None for a folder


@dataclass
class Disk:
    """A disk that is followed step by step: what is safe, and the changes that still wait for a sync."""

    _content: dict[int, bytes] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    waiting: list[Change] = field(default_factory=list)

    def do(self, step: Step) -> None:
        """Follow one step."""
        if isinstance(step, Write | Resize | Rename):
            self.waiting.append(step)
        elif not isinstance(step, Said):
            safe = [change for change in self.waiting if _is_made_safe(change, step)]
            self.waiting = [change for change in self.waiting if not _is_made_safe(change, step)]
            _apply(safe, self._content, self._names)

    def after_cut(self, survivors: Sequence[Change]) -> State:
        """What is found after a cut that these changes outlived, besides all that is safe."""
        content, names = dict(self._content), dict(self._names)
        _apply(survivors, content, names)
        folders = {""} | {path for path, file in names.items() if file == FOLDER}
        return {
            path: None if file == FOLDER else content.get(file, b"")
            for path, file in sorted(names.items())
            if all(above in folders for above in _above(path))
        }


def _is_made_safe(change: Change, by: Sync | SyncFolder) -> bool:
    if isinstance(change, Rename):
        return isinstance(by, SyncFolder) and change.folder == by.folder
    return isinstance(by, Sync) and change.file == by.file


def _apply(changes: Sequence[Change], content: dict[int, bytes], names: dict[str, int]) -> None:
    for change in changes:
        if isinstance(change, Rename):
            for path, file in change.names:
                if file is None:
                    names.pop(path, None)
                else:
                    names[path] = file
            continue
        old = content.get(change.file, b"")
        if isinstance(change, Resize):
            content[change.file] = old[: change.size].ljust(change.size, b"\0")
        else:
            end = change.at + len(change.data)
            content[change.file] = old[: change.at].ljust(change.at, b"\0") + change.data + old[end:]


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def laid_out(state: State) -> list[Step]:
    """The steps that bring an empty disk into a state, all of it safe; files are numbered as `numbers_of` does."""
    numbers, steps = numbers_of(state), list[Step]()
    for path, content in state.items():
        steps.append(Rename(path.rpartition("/")[0], ((path, numbers[path]),)))
        if content is not None:
            steps += [Write(numbers[path], 0, content), Sync(numbers[path])]
    return [*steps, *map(SyncFolder, ["", *(path for path, content in state.items() if content is None)])]


def numbers_of(state: State) -> dict[str, int]:
    """The numbers of a state's files and folders, by path."""
    return {
        path: FOLDER if content is None else number for number, (path, content) in enumerate(state.items(), 1)
    }


def survivors(
    waiting: Sequence[Change], chance: Random, subsets: int, most: int
) -> Iterator[Sequence[Change]]:
    """What may outlive a cut: nothing, everything, names or content alone, single changes, mixtures.

    Single changes: all without it, it alone, none after it, and a write torn. The newest change is always such a one,
    of older ones at most `most` (each was the newest at a cut of its own). Then `subsets` by chance, by sectors.
    """
    yield ()
    yield waiting
    yield [change for change in waiting if isinstance(change, Rename)]
    yield [change for change in waiting if not isinstance(change, Rename)]
    if not waiting:
        return
    last = len(waiting) - 1
    for place in (last, *chance.sample(range(last), min(most, last))):
        before, change, after = waiting[:place], waiting[place], waiting[place + 1 :]
        yield [*before, *after]
        yield [change]
        yield [*before, change]
        for torn in _torn(change):
            yield [*before, *torn, *after]
            yield [*before, *torn]
    for _ in range(subsets):
        pieces = [piece for change in waiting for piece in _sectors(change)]
        yield [piece for piece in pieces if chance.random() < 0.5]


def _torn(change: Change) -> Iterator[Sequence[Change]]:
    """A write of which only the first bytes, or only some sectors, arrived."""
    if not isinstance(change, Write):
        return
    for size in sorted({1, len(change.data) // 2, len(change.data) - 1} - {0}):
        yield [Write(change.file, change.at, change.data[:size])]
    sectors = _sectors(change)
    if len(sectors) > 1:
        yield sectors[::2]
        yield sectors[1::2]
        yield sectors[1:]


def _sectors(change: Change) -> Sequence[Change]:
    if not isinstance(change, Write):
        return [change]
    first = SECTOR - change.at % SECTOR  # sectors are the disk's, not the write's
    cuts = [0, *range(first, len(change.data), SECTOR), len(change.data)]
    return [Write(change.file, change.at + begin, change.data[begin:end]) for begin, end in pairwise(cuts)]
