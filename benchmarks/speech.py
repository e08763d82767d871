"""How much of what is said is written down: the kiosk's own sentences, read by espeak-ng, heard by the weights.

make bench ARGS="speech --languages en" measures the packaged weights; --weights FOLDER others. A robot's voice is a
harsh test: it can show that a language fails, and hardly that one is good. Ends with one line of JSON.
"""

import argparse
import array
import io
import json
import resource
import subprocess
import time
import unicodedata
import wave
from collections.abc import Callable, Sequence

from kiosk_ui import wording
from kiosk_ui.speech_out import READERS, SPEAKER, voice_for
from kiosk_ui.transcriber import RATE, find_weights, load

SENTENCES = ("question", "heard", "thinking", "still_here", "trail_late", "sorry_nowhere")
BY_CHARACTER = {"ja", "th", "zh"}  # written without spaces between words


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="speech", description=__doc__)
    parser.add_argument("--languages", nargs="*", default=list(wording.languages()))
    parser.add_argument("--weights", default="", help="folder (those of the extra `speech`)")
    parser.add_argument("--pace", type=int, default=140, help="words a minute")
    options = parser.parse_args(argv)
    began = time.monotonic()
    write_down = load(find_weights(options.weights))
    loaded_s = time.monotonic() - began
    rates, heard_s, took_s = {}, 0.0, 0.0
    for language in options.languages:
        rates[language], heard, took = measure(language, options.pace, write_down)
        heard_s, took_s = heard_s + heard, took_s + took
        print(f"  {language:3} {rates[language]:4.0f} %", flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = {"load_s": round(loaded_s, 2), "s_a_second": round(took_s / heard_s, 2), "peak_mb": peak_mb}
    print(json.dumps({"error_percent": {tag: round(rate) for tag, rate in rates.items()}, **figures}))
    return 0


def measure(language: str, pace: int, write_down: Callable[[bytes, str], str]) -> tuple[float, float, float]:
    """(errors in a hundred words, seconds of speech, seconds of recognition)."""
    errors = words = 0
    heard_s = took_s = 0.0
    for key in SENTENCES:
        text = wording.say(language, key)
        sound = speak(text, language, pace)
        began = time.monotonic()
        written = write_down(sound, language)
        took_s += time.monotonic() - began
        heard_s += len(sound) / 2 / RATE
        meant, got = parts(text, language), parts(written, language)
        errors, words = errors + distance(meant, got), words + len(meant)
    return 100 * errors / words, heard_s, took_s


def speak(text: str, language: str, pace: int) -> bytes:
    """16-bit samples as a microphone would give them."""
    said = text.encode()
    if language in READERS:
        said = subprocess.run(READERS[language], input=said, capture_output=True, check=True).stdout
    command = (SPEAKER, "-v", voice_for(language), "-s", str(pace), "--stdin", "--stdout")
    spoken = subprocess.run(command, input=said, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate = file.getframerate()
    samples = array.array("h", spoken[44:])
    there = range(int(len(samples) * RATE / rate))
    return array.array("h", (samples[int(at * rate / RATE)] for at in there)).tobytes()


def parts(text: str, language: str) -> list[str]:
    """What is compared: words, or characters, without marks and capitals."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain)
    return list(kept.replace(" ", "")) if language in BY_CHARACTER else kept.split()


def distance(meant: Sequence[str], got: Sequence[str]) -> int:
    """Fewest insertions, deletions and changes from one to the other (Levenshtein)."""
    row = list(range(len(got) + 1))
    for number, one in enumerate(meant, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(got, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (one != other))
    return row[-1]


if __name__ == "__main__":
    raise SystemExit(main())
