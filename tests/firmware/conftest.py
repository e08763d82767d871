"""The firmware's files lie flat on the board, and its tests beside each other: the same here."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
FIRMWARE = HERE.parent.parent / "firmware"
for folder in (FIRMWARE, FIRMWARE / "simulated", HERE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
