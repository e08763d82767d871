"""The time zone of this machine, as a first proposal for its neighbourhood."""

import os
import zoneinfo
from pathlib import Path

USUAL = "UTC"


def own_zone(etc: Path = Path("/etc")) -> str:
    """By TZ, /etc/timezone or where /etc/localtime leads; "UTC" where none of them says."""
    try:
        written = (etc / "timezone").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        written = ""
    leads = os.path.realpath(etc / "localtime").partition("zoneinfo/")[2]
    named = (os.environ.get("TZ", "").removeprefix(":"), written, leads)
    return next((name for name in named if _is_zone(name)), USUAL)


def _is_zone(name: str) -> bool:
    return "/" in name and not name.startswith("Etc/") and name in zoneinfo.available_timezones()
