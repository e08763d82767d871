"""Two clocks in one: what the wall says, and one that only runs forward. A simulated one follows a file."""

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


def simulated_clock(path: Path) -> Clock:
    """A clock that reads its milliseconds from a file, so that a whole day can pass in a minute."""

    def read() -> int:
        return int(path.read_text(encoding="ascii"))

    return Clock(now=read, ticks=read, boot="simulated")


def set_simulated_clock(path: Path, now: int) -> None:
    """Move a simulated clock; readers see the old time or the new one, never half of it."""
    fresh = path.with_suffix(".next")
    fresh.write_text(str(now), encoding="ascii")
    fresh.replace(path)


def age(clock: Clock, kept_at: int, kept_ticks: int, boot: str) -> int:
    """Milliseconds since something was kept; after a reboot the wall clock is all there is to go by, 0 at least."""
    if boot == clock.boot:
        return max(0, clock.ticks() - kept_ticks)
    return max(0, clock.now() - kept_at)
