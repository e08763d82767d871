"""A process that holds words of people: nothing of its memory is to reach a disk, a log or a neighbour.

No core dumps; nobody else of this user may look into it; no swap, where the machine allows it; and what goes wrong is
told by place and kind, for the text of an error may quote what it stumbled over. What a process has let go of stays in
its memory until something else stands there: `overwrite_freed` lets the allocator write over it at once, and what that
does not reach goes with the process: `begin_anew`.
"""

import ctypes
import logging
import os
import resource
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

BEGUN_ANEW = "CURIOCITY_BEGUN_ANEW"  # in the environment: the number of the process that did
PR_SET_DUMPABLE = 4  # linux/prctl.h
CAP_IPC_LOCK = 14  # linux/capability.h
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4  # mman.h; the last: what is never touched takes no room

# Python's objects go through the C library's allocator, and that writes over each block at the moment it is freed. Its
# caches of small blocks are left out, for what lies in them is not written over (glibc, malloc/malloc.c, _int_free).
# One heap for all threads, so that one of them can fill its holes.
OVERWRITES = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1",
}
HOLES = (
    *range(65_543, 1031, -4096),
    *range(1031, 0, -16),
)  # bytes; with Python's own 33 they fill whole blocks

logger = logging.getLogger(__name__)

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def keep_private() -> bool:
    """To be called first, once. Returns whether this process stays out of swap."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)
    sys.excepthook = _tell_uncaught
    threading.excepthook = _tell_of_thread
    _reap()
    return _stay_out_of_swap()


def log_privately(level: int = logging.INFO) -> None:
    """The log on stderr, with errors by place and kind."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlaceAndKind("%(asctime)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])


class PlaceAndKind(logging.Formatter):
    """Tells of an error where it happened and of which kind it is, not what it says."""

    def formatException(self, ei: _Error) -> str:  # noqa: N802, its name in the library
        """The lines of a traceback without the error's text."""
        return place_and_kind(ei[1]) if ei[1] else ""


def place_and_kind(error: BaseException) -> str:
    """Each place an error came through, and its kind; those of its cause and of a group's errors first."""
    parts = [place_and_kind(one) for one in getattr(error, "exceptions", ())]
    cause = error.__cause__ or error.__context__
    parts += [place_and_kind(cause)] if cause else []
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*parts, *places, type(error).__name__])


def begin_anew() -> None:
    """Become a fresh process with the same command line and number: the kernel clears what this one had in memory.

    Children should have ended; whatever else is open is closed by the kernel.
    """
    command = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, command, os.environ | {BEGUN_ANEW: str(os.getpid())})  # noqa: S606, our own command line


def overwrite_freed() -> bool:
    """Write over whatever this process frees, from here on. False where the C library cannot do that.

    To be called before anything else: the allocator asks once, at its start, so that the process begins anew for it.
    """
    if "CS_GNU_LIBC_VERSION" not in os.confstr_names or sys.flags.ignore_environment:
        return False
    if any(os.environ.get(name) != value for name, value in OVERWRITES.items()):
        os.environ.update(OVERWRITES)
        begin_anew()
    return True


def fill_holes() -> None:
    """Write over what is free in the heap, where `overwrite_freed` is at work; takes some hundredths of a second.

    The last eight bytes of a block are left out when it is freed (glibc, malloc/malloc.c, free_perturb): enough for the
    end of a word. What is asked for here comes from the holes as long as one is left, and then from behind them all.
    """
    if os.environ.get("GLIBC_TUNABLES") != OVERWRITES["GLIBC_TUNABLES"]:
        return
    libc = ctypes.CDLL(None)
    libc.sbrk.restype, libc.mallinfo2.restype = ctypes.c_size_t, _MallInfo
    ends = libc.sbrk(0) - libc.mallinfo2().keepcost
    held = []
    for size in HOLES:
        while id(hole := bytes(size)) < ends:  # the address of its block
            held.append(hole)


class _MallInfo(ctypes.Structure):
    """As malloc.h's mallinfo2."""

    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in _names.split()]


def tell_of_loop(_loop: "AbstractEventLoop", context: dict[str, Any]) -> None:
    """An event loop's exception handler: its own would tell what an error says."""
    error = context.get("exception")
    logger.error("%s", context["message"].partition(":")[0], exc_info=error)


def _tell_uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    print(place_and_kind(error), file=sys.stderr)


def _tell_of_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        print(place_and_kind(given.exc_value), file=sys.stderr)


def _stay_out_of_swap() -> bool:
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if sys.platform != "linux" or (most != resource.RLIM_INFINITY and not _may_lock()):
        return False  # a bound would one day refuse memory to a process that locked what it has
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    return bool(ctypes.CDLL(None).mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)


def _may_lock() -> bool:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    held = next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))
    return bool(held >> CAP_IPC_LOCK & 1)


def _reap() -> None:
    """Take leave of children that ended when the process before us, of the same number, began anew."""
    if os.environ.pop(BEGUN_ANEW, "") != str(os.getpid()):
        return  # children that are there are somebody's
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
