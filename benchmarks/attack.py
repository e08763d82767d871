"""Attackers on a neighbourhood: who watches the board, follows one person, floods a kiosk, guesses codes, runs the hub.

    python -m benchmarks.attack board|stalker|flood|codes|operator [--help]

Each ends with one line of JSON. How they go about it, and what the numbers mean, stands in docs/privacy.md.
"""

import importlib
import sys
from collections.abc import Sequence

ATTACKS = ("board", "stalker", "flood", "codes", "operator")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the attack named first; its exit status."""
    name, *rest = [*(sys.argv[1:] if argv is None else argv), ""]
    if name not in ATTACKS:
        print(f"attack: {name!r}: there is none of this name; known: {', '.join(ATTACKS)}", file=sys.stderr)
        return 2
    status: int = importlib.import_module(f"benchmarks.attacks.{name}").main(rest[:-1])
    return status


if __name__ == "__main__":
    sys.exit(main())
