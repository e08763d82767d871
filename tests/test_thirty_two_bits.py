"""The firmware fits a board whose words have 32 bits, as no other MicroPython that runs here has."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "out" / "npm" / "node_modules"
PORT = MODULES / "@micropython" / "micropython-webassembly-pyscript" / "micropython.mjs"
NODE = shutil.which("node")


@pytest.mark.rig
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    NODE is None or not PORT.exists(), reason="`make firmware-32` fetches the MicroPython for this, with npm"
)
def test_on_32_bits_every_test_holds_and_the_heap_stays():
    program = [NODE, str(ROOT / "tests" / "firmware" / "thirty_two_bits.mjs"), str(MODULES)]
    done = subprocess.run(program, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["bits"] == 32
    assert found["tests"] > 40
    assert found["heard"] == 5600
    assert abs(found["drift"]) < 512  # what waits just now
    assert found["wire"] + found["firmware"] < 100 * 1024  # from source; on the board it may lie in flash
