"""Bytes that others wrote, spoilt in every way we know, for everything that reads them.

    python -m benchmarks.fuzz [--inputs 300000] [--seed N] [--seconds 80] [--with own] [TARGET ..]

Guided by coverage where atheris is installed, by valid examples alone where it is not. An input that was too much is
shown in hexadecimal. Ends with one line of JSON; "dropped" are valid entries that were lost among spoilt messages.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.fuzzing.__main__ import RESULT
from benchmarks.fuzzing.targets import TARGETS
from benchmarks.powercut import memory

LONG_INPUTS, LONG_SECONDS = 10_000_000, 4 * 3600.0


def tried(
    plan: Mapping[str, int], seed: int, seconds: float, engine: str, of: str = ""
) -> list[dict[str, Any]]:
    """What came of each target of a plan: "inputs", and "hex" and "problem" where one of them was too much."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        command = [
            sys.executable,
            "-m",
            "benchmarks.fuzzing",
            folder,
            "--plan",
            json.dumps(plan),
            "--seed",
            str(seed),
        ]
        command += ["--seconds", str(seconds), "--with", engine, *(["--of", of] if of else [])]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # threads do not outlive a fork
        subprocess.run(
            command, env=environment, stderr=subprocess.DEVNULL if engine == "atheris" else None, check=True
        )
        return [_result(Path(folder) / str(number), name) for number, name in enumerate(plan)]


def _result(folder: Path, name: str) -> dict[str, Any]:
    result = folder / RESULT
    if result.exists():
        return dict(json.loads(result.read_text(encoding="utf-8")))
    noise = (folder / "noise").read_text(encoding="utf-8", errors="replace")
    return {"target": name, "inputs": 0, "hex": "", "problem": f"the process ended: {noise[-900:]}"}


def shares(names: Sequence[str], inputs: int) -> dict[str, int]:
    """How many inputs each target is given, by its share; `inputs` together, one at least."""
    whole = sum(TARGETS[name].share for name in names)
    given = {name: max(1, inputs * TARGETS[name].share // whole) for name in names}
    return {**given, names[0]: given[names[0]] + max(0, inputs - sum(given.values()))}


def main(argv: Sequence[str] | None = None) -> int:
    """Try every target, show what was too much, and return 0 where nothing was."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of: {', '.join(TARGETS)}")
    parser.add_argument("--inputs", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600.0, help="for each target at most (%(default)s)")
    parser.add_argument("--with", dest="engine", choices=["atheris", "own"])
    parser.add_argument("--long", action="store_true", help=f"{LONG_INPUTS} inputs, hours")
    given = parser.parse_args(argv)
    began = time.monotonic()
    engine = given.engine or ("atheris" if importlib.util.find_spec("atheris") else "own")
    inputs, seconds = (LONG_INPUTS, LONG_SECONDS) if given.long else (given.inputs, given.seconds)
    names = given.targets or list(TARGETS)
    if unknown := [name for name in names if name not in TARGETS]:
        parser.error(f"{unknown[0]}: no target: {', '.join(TARGETS)}")
    found = tried(shares(names, inputs), given.seed, seconds, engine)
    for one in sorted(found, key=lambda one: -one.get("seconds", 0)):
        print(f"{one['target']:24} {one['inputs']:8} inputs {one.get('seconds', 0):7.1f} s", file=sys.stderr)
    problems = [one for one in found if "problem" in one]
    for one in problems:
        print(f"{one['target']}: {one['problem']}\n  {one['hex']}", file=sys.stderr)
    dropped = sum(one["problem"].startswith("DroppedError") for one in problems)
    result = {
        "inputs": sum(one["inputs"] for one in found),
        "crashes": len(problems) - dropped,
        "dropped": dropped,
        "targets": len(found),
        "seconds": round(time.monotonic() - began, 1),
        "with": engine,
    }
    print(json.dumps(result))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
