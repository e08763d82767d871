"""Whether this machine can be heard and can hear: what the kernel says of its sound cards."""

from pathlib import Path
from typing import Literal

# A line for each device, with `playback 1` or `capture 1` behind what it can do.
CARDS = Path("/proc/asound/pcm")
USUAL = "default"  # ALSA's name for whichever card there is


def has(device: str, what: Literal["playback", "capture"]) -> bool:
    """Whether there is such a device; one that was chosen by its name is there as far as anybody can tell."""
    if device != USUAL:
        return device != "none"
    try:
        return f" {what} " in CARDS.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no sound at all in this kernel
        return False
