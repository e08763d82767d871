"""How an attack is asked for, and how it tells what came of it."""

import argparse
import json
from collections.abc import Mapping
from typing import Any


def parser(about: str | None) -> argparse.ArgumentParser:
    """For one attack; about: its docstring, shown as it is."""
    return argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)


def in_town(about: str | None, entries: str = "entries a day") -> argparse.ArgumentParser:
    """The same for one in a made-up town, with how many live there and what they are drawn from."""
    made = parser(about)
    made.add_argument("--people", type=int, default=48, help=f"{entries} (%(default)s)")
    made.add_argument("--seed", type=int, default=1)
    return made


def tell(found: Mapping[str, Any], seconds: float) -> None:
    """The one line of JSON with which it ends."""
    print(json.dumps({**found, "seconds": round(seconds, 1)}))
