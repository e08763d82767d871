"""A small version of `make canary`: two kiosks, one with paper and one without, and what people wrote there."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.whole, pytest.mark.rig, pytest.mark.timeout(1200)]


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
@pytest.mark.skipif(
    "CapEff:\t0000000000000000" in Path("/proc/self/status").read_text(), reason="only root may look"
)
def test_no_word_outlives_its_visit():
    command = [sys.executable, "-m", "benchmarks.canary", "--quick", "--languages", "en"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1180)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["copies"] == 0, done.stderr
    assert found["controls_caught"] == found["controls"] == 4
    assert found["places_searched"] > 1000
