"""What a program says to the one that has started it: a line of JSON for each thing, from any thread."""

import json
import threading
from collections.abc import Mapping

_lock = threading.Lock()


def say(line: Mapping[str, object]) -> None:
    """One line on standard output, whole: print() writes a line and its end apart, and threads would come between."""
    with _lock:
        print(json.dumps(line), flush=True)
