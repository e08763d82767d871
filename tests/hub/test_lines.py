"""The two filters: one line out for each line in, whatever comes."""

import subprocess
import sys

import pytest


def filtered(command: str, said: bytes) -> bytes:
    ended = subprocess.run(
        [sys.executable, "-m", "curiocity", command], input=said, capture_output=True, check=True
    )
    assert ended.stderr == b""
    return ended.stdout


@pytest.mark.parametrize(
    ("command", "said", "told"),
    [
        ("sanitise", "exe\u202etxt\n\nlast\x00 line".encode(), b"exetxt\n\nlast line\n"),
        ("sanitise", b"caf\xff\r\n" + b"a" * 3000, b"caf\xef\xbf\xbd\n" + b"a" * 2000 + b"\n"),
        ("mask", b"ana@example.org\nbees, +351 912 345 678?", "…\nbees, …?\n".encode()),
        ("mask", b"", b""),
    ],
)
def test_each_line_is_told_as_the_hub_reads_it(command: str, said: bytes, told: bytes) -> None:
    assert filtered(command, said) == told


def test_a_line_of_ten_million_bytes_is_one_line() -> None:
    assert filtered("sanitise", b"\x00a" * 5_000_000 + b"\nbees") == b"a" * 2000 + b"\nbees\n"


def test_nobody_who_reads_any_more_is_no_mistake() -> None:
    both = f"yes bees | {sys.executable} -m curiocity mask --languages en | head -n 1"
    ended = subprocess.run(["sh", "-c", both], capture_output=True, timeout=60, check=True)
    assert (ended.stdout, ended.stderr) == (b"bees\n", b"")
