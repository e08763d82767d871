"""A kiosk or a hub at work for a power cut to come: real outbox, real store, and a line whenever somebody is told.

    python -m benchmarks.power.work kiosk|hub FOLDER --people N --seed N [--wrong NAME]

`--wrong` makes one mistake on purpose, which the rig must find.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

Steps = Iterator[None]  # what happens to one person or thing, a pause between any two steps


class Teller:
    """Says what is about to change, and who was told of it. early: tells before it is done, which is a mistake."""

    def __init__(self, early: str = "") -> None:
        self._early = early

    def does(self, values: Mapping[str, Any], work: Callable[[], Any], who: str = "") -> Any:
        """Say it, do it, tell it."""
        _say({"do": values})
        if who and who == self._early:
            _say({"told": list(values)})
        result = work()
        _say({"told": list(values)})
        return result

    def may(self, values: Mapping[str, Any]) -> None:
        """What may be from now on, and need not: nobody is told."""
        _say({"do": values})

    def gone(self, secret: bytes) -> None:
        """These bytes are nowhere on the disk from now on."""
        _say({"gone": secret.hex()})


def _say(line: Mapping[str, Any]) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")  # one call, for one line in the trace


def mingle(stories: list[Steps], chance: Random) -> None:
    """Go on with one story after another by chance until all are over."""
    while stories:
        story = chance.choice(stories)
        if next(story, stories) is stories:
            stories.remove(story)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("who", choices=["kiosk", "hub"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--wrong", default="")
    parser.add_argument("--start", action="store_true", help="only start and stop, on what a power cut left")
    given = parser.parse_args()
    if given.who == "kiosk":
        from benchmarks.power import at_kiosk as place
    else:
        from benchmarks.power import at_hub as place
    if given.start:
        place.start(given.folder)
    else:
        place.work(given.folder, given.people, Random(given.seed), given.wrong)


if __name__ == "__main__":
    main()
