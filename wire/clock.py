"""Two clocks in one: what the wall says, and one that only runs forward. The demo's is shifted by a file."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clock:
    """How a program knows the time; handed to it by whoever starts it."""

    now: Callable[[], int]  # milliseconds since 1970 in UTC; may be wrong and may be set back
    ticks: Callable[[], int]  # milliseconds since this machine booted, sleep included; never goes back
    boot: str  # names this boot: ticks of another one mean nothing


def system_clock() -> Clock:
    """This machine's own clocks (Linux: CLOCK_BOOTTIME and the kernel's boot id)."""
    return Clock(
        now=lambda: time.time_ns() // 1_000_000,
        ticks=lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        boot=Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip(),
    )


def shifted_clock(path: Path) -> Clock:
    """A clock that runs like this machine's own, but so many milliseconds ahead as the file says.

    The demo moves it on, so that a whole day can pass in a minute. Ticks stay the machine's own: ages are real.
    """
    own = system_clock()
    return Clock(lambda: own.now() + int(path.read_text(encoding="ascii")), own.ticks, own.boot)


def shift_clock(path: Path, ahead: int) -> None:
    """Move a shifted clock; its readers see the old time or the new one, never half of it."""
    fresh = path.with_suffix(".next")
    fresh.write_text(str(ahead), encoding="ascii")
    fresh.replace(path)


def clock_of(path: Path | None) -> Clock:
    """The clock a program was told to use: the shifted one of a file, or the machine's own."""
    return shifted_clock(path) if path else system_clock()


def age(clock: Clock, kept_at: int, kept_ticks: int, boot: str) -> int:
    """Milliseconds since something was kept; after a reboot the wall clock is all there is to go by, 0 at least."""
    if boot == clock.boot:
        return max(0, clock.ticks() - kept_ticks)
    return max(0, clock.now() - kept_at)
