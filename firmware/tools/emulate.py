"""The firmware on an emulated Pico, for whoever has a MicroPython UF2 file: `make emulate UF2=rp2-pico.uf2`.

No registry has such a file, so it is nobody's default. The emulator (rp2040py) runs the processor itself, about a
hundredth as fast as a Pico: it is for looking at the start and the imports, not at time.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MAGIC = b"UF2\n"
NO_FILE = """make emulate needs a MicroPython UF2 file for the Pico, which we may not bring along:
fetch RPI_PICO-*.uf2 from micropython.org/download/RPI_PICO, then: make emulate UF2=path/to/it.uf2
Without one, `make demo` and `make firmware-test` run the same firmware on MicroPython without a processor."""
NO_EMULATOR = (
    "The emulator is not installed: uv pip install rp2040py (or .venv/bin/pip install rp2040py), then again."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Start it; 1 and a sentence where something is missing."""
    parser = argparse.ArgumentParser(prog="make emulate")
    parser.add_argument("uf2", nargs="?", default="")
    options = parser.parse_args(argv)
    image = Path(options.uf2)
    if not options.uf2 or not image.is_file():
        print(f"{options.uf2}: no such file.\n{NO_FILE}" if options.uf2 else NO_FILE, file=sys.stderr)
        return 1
    with image.open("rb") as file:
        if file.read(4) != MAGIC:
            print(f"{image}: not a UF2 file.\n{NO_FILE}", file=sys.stderr)
            return 1
    beside = Path(sys.executable).with_name("rp2040py")
    emulator = str(beside) if beside.exists() else shutil.which("rp2040py")
    if emulator is None:
        print(NO_EMULATOR, file=sys.stderr)
        return 1
    return subprocess.run([emulator, "micropython", "--image", str(image)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
