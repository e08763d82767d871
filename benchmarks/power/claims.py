"""What people, the hub and the kiosk were told, and whether what is left after a power cut keeps it. Pure.

A worker says `{"do": {subject: value}}` before it changes something and `{"told": [subject]}` when somebody hears that
it is changed. In between either value is right, afterwards only the new one. `{"gone": hex}`: bytes that are from now
on nowhere on the disk. A subject nobody spoke of is null.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from benchmarks.power.disk import State

Seen = Mapping[str, Any]  # what a start after the cut finds, by subject


class Claims:
    """Every value each subject may have now."""

    def __init__(self) -> None:
        self._allowed: dict[str, list[Any]] = defaultdict(lambda: [None])
        self._gone: list[bytes] = []

    def hear(self, line: str) -> None:
        """Take one line of the worker into account."""
        said = json.loads(line)
        for subject, value in said.get("do", {}).items():
            self._allowed[subject].append(value)
        for subject in said.get("told", ()):
            del self._allowed[subject][:-1]
        if "gone" in said:
            self._gone.append(bytes.fromhex(said["gone"]))

    def broken_by(self, seen: Seen) -> list[str]:
        """Every subject that is not as somebody was told, in a sentence."""
        return [
            f"{subject}: {seen.get(subject)!r}, told {self._allowed[subject]!r}"
            for subject in sorted({*self._allowed, *seen})
            if seen.get(subject) not in self._allowed[subject]
        ]

    def is_back(self, state: State) -> bool:
        """Whether bytes that were told gone can be found in a file."""
        return any(secret in content for secret in self._gone for content in state.values() if content)
