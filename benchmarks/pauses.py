"""How late this machine itself wakes whoever sleeps for 2 ms: what any latency beside it is to be held against.

A process of its own, from its start until its standard input ends; then one line of JSON in milliseconds.
"""

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE_S = 0.002


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """What was found is in the dict at the end."""
    found: dict[str, float] = {}
    command = [sys.executable, "-m", "benchmarks.pauses"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        yield found
        found.update(json.loads(child.communicate()[0]))


def main() -> int:
    late = []
    while not select.select([sys.stdin], [], [], 0)[0]:
        began = time.perf_counter()
        time.sleep(PAUSE_S)
        late.append(1000 * (time.perf_counter() - began - PAUSE_S))
    late.sort()
    shares = {"p50_ms": 0.5, "p99_ms": 0.99}
    found = {name: round(late[int(share * len(late))], 2) for name, share in shares.items()}
    print(json.dumps({**found, "most_ms": round(late[-1], 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
