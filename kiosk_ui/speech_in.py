"""Speech in, seen from the kiosk: a child process that has the microphone and the weights, and what it tells.

The child is there before anybody speaks, so that nobody waits for it, and ends when somebody who spoke has gone: what
it heard and wrote down goes with it. Nothing here waits for it.
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from kiosk_ui import sound_cards, transcriber
from kiosk_ui.config import KioskSettings
from kiosk_ui.dictation import Level, MicrophoneGone, Said, Sound
from kiosk_ui.transcriber import NoWeights, find_weights

UNDERSTOOD = ("en",)  # what the packaged weights could be shown to understand; see docs/accessibility.md

logger = logging.getLogger(__name__)


def check(folder: str) -> str:
    """The folder of the weights; raises NoWeights where speech cannot be recognised here."""
    if find_spec("faster_whisper") is None:
        raise NoWeights("the extra `speech` is not installed: nobody can speak to this kiosk")
    if shutil.which(transcriber.RECORDER) is None:
        raise NoWeights(f"{transcriber.RECORDER} is not installed: nobody can speak here (alsa-utils)")
    return str(find_weights(folder))


def understood(settings: KioskSettings) -> tuple[str, ...]:
    """The languages that the weights are good for: our own, or what a folder of other ones is said to be for."""
    return settings.speech_languages if settings.speech_folder else UNDERSTOOD


@contextlib.contextmanager
def open_ear(settings: KioskSettings, tell: Callable[[Sound], None]) -> Iterator["SpeechIn | None"]:
    """What listens for as long as the kiosk runs; None where nobody can speak to it.

    tell: called from another thread.
    """
    if settings.microphone == "none":
        yield None
        return
    try:
        weights = check(settings.speech_folder)
    except NoWeights as error:
        (logger.warning if settings.speech_folder else logger.info)("%s", error)
        yield None
        return
    ear = SpeechIn(weights, settings.microphone, understood(settings), tell)
    try:
        yield ear
    finally:
        ear.close()


class SpeechIn:
    """The ear of a kiosk. Every answer of the child is told; those of a child that was ended are nobody's."""

    def __init__(
        self, weights: str, device: str, languages: tuple[str, ...], tell: Callable[[Sound], None]
    ) -> None:
        self._languages, self._device = languages, device
        self._command = (sys.executable, "-m", transcriber.__name__, "--weights", weights, "--device", device)
        self._tell, self._has_heard = tell, False
        self._child: subprocess.Popen[str] | None = None
        self._be_ready()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it understands; none while no microphone is plugged in."""
        return self._languages if sound_cards.has(self._device, "capture") else ()

    def listen(self, language: str) -> None:
        """Open the microphone; answered by levels, or that it is gone."""
        if self._child is None or self._child.poll() is not None:
            self._start()
        self._has_heard = True
        self._ask({"listen": language})

    def stop(self) -> None:
        """Close it; answered by what was said."""
        self._ask({"stop": True})

    def forget(self) -> None:
        """Let nothing remain of what was heard: the process that heard it ends, a fresh one takes its place."""
        if self._has_heard:
            self.close()
        self._be_ready()

    def close(self) -> None:
        """End for good."""
        child, self._child, self._has_heard = self._child, None, False
        if child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # and the recorder with it
            child.wait()
            with contextlib.suppress(OSError):
                if child.stdin:
                    child.stdin.close()

    def _be_ready(self) -> None:
        """A microphone may have been plugged in since."""
        if self._child is None and self.languages:
            self._start()

    def _start(self) -> None:
        self.close()
        try:
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                start_new_session=True,
            )
        except OSError as error:
            logger.error("speech cannot be recognised: %s", error.strerror)
            return
        threading.Thread(target=self._read, args=(self._child,), name="ear", daemon=True).start()

    def _ask(self, wish: dict[str, object]) -> None:
        child = self._child
        try:
            if child is None or child.stdin is None:
                raise BrokenPipeError
            child.stdin.write(json.dumps(wish) + "\n")
            child.stdin.flush()
        except OSError:
            self._tell(MicrophoneGone("the program that recognises speech has ended"))

    def _read(self, child: subprocess.Popen[str]) -> None:
        """What a child tells, until it ends."""
        assert child.stdout is not None
        with child.stdout:
            for line in child.stdout:
                sound = _sound(json.loads(line))
                if sound and child is self._child:
                    self._tell(sound)
        child.wait()
        if child is self._child:
            self._tell(MicrophoneGone("the program that recognises speech has ended"))


def _sound(news: dict[str, object]) -> Sound | None:
    match news:
        case {"level": int(level)}:
            return Level(level)
        case {"said": str(words)}:
            return Said(words)
        case {"gone": str(reason)}:
            return MicrophoneGone(reason)
    return None
