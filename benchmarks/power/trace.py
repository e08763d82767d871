"""What a program did to the files of one folder, and what it said meanwhile, in one order: read by strace.

SQLite's `-shm` files are left out: they are memory that happens to have a name, and built anew after a power cut.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from benchmarks.power.disk import (
    FOLDER,
    Rename,
    Resize,
    Said,
    State,
    Step,
    Sync,
    SyncFolder,
    Write,
    numbers_of,
)

# Those with "?" are not there on every machine.
CALLS = (
    "?open,openat,?openat2,?creat,close,dup,?dup2,dup3,lseek,write,pwrite64,writev,pwritev,?pwritev2,ftruncate,truncate,"
    "fallocate,fsync,fdatasync,sync_file_range,?rename,?renameat,renameat2,?unlink,unlinkat,?mkdir,mkdirat,"
    "?rmdir,?link,linkat,?symlink,symlinkat,mmap,copy_file_range,sendfile,clone,?clone3"
)
LONGEST = 1 << 20  # bytes of one write
CALL = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
CUT_IN_TWO = re.compile(r"(\d+) +\w+\(.*(?= <unfinished \.\.\.>)")
REST = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")


class TraceError(Exception):
    """What happened cannot be followed; the text says what."""


class NoTracing(Exception):
    """No program can be followed on this machine; the text says why."""


def run(command: Sequence[str], root: Path, scratch: Path, before: State | None = None) -> list[Step]:
    """Run a program and return what it did below `root`, which holds `before` or nothing; paths are relative to it.

    scratch: a file for the trace. Raises NoTracing, and TraceError where the program failed or
    did what is not followed yet.
    """
    strace = _strace()
    options = ["-f", "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}", "-e", "signal=none"]
    done = subprocess.run(
        [strace, *options, "-o", str(scratch), *command],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise TraceError(f"{' '.join(command)}: {done.stderr.strip()[-1000:] or done.returncode}")
    with scratch.open(encoding="ascii", errors="replace") as lines:
        return list(_Reader(str(root), before or {}).steps(_whole(lines)))


@cache
def _strace() -> str:
    strace = shutil.which("strace")
    if not strace:
        raise NoTracing("strace is not installed: apt-get install strace")
    tried = subprocess.run([strace, "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise NoTracing(f"strace may not follow programs here: {tried.stderr.strip()}")
    return strace


def _whole(lines: Iterator[str]) -> Iterator[str]:
    """Lines of calls, those that another thread's came between put together again."""
    begun: dict[str, str] = {}
    for line in lines:
        if found := CUT_IN_TWO.match(line):
            begun[found[1]] = found[0]
        elif found := REST.match(line):
            yield begun.pop(found[1]) + found[2]
        else:
            yield line


class _Reader:
    """Follows descriptors and names, for a call names only one of them."""

    def __init__(self, root: str, before: State) -> None:
        self._root = root
        numbers = numbers_of(before)
        self._names: dict[str, int] = {"": FOLDER, **numbers}
        self._open: dict[int, tuple[int, str]] = {}  # descriptor: (file, path when it was opened)
        self._at: dict[int, int] = {}  # where a descriptor writes next
        self._size = {numbers[path]: len(content or b"") for path, content in before.items()}

    def steps(self, lines: Iterator[str]) -> Iterator[Step]:
        threads: set[str] = (
            set()
        )  # those of the program; whatever it starts is another program, with other files
        for line in lines:
            found = CALL.match(line)
            if not found or int(found[4]) < 0:
                continue
            threads = threads or {found[1]}
            if found[1] in threads and found[2] in ("clone", "clone3"):
                threads |= {found[4]} if "CLONE_THREAD" in found[3] else set()
            elif found[1] in threads:
                yield from self._call(found[2], found[3].split(", "), int(found[4]))

    def _call(self, name: str, given: list[str], result: int) -> Iterator[Step]:
        paths = [path for part in given if (path := self._path(part)) is not None]
        if name in ("open", "openat") and not paths:
            self._open.pop(result, None)
        elif name in ("open", "openat"):
            yield from self._opened(paths[0], " ".join(given), result)
        elif name in ("mkdir", "mkdirat") and paths:
            yield self._named(paths[0], FOLDER)
        elif name in ("unlink", "unlinkat") and paths:
            self._names.pop(paths[0])
            yield Rename(_folder(paths[0]), ((paths[0], None),))
        elif name in ("rename", "renameat", "renameat2") and paths:
            yield self._renamed(*paths)
        elif paths:
            raise TraceError(f"{name}: {paths}: not followed yet")
        elif given[0].isdigit() and int(given[0]) in self._open:
            yield from self._on_open(name, int(given[0]), given, result)
        elif name == "write" and given[0] == "1":
            yield from (Said(line) for line in _bytes(given[1]).decode().splitlines())
        elif name == "mmap" and "PROT_WRITE" in given[2] and "MAP_SHARED" in given[3]:
            self._mapped(given[4])

    def _opened(self, path: str, flags: str, descriptor: int) -> Iterator[Step]:
        if "O_CREAT" in flags and path not in self._names:
            yield self._named(path, 1 + max(self._size, default=0))
        file = self._names[path]
        self._open[descriptor], self._at[descriptor] = (file, path), 0
        self._size.setdefault(file, 0)
        if "O_APPEND" in flags:
            raise TraceError(f"{path}: appending is not followed yet")
        if "O_TRUNC" in flags and self._size[file]:
            yield Resize(file, 0)
            self._size[file] = 0

    def _named(self, path: str, file: int) -> Rename:
        self._names[path] = file
        return Rename(_folder(path), ((path, file),))

    def _renamed(self, old: str, new: str) -> Rename:
        file = self._names.pop(old)
        self._names[new] = file
        if file == FOLDER or _folder(old) != _folder(new):
            raise TraceError(f"{old} -> {new}: only files renamed within their folder are followed")
        return Rename(_folder(old), ((old, None), (new, file)))

    def _on_open(self, name: str, descriptor: int, given: list[str], result: int) -> Iterator[Step]:
        file, path = self._open[descriptor]
        if name == "close":
            del self._open[descriptor]
        elif name == "lseek":
            self._at[descriptor] = result
        elif name in ("write", "pwrite64"):
            at = int(given[3]) if name == "pwrite64" else self._at[descriptor]
            data = _bytes(given[1])[:result]
            self._at[descriptor] += result if name == "write" else 0
            self._size[file] = max(self._size[file], at + len(data))
            yield Write(file, at, data)
        elif name == "ftruncate":
            self._size[file] = int(given[1])
            yield Resize(file, int(given[1]))
        elif name in ("fsync", "fdatasync"):
            yield SyncFolder(path) if file == FOLDER else Sync(file)
        else:
            raise TraceError(f"{name}: {path}: not followed yet")

    def _mapped(self, descriptor: str) -> None:
        if descriptor.isdigit() and int(descriptor) in self._open:
            raise TraceError(
                f"{self._open[int(descriptor)][1]}: written through memory, which no trace shows"
            )

    def _path(self, given: str) -> str | None:
        """The path below the root that an argument names, empty for the root; None where it is no business of ours."""
        path = _bytes(given).decode("utf-8", "replace") if given.startswith('"\\x2f') else ""
        ours = f"{path}/".startswith(f"{self._root}/") and not path.endswith("-shm")
        return path[len(self._root) + 1 :] if ours else None


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _bytes(quoted: str) -> bytes:
    if not quoted.endswith('"'):
        raise TraceError(f"a write of more than {LONGEST} bytes")
    return bytes.fromhex(quoted[1:-1].replace("\\x", ""))
