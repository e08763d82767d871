"""Each target in a process of its own, for libFuzzer ends the process it runs in; two at once.

    python -m benchmarks.fuzzing FOLDER --plan '{TARGET: INPUTS}' --seed N --seconds N --with own|atheris

The modules are loaded (for atheris: rewritten) once, then forked. Each process leaves one line of JSON in FOLDER:
{"target", "inputs", "with", "seconds"}; "hex" and "problem" where an input was too much for it.
"""

import argparse
import importlib
import json
import logging
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from benchmarks.fuzzing.spoil import spoil

ONE_INPUT_S = 10.0  # longer is as bad as a crash; machines are shared and noisy
PROCESSES = 2
RESULT = "result.json"
OURS = ["wire", "hub", "kiosk_ui"]


class TooSlowError(BaseException):
    """One input took longer than anybody waits; no `except Exception` may swallow it."""


class Trial:
    """Gives inputs to one target until there were enough, the time is over, or one was too much."""

    def __init__(self, target: Any, folder: Path, inputs: int, seconds: float, engine: str) -> None:
        (folder / "files").mkdir()
        self.target, self._folder, self._take = target, folder, target.make(folder / "files")
        self._inputs, self._until, self._engine = inputs, time.monotonic() + seconds, engine
        self.count, self._began = 0, time.monotonic()

    def __call__(self, data: bytes) -> None:
        """Try one input; ends the process after the last one."""
        self.count += 1
        signal.setitimer(signal.ITIMER_REAL, ONE_INPUT_S)
        try:
            self._take(data)
        except BaseException as error:  # noqa: BLE001
            at = error.__traceback__
            while at and at.tb_next:
                at = at.tb_next
            where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
            self.end(hex=data.hex(), problem=f"{type(error).__name__} at {where}: {str(error)[:300]}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if self.count >= self._inputs or time.monotonic() > self._until:
            self.end()

    def end(self, **more: str) -> None:
        """Say how it went and leave, past libFuzzer."""
        said = {"target": self.target.name, "inputs": self.count, "with": self._engine, **more}
        said["seconds"] = round(time.monotonic() - self._began, 1)
        (self._folder / RESULT).write_text(json.dumps(said), encoding="utf-8")
        os._exit(0)


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError(f"one input took more than {ONE_INPUT_S:.0f} s")


def _by_itself(trial: Trial, examples: list[bytes], seed: int) -> None:
    """Without coverage: every example as it is, then spoilt ones."""
    chance = Random(seed)
    for data in examples:
        trial(data)
    while True:
        trial(spoil(chance.choice(examples), examples, chance, trial.target.longest))


def _guided(trial: Trial, examples: list[bytes], seed: int, folder: Path) -> None:
    """With atheris: what reached new lines is spoilt further, by our ways and by libFuzzer's."""
    import atheris

    (folder / "examples").mkdir()
    for number, data in enumerate(examples):
        (folder / "examples" / str(number)).write_bytes(data)

    def mutate(data: bytes, longest: int, number: int) -> bytes:
        chance = Random(number)
        if chance.random() < 0.4:
            return bytes(atheris.Mutate(data, longest))
        return spoil(data, examples, chance, longest)

    options = [
        f"-seed={seed}",
        f"-max_len={trial.target.longest}",
        "-rss_limit_mb=2048",
        "-print_final_stats=0",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup(["fuzz", *options, str(folder / "examples")], trial, custom_mutator=mutate)
    atheris.Fuzz()


def _try(target: Any, folder: Path, inputs: int, given: argparse.Namespace) -> None:
    """Try one target; the process ends in it."""
    noise = os.open(folder / "noise", os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(noise, 1)
    os.dup2(noise, 2)
    try:
        signal.signal(signal.SIGALRM, _too_slow)
        examples = list(target.examples())
        trial = Trial(target, folder, inputs, given.seconds, given.engine)
        if given.engine == "atheris":
            _guided(trial, examples, given.seed, folder)
        else:
            _by_itself(trial, examples, given.seed)
    finally:
        traceback.print_exc()
        os._exit(1)


def main() -> None:
    """Try the targets of the plan."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plan", type=json.loads, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--with", dest="engine", choices=["atheris", "own"], required=True)
    parser.add_argument("--of", default="benchmarks.fuzzing.targets", help="the module that has TARGETS")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if given.engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=[*OURS, given.of]):
            targets = importlib.import_module(given.of).TARGETS
    else:
        targets = importlib.import_module(given.of).TARGETS
    running = 0
    for number, (name, inputs) in enumerate(given.plan.items()):
        if running == PROCESSES:
            os.wait()
            running -= 1
        folder = given.folder / str(number)
        folder.mkdir()
        if os.fork() == 0:
            _try(targets[name], folder, inputs, given)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    sys.exit(main())
