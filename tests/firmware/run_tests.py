"""Runs test files under MicroPython as under CPython: every function test_* of each file, as they stand.

    micropython -X heapsize=192wK tests/firmware/run_tests.py tests/firmware/test_link.py ...

A failing test ends it with its traceback and exit code 1. Such a test file imports nothing but the firmware, `wire`
and what both Pythons have; its tests take no arguments. pytest collects the same files (tests/firmware/conftest.py).
"""

import gc
import sys

ROOT = sys.argv[0].rpartition("tests/firmware/")[0] or "./"
sys.path[:0] = [ROOT + "tests/firmware", ROOT + "firmware/simulated", ROOT + "firmware", ROOT]


def run(path):
    """Every test of one file; prints the name of each that held."""
    module = __import__(path.rpartition("/")[2].rpartition(".")[0])
    for name in sorted(dir(module)):
        if name.startswith("test_"):
            getattr(module, name)()
            gc.collect()
            print(name)


if __name__ == "__main__":
    for one in sys.argv[1:]:
        run(one)
