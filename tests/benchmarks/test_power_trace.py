"""What strace tells of a program, held against what the program did."""

import sys

import pytest

from benchmarks.power import trace
from benchmarks.power.disk import FOLDER, Rename, Resize, Said, Sync, SyncFolder, Write

DOES = """
import os, sqlite3, sys
from pathlib import Path
root = Path(sys.argv[1])
(root / "days").mkdir()
path = root / "days" / "a.new"
with path.open("wb") as file:
    file.write("käfer".encode())
    file.flush()
    file.seek(1)
    file.write(b"b")
    file.flush()
    os.fsync(file.fileno())
    file.truncate(3)
os.write(1, b"told\\n")
path.replace(root / "days" / "a")
folder = os.open(root / "days", os.O_RDONLY)
os.fsync(folder)
os.close(folder)
(root / "days" / "a").write_bytes(b"")
(root / "days" / "a").unlink()
Path("/dev/null").write_bytes(b"nobody's business")
"""


def traced(tmp_path, program):
    root = tmp_path / "disk"
    root.mkdir()
    try:
        return trace.run([sys.executable, "-c", program, str(root)], root, tmp_path / "trace")
    except trace.NoTracing as error:
        pytest.skip(f"power cuts cannot be tried here: {error}")


def test_every_change_is_seen_in_its_order(tmp_path):
    assert traced(tmp_path, DOES) == [
        Rename("", (("days", FOLDER),)),
        Rename("days", (("days/a.new", 1),)),
        Write(1, 0, "käfer".encode()),
        Write(1, 1, b"b"),
        Sync(1),
        Resize(1, 3),
        Said("told"),
        Rename("days", (("days/a.new", None), ("days/a", 1))),
        SyncFolder("days"),
        Resize(1, 0),
        Rename("days", (("days/a", None),)),
    ]


IN_A_THREAD = """
import os, subprocess, sys, threading
from pathlib import Path
root = Path(sys.argv[1])
file = (root / "a").open("wb", buffering=0)
subprocess.run(["sh", "-c", "echo no word of ours; exec 3>&-; echo more"], close_fds=False)
thread = threading.Thread(target=file.write, args=(b"words",))
thread.start()
thread.join()
"""


def test_threads_are_followed_and_programs_that_were_started_are_not(tmp_path):
    assert traced(tmp_path, IN_A_THREAD) == [Rename("", (("a", 1),)), Write(1, 0, b"words")]


@pytest.mark.parametrize(
    "does",
    [
        "os.link(root / 'a', root / 'b')",
        "mmap.mmap(file.fileno(), 4)[0:1] = b'x'",
        "(root / 'a').open('ab')",
        "os.writev(file.fileno(), [b'x'])",
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path, does):
    program = (
        "import mmap, os, sys\nfrom pathlib import Path\nroot = Path(sys.argv[1])\n"
        f"file = (root / 'a').open('w+b')\nfile.write(b'four')\nfile.flush()\n{does}\n"
    )
    with pytest.raises(trace.TraceError, match=r"not followed|through memory"):
        traced(tmp_path, program)


def test_a_program_that_fails_is_no_trace(tmp_path):
    with pytest.raises(trace.TraceError, match="no such luck"):
        traced(tmp_path, "raise SystemExit('no such luck')")
