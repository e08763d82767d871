"""`curiocity sanitise` and `curiocity mask`: standard input, line by line, as the hub reads what people say.

One line in, one line out, at most 2,000 characters of it. Bytes that are no UTF-8 become the sign for what cannot be
read (U+FFFD). Nothing is kept, and nothing of a line is shown but on standard output.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

from hub.masking import masked
from hub.sanitise import sanitise
from hub.telephones import REGIONS, regions_of

MOST_BYTES = 1 << 26  # of a line; the rest of a longer one is passed over


def sanitise_lines(argv: Sequence[str] | None = None) -> int:
    """Take out of each line what hides or harms; the exit status."""
    parser = argparse.ArgumentParser(
        prog="curiocity sanitise", description="Take out of each line what hides or harms."
    )
    parser.parse_args(argv)
    return _filter(sanitise)


def mask_lines(argv: Sequence[str] | None = None) -> int:
    """Put … for personal data in each line; the exit status."""
    parser = argparse.ArgumentParser(
        prog="curiocity mask", description="Put … for personal data in each line."
    )
    parser.add_argument("--languages", default=",".join(REGIONS), help="of the neighbourhood: en,de")
    parser.add_argument("--timezone", default="", help="of the neighbourhood: Europe/Lisbon")
    given = parser.parse_args(argv)
    regions = regions_of([tag.strip() for tag in given.languages.split(",")], given.timezone)
    return _filter(lambda words: masked(sanitise(words), regions))


def _filter(change: Callable[[str], str]) -> int:
    try:
        while line := _line(sys.stdin.buffer):
            sys.stdout.buffer.write(change(line.decode("utf-8", "replace")).encode() + b"\n")
            sys.stdout.buffer.flush()
    except (BrokenPipeError, KeyboardInterrupt):  # nobody reads or writes any more
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # Python would flush into the pipe once more
    return 0


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(MOST_BYTES)
    rest = line
    while len(rest) == MOST_BYTES and not rest.endswith(b"\n"):
        rest = stream.readline(MOST_BYTES)
    return line
