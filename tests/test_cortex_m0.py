"""COBS on the core family that the board has: a real MicroPython on an emulated Cortex-M0 agrees byte for byte."""

import ast
import inspect
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from wire import frames

QEMU = shutil.which("qemu-system-arm")
FIRMWARE = next(Path("/usr/share/firmware-microbit-micropython").glob("*.hex"), None)
VECTORS = 200
PIECE = 24  # characters of source at a time: its serial port loses what comes faster than it reads
DRAW = """
state = 1
def below(end):
    global state
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return (state >> 8) % end
def draw():
    drawn = bytearray(below(250))
    for i in range(len(drawn)):
        drawn[i] = below(256) if below(7) else 0
    return bytes(drawn)
"""


def codec() -> str:
    """The source of both functions, without the words for people."""
    tree = ast.parse("\n".join(inspect.getsource(one) for one in (frames.cobs, frames.uncobs)))
    for node in tree.body:
        assert isinstance(node, ast.FunctionDef)
        del node.body[0]
    return ast.unparse(tree)


class Microbit:
    """A board that is emulated, at its raw prompt."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process
        self._until(b">>> ")
        self._say(b"\x01")
        self._until(b"exit\r\n>")

    def run(self, code: str) -> str:
        """What it prints; AssertionError with its traceback where it failed."""
        self._say(code.encode() + b"\x04")
        self._until(b"OK")
        said = self._until(b"\x04")
        failed = self._until(b"\x04>")
        assert failed == b"\x04>", failed
        return said[:-1].decode()

    def load(self, source: str) -> None:
        """Have it run a source that is longer than what its serial port can take at once."""
        self.run("s=''")
        for at in range(0, len(source), PIECE):
            self.run(f"s+={source[at : at + PIECE]!r}")
        assert int(self.run("print(len(s))")) == len(source)
        self.run("exec(s)\ndel s\nimport gc\ngc.collect()")

    def _say(self, data: bytes) -> None:
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def _until(self, end: bytes) -> bytes:
        said = b""
        while not said.endswith(end):
            byte = self._process.stdout.read(1)
            assert byte, said
            said += byte
        return said


@pytest.fixture
def microbit() -> Iterator[Microbit]:
    program = [QEMU, "-M", "microbit", "-display", "none", "-monitor", "none", "-serial", "stdio"]
    with subprocess.Popen(
        [*program, "-device", f"loader,file={FIRMWARE}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Microbit(process)
        finally:
            process.kill()


@pytest.mark.rig
@pytest.mark.skipif(
    QEMU is None or FIRMWARE is None,
    reason="needs Debian's qemu-system-arm and firmware-microbit-micropython",
)
def test_cobs_is_the_same_on_a_cortex_m0(microbit):
    here: dict = {}
    exec(DRAW, here)
    microbit.load(DRAW)
    microbit.load(codec())
    for _ in range(VECTORS):
        plain = here["draw"]()
        coded = microbit.run("x=draw()\ny=cobs(x)\nprint(y)")
        assert ast.literal_eval(coded.strip()) == frames.cobs(plain)
        assert microbit.run("print(uncobs(y)==x)").strip() == "True"
    for none_of_ours in (b"", b"\0", b"\3\1", b"\2\0", b"\xff\1"):
        assert microbit.run(f"print(uncobs({none_of_ours!r}))").strip() == "None"
